"""Repair: takes out of a run directory what cannot be trusted, so that the next run computes it anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bdjp_nlp.errors import StoreError
from bdjp_nlp.store.run_directory import RunDirectory, is_run_directory
from bdjp_nlp.store.shard import damaged_files, read_record, record_file, record_files, shard_file, text_file


def repair(run: Path) -> list[str]:
    """Take out damaged shards and what no record names; what was done, one line each, nothing where all was well.

    A shard of which one file is damaged goes as a whole: its documents are computed again by the next run. Decisions of
    a review are not touched. Raises `StoreError` where `run` is none, or another program writes there.
    """
    if not is_run_directory(run):
        raise StoreError(f"{run}: no run directory; nothing was changed")
    directory = RunDirectory(run)
    with directory.lock():
        done = [line for file in record_files(run) for line in _without_damaged_shard(run, file)]
        done += list(_without_strangers(run, set(directory.records)))
    return done


def _without_damaged_shard(run: Path, file: Path) -> Iterator[str]:
    try:
        record = read_record(file)
    except StoreError:
        file.unlink()
        yield f"{file}: could not be read and is taken out"
        return
    damaged = list(damaged_files(run, record))
    if not damaged:
        return
    record_file(run, record.number).unlink()
    for name in record.files:
        shard_file(run, name, record.number).unlink(missing_ok=True)
    for document in record.documents:
        text_file(run, document.doc_id).unlink(missing_ok=True)
    names = ", ".join(path.name for path in damaged[:3])
    yield (
        f"shard {record.number}: {len(damaged)} files were missing or damaged ({names}); it is taken out, and the next "
        f"run computes its {len(record.documents)} documents anew"
    )


def _without_strangers(run: Path, shards: set[int]) -> Iterator[str]:
    """Take out parts that no record names, and what was being written when a run was killed."""
    named = {shard_file(run, "any", number).name for number in shards}
    for file in sorted(run.glob("*.parquet/*")):
        if file.is_file() and file.name not in named:
            file.unlink()
            yield f"{file}: belongs to no shard and is taken out"
    for file in sorted([*run.glob("*.tmp"), *run.glob(".*.tmp"), *run.glob("*/.*.tmp")]):
        file.unlink(missing_ok=True)
        yield f"{file}: was left half written and is taken out"
