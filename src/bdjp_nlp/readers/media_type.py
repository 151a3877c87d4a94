"""Media type: what kind of file it is, by its content first and its name second."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePath

from bdjp_nlp.errors import DocumentError

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HTML = "text/html"
MARKDOWN = "text/markdown"
PLAIN = "text/plain"

MEDIA_TYPE_OF_SUFFIX = {
    ".pdf": PDF,
    ".docx": DOCX,
    ".htm": HTML,
    ".html": HTML,
    ".xhtml": HTML,
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".txt": PLAIN,
    ".text": PLAIN,
}
"""The file names that a folder is searched for."""

_PDF_HEAD_BYTES = 1024
"""A PDF's header may stand anywhere in its first kilobyte (ISO 32000-1, annex H, note 13)."""
_TEXT_SAMPLE_BYTES = 65_536
_CONTROL_SHARE_OF_BINARY = 0.02
"""Share of control bytes above which a file is no text: prose has none, UTF-16 without a mark has half."""
_HTML_HEAD = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_OLE_HEAD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CONTROL = bytes(set(range(32)) - {9, 10, 12, 13, 27})


def sniff(data: bytes, name: str) -> str:
    """One of the media types above.

    Raises `DocumentError` (damaged, unsupported, encrypted) with the remedy where no reader fits.
    """
    suffix = PurePath(name).suffix.lower()
    named = MEDIA_TYPE_OF_SUFFIX.get(suffix)
    if b"%PDF-" in data[:_PDF_HEAD_BYTES] or named == PDF:
        return PDF
    if data.startswith(b"PK"):
        return _zipped(data, name)
    if data.startswith(_OLE_HEAD):
        if named == DOCX:
            raise DocumentError("encrypted", f"{name}: a Word file with a password; remove it in Word and save again")
        raise DocumentError("unsupported", f"{name}: an old Office file (.doc, .xls, .ppt); save it as .docx or PDF")
    if named == DOCX:
        raise DocumentError("damaged", f"{name}: named .docx, but it is no zip archive; save it again from Word")
    if not is_text(data):
        raise DocumentError("unsupported", f"{name}: binary data that no reader knows; convert it to PDF or DOCX")
    if _HTML_HEAD.match(data[:_TEXT_SAMPLE_BYTES].lstrip(b"\xef\xbb\xbf")):
        return HTML
    return named or PLAIN


def is_text(data: bytes) -> bool:
    """Whether bytes read as text in UTF-8, UTF-16 with a mark, or an 8-bit character set."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    sample = data[:_TEXT_SAMPLE_BYTES]
    control = len(sample) - len(sample.translate(None, _CONTROL))
    return control <= _CONTROL_SHARE_OF_BINARY * len(sample)


def _zipped(data: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise DocumentError("damaged", f"{name}: a damaged zip archive ({error}); download or save it again") from None
    if "word/document.xml" in names or any(part.startswith("word/") for part in names):
        return DOCX
    if MEDIA_TYPE_OF_SUFFIX.get(PurePath(name).suffix.lower()) == DOCX:
        raise DocumentError("damaged", f"{name}: a zip archive without a Word document in it; save it again from Word")
    raise DocumentError("unsupported", f"{name}: a zip archive that is no Word file; unpack it and give the files")
