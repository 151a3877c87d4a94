"""Location: a folder or file on this machine or, given as ``s3://…`` and the like, in an object store.

Local paths are `pathlib.Path` and go through untouched; remote ones are `upath.UPath`, which does the same over fsspec.
What the two cannot do in the same way stands here: writing whole, moving, reading Parquet, and holding a lock.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import pyarrow as pa
import pyarrow.parquet as pq

from bdjp_nlp.errors import StoreError, UsageError


def location(path: str | Path) -> Path:
    """A path as the user typed it; raises `UsageError` where its scheme wants a package that is not there."""
    if isinstance(path, Path) or not is_remote(path):
        return Path(path) if isinstance(path, str) else path
    try:
        from upath import UPath

        remote = UPath(path, use_listings_cache=False)
        assert remote.fs is not None  # loads the scheme's own package
    except (ImportError, ValueError) as error:
        raise UsageError(
            f"{path}: {error}; folders of other machines want packages more: pip install 'bdjp-nlp[s3]'"
        ) from None
    return cast(Path, remote)


def is_remote(path: str | Path) -> bool:
    """Whether a path names a scheme, such as ``s3://``."""
    return "://" in str(path)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all, and on the disk when this returns.

    Locally under a temporary name, flushed and renamed; an object store shows what is put there only when all of it is.
    """
    if is_remote(path):
        path.write_bytes(data)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.tmp")
    with temporary.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def put_all(files: Mapping[Path, bytes]) -> None:
    """Write many objects of one store at once, each whole or not at all."""
    paths = {cast(Any, path).path: data for path, data in files.items()}
    cast(Any, next(iter(files))).fs.pipe(paths)


def move(source: Path, target: Path) -> None:
    """Move a file on this machine to where another may be, which it replaces."""
    target.parent.mkdir(parents=True, exist_ok=True)
    source.replace(target)


def remove_folder(folder: Path) -> None:
    """Remove a folder and all that is in it; nothing where there is none."""
    if not is_remote(folder):
        shutil.rmtree(folder, ignore_errors=True)
    elif folder.exists():
        remote = cast(Any, folder)
        remote.fs.rm(remote.path, recursive=True)


def read_parquet(path: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """A Parquet file, or the files of a folder as one table; of it, the named columns."""
    wanted = None if columns is None else list(columns)
    if is_remote(path):
        remote = cast(Any, path)
        return pq.read_table(remote.path, filesystem=remote.fs, columns=wanted)
    if path.is_dir():
        return pq.read_table(path, columns=wanted)
    with pq.ParquetFile(path) as file:  # `read_table` would import pandas
        return file.read(wanted)


Signature = tuple[int, int, int]
"""Size in bytes, modification and change time in nanoseconds (of an object: a number made from its version's tag)."""


def signature_of(path: str) -> Signature:
    """What changes when a file does, without reading it; raises `OSError` where it is not there."""
    if not is_remote(path):
        status = os.stat(path)
        return status.st_size, status.st_mtime_ns, status.st_ctime_ns
    file = cast(Any, location(path))
    with _os_errors():
        info = file.fs.info(file.path)
        try:
            modified = int(file.fs.modified(file.path).timestamp() * 1e9)
        except NotImplementedError:
            modified = 0
    tag = str(info.get("ETag", info.get("etag", info.get("md5Hash", ""))))
    return int(info["size"]), modified, int.from_bytes(hashlib.sha256(tag.encode()).digest()[:7])


def read_remote(path: str) -> bytes:
    """The bytes of an object; raises `OSError` where it cannot be had."""
    with _os_errors():
        return location(path).read_bytes()


@contextmanager
def _os_errors() -> Iterator[None]:
    """Every object store has errors of its own; here they become what a disk would give."""
    try:
        yield
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001  # botocore's, gcsfs's, …
        raise OSError(0, f"{type(error).__name__}: {error}") from None


@contextmanager
def lock(file: Path) -> Iterator[None]:
    """Hold a lock that one process has at a time; raises `StoreError` where another has it.

    Locally the system drops it when its process dies. In an object store it is an object that is created only where
    there is none; one that a dead process of this machine left is taken over, of another machine a person must say so.
    """
    if is_remote(file):
        with _lock_object(cast(Any, file)):
            yield
        return
    from filelock import FileLock, Timeout  # takes its time, and only who writes a run wants it

    try:
        with FileLock(file, timeout=0):
            yield
    except Timeout:
        folder = file.parent.parent
        raise StoreError(f"{folder}: another run is writing here; wait for it, or give another --out") from None


@contextmanager
def _lock_object(file: Any) -> Iterator[None]:
    import psutil

    me = {"host": socket.gethostname(), "pid": os.getpid(), "started": psutil.Process().create_time()}
    content = json.dumps(me).encode()
    try:
        file.fs.pipe_file(file.path, content, mode="create")
    except FileExistsError:
        holder = json.loads(file.read_bytes())
        if holder["host"] != me["host"] or _is_alive(holder["pid"], holder["started"]):
            raise StoreError(
                f"{file.parent.parent}: another run is writing here (process {holder['pid']} on {holder['host']}); "
                f"wait for it or, if that is no longer running, delete {file}"
            ) from None
        file.write_bytes(content)
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def _is_alive(pid: int, started: float) -> bool:
    import psutil

    try:
        return bool(psutil.Process(pid).create_time() == started)
    except psutil.Error:
        return False
