"""Writing: files that take their name when all is written; nothing is left where something fails."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from bdjp_nlp.errors import UsageError


@contextmanager
def new_file(path: Path) -> Iterator[IO[bytes]]:
    """A file to write bytes to; raises `UsageError` where it cannot be written."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as file:
            yield file
        temporary.replace(path)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror or error}); give another --out") from None
    finally:
        temporary.unlink(missing_ok=True)


def write_file(path: Path, data: bytes | str) -> None:
    """A whole file at once; text is written as UTF-8 with LF."""
    with new_file(path) as file:
        file.write(data.encode("utf-8") if isinstance(data, str) else data)


@contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """A folder to fill; raises `UsageError` where something is there already, which is never overwritten."""
    if path.is_dir() and any(path.iterdir()):
        raise UsageError(f"{path}: is there already and is not overwritten; give a new folder as --out")
    if path.exists() and not path.is_dir():
        raise UsageError(f"{path}: is a file; this format is a folder, give a new one as --out")
    temporary = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        temporary.mkdir(parents=True)
        yield temporary
        if path.is_dir():
            path.rmdir()
        temporary.replace(path)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror or error}); give another --out") from None
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
