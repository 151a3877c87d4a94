"""Archive: a DOCX file's parts, unpacked within limits and parsed without entities or network."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib

from lxml import etree
from lxml.etree import _Element as Element

from bdjp_nlp.errors import DocumentError

MEGABYTE = 1 << 20
_MAX_PART = 96 * MEGABYTE
"""Unpacked size of one XML part; the text of the longest report known takes 20 MB."""
_MAX_ALL = 160 * MEGABYTE
"""Unpacked size of all parts that are read; a tree takes some ten times its text in memory."""
_MAX_ENTRIES = 20_000
_MAX_RATIO = 400
"""Times its packed size that a part may grow to; XML shrinks to a tenth or a thirtieth."""
_RATIO_FROM = 8 * MEGABYTE
"""Unpacked size from which on the ratio is looked at: small parts of blank tables shrink a great deal."""
_OLE_HEAD = b"\xd0\xcf\x11\xe0"
_CHUNK = MEGABYTE


class Archive:
    """The parts of a DOCX file by their names.

    Raises `DocumentError`: damaged, encrypted, or too_large where a part unpacks to more than the limits above.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        self.unpacked = 0
        if data.startswith(_OLE_HEAD):
            raise DocumentError("encrypted", f"{name}: a Word file with a password; remove it in Word and save again")
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(data))
            self.entries = {entry.filename.lstrip("/"): entry for entry in self.zip.infolist()}
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, OverflowError) as error:
            raise self._damaged(str(error)) from None
        if len(self.entries) > _MAX_ENTRIES:
            raise self._too_large(f"it holds {len(self.entries)} files")

    def xml(self, part: str) -> Element | None:
        """A part's root element; None where there is no such part."""
        data = self._read(part)
        if data is None:
            return None
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise self._damaged(f"{part}: {error}") from None
        if root is None:
            raise self._damaged(f"{part} is empty")
        if root.getroottree().docinfo.doctype:
            raise self._damaged(f"{part} declares a document type, which Word never writes and attacks use")
        return root

    def main_part(self) -> str:
        """The name of the part with the document's text."""
        for kind, target in self._relations("_rels/.rels"):
            if kind == "officeDocument" and target in self.entries:
                return target
        if "word/document.xml" in self.entries:
            return "word/document.xml"
        raise self._damaged("no Word document in it")

    def related(self, part: str) -> dict[str, str]:
        """The parts that a part refers to: kind of relation → part's name."""
        folder, file = posixpath.split(part)
        found = self._relations(posixpath.join(folder, "_rels", f"{file}.rels"), folder)
        return {kind: target for kind, target in found if target in self.entries}

    def _relations(self, part: str, folder: str = "") -> list[tuple[str, str]]:
        root = self.xml(part)
        if root is None:
            return []
        found = []
        for relation in root:
            if relation.get("TargetMode") == "External":
                continue
            target = relation.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found.append((relation.get("Type", "").rsplit("/", 1)[-1], path))
        return found

    def _read(self, part: str) -> bytes | None:
        entry = self.entries.get(part)
        if entry is None:
            return None
        if entry.flag_bits & 1:
            raise DocumentError(
                "encrypted", f"{self.name}: a zip archive with a password; unpack it and pack it without"
            )
        pieces: list[bytes] = []
        size = 0
        try:
            with self.zip.open(entry) as stream:
                while piece := stream.read(_CHUNK):
                    size += len(piece)
                    self._check(part, size, entry.compress_size)
                    pieces.append(piece)
        except (
            zipfile.BadZipFile,
            zlib.error,
            OSError,
            EOFError,
            NotImplementedError,
            RuntimeError,
            ValueError,
        ) as error:
            raise self._damaged(f"{part}: {error}") from None
        self.unpacked += size
        return b"".join(pieces)

    def _check(self, part: str, size: int, packed: int) -> None:
        if size > _MAX_PART or self.unpacked + size > _MAX_ALL:
            raise self._too_large(f"{part} unpacks to over {min(_MAX_PART, _MAX_ALL) // MEGABYTE} MB")
        if size > _RATIO_FROM and size > _MAX_RATIO * max(1, packed):
            raise self._too_large(f"{part} unpacks to over {_MAX_RATIO} times its size, as zip bombs do")

    def _damaged(self, what: str) -> DocumentError:
        return DocumentError("damaged", f"{self.name}: damaged ({what}); open it in Word, repair and save it again")

    def _too_large(self, what: str) -> DocumentError:
        return DocumentError("too_large", f"{self.name}: {what}; split the document, or save it as PDF")
