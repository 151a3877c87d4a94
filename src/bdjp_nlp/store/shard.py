"""Shard: the rows of some documents, one Parquet file a table, and the record that says they are whole.

A shard's new files are written beside the old ones and moved into place once all are there: a program that is killed
leaves the old shard or the new one. What no record names is not there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pydantic import BaseModel, ConfigDict

from bdjp_nlp.errors import StoreError
from bdjp_nlp.identity import sha256_hex
from bdjp_nlp.store.arrow_column import same_column
from bdjp_nlp.store.location import is_remote, move, put_all, read_parquet, remove_folder, write_whole
from bdjp_nlp.store.schema import DOC_ID

STATE = ".state"
"""The folder, in a run directory, of what only the store reads: records, plan and lock."""


class DocumentRecord(BaseModel):
    """One input that is done: what it was, and by which fingerprints its rows were made.

    `signature`: size in bytes, modification and change time in nanoseconds; while they stand, the file is not hashed.
    `text_sha256` is of the canonical text's file, "" where there is none.
    """

    model_config = ConfigDict(extra="forbid")

    path: str
    doc_id: str
    sha256: str
    signature: tuple[int, int, int]
    status: str
    error: str | None
    fingerprints: dict[str, str]
    text_sha256: str = ""


class FileRecord(BaseModel):
    """One table's file of a shard."""

    model_config = ConfigDict(extra="forbid")

    sha256: str
    bytes: int
    rows: int


class ShardRecord(BaseModel):
    """What is in a shard. `files` maps a table's name to its file."""

    model_config = ConfigDict(extra="forbid")

    number: int
    documents: list[DocumentRecord]
    files: dict[str, FileRecord]


def shard_file(directory: Path, table: str, number: int) -> Path:
    """Where a shard's rows of one table are."""
    return directory / f"{table}.parquet" / f"part-{number:06d}.parquet"


def record_file(directory: Path, number: int) -> Path:
    """Where a shard's record is."""
    return directory / STATE / f"shard-{number:06d}.json"


def _journal_file(directory: Path, number: int) -> Path:
    """The record of a shard whose files are complete but not yet in their places."""
    return directory / STATE / f"new-{number:06d}.json"


def _journal_folder(directory: Path, number: int) -> Path:
    """Where a shard's new files are until then."""
    return directory / STATE / f"new-{number:06d}"


def write_shard(
    directory: Path,
    number: int,
    documents: list[DocumentRecord],
    tables: Mapping[str, pa.Table],
    texts: Mapping[str, bytes],
) -> ShardRecord:
    """Write a shard: its files beside the old ones, its record, which commits them, then each into its place.

    `texts`: canonical texts by document. Whenever the program is killed, either the old shard stands or the new one,
    which `finish_shards` then puts into place. In an object store, where moving is copying, files go straight to their
    places: a shard whose rewriting was interrupted is recognised by its checksums there, and made anew.
    """
    data = {name: _parquet(table) for name, table in tables.items()}
    files = {
        name: FileRecord(sha256=sha256_hex(data[name]), bytes=len(data[name]), rows=table.num_rows)
        for name, table in tables.items()
    }
    record = ShardRecord(number=number, documents=documents, files=files)
    if is_remote(directory):
        places = {shard_file(directory, name, number): content for name, content in data.items()}
        put_all(places | {text_file(directory, doc_id): text for doc_id, text in texts.items()})
        write_whole(record_file(directory, number), record.model_dump_json(indent=1).encode())
        return record
    folder = _journal_folder(directory, number)
    remove_folder(folder)
    for name, content in data.items():
        write_whole(folder / f"{name}.parquet", content)
    for doc_id, text in texts.items():
        write_whole(folder / f"{doc_id}.txt", text)
    write_whole(_journal_file(directory, number), record.model_dump_json(indent=1).encode())
    _finish_shard(directory, record)
    return record


def _parquet(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    data: bytes = sink.getvalue().to_pybytes()
    return data


def _finish_shard(directory: Path, record: ShardRecord) -> None:
    """Move the files of a committed shard into their places, those that are not there yet."""
    folder = _journal_folder(directory, record.number)
    places = {folder / f"{name}.parquet": shard_file(directory, name, record.number) for name in record.files}
    places |= {folder / f"{d.doc_id}.txt": text_file(directory, d.doc_id) for d in record.documents}
    for source, target in places.items():
        if source.exists():
            move(source, target)
    write_whole(record_file(directory, record.number), record.model_dump_json(indent=1).encode())
    _journal_file(directory, record.number).unlink()
    remove_folder(folder)


def finish_shards(directory: Path) -> None:
    """Finish what a killed run had committed but not put into place, and remove what it had not committed."""
    if is_remote(directory):
        return
    for file in sorted((directory / STATE).glob("new-*.json")):
        try:
            record = read_record(file)
        except StoreError:  # damaged on the disk: the old shard, or what is left of it, is checked like any other
            file.unlink()
        else:
            _finish_shard(directory, record)
    for folder in sorted((directory / STATE).glob("new-*")):
        remove_folder(folder)


def record_files(directory: Path) -> list[Path]:
    """The files of all records, by number."""
    return sorted((directory / STATE).glob("shard-*.json"))


def read_record(file: Path) -> ShardRecord:
    """A shard's record; raises `StoreError` where it cannot be read."""
    try:
        return ShardRecord.model_validate_json(file.read_bytes())
    except (ValueError, OSError) as error:
        raise StoreError(
            f"{file}: damaged record ({str(error).splitlines()[0]}); run again, and its shard is made anew"
        ) from None


def whole_records(directory: Path) -> dict[int, ShardRecord]:
    """The records of the shards of which every byte is as it was written; the others count as not there."""
    records = {}
    for file in record_files(directory):
        try:
            record = read_record(file)
        except StoreError:
            continue
        if not any(damaged_files(directory, record)):
            records[record.number] = record
    return records


def text_file(directory: Path, doc_id: str) -> Path:
    """Where a document's canonical text is."""
    return directory / "texts" / f"{doc_id}.txt"


def damaged_files(directory: Path, record: ShardRecord) -> Iterator[Path]:
    """The files of a shard that are missing or whose bytes are not those that were written."""
    for name, file in record.files.items():
        path = shard_file(directory, name, record.number)
        if not _has_digest(path, file.sha256):
            yield path
    for document in record.documents:
        path = text_file(directory, document.doc_id)
        if document.text_sha256 and not _has_digest(path, document.text_sha256):
            yield path


def _has_digest(path: Path, sha256: str) -> bool:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except OSError:
        return False


def read_shard(directory: Path, record: ShardRecord) -> dict[str, pa.Table]:
    """All tables of a shard; raises `StoreError` where one is damaged."""
    try:
        return {name: read_parquet(shard_file(directory, name, record.number)) for name in record.files}
    except (pa.ArrowException, OSError) as error:
        raise StoreError(
            f"{directory}: shard {record.number} cannot be read ({str(error).splitlines()[0]}); find the damage: "
            f"bdjp doctor --run {directory}"
        ) from None


def rows_of(table: pa.Table, doc_id: str) -> pa.Table:
    """The rows of one document."""
    wanted = same_column(doc_id, 1)[0]  # `pyarrow.scalar` would import pandas
    return table.filter(pc.equal(table.column(DOC_ID), wanted))
