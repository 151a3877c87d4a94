"""Archive: zip files of other people read within limits, and our own written the same from the same content."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from lxml import etree
from lxml.etree import _Element as Element

from bdjp_nlp.errors import UsageError

MEGABYTE = 1 << 20
_MOST_ENTRIES = 50_000
_MOST_IN_ONE = 128 * MEGABYTE
"""Unpacked size of one entry that is read: XML or a plain text; recordings and scans are never unpacked."""
_MOST_IN_ALL = 1024 * MEGABYTE
_MOST_RATIO = 400
_RATIO_FROM = 8 * MEGABYTE
"""Unpacked size from which on the ratio is looked at; small repetitive texts shrink a great deal."""
_CHUNK = MEGABYTE
FIXED_TIME = (1980, 1, 1, 0, 0, 0)
"""Of every entry that we write: an archive depends on its content alone."""


class ReadArchive:
    """A zip file's entries by name; nothing is ever unpacked to the disk.

    Raises `UsageError` where it is no zip file, has a password, names paths outside itself, or unpacks to too much.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.unpacked = 0
        try:
            self.zip = zipfile.ZipFile(path)
            entries = self.zip.infolist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
            raise UsageError(f"{path}: is no zip archive ({error}); export the project again") from None
        if len(entries) > _MOST_ENTRIES:
            raise UsageError(f"{path}: holds {len(entries)} entries, over the limit of {_MOST_ENTRIES}")
        self.entries: dict[str, zipfile.ZipInfo] = {}
        for entry in entries:
            name = entry.filename.replace("\\", "/")
            if name.startswith("/") or ".." in PurePosixPath(name).parts or ":" in name.split("/")[0]:
                raise UsageError(f"{path}: names a place outside itself ({entry.filename!r}), as attacks do")
            self.entries[name.lower()] = entry

    def names(self, suffix: str) -> list[str]:
        """The entries whose names end in `suffix`, in lower case."""
        return sorted(name for name in self.entries if name.endswith(suffix))

    def read(self, name: str) -> bytes | None:
        """An entry's bytes, whatever the case of its name; None where there is none."""
        entry = self.entries.get(name.lower())
        if entry is None:
            return None
        if entry.flag_bits & 1:
            raise UsageError(f"{self.path}: is protected by a password; export the project without one")
        try:
            return b"".join(self._pieces(entry))
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError) as error:
            raise UsageError(f"{self.path}: {entry.filename} is damaged ({error}); export the project again") from None

    def _pieces(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        size = 0
        with self.zip.open(entry) as stream:
            while piece := stream.read(_CHUNK):
                size += len(piece)
                self.unpacked += len(piece)
                if size > _MOST_IN_ONE or self.unpacked > _MOST_IN_ALL:
                    raise UsageError(
                        f"{self.path}: {entry.filename} unpacks to over {_MOST_IN_ONE // MEGABYTE} MB, or all to over "
                        f"{_MOST_IN_ALL // MEGABYTE} MB"
                    )
                if size > _RATIO_FROM and size > _MOST_RATIO * max(1, entry.compress_size):
                    raise UsageError(
                        f"{self.path}: {entry.filename} unpacks to over {_MOST_RATIO} times its size, as zip bombs do"
                    )
                yield piece


class WrittenArchive:
    """A zip file whose bytes depend on its entries alone: fixed times, no traces of the machine."""

    def __init__(self, file: IO[bytes]) -> None:
        self.zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)

    def add(self, name: str, data: bytes) -> None:
        """One entry."""
        self.zip.writestr(_entry(name), data)

    def copy(self, name: str, source: IO[bytes]) -> None:
        """One entry, piece by piece."""
        with self.zip.open(_entry(name), "w", force_zip64=True) as sink:
            while piece := source.read(_CHUNK):
                sink.write(piece)

    def close(self) -> None:
        """Write the directory."""
        self.zip.close()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, FIXED_TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    return entry


def parse_xml(data: bytes, where: str) -> Element:
    """The root of foreign XML: no entities, no document type, no network. Raises `UsageError`."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.parse(io.BytesIO(data), parser).getroot()
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UsageError(f"{where}: is no well-formed XML ({error}); export it again") from None
    if root.getroottree().docinfo.doctype:
        raise UsageError(f"{where}: declares a document type, which no exchange format needs and attacks use")
    return root
