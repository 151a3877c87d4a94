"""Document: one paper's canonical text, its structure, and the layers that stages put on top. Immutable."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, TypeVar, cast

import numpy as np

from bdjp_nlp.draft import Block, Draft, WordBoxes
from bdjp_nlp.errors import OffsetError
from bdjp_nlp.identity import PART_ID_LENGTH, content_id
from bdjp_nlp.rows import STRUCTURE, Annotation, Note, Passage, Row, Section, Sentence, Table

BLOCK_BREAK = "\n\n"
"""What stands between two blocks of the canonical text."""

R = TypeVar("R", bound=Row)
A = TypeVar("A", bound=Annotation)


@dataclass(frozen=True, eq=False)
class Document:
    """A paper: `text` is canonical, every offset counts code points of it or of a passage, which is a slice of it.

    `words` are the words' boxes, their spans into `text`; None where the format has no pages.
    `tables` maps a table's name to its rows: the structure (sections, passages, notes, tables) and what stages wrote.
    """

    doc_id: str
    path: str
    sha256: str
    media_type: str
    text: str
    title: str = ""
    authors: tuple[str, ...] = ()
    date: str = ""
    language: str = ""
    pages: int = 0
    partial: bool = False
    warnings: tuple[str, ...] = ()
    words: WordBoxes | None = None
    tables: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "tables", MappingProxyType(dict(self.tables)))

    def __reduce__(self) -> tuple[Any, ...]:
        """Cross to a worker process and back: a read-only view of a mapping cannot be pickled, the mapping can."""
        values = {part.name: getattr(self, part.name) for part in dataclasses.fields(self)}
        return _document, ({**values, "tables": dict(self.tables)},)

    def rows(self, kind: type[R]) -> tuple[R, ...]:
        """The rows of one table; KeyError where no stage has written it."""
        if kind.table not in self.tables:
            raise KeyError(f"no stage has written {kind.table!r}; there are {', '.join(self.tables) or 'none'}")
        return cast("tuple[R, ...]", self.tables[kind.table])

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The paragraphs and their like, in reading order."""
        return self.rows(Passage)

    @property
    def sections(self) -> tuple[Section, ...]:
        """The headings, in reading order."""
        return self.rows(Section)

    @cached_property
    def passage_by_id(self) -> Mapping[str, Passage]:
        """The passages by their identifiers."""
        return {passage.passage_id: passage for passage in self.passages}

    @cached_property
    def section_by_id(self) -> Mapping[str, Section]:
        """The sections by their identifiers."""
        return {section.section_id: section for section in self.sections}

    @cached_property
    def sentences_by_passage(self) -> Mapping[str, tuple[Sentence, ...]]:
        """Each passage's sentences in their order."""
        grouped: dict[str, list[Sentence]] = {}
        for sentence in self.rows(Sentence):
            grouped.setdefault(sentence.passage_id, []).append(sentence)
        return {passage_id: tuple(sentences) for passage_id, sentences in grouped.items()}

    def with_layer(self, kind: type[A], rows: Iterable[A]) -> Document:
        """A copy with one more layer (or that layer replaced), every offset checked.

        Raises `OffsetError` naming the row when a passage or sentence is unknown, or when a span lies outside its
        passage or does not read what the row quotes.
        """
        layer = tuple(rows)
        sentences = {s.sentence_id: s.passage_id for s in self.rows(Sentence)} if Sentence.table in self.tables else {}
        for row in layer:
            _check(row, self.passage_by_id, sentences)
        return dataclasses.replace(self, tables={**self.tables, kind.table: layer})

    def parts(self, passages: int) -> Iterator[Document]:
        """The document in parts of so many passages, with what was written of them; sections and tables are in each."""
        count = -(-len(self.passages) // passages)
        if count <= 1:
            yield self
            return
        part_of = {passage.passage_id: place // passages for place, passage in enumerate(self.passages)}
        dealt = {
            name: _dealt(rows, part_of, count) for name, rows in self.tables.items() if rows and _of_passages(rows[0])
        }
        for number in range(count):
            tables = {**self.tables, **{name: parts[number] for name, parts in dealt.items()}}
            yield dataclasses.replace(self, tables=tables)

    def word_boxes(self, passage: Passage, start: int, end: int) -> list[tuple[float, float, float, float, float]]:
        """Where the words that touch [start, end) of a passage stand: (page, x0, y0, x1, y1) each."""
        if self.words is None:
            return []
        begin, stop = passage.doc_start + start, passage.doc_start + end
        hit = (self.words.span[:, 0] < stop) & (self.words.span[:, 1] > begin)
        return [
            (float(page), *map(float, box))  # type: ignore[misc]  # four coordinates
            for page, box in zip(self.words.page[hit], self.words.box[hit], strict=True)
        ]

    def _repr_html_(self) -> str:
        """The document with its annotations highlighted, for notebooks."""
        from bdjp_nlp.views.highlight import document_html

        return document_html(self)


def _check(row: Annotation, passages: Mapping[str, Passage], sentences: Mapping[str, str]) -> None:
    passage = passages.get(row.passage_id)
    if passage is None:
        raise OffsetError(f"{row.table}: unknown passage {row.passage_id!r} in {row!r}")
    sentence_id = getattr(row, "sentence_id", None)
    if sentence_id is not None and not isinstance(row, Sentence) and sentences.get(sentence_id) != row.passage_id:
        raise OffsetError(f"{row.table}: sentence {sentence_id!r} is not in passage {row.passage_id!r}")
    spans: list[Any] = list(getattr(row, "evidence", ()))
    start = getattr(row, "start", None)
    if start is not None:
        end = cast(int, getattr(row, "end"))  # noqa: B009  # a row with start has end
        spans.append((start, end))
        quote = getattr(row, "quote", getattr(row, "text", None))
        if quote is not None and passage.text[start:end] != quote:
            raise OffsetError(f"{row.table}: [{start}, {end}) reads {passage.text[start:end]!r}, not {quote!r}")
    for start, end in spans:
        if not 0 <= start < end <= len(passage.text):
            raise OffsetError(f"{row.table}: [{start}, {end}) is outside passage {row.passage_id!r} or empty")


def _of_passages(row: Row) -> bool:
    return hasattr(row, "passage_id")


def _dealt(rows: Iterable[Row], part_of: Mapping[str, int], count: int) -> list[tuple[Row, ...]]:
    """Rows by the part in which their passage is; notes without a passage are in none."""
    parts: list[list[Row]] = [[] for _ in range(count)]
    for row in rows:
        passage_id = row.passage_id  # type: ignore[attr-defined]
        if passage_id is not None:
            parts[part_of[passage_id]].append(row)
    return [tuple(part) for part in parts]


def _document(values: dict[str, Any]) -> Document:
    return Document(**values)


def document_id(sha256: str) -> str:
    """The identifier of the document whose file has this hash."""
    return content_id(sha256)


def from_draft(draft: Draft, *, path: str, sha256: str, language: str = "") -> Document:
    """The document of a reader's draft: blocks joined to the canonical text, identifiers and offsets given."""
    return _Builder(draft, document_id(sha256)).document(path, sha256, language)


class _Builder:
    """Lays a draft's blocks one after the other and keeps count of where they fall."""

    def __init__(self, draft: Draft, doc_id: str) -> None:
        self.draft, self.doc_id = draft, doc_id
        self.parts: list[str] = []
        self.length = 0
        self.seen: dict[str, int] = {}
        self.open_sections: list[Section] = []
        self.sections: list[Section] = []
        self.passages: list[Passage] = []
        self.anchors: list[tuple[str, str, int]] = []
        self.words: list[WordBoxes] = []

    def document(self, path: str, sha256: str, language: str) -> Document:
        draft = self.draft
        for block in draft.blocks:
            if block.text.strip():
                self._place(block)
        structure: dict[str, tuple[Row, ...]] = {
            kind.table: rows
            for kind, rows in zip(
                STRUCTURE,
                (tuple(self.sections), tuple(self.passages), tuple(self._notes()), tuple(self._tables())),
                strict=True,
            )
        }
        return Document(
            doc_id=self.doc_id,
            path=path,
            sha256=sha256,
            media_type=draft.media_type,
            text=BLOCK_BREAK.join(self.parts),
            title=draft.title,
            authors=draft.authors,
            date=draft.date,
            language=language,
            pages=draft.pages,
            partial=draft.partial,
            warnings=draft.warnings,
            words=_join_words(self.words),
            tables=structure,
        )

    def _place(self, block: Block) -> None:
        start = self.length + (len(BLOCK_BREAK) if self.parts else 0)
        self.parts.append(block.text)
        self.length = end = start + len(block.text)
        if block.words is not None:
            found = block.words
            self.words.append(WordBoxes(found.span + np.int32(start), found.page, found.box))
        if block.kind == "heading":
            self._section(block, start, end)
        else:
            self._passage(block, start, end)

    def _section(self, block: Block, start: int, end: int) -> None:
        level = max(1, block.level)
        while self.open_sections and self.open_sections[-1].level >= level:
            self.open_sections.pop()
        section = Section(
            section_id=self._part_id("s", block.number, block.text),
            parent_id=self.open_sections[-1].section_id if self.open_sections else None,
            level=level,
            number=block.number,
            title=block.text,
            page=block.page,
            doc_start=start,
            doc_end=end,
        )
        self.open_sections.append(section)
        self.sections.append(section)

    def _passage(self, block: Block, start: int, end: int) -> None:
        pages = [int(box[0]) for box in block.boxes] or [block.page]
        passage = Passage(
            passage_id=self._part_id("p", block.text),
            section_id=self.open_sections[-1].section_id if self.open_sections else None,
            order=len(self.passages),
            kind=block.kind,
            level=block.level,
            text=block.text,
            doc_start=start,
            doc_end=end,
            page_first=min(pages) if self.draft.pages else 0,
            page_last=max(pages) if self.draft.pages else 0,
            boxes=block.boxes,
        )
        self.passages.append(passage)
        for reference in block.references:
            if not 0 <= reference.offset <= len(block.text):
                raise OffsetError(
                    f"note {reference.marker!r} stands at {reference.offset}, outside {block.text[:60]!r}"
                )
            self.anchors.append((reference.marker, passage.passage_id, reference.offset))

    def _notes(self) -> Iterable[Note]:
        anchors: dict[str, list[tuple[str, int]]] = {}
        for marker, passage_id, offset in self.anchors:
            anchors.setdefault(marker, []).append((passage_id, offset))
        for note in self.draft.notes:
            places = anchors.get(note.marker)
            place = places.pop(0) if places else None
            note_id = self._part_id("n", note.marker, note.text)
            yield Note(note_id, note.marker, note.text, note.page, *(place or (None, None)))

    def _tables(self) -> Iterable[Table]:
        for table in self.draft.tables:
            cells = "\x1f".join(cell for row in table.rows for cell in row)
            yield Table(self._part_id("t", table.caption, cells), table.page, table.caption, table.rows)

    def _part_id(self, prefix: str, *content: str) -> str:
        """Unique in the document, and unchanged when other parts change: content and its nth occurrence."""
        part = content_id(*content, length=PART_ID_LENGTH)
        nth = self.seen[prefix + part] = self.seen.get(prefix + part, 0) + 1
        return f"{self.doc_id}-{prefix}{part}" + (f"-{nth}" if nth > 1 else "")


def _join_words(parts: list[WordBoxes]) -> WordBoxes | None:
    if not parts:
        return None
    return WordBoxes(
        np.concatenate([part.span for part in parts]),
        np.concatenate([part.page for part in parts]),
        np.concatenate([part.box for part in parts]),
    )
