"""Paper: one document of a run as the page shows it, read from its shard alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bdjp_nlp.coding.document_units import HEADING_LEVELS, UNCODED_KINDS
from bdjp_nlp.errors import StoreError
from bdjp_nlp.rows import (
    Coding,
    Constraint,
    DocumentRow,
    Entity,
    Fact,
    Note,
    Passage,
    Row,
    Section,
    Sentence,
    Table,
    Theme,
)
from bdjp_nlp.store.schema import DOC_ID, from_arrow, schema_of
from bdjp_nlp.store.shard import shard_file

SIGNS_A_PART = 9000
"""About three pages: a document's first part comes at once, the others when they are scrolled to."""
NOTES_A_STRETCH = 80
"""Notes that are sent together, where a paper has more."""

R = TypeVar("R", bound=Row)
CODINGS: tuple[type[Coding], ...] = (Theme, Constraint)


@dataclass(frozen=True)
class Paper:
    """A document's rows. `codings` are those of whole passages, by passage and in the tables' order."""

    doc_id: str
    document: DocumentRow
    sections: tuple[Section, ...]
    passages: tuple[Passage, ...]
    notes: tuple[Note, ...]
    tables: tuple[Table, ...]
    codings: Mapping[str, tuple[Coding, ...]]
    mentions: Mapping[str, tuple[Entity, ...]]
    facts: Mapping[str, tuple[Fact, ...]]
    run: Path
    shard: int

    @cached_property
    def passage_by_id(self) -> Mapping[str, Passage]:
        """The passages by their identifiers."""
        return {passage.passage_id: passage for passage in self.passages}

    @cached_property
    def section_by_id(self) -> Mapping[str, Section]:
        """The sections by their identifiers."""
        return {section.section_id: section for section in self.sections}

    @cached_property
    def notes_of(self) -> Mapping[str, tuple[tuple[int, Note], ...]]:
        """Each passage's notes, with their places among the paper's."""
        grouped: dict[str, list[tuple[int, Note]]] = {}
        for place, note in enumerate(self.notes):
            if note.passage_id is not None and note.offset is not None:
                grouped.setdefault(note.passage_id, []).append((place, note))
        return {passage_id: tuple(found) for passage_id, found in grouped.items()}

    @cached_property
    def part_of(self) -> Mapping[str, int]:
        """In which of the parts that are sent together a heading or passage is."""
        return {identifier: number for number, part in enumerate(self.parts) for identifier in part}

    @cached_property
    def parts(self) -> list[list[str]]:
        """The identifiers of headings and passages in reading order, cut into parts that are sent together."""
        order = sorted(
            [(s.doc_start, s.section_id, len(s.title)) for s in self.sections]
            + [(p.doc_start, p.passage_id, len(p.text)) for p in self.passages]
        )
        found: list[list[str]] = []
        signs = SIGNS_A_PART
        for _, identifier, length in order:
            if signs >= SIGNS_A_PART:
                found.append([])
                signs = 0
            found[-1].append(identifier)
            signs += length
        return found

    @cached_property
    def sentences(self) -> Mapping[str, tuple[Sentence, ...]]:
        """Each passage's sentences."""
        return _by_passage(_rows(self.run, self.shard, Sentence, self.doc_id))

    def titles(self, section_id: str | None) -> tuple[str, ...]:
        """The titles of a section and of those above it, the highest first."""
        found: list[str] = []
        while section_id is not None:
            section = self.section_by_id[section_id]
            found.insert(0, section.title)
            section_id = section.parent_id
        return tuple(found)

    def heading(self, section_id: str | None) -> str:
        """What the coder was told of the sections above."""
        return ". ".join(self.titles(section_id)[-HEADING_LEVELS:])

    @staticmethod
    def is_coded(passage: Passage) -> bool:
        """Whether themes and constraints are judged of a passage of this kind."""
        return passage.kind not in UNCODED_KINDS


def load_paper(run: Path, shard: int, doc_id: str) -> Paper:
    """A document of a shard; raises `StoreError` where its rows cannot be read."""
    (document,) = _rows(run, shard, DocumentRow, doc_id)
    codings: list[Coding] = []
    for kind in CODINGS:
        codings += _rows(run, shard, kind, doc_id, whole_passages=True)
    return Paper(
        doc_id=doc_id,
        document=document,
        sections=_rows(run, shard, Section, doc_id),
        passages=_rows(run, shard, Passage, doc_id),
        notes=_rows(run, shard, Note, doc_id),
        tables=_rows(run, shard, Table, doc_id),
        codings=_by_passage(codings),
        mentions=_by_passage(_rows(run, shard, Entity, doc_id)),
        facts=_by_passage(_rows(run, shard, Fact, doc_id)),
        run=run,
        shard=shard,
    )


def _rows(run: Path, shard: int, kind: type[R], doc_id: str, whole_passages: bool = False) -> tuple[R, ...]:
    """A document's rows of one table; none where the pipeline had no stage that writes them."""
    file = shard_file(run, kind.table, shard)
    if not file.is_file():
        return ()
    try:
        table = pq.ParquetFile(file).read(use_threads=False)  # a shard is small: threads and filters cost more than it
        wanted = pc.equal(table.column(DOC_ID), doc_id)
        if whole_passages:
            wanted = pc.and_(wanted, pc.is_null(table.column("sentence_id")))
        return from_arrow(kind, _completed(kind, table.filter(wanted)))
    except (pa.ArrowException, OSError, KeyError) as error:
        reason = str(error).splitlines()[0]
        raise StoreError(
            f"{file}: cannot be read ({reason}); make the table anew with: bdjp run … --out {run}"
        ) from None


def _completed(kind: type[R], table: pa.Table) -> pa.Table:
    """The table with columns of nothing for those that an earlier version did not write: old runs can be looked at."""
    for field in schema_of(kind):
        if field.name not in table.column_names:
            table = table.append_column(field, pa.nulls(table.num_rows, field.type))
    return table


P = TypeVar("P", Coding, Entity, Fact, Sentence)


def _by_passage(rows: Iterable[P]) -> dict[str, tuple[P, ...]]:
    grouped: dict[str, list[P]] = {}
    for row in rows:
        grouped.setdefault(row.passage_id, []).append(row)
    return {passage_id: tuple(found) for passage_id, found in grouped.items()}
