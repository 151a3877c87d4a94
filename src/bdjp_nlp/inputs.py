"""Inputs: the files that a list of paths, folders and globs stands for."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from bdjp_nlp.errors import UsageError
from bdjp_nlp.readers.media_type import MEDIA_TYPE_OF_SUFFIX
from bdjp_nlp.store.run_directory import is_run_directory


def find_inputs(paths: Iterable[str]) -> list[str]:
    """Every document named, or found below a folder, once, in the order of their names.

    Files named outright are taken whatever their suffix; in folders, those with a known suffix, hidden ones and what
    runs wrote left out. Bytes of a name that are not UTF-8 are given in hexadecimal, since no table could hold them.
    Raises `UsageError` for a path that matches nothing, and when nothing is found at all.
    """
    found: set[str] = set()
    given = list(paths)
    for path in given:
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
