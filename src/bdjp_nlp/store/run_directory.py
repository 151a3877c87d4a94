"""Run directory: the tables of one run, which of its documents are done, and by which versions."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from bdjp_nlp.document import Document
from bdjp_nlp.errors import StoreError
from bdjp_nlp.identity import sha256_hex
from bdjp_nlp.rows import STRUCTURE, DocumentRow, Row
from bdjp_nlp.store.location import lock, read_parquet, remove_folder, write_whole
from bdjp_nlp.store.schema import DOC_ID, WORDS, WORDS_SCHEMA, from_arrow, schema_of, to_arrow, words_from_arrow
from bdjp_nlp.store.shard import (
    STATE,
    DocumentRecord,
    ShardRecord,
    finish_shards,
    read_shard,
    record_file,
    rows_of,
    shard_file,
    text_file,
    whole_records,
    write_shard,
)

if TYPE_CHECKING:
    from bdjp_nlp.processing import Outcome

DOCUMENTS_PER_SHARD = 16
"""So few that a changed paper rewrites little; ten thousand papers still make under a thousand files a table."""

RUN_JSON = "run.json"
PLAN = "plan.json"


class RunDirectory:
    """The store of a run. Open it for writing with `lock`; views only read the tables."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.records: dict[int, ShardRecord] = {}
        self._cached: tuple[int, dict[str, pa.Table]] | None = None

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the directory for one writer.

        Raises `StoreError` when another run has it, it holds files of someone else's (which `drop_all_but` might remove
        for a run's), or it cannot be written.
        """
        try:
            self._refuse_foreign()
            (self.path / STATE).mkdir(parents=True, exist_ok=True)
            with lock(self.path / STATE / "lock"):
                finish_shards(self.path)
                self.records = whole_records(self.path)
                yield
        except OSError as error:
            raise StoreError(
                f"{self.path}: cannot be written ({error.strerror or error}); choose another --out"
            ) from None

    def _refuse_foreign(self) -> None:
        if self.path.is_dir() and not (self.path / STATE / PLAN).is_file():
            foreign = sorted(file.name for file in self.path.iterdir() if not file.name.startswith("."))
            if foreign:
                raise StoreError(
                    f"{self.path}: holds files that are no run's ({', '.join(foreign[:3])}); give a new folder as --out"
                )

    def plan(self, paths: Sequence[str]) -> list[list[str]]:
        """Which inputs go into which shard.

        Inputs keep the place they had in an earlier run, new ones are appended; so the same sequence of inputs gives
        the same tables, interrupted or not, and a changed paper rewrites one shard.
        """
        file = self.path / STATE / PLAN
        shards = _stored_plan(file)
        wanted = set(paths)
        shards = [[path for path in shard if path in wanted] for shard in shards]
        placed = {path for shard in shards for path in shard}
        for path in paths:
            if path in placed:
                continue
            if not shards or len(shards[-1]) >= DOCUMENTS_PER_SHARD:
                shards.append([])
            shards[-1].append(path)
        write_whole(file, json.dumps(shards, ensure_ascii=False, indent=0).encode())
        return shards

    def record_of(self, number: int) -> Mapping[str, DocumentRecord]:
        """What is done in a shard, by path."""
        record = self.records.get(number)
        return {document.path: document for document in record.documents} if record else {}

    def stored_document(self, number: int, record: DocumentRecord, kinds: Iterable[type[Row]]) -> Document:
        """A document as it was stored, with its structure and the layers of `kinds`."""
        tables = self._tables(number)
        (row,) = from_arrow(DocumentRow, rows_of(tables[DocumentRow.table], record.doc_id))
        read = (*STRUCTURE, *kinds)
        layers = {kind.table: from_arrow(kind, rows_of(tables[kind.table], record.doc_id)) for kind in read}
        return Document(
            doc_id=record.doc_id,
            path=row.path,
            sha256=row.sha256,
            media_type=row.media_type,
            text=text_file(self.path, record.doc_id).read_bytes().decode("utf-8"),
            title=row.title,
            authors=row.authors,
            date=row.date,
            language=row.language,
            pages=row.pages,
            partial=row.status == "partial",
            warnings=row.warnings,
            words=words_from_arrow(rows_of(tables[WORDS], record.doc_id)),
            tables=layers,
        )

    def commit(
        self,
        number: int,
        paths: Sequence[str],
        new: Mapping[str, tuple[DocumentRecord, Outcome]],
        kinds: Sequence[type[Row]],
    ) -> None:
        """Write a shard with what it held and what is new, in the order of `paths`.

        What it held in other columns (of an earlier version) is dropped, to be computed again.
        """
        schemas = _schemas(kinds)
        stored = self._tables(number) if number in self.records else {}
        fits = all(table.schema.equals(schemas.get(name, table.schema)) for name, table in stored.items())
        old = self.record_of(number) if fits else {}
        records: list[DocumentRecord] = []
        texts: dict[str, bytes] = {}
        parts: dict[str, list[pa.Table]] = {
            name: [pa.Table.from_batches([], schema)] for name, schema in schemas.items()
        }
        for path in paths:
            if path in new:
                record, outcome = new[path]
                tables = {**outcome.tables, DocumentRow.table: to_arrow(DocumentRow, record.doc_id, [outcome.row])}
                if record.status != "failed":
                    text = texts[record.doc_id] = outcome.text.encode("utf-8", "replace")
                    record = record.model_copy(update={"text_sha256": sha256_hex(text)})
            elif path in old:
                record = old[path]
                tables = {name: rows_of(stored[name], record.doc_id) for name in parts if name in stored}
            else:
                continue
            records.append(record)
            for name, table in tables.items():
                parts[name].append(table)
        tables = {name: pa.concat_tables(tables) for name, tables in parts.items()}
        self.records[number] = write_shard(self.path, number, records, tables, texts)
        self._cached = None

    def drop_all_but(self, shards: int, kinds: Sequence[type[Row]]) -> None:
        """Remove shards from number `shards` on, tables but those of `kinds`, and texts of documents that are gone."""
        for number in [number for number in self.records if number >= shards]:
            record_file(self.path, number).unlink()
            for name in self.records.pop(number).files:
                shard_file(self.path, name, number).unlink(missing_ok=True)
        tables = set(_schemas(kinds))
        parts = {shard_file(self.path, DocumentRow.table, number).name for number in self.records}
        for folder in self.path.glob("*.parquet"):
            if folder.is_dir() and folder.stem not in tables:
                remove_folder(folder)
            elif folder.is_dir():
                for file in folder.iterdir():
                    if file.name not in parts:
                        file.unlink()
        kept = {document.doc_id for record in self.records.values() for document in record.documents}
        for text in (self.path / "texts").glob("*.txt"):
            if text.stem not in kept:
                text.unlink()

    def write_run_json(self, content: Mapping[str, object]) -> None:
        """Write ``run.json``."""
        write_whole(self.path / RUN_JSON, (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode())

    def _tables(self, number: int) -> dict[str, pa.Table]:
        if self._cached is None or self._cached[0] != number:
            self._cached = number, read_shard(self.path, self.records[number])
        return self._cached[1]


def _schemas(kinds: Sequence[type[Row]]) -> dict[str, pa.Schema]:
    """The tables that a shard has, with their columns."""
    every: tuple[type[Row], ...] = (DocumentRow, *STRUCTURE, *kinds)
    return {kind.table: schema_of(kind) for kind in every} | {WORDS: WORDS_SCHEMA}


def _stored_plan(file: Path) -> list[list[str]]:
    """The plan of an earlier run; none where it is damaged, and then the inputs are placed anew."""
    try:
        shards: list[list[str]] = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return []
    return shards


def is_run_directory(path: str | Path) -> bool:
    """Whether a run writes, or has begun to write, into a folder."""
    return os.path.isfile(os.path.join(path, STATE, PLAN))


def open_run(path: Path) -> Path:
    """`path`, when it is a run directory; raises `StoreError` that says what it lacks."""
    if not (path / RUN_JSON).is_file():
        raise StoreError(f"{path}: no run directory ({RUN_JSON} is missing); make one with: bdjp run PATH --out {path}")
    return path


def read_run_json(path: Path) -> dict[str, object]:
    """The content of ``run.json``."""
    content = json.loads((open_run(path) / RUN_JSON).read_text("utf-8"))
    assert isinstance(content, dict)
    return content


def table_names(path: Path) -> list[str]:
    """The tables of a run directory that have a shard."""
    return sorted({file.parent.stem for file in open_run(path).glob("*.parquet/part-*.parquet")})


def read_table(path: Path, name: str, columns: Sequence[str] | None = None) -> pa.Table:
    """One table of a run, all shards, of it the named columns.

    Raises `StoreError` where it is damaged or not there (listing those that are).
    """
    folder = open_run(path) / f"{name}.parquet"
    tables = table_names(path)
    if name not in tables:
        raise StoreError(f"{path}: no table {name!r}; there are: {', '.join(tables) or 'none yet, run again'}")
    try:
        return read_parquet(folder, columns)
    except (pa.ArrowException, OSError) as error:
        reason = str(error).split("\n")[0]
        raise StoreError(
            f"{folder}: cannot be read ({reason}); see what is damaged with: bdjp doctor --run {path}"
        ) from None


__all__ = ["DOC_ID", "RunDirectory", "open_run", "read_run_json", "read_table", "table_names"]
