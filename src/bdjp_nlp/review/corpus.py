"""Corpus: what a run says over all of its documents, asked of its Parquet files by DuckDB.

The codes of whole passages and the names are gathered once when the run is opened (and again when it has been run
again); everything else is a projection of the columns that an answer needs. No table is ever read whole.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from bdjp_nlp.errors import StoreError
from bdjp_nlp.review.decisions import Decision, Group
from bdjp_nlp.review.paper import Paper, load_paper
from bdjp_nlp.store.run_directory import RUN_JSON, open_run, table_names

PAPERS_KEPT = 64
"""Papers in memory: a page of search results touches some dozens."""
CODE_GROUPS: tuple[Group, ...] = ("themes", "constraints")

_EMPTY = {
    "themes": "SELECT '' doc_id, '' passage_id, '' sentence_id, '' AS label, 0.0 score, false assigned, "
    "false uncertain WHERE false",
    "entities": "SELECT '' doc_id, '' passage_id, 0 AS start, 0 AS end, '' AS text, '' AS label, '' canonical, "
    "'' entity_id, '' AS value WHERE false",
}
_EMPTY["constraints"] = _EMPTY["themes"]
"""What stands in for a table that no stage has written."""

NOW = """
    now AS (
        SELECT doc_id, passage_id, grp, label FROM codes
        WHERE assigned AND (grp, passage_id, label) NOT IN (SELECT (grp, passage_id, label) FROM overlay)
        UNION ALL
        SELECT doc_id, passage_id, grp, label FROM overlay WHERE holds
    )
"""
"""The codes that hold now: the run's, where no decision says otherwise, and those that decisions have put."""


_WAITING = """
    waiting AS (
        SELECT doc_id, passage_id, grp, label, score FROM codes
        WHERE uncertain AND (grp, passage_id, label) NOT IN (SELECT (grp, passage_id, label) FROM overlay)
    )
"""


@dataclass(frozen=True)
class DocumentLine:
    """A document in a list. `passages`: how many bear a code now; `uncertain`: how many the model is unsure of."""

    doc_id: str
    path: str
    title: str
    authors: tuple[str, ...]
    date: str
    pages: int
    status: str
    message: str
    warnings: tuple[str, ...]
    coded: int
    uncertain: int


@dataclass(frozen=True)
class PlaceOf:
    """A passage's place."""

    doc_id: str
    passage_id: str


@dataclass(frozen=True)
class Name:
    """A named thing with how often it is named and in how many documents."""

    entity_id: str
    label: str
    canonical: str
    mentions: int
    documents: int


@dataclass(frozen=True)
class Doubt:
    """A passage that the model is unsure of in some label, with its calibrated probability."""

    doc_id: str
    passage_id: str
    group: Group
    label: str
    score: float


_OVERLAY = pa.schema(
    [("grp", pa.string()), ("doc_id", pa.string()), ("passage_id", pa.string()), ("label", pa.string()),
     ("holds", pa.bool_())]
)  # fmt: skip


def _document_line(row: Sequence[Any]) -> DocumentLine:
    doc_id, path, title, authors, date, pages, status, message, warnings, coded, uncertain = row
    return DocumentLine(
        doc_id, path, title, tuple(authors or ()), date, pages, status, message, tuple(warnings or ()), coded, uncertain
    )


def overlay(decisions: Iterable[Decision]) -> pa.Table:
    """Decisions on themes and constraints as a table (grp, doc_id, passage_id, label, holds), to lay over the run's."""
    rows = [
        (d.group, d.doc_id, d.passage_id, d.label, d.new.holds)
        for d in decisions
        if d.group in CODE_GROUPS and d.new is not None
    ]
    columns = list(zip(*rows, strict=True)) or [()] * len(_OVERLAY)
    return pa.table([pa.array(c, f.type) for c, f in zip(columns, _OVERLAY, strict=True)], schema=_OVERLAY)


