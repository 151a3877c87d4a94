"""Page image: a PDF page as PNG, drawn from the paper that the run was made of, and only from that."""

from __future__ import annotations

import io
import threading
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from bdjp_nlp.errors import StoreError
from bdjp_nlp.identity import sha256_hex
from bdjp_nlp.rows import Box, DocumentRow

if TYPE_CHECKING:
    import pypdfium2

PDF = "application/pdf"
PIXELS_PER_POINT = 1.6
"""115 dots an inch: a column of half a screen shows small print."""
PAGES_KEPT = 48
"""Pictures in memory, about 150 kB each."""
_PAPERS_CHECKED = 256
_LOCK = threading.Lock()
"""PDFium must not be entered by two threads."""


@dataclass(frozen=True)
class Leaf:
    """A page with the boxes (x, y, width, height in points from the top left) to frame on it."""

    page: int
    pages: int
    width: float
    height: float
    boxes: tuple[tuple[float, float, float, float], ...]


def leaf(document: DocumentRow, page: int, boxes: tuple[Box, ...]) -> Leaf:
    """A page's size and the boxes that are on it; raises `StoreError` where the paper is gone or another one."""
    page = min(max(page, 1), max(document.pages, 1))
    width, height = _size(document.path, document.sha256, page)
    framed = tuple((x0 - 2, y0 - 2, x1 - x0 + 4, y1 - y0 + 4) for on, x0, y0, x1, y1 in boxes if int(on) == page)
    return Leaf(page, document.pages, width, height, framed)


def page_png(document: DocumentRow, page: int) -> bytes:
    """The picture of a page from 1; raises `StoreError` where the paper is gone, another one, or has no such page."""
    return _png(document.path, document.sha256, page)


@lru_cache(maxsize=1024)
def _size(path: str, sha256: str, page: int) -> tuple[float, float]:
    with _LOCK, _opened(path, sha256) as pdf:
        width, height = _page(pdf, path, page).get_size()
    return float(width), float(height)


@lru_cache(maxsize=PAGES_KEPT)
def _png(path: str, sha256: str, page: int) -> bytes:
    out = io.BytesIO()
    with _LOCK, _opened(path, sha256) as pdf:
        picture = _page(pdf, path, page).render(scale=PIXELS_PER_POINT).to_pil()
    picture.convert("RGB").quantize(64).save(out, "PNG", optimize=False)
    return out.getvalue()


def _page(pdf: pypdfium2.PdfDocument, path: str, page: int) -> pypdfium2.PdfPage:
    if not 1 <= page <= len(pdf):
        raise StoreError(f"{path}: has no page {page}, only {len(pdf)}")
    return pdf[page - 1]


def _opened(path: str, sha256: str) -> pypdfium2.PdfDocument:
    import pypdfium2  # the first page wants it, not the overview

    file = Path(path)
    if not file.is_file():
        raise StoreError(
            f"{path}: the paper is no longer there; put it back, or start bdjp review where the run was made"
        )
    stat = file.stat()
    if _hash(path, stat.st_size, stat.st_mtime_ns) != sha256:
        raise StoreError(f"{path}: is another file than the one that was run; run again to see its pages")
    try:
        return pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError as error:
        raise StoreError(f"{path}: cannot be opened ({error})") from None


@lru_cache(maxsize=_PAPERS_CHECKED)
def _hash(path: str, size: int, changed: int) -> str:
    return sha256_hex(Path(path).read_bytes())
