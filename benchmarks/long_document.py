"""A run of one long document, made by repeating the pages of a document of another run.

    python benchmarks/long_document.py RUN OUT TIMES

For measuring how a paper of hundreds of pages opens on the review page.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from bdjp_nlp.store.run_directory import PLAN, read_run_json, read_table, table_names
from bdjp_nlp.store.shard import STATE, DocumentRecord, text_file, write_shard, write_whole


def shifted(table: pa.Table, doc_id: str, turn: int, by: dict[str, int]) -> pa.Table:
    """The rows once more: other identifiers of parts, pages and offsets further on."""
    for place, field in enumerate(table.schema):
        if field.name in by:
            table = table.set_column(place, field, pc.cast(pc.add(table.column(place), by[field.name]), field.type))
        elif field.name.endswith("_id") and field.name not in ("doc_id", "entity_id"):
            column = pc.replace_substring(table.column(place), f"{doc_id}-", f"{doc_id}-{turn}")
            table = table.set_column(place, field, column)
    return table


def lengthen(run: Path, out: Path, times: int) -> None:
    """Write the first document of `run`, repeated, into `out`."""
    tables = {name: read_table(run, name) for name in table_names(run)}
    document = tables["documents"].slice(0, 1)
    doc_id, path, pages = (document.column(name)[0].as_py() for name in ("doc_id", "path", "pages"))
    mine = {name: table.filter(pc.equal(table.column("doc_id"), doc_id)) for name, table in tables.items()}
    length = pc.max(mine["passages"].column("doc_end")).as_py() + 2
    steps = {"doc_start": length, "doc_end": length, "page": pages, "page_first": pages, "page_last": pages,
             "order": mine["passages"].num_rows}  # fmt: skip
    rows = {
        name: document
        if name == "documents"
        else pa.concat_tables(
            shifted(table, doc_id, turn, {key: step * turn for key, step in steps.items()}) for turn in range(times)
        )
        for name, table in mine.items()
    }
    place = document.schema.get_field_index("pages")
    rows["documents"] = document.set_column(place, document.schema.field(place), pa.array([pages * times], pa.int64()))
    record = DocumentRecord(
        path=path, doc_id=doc_id, sha256=document.column("sha256")[0].as_py(), signature=(0, 0, 0), status="ok",
        error=None, fingerprints={},
    )  # fmt: skip
    text = text_file(run, doc_id).read_bytes().rstrip(b"\n")
    write_shard(out, 0, [record], rows, {doc_id: b"\n\n".join([text] * times)})
    write_whole(out / STATE / PLAN, json.dumps([[path]]).encode())
    write_whole(out / "run.json", json.dumps(read_run_json(run) | {"inputs": [], "failures": []}).encode())


if __name__ == "__main__":
    lengthen(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