class Corpus:
    """A run opened for questions; safe to use from several threads."""

    def __init__(self, run: Path) -> None:
        self.run = open_run(run)
        self._lock = threading.Lock()
        self.stamp = 0
        self._open()

    def refresh(self) -> None:
        """Open the run anew where it has been run again since."""
        if (self.run / RUN_JSON).stat().st_mtime_ns != self.stamp:
            with self._lock:
                self._open()

    def _open(self) -> None:
        self.stamp = (self.run / RUN_JSON).stat().st_mtime_ns
        self.tables = table_names(self.run)
        self._connection = duckdb.connect()
        for name in {*self.tables, *_EMPTY}:
            self._connection.execute(f"CREATE VIEW {name} AS {self._source(name)}")
        self._connection.execute(
            "CREATE TABLE listed AS SELECT *, CAST(regexp_extract(filename, 'part-([0-9]+)', 1) AS INTEGER) AS shard "
            "FROM documents ORDER BY filename, file_row_number"
        )
        self._connection.execute(
            "CREATE TABLE codes AS "
            + " UNION ALL ".join(
                f"SELECT doc_id, passage_id, '{group}' AS grp, label, score, assigned, uncertain FROM {group} "
                "WHERE sentence_id IS NULL AND (assigned OR uncertain)"
                for group in CODE_GROUPS
            )
        )
        self._connection.execute(
            "CREATE TABLE names AS SELECT entity_id, any_value(label) AS label, mode(canonical) AS canonical, "
            "count(*) AS mentions, count(DISTINCT doc_id) AS documents, bool_and(value IS NULL) AS named "
            "FROM entities GROUP BY entity_id"
        )
        self._shards = dict(self._connection.execute("SELECT doc_id, shard FROM listed").fetchall())
        self.paper = lru_cache(maxsize=PAPERS_KEPT)(self._paper)

    def _source(self, name: str) -> str:
        if name not in self.tables:
            return _EMPTY[name]
        files = str(self.run / f"{name}.parquet" / "part-*.parquet").replace("'", "''")
        extra = ", filename = true, file_row_number = true" if name == "documents" else ""
        return f"SELECT * FROM read_parquet('{files}', hive_partitioning = false{extra})"

    def _paper(self, doc_id: str) -> Paper:
        """A document; raises `StoreError` where the run has no such one."""
        if doc_id not in self._shards:
            raise StoreError(f"{self.run}: no document {doc_id!r}; bdjp inspect {self.run} documents lists them")
        return load_paper(self.run, self._shards[doc_id], doc_id)

    def holds(self, doc_id: str) -> bool:
        """Whether the run has such a document."""
        return doc_id in self._shards

    def shard(self, doc_id: str) -> int:
        """The number of the shard that holds a document."""
        return int(self._shards[doc_id])

    def ask(self, sql: str, values: Sequence[Any] = (), over: pa.Table | None = None) -> list[tuple[Any, ...]]:
        """The rows of a question; `over` is in reach as the table `overlay`."""
        cursor = self._connection.cursor()
        if over is not None:
            cursor.register("overlay", over)
        try:
            rows: list[tuple[Any, ...]] = cursor.execute(sql, list(values)).fetchall()
        except duckdb.IOException as error:
            raise StoreError(
                f"{self.run}: a table has changed while it was read ({str(error).splitlines()[0]}); load the page again"
            ) from None
        return rows

    def counts(self) -> dict[str, int]:
        """Documents by status, and pages, under the key "pages"."""
        found = {
            str(status): int(count) for status, count in self.ask("SELECT status, count(*) FROM listed GROUP BY 1")
        }
        return found | {"pages": int(self.ask("SELECT coalesce(sum(pages), 0) FROM listed")[0][0])}

    def documents(self, over: pa.Table, like: str = "", offset: int = 0, limit: int = 50) -> list[DocumentLine]:
        """Documents in the run's order, those whose path, title or authors have the words `like`."""
        rows = self.ask(
            f"""WITH {NOW}, chosen AS (
                SELECT *, row_number() OVER () AS place FROM listed
                WHERE contains(lower(concat_ws(' ', path, title, array_to_string(authors, ' '))), lower(?))
                LIMIT {int(limit)} OFFSET {int(offset)}
            )
            SELECT doc_id, path, title, authors, date, pages, status, coalesce(message, ''), warnings,
                (SELECT count(DISTINCT passage_id) FROM now WHERE now.doc_id = chosen.doc_id),
                (SELECT count(DISTINCT passage_id) FROM codes WHERE codes.doc_id = chosen.doc_id AND uncertain)
            FROM chosen ORDER BY place""",
            [like],
            over,
        )
        return [_document_line(row) for row in rows]

    def troubled(self, limit: int) -> list[DocumentLine]:
        """Documents that failed, are partial, or were read with a warning, the worst first."""
        rows = self.ask(
            "SELECT doc_id, path, title, authors, date, pages, status, coalesce(message, ''), warnings, 0, 0 "
            "FROM listed WHERE status <> 'ok' OR len(warnings) > 0 "
            f"ORDER BY status = 'failed' DESC, status = 'partial' DESC, path LIMIT {int(limit)}"
        )
        return [_document_line(row) for row in rows]

    def by_label(self, over: pa.Table) -> dict[tuple[str, str], int]:
        """How many passages bear a code now, by group and label."""
        rows = self.ask(f"WITH {NOW} SELECT grp, label, count(*) FROM now GROUP BY ALL", (), over)
        return {(group, label): count for group, label, count in rows}

    def matrix(self, over: pa.Table) -> dict[tuple[str, str], int]:
        """How many passages bear a theme and a constraint; a label "" means any of its group."""
        rows = self.ask(
            f"""WITH {NOW}, t AS (SELECT passage_id, label FROM now WHERE grp = 'themes'),
                k AS (SELECT passage_id, label FROM now WHERE grp = 'constraints')
            SELECT coalesce(t.label, ''), coalesce(k.label, ''), count(DISTINCT passage_id)
            FROM t JOIN k USING (passage_id) GROUP BY CUBE (t.label, k.label)""",
            (),
            over,
        )
        return {(theme, constraint): count for theme, constraint, count in rows}

    def by_year(self, over: pa.Table) -> dict[tuple[str, str, str], int]:
        """How many passages bear a code now, by the year of their document, group and label."""
        rows = self.ask(
            f"""WITH {NOW} SELECT date[1:4] AS year, grp, label, count(*)
            FROM now JOIN listed USING (doc_id) WHERE regexp_matches(date, '^[0-9]{{4}}') GROUP BY ALL""",
            (),
            over,
        )
        return {(year, group, label): count for year, group, label, count in rows}

    def bearing(
        self, over: pa.Table, wanted: Mapping[str, str], year: str, offset: int, limit: int
    ) -> tuple[int, list[PlaceOf]]:
        """Passages that bear a label of each group in `wanted` ("" is any of the group), in reading order, counted.

        `year`: of the document, "" for any.
        """
        ctes, joins, values = [], [], []
        for number, (group, label) in enumerate(wanted.items()):
            ctes.append(f"w{number} AS (SELECT DISTINCT passage_id FROM now WHERE grp = ? AND (? = '' OR label = ?))")
            joins.append(f"JOIN w{number} USING (passage_id)")
            values += [group, label, label]
        found = (
            f"WITH {', '.join([NOW, *ctes])} SELECT DISTINCT doc_id, passage_id FROM now {' '.join(joins)} "
            "JOIN listed USING (doc_id) WHERE starts_with(coalesce(date, ''), ?)"
        )
        values.append(year)
        count = self.ask(f"SELECT count(*) FROM ({found})", values, over)[0][0]
        rows = self.ask(
            f"""SELECT f.doc_id, f.passage_id FROM ({found}) f JOIN listed USING (doc_id)
            JOIN (SELECT doc_id, passage_id, "order" AS place FROM passages) p
                ON p.passage_id = f.passage_id AND p.doc_id = f.doc_id
            ORDER BY shard, file_row_number, place LIMIT {int(limit)} OFFSET {int(offset)}""",
            values,
            over,
        )
        return int(count), [PlaceOf(*row) for row in rows]

    def waiting(self, over: pa.Table) -> int:
        """How many passages have a label of which the model is unsure and nobody has decided."""
        return int(self.ask(f"WITH {_WAITING} SELECT count(DISTINCT passage_id) FROM waiting", (), over)[0][0])

    def doubts(self, over: pa.Table, most: int) -> list[Doubt]:
        """Every waiting label of the passages that the model is least sure of, at most so many passages."""
        rows = self.ask(
            f"""WITH {_WAITING}, least AS (
                SELECT passage_id FROM waiting GROUP BY 1 ORDER BY min(abs(score - 0.5)), passage_id LIMIT {int(most)}
            )
            SELECT doc_id, passage_id, grp, label, score FROM waiting SEMI JOIN least USING (passage_id)
            ORDER BY passage_id, grp, label""",
            (),
            over,
        )
        return [Doubt(*row) for row in rows]

    def still_waiting(self, over: pa.Table, places: Sequence[PlaceOf]) -> set[str]:
        """Which of some passages wait."""
        if not places:
            return set()
        rows = self.ask(
            f"WITH {_WAITING} SELECT DISTINCT passage_id FROM waiting WHERE passage_id IN (SELECT unnest(?))",
            [[place.passage_id for place in places]],
            over,
        )
        return {passage_id for (passage_id,) in rows}

    def texts(self, places: Sequence[str]) -> dict[str, str]:
        """The texts of passages by their identifiers."""
        wanted = pa.table({"passage_id": pa.array(places, pa.string())})
        rows = self.ask("SELECT passage_id, text FROM passages SEMI JOIN overlay USING (passage_id)", (), wanted)
        return dict(rows)

    def names(self, label: str = "", like: str = "", offset: int = 0, limit: int = 12) -> tuple[int, list[Name]]:
        """Named things, most named first; values such as dates and amounts only where their label is asked for."""
        where = (
            "FROM names WHERE (? = '' AND named OR label = ?) AND "
            "(contains(lower(canonical), lower(?)) OR entity_id IN "
            "(SELECT entity_id FROM entities WHERE ? <> '' AND contains(lower(text), lower(?))))"
        )
        values = [label, label, like, like, like]
        count = self.ask(f"SELECT count(*) {where}", values)[0][0]
        rows = self.ask(
            f"SELECT entity_id, label, canonical, mentions, documents {where} "
            f"ORDER BY mentions DESC, canonical LIMIT {int(limit)} OFFSET {int(offset)}",
            values,
        )
        return int(count), [Name(*row) for row in rows]

    def name(self, entity_id: str) -> Name:
        """A named thing; raises `StoreError` where the run names no such one."""
        rows = self.ask(
            "SELECT entity_id, label, canonical, mentions, documents FROM names WHERE entity_id = ?", [entity_id]
        )
        if not rows:
            raise StoreError(f"{self.run}: names no entity {entity_id!r}")
        return Name(*rows[0])

    def forms(self, entity_id: str, limit: int) -> list[tuple[str, int]]:
        """The words that name a thing, the most used first."""
        rows = self.ask(
            "SELECT text, count(*) AS uses FROM entities WHERE entity_id = ? GROUP BY 1 ORDER BY uses DESC, text "
            f"LIMIT {int(limit)}",
            [entity_id],
        )
        return [(text, int(uses)) for text, uses in rows]

    def naming(self, entity_id: str, offset: int, limit: int) -> tuple[int, list[PlaceOf]]:
        """The passages that name a thing, in reading order, counted."""
        found = "SELECT DISTINCT doc_id, passage_id FROM entities WHERE entity_id = ?"
        count = self.ask(f"SELECT count(*) FROM ({found})", [entity_id])[0][0]
        rows = self.ask(
            f"""SELECT f.doc_id, f.passage_id FROM ({found}) f JOIN listed USING (doc_id)
            JOIN (SELECT doc_id, passage_id, "order" AS place FROM passages) p
                ON p.passage_id = f.passage_id AND p.doc_id = f.doc_id
            ORDER BY shard, file_row_number, place LIMIT {int(limit)} OFFSET {int(offset)}""",
            [entity_id],
        )
        return int(count), [PlaceOf(*row) for row in rows]

    def companions(self, entity_id: str, limit: int) -> list[Name]:
        """The things named in the same passages, with in how many of them (`mentions`) and of how many documents."""
        rows = self.ask(
            f"""WITH here AS (SELECT DISTINCT passage_id FROM entities WHERE entity_id = ?)
            SELECT entity_id, any_value(e.label), any_value(names.canonical), count(DISTINCT passage_id) AS together,
                count(DISTINCT e.doc_id)
            FROM entities e SEMI JOIN here USING (passage_id) JOIN names USING (entity_id)
            WHERE entity_id <> ? AND names.named GROUP BY entity_id ORDER BY together DESC, 3 LIMIT {int(limit)}""",
            [entity_id, entity_id],
        )
        return [Name(*row) for row in rows]

    def documents_naming(self, entity_id: str, limit: int) -> list[tuple[str, str, int]]:
        """The documents that name a thing: identifier, title or path, mentions."""
        rows = self.ask(
            "SELECT doc_id, any_value(coalesce(nullif(title, ''), path)), count(*) AS uses FROM entities "
            f"JOIN listed USING (doc_id) WHERE entity_id = ? GROUP BY 1 ORDER BY uses DESC, 2 LIMIT {int(limit)}",
            [entity_id],
        )
        return [(doc_id, title, int(uses)) for doc_id, title, uses in rows]
