"""Inputs: the files that a list of paths, folders and globs stands for."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, cast

from bdjp_nlp.errors import UsageError
from bdjp_nlp.readers.media_type import MEDIA_TYPE_OF_SUFFIX
from bdjp_nlp.store.location import is_remote, location
from bdjp_nlp.store.run_directory import PLAN, is_run_directory
from bdjp_nlp.store.shard import STATE

RUN_MARK = f"/{STATE}/{PLAN}"
"""What a run directory has and no folder of papers."""


def find_inputs(paths: Iterable[str]) -> list[str]:
    """Every document named, or found below a folder, here or in an object store, once, in the order of their names.

    Files named outright are taken whatever their suffix; in folders, those with a known suffix, hidden ones and what
    runs wrote left out. Bytes of a name that are not UTF-8 are given in hexadecimal, since no table could hold them.
    Raises `UsageError` for a path that matches nothing, and when nothing is found at all.
    """
    found: set[str] = set()
    given = list(paths)
    for path in given:
        if is_remote(path):
            found.update(_remote(path))
            continue
        matches = [path] if os.path.lexists(path) else glob.glob(path, recursive=True)
        if not matches:
            raise UsageError(f"{path}: no such file or folder, and no file matches it as a pattern")
        for match in matches:
            found.update(papers_below(match) if os.path.isdir(match) else [os.path.normpath(match)])
    if not found:
        kinds = ", ".join(sorted(MEDIA_TYPE_OF_SUFFIX))
        raise UsageError(f"{', '.join(given)}: no documents found; looked for files named {kinds}")
    return sorted(os.fsencode(path).decode("utf-8", "backslashreplace") for path in found)


def papers_below(folder: str) -> Iterator[str]:
    """The files below a folder whose suffix is known; hidden ones and what runs wrote are left out."""
    for directory, subfolders, names in os.walk(folder):
        if is_run_directory(directory):
            subfolders.clear()
            continue
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        for name in names:
            if not name.startswith((".", "~$")) and Path(name).suffix.lower() in MEDIA_TYPE_OF_SUFFIX:
                yield os.path.normpath(os.path.join(directory, name))


def _remote(path: str) -> Iterator[str]:
    """The papers of an object store that a URL, a folder's or a pattern stands for, with the URL's scheme."""
    root = cast(Any, location(path))
    try:
        if glob.has_magic(path):
            files = root.fs.glob(root.path)
        elif root.fs.isfile(root.path):
            files = [root.path]
        else:
            files = _papers_among(root.fs.find(root.path), root.path)
        names = [root.fs.unstrip_protocol(file) for file in files]
    except Exception as error:  # noqa: BLE001  # every store has errors of its own
        raise UsageError(f"{path}: cannot be listed ({error}); check the address and the credentials") from None
    if not names:
        raise UsageError(f"{path}: no documents found there")
    yield from names


def _papers_among(files: list[str], folder: str) -> Iterator[str]:
    """As `papers_below`, of all files below a folder."""
    runs = tuple(file.removesuffix(RUN_MARK) for file in files if file.endswith(RUN_MARK))
    for file in files:
        hidden = any(part.startswith((".", "~$")) for part in file.removeprefix(folder).split("/"))
        if not hidden and not file.startswith(runs) and Path(file).suffix.lower() in MEDIA_TYPE_OF_SUFFIX:
            yield file
