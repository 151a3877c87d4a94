"""A run directory of many documents, made by repeating those of another run under other identifiers.

    python benchmarks/many_documents.py RUN OUT DOCUMENTS

For measuring what reads a large run (the review page, inspect) without hours of computing one. The repeated documents
have the originals' words; only their identifiers and paths differ.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from bdjp_nlp.identity import content_id
from bdjp_nlp.store.location import write_whole
from bdjp_nlp.store.run_directory import DOCUMENTS_PER_SHARD, PLAN, read_run_json, read_table, table_names
from bdjp_nlp.store.shard import STATE, DocumentRecord, text_file, write_shard

ENTITY_ID = "entity_id"
"""Names the same thing in every document, so it stays."""


def renamed(table: pa.Table, old: str, new: str, path: str) -> pa.Table:
    """One document's rows under another identifier."""
    for place, field in enumerate(table.schema):
        if field.name == "path":
            table = table.set_column(place, field, pa.array([path] * table.num_rows, field.type))
        elif field.name.endswith("_id") and field.name != ENTITY_ID:
            column = pc.replace_substring(table.column(place), old, new)
            table = table.set_column(place, field, column)
    return table


def repeat(run: Path, out: Path, count: int) -> None:
    """Write `count` documents into `out`."""
    tables = {name: read_table(run, name) for name in table_names(run)}
    originals = tables["documents"].select(["doc_id", "path", "sha256", "status"]).to_pylist()
    parts = {
        document["doc_id"]: {
            name: table.filter(pc.equal(table.column("doc_id"), document["doc_id"])) for name, table in tables.items()
        }
        for document in originals
    }
    paths: list[str] = []
    for shard in range(-(-count // DOCUMENTS_PER_SHARD)):
        records, texts, rows = [], {}, {name: [table.schema.empty_table()] for name, table in tables.items()}
        for number in range(shard * DOCUMENTS_PER_SHARD, min(count, (shard + 1) * DOCUMENTS_PER_SHARD)):
            original = originals[number % len(originals)]
            new, path = content_id(original["doc_id"], str(number)), f"copy-{number:05d}/{original['path']}"
            paths.append(path)
            for name, table in parts[original["doc_id"]].items():
                rows[name].append(renamed(table, original["doc_id"], new, path))
            text = text_file(run, original["doc_id"])
            if text.is_file():
                texts[new] = text.read_bytes()
            records.append(
                DocumentRecord(
                    path=path, doc_id=new, sha256=original["sha256"], signature=(0, 0, 0), status=original["status"],
                    error=None, fingerprints={},
                )
            )  # fmt: skip
        write_shard(out, shard, records, {name: pa.concat_tables(found) for name, found in rows.items()}, texts)
    shards = [paths[at : at + DOCUMENTS_PER_SHARD] for at in range(0, len(paths), DOCUMENTS_PER_SHARD)]
    write_whole(out / STATE / PLAN, json.dumps(shards).encode())
    write_whole(out / "run.json", json.dumps(read_run_json(run) | {"inputs": [], "failures": []}).encode())


if __name__ == "__main__":
    repeat(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
