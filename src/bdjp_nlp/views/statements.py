"""Statements: rows of a run that say something, with the document, page and words that say it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import pyarrow as pa

from bdjp_nlp.store.run_directory import read_table, table_names

OTHER = "other_"
"""Begins the names of the columns of a second place."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where words stand: `start` and `end` are half-open code points of the passage; page 0 where there are none."""

    doc_id: str
    path: str
    page: int
    passage_id: str
    start: int
    end: int
    quote: str

    def columns(self, prefix: str = "") -> dict[str, object]:
        """The place as columns of a table."""
        return {prefix + name: value for name, value in asdict(self).items()}


LOCATED = frozenset({"path", "page"})
"""Columns that ``bdjp inspect`` adds to every row with a passage."""
_KINDS = {"page": pa.int64(), "start": pa.int64(), "end": pa.int64(), "score": pa.float64()}


def table_of(names: Iterable[str], rows: Iterable[Mapping[str, object]]) -> pa.Table:
    """Rows as a table with these columns and those of their place."""
    columns = [*names, *(field.name for field in fields(Place) if field.name not in LOCATED)]
    schema = pa.schema([(name, _KINDS.get(name.removeprefix(OTHER), pa.string())) for name in columns])
    return pa.Table.from_pylist([{name: row[name] for name in columns} for row in rows], schema)


@dataclass(frozen=True, slots=True)
class StatedFact:
    """A row of the facts table and its place."""

    subject: str
    relation: str
    object: str
    indirect: str | None
    amount: str | None
    unit: str | None
    date: str | None
    modality: str
    asserted_by: str | None
    score: float
    place: Place


@dataclass(frozen=True, slots=True)
class StatedEvent:
    """A row of the table of dated events and its place."""

    event: str
    date: str
    place: Place


@dataclass(frozen=True, slots=True)
class StatedMention:
    """A row of the entities table. Its place is its whole sentence, `before` and `after` the rest of it."""

    text: str
    canonical: str
    method: str
    value: str | None
    unit: str | None
    before: str
    after: str
    place: Place


class Statements:
    """The statements of one run, read once."""

    def __init__(self, run: Path) -> None:
        self.run = run
        self._tables = frozenset(table_names(run))
        documents = read_table(run, "documents").select(["doc_id", "path"]).to_pylist()
        self._paths: dict[str, str] = {row["doc_id"]: row["path"] for row in documents}
        passages = read_table(run, "passages").select(["doc_id", "passage_id", "page_first"]).to_pylist()
        self._pages: dict[tuple[str, str], int] = {
            (row["doc_id"], row["passage_id"]): row["page_first"] for row in passages
        }

    def facts(self) -> Iterator[StatedFact]:
        """The facts in the store's order; none where the run has no such table."""
        for row in self._rows("facts"):
            yield StatedFact(
                row["subject"],
                row["relation"],
                row["object"],
                row["indirect"],
                row["amount"],
                row["unit"],
                row["date"],
                row["modality"],
                row["asserted_by"],
                row["score"],
                self._place(row, row["start"], row["end"], row["quote"]),
            )

    def events(self) -> Iterator[StatedEvent]:
        """The dated events in the store's order; none where the run has no such table."""
        for row in self._rows("dated_events"):
            yield StatedEvent(row["event"], row["date"], self._place(row, row["start"], row["end"], row["quote"]))

    def mentions(self) -> Iterator[StatedMention]:
        """The entities in the store's order, each with its sentence; none where the run has no such table."""
        if "entities" not in self._tables:
            return
        sentences = {(row["doc_id"], row["sentence_id"]): row for row in self._rows("sentences")}
        for row in self._rows("entities"):
            sentence = sentences[row["doc_id"], row["sentence_id"]]
            at, stop = row["start"] - sentence["start"], row["end"] - sentence["start"]
            text = sentence["text"]
            yield StatedMention(
                row["text"],
                row["canonical"],
                row["method"],
                row["value"],
                row["unit"],
                text[:at],
                text[stop:],
                self._place(row, sentence["start"], sentence["end"], text),
            )

    def _rows(self, table: str) -> Iterator[dict[str, Any]]:
        if table in self._tables:
            for batch in read_table(self.run, table).to_batches():
                yield from batch.to_pylist()

    def _place(self, row: dict[str, Any], start: int, end: int, quote: str) -> Place:
        doc_id, passage_id = row["doc_id"], row["passage_id"]
        page = self._pages[doc_id, passage_id]
        return Place(doc_id, self._paths[doc_id], page, passage_id, start, end, quote)
