"""Integrity: whether every row of a run keeps what the contract promises about offsets, quotes and identifiers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from bdjp_nlp.errors import StoreError
from bdjp_nlp.store.run_directory import open_run, read_table, table_names
from bdjp_nlp.store.shard import damaged_files, read_record, record_files, text_file

Rows = list[dict[str, Any]]


@dataclass
class _Texts:
    """The texts that offsets point into: canonical ones by document, passages by identifier."""

    canonical: dict[str, str] = field(default_factory=dict)
    passages: dict[str, str] = field(default_factory=dict)
    passage_documents: dict[str, str] = field(default_factory=dict)


def problems(run: Path) -> Iterator[str]:
    """What is wrong in a run directory, one line each; nothing where all is well.

    Checks the shards' checksums, that identifiers are unique and refer to rows that exist, and that every offset of
    every table reads what its row quotes.
    """
    open_run(run)
    for file in record_files(run):
        try:
            damaged = list(damaged_files(run, read_record(file)))
        except StoreError as error:
            yield str(error)
            continue
        for path in damaged:
            yield f"{path}: missing or damaged (checksum); take it out with --repair and run again, it is made anew"
    try:
        yield from _rows(run)
    except StoreError as error:
        yield str(error)


def _rows(run: Path) -> Iterator[str]:
    texts = _Texts()
    documents = read_table(run, "documents").to_pylist()
    yield from _unique(documents, "doc_id", "documents")
    for row in documents:
        if row["status"] != "failed":
            yield from _canonical(run, row["doc_id"], texts)
    passages = read_table(run, "passages").to_pylist()
    yield from _unique(passages, "passage_id", "passages")
    yield from _passages(passages, texts)
    for name in table_names(run):
        table = read_table(run, name)
        yield from _references(name, table, texts)
        if "passage_id" in table.column_names and name not in ("passages", "notes"):
            yield from _spans(name, table.to_pylist(), texts)
    yield from _notes(read_table(run, "notes").to_pylist(), texts)


def _canonical(run: Path, doc_id: str, texts: _Texts) -> Iterator[str]:
    file = text_file(run, doc_id)
    if not file.is_file():
        yield f"{file}: the canonical text is missing; run again, its shard is made anew"
        return
    data = file.read_bytes()
    if data.startswith(b"\xef\xbb\xbf") or b"\r" in data:
        yield f"{file}: has a byte order mark or carriage returns"
    try:
        texts.canonical[doc_id] = data.decode("utf-8")
    except UnicodeDecodeError:
        texts.canonical[doc_id] = ""
        yield f"{file}: is not UTF-8 any more; delete it and run again"


def _passages(rows: Rows, texts: _Texts) -> Iterator[str]:
    for row in rows:
        texts.passages[row["passage_id"]] = row["text"]
        texts.passage_documents[row["passage_id"]] = row["doc_id"]
        canonical = texts.canonical.get(row["doc_id"], "")
        if canonical[row["doc_start"] : row["doc_end"]] != row["text"]:
            yield f"passages: {row['passage_id']}: [{row['doc_start']}, {row['doc_end']}) does not read its text"


def _references(name: str, table: pa.Table, texts: _Texts) -> Iterator[str]:
    if name == "documents":
        return
    unknown = set(table.column("doc_id").to_pylist()) - set(texts.canonical)
    if unknown:
        yield f"{name}: rows of documents that are not there: {', '.join(sorted(unknown)[:3])}"


def _spans(name: str, rows: Rows, texts: _Texts) -> Iterator[str]:
    for number, row in enumerate(rows):
        text = texts.passages.get(row["passage_id"])
        if text is None or texts.passage_documents[row["passage_id"]] != row["doc_id"]:
            yield f"{name}: row {number}: unknown passage {row['passage_id']!r}"
            continue
        spans = [tuple(span) for span in row.get("evidence") or ()]
        if "start" in row:
            spans.append((row["start"], row["end"]))
            quote = row.get("quote", row.get("text"))
            if quote is not None and text[row["start"] : row["end"]] != quote:
                yield f"{name}: row {number}: [{row['start']}, {row['end']}) does not read {quote!r}"
        for start, end in spans:
            if not 0 <= start < end <= len(text):
                yield f"{name}: row {number}: [{start}, {end}) is outside its passage"


def _notes(rows: Rows, texts: _Texts) -> Iterator[str]:
    for row in rows:
        if row["passage_id"] is None:
            continue
        text = texts.passages.get(row["passage_id"])
        if text is None or not 0 <= row["offset"] <= len(text):
            yield f"notes: {row['note_id']}: its marker's place is outside its passage"


def _unique(rows: Rows, key: str, name: str) -> Iterator[str]:
    seen: set[str] = set()
    for row in rows:
        if row[key] in seen:
            yield f"{name}: {row[key]} stands twice"
        seen.add(row[key])
