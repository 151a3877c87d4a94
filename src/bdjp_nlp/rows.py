"""The rows of a run's tables: what stages write and what views read.

A row class is a frozen dataclass whose fields are the table's columns, in order; the store adds `doc_id` in front.
Offsets are half-open, 0-based, in Unicode code points: `start` and `end` (and `evidence`) into the passage's text,
`doc_start` and `doc_end` into the document's canonical text. A stage of another package adds a table by writing
rows of a class of its own that derives from `Annotation`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import ClassVar

Box = tuple[float, float, float, float, float]
"""A part of a page: 1-based page, then x0, y0, x1, y1 in points from the page's top left."""

Span = tuple[int, int]
"""Half-open code points."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table named `table`."""

    table: ClassVar[str]


@dataclass(frozen=True, slots=True)
class Section(Row):
    """A heading and its place in the tree; `parent_id` is None at the top, `level` is 1 there."""

    table: ClassVar[str] = "sections"
    section_id: str
    parent_id: str | None
    level: int
    number: str
    title: str
    page: int
    doc_start: int
    doc_end: int


@dataclass(frozen=True, slots=True)
class Passage(Row):
    """A paragraph or its like; `order` counts from 0 in reading order; pages are 0 where a format has none."""

    table: ClassVar[str] = "passages"
    passage_id: str
    section_id: str | None
    order: int
    kind: str
    level: int
    text: str
    doc_start: int
    doc_end: int
    page_first: int
    page_last: int
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Note(Row):
    """A foot- or endnote; `passage_id` and `offset` are None where its marker was not found."""

    table: ClassVar[str] = "notes"
    note_id: str
    marker: str
    text: str
    page: int
    passage_id: str | None
    offset: int | None


@dataclass(frozen=True, slots=True)
class Table(Row):
    """A table's cells, row by row."""

    table: ClassVar[str] = "tables"
    table_id: str
    page: int
    caption: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Annotation(Row):
    """A row of a layer that a stage writes on top of the passages."""

    passage_id: str


@dataclass(frozen=True, slots=True)
class Sentence(Annotation):
    """A sentence of a passage."""

    table: ClassVar[str] = "sentences"
    sentence_id: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Entity(Annotation):
    """A mention of a named thing, a value or a kind of materiel.

    `entity_id` is the same for the same `canonical` and label in every document. `value` is normalised (ISO 8601 date
    or interval, amount, number), `unit` is ISO 4217 for money. `method` says who found it, `score` (0 to 1) how surely.
    `usd` is derived, not said by the text: the sum in United States dollars at the reference rate of the day `usd_at`.
    """

    table: ClassVar[str] = "entities"
    sentence_id: str
    start: int
    end: int
    text: str
    label: str
    canonical: str
    entity_id: str
    method: str
    score: float
    value: str | None = None
    unit: str | None = None
    usd: str | None = None
    usd_at: str | None = None


@dataclass(frozen=True, slots=True)
class Coding(Annotation):
    """One label judged on a sentence, or on a passage (`sentence_id` None).

    `score` is a calibrated probability; `assigned` says whether it passed the label's threshold, `uncertain` whether a
    person should look. `evidence` are the words that carry an assigned label.
    """

    sentence_id: str | None
    label: str
    score: float
    assigned: bool
    uncertain: bool
    evidence: tuple[Span, ...]
    model: str


@dataclass(frozen=True, slots=True)
class Theme(Coding):
    """An area of security cooperation."""

    table: ClassVar[str] = "themes"


@dataclass(frozen=True, slots=True)
class Constraint(Coding):
    """A structural constraint; `explicit` and `stance` are None where the label is not assigned."""

    table: ClassVar[str] = "constraints"
    explicit: bool | None = None
    stance: str | None = None


@dataclass(frozen=True, slots=True)
class Fact(Annotation):
    """Who did, does, will or might do what to whom.

    `subject` and `object` are canonical names where a mention is behind them, else the noun phrase's head words.
    `indirect` is to or with whom, where the object is a thing, and the thing, where the object is a party. `amount` and
    `unit` are as in the entities table, `date` is ISO 8601. `start` and `end` reach from the first to the last word
    that takes part; `subject_start` and its like say where the argument, or what stands for it ("it"), is.
    """

    table: ClassVar[str] = "facts"
    sentence_id: str
    subject: str
    relation: str
    object: str
    amount: str | None
    unit: str | None
    date: str | None
    modality: str
    asserted_by: str | None
    start: int
    end: int
    quote: str
    score: float
    indirect: str | None
    subject_start: int
    subject_end: int
    object_start: int
    object_end: int


@dataclass(frozen=True, slots=True)
class DatedEvent(Annotation):
    """A named event beside its date: `event` is canonical, `date` ISO 8601; the quote reaches over both."""

    table: ClassVar[str] = "dated_events"
    sentence_id: str
    event: str
    date: str
    start: int
    end: int
    quote: str


STRUCTURE: tuple[type[Row], ...] = (Section, Passage, Note, Table)
"""What a reader writes, before any stage."""


@dataclass(frozen=True, slots=True)
class DocumentRow(Row):
    """One input file and how it went: `status` is ok, partial (text is missing, see `warnings`) or failed.

    `error` is one of `bdjp_nlp.errors.DOCUMENT_ERROR_CODES`, `message` its text with the remedy. `seconds` is the time
    that reading and all stages took.
    """

    table: ClassVar[str] = "documents"
    path: str
    sha256: str
    media_type: str
    title: str
    authors: tuple[str, ...]
    date: str
    language: str
    pages: int
    status: str
    error: str | None
    message: str | None
    warnings: tuple[str, ...]
    seconds: float


def columns_of(kinds: Iterable[type[Row]]) -> str:
    """The tables' columns and their types, in words: stored rows of others cannot be read again."""
    return "; ".join(f"{kind.table}: " + ", ".join(f"{f.name} {f.type}" for f in fields(kind)) for kind in kinds)
