"""Pages without usable text: recognised, and read by Tesseract where it is installed (extra ``ocr``).

A page needs OCR when it has next to no text but an image over most of it, or a text layer that is no
text (unmapped glyphs, replacement characters, hardly a vowel). Its words then carry boxes as others do.
"""

from __future__ import annotations

import os
import re
import shutil
import string
from collections.abc import Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np

from bdjp_nlp.readers.pdf.fonts import FontTable
from bdjp_nlp.readers.pdf.ink import Digits, cleaned, dark_of, rules_of, without
from bdjp_nlp.readers.pdf.pdfium import Handle, ffi, lib
from bdjp_nlp.readers.pdf.recognised import Picture, lines_of, words_of
from bdjp_nlp.readers.pdf.segments import PageWords
from bdjp_nlp.readers.pdf.settings import PdfSettings

if TYPE_CHECKING:
    from bdjp_nlp.readers.pdf.layout import PageLayout

FEW_GLYPHS = 40
"""Glyphs: fewer on a page with a large image are a stamp or a page number, not its text."""
IMAGE_SHARE = 0.5
"""Share of the page's area that its images cover when it is a scan."""
GIBBERISH_SHARE = 0.3
"""Share of glyphs that are unmapped, private or control codes in a text layer that is none."""
MIN_VOWELS = 0.12
"""Vowels among the Latin letters; no language that uses them has so few (English has 0.38)."""
MIN_LETTERS = 200
"""Letters before their vowels are counted."""
SAMPLE = 1_000
"""Characters looked at, from the middle of a page."""
MAX_PIXELS = 16_000_000
"""A rendered page's pixels; giant pages are rendered at fewer dots per inch."""
REMEDY = (
    "install Tesseract (apt-get install tesseract-ocr tesseract-ocr-eng) "
    "and the extra 'ocr' (pip install 'bdjp-nlp[ocr]')"
)

_ODD = re.compile("[\ufffd\ue000-\uf8ff\x00-\x1f]")
_VOWELS = "aeiouyAEIOUYàâäáéèêëíîïóôöúûüÄÖÜ"
_COMMON_VOWELS = "aeio"
"""Enough by themselves in nearly every text; all the others are counted only where they are not."""
_LETTERS = string.ascii_letters + _VOWELS[12:]


def needs_ocr(page: PageLayout) -> bool:
    """Whether the page's text layer is missing or no text."""
    if page.glyph_count < FEW_GLYPHS:
        return _image_share(page) > IMAGE_SHARE
    text = "".join(page.words.text)
    middle = max(0, len(text) // 2 - SAMPLE // 2)
    return is_gibberish(text[middle : middle + SAMPLE])


def is_gibberish(text: str) -> bool:
    """A text layer without a usable mapping to Unicode."""
    if not text:
        return False
    if not text.isascii() and len(_ODD.findall(text)) > GIBBERISH_SHARE * len(text):
        return True
    if sum(map(text.count, _COMMON_VOWELS)) >= MIN_VOWELS * len(text):
        return False
    letters = sum(map(text.count, _LETTERS))
    return letters > MIN_LETTERS and sum(map(text.count, _VOWELS)) < MIN_VOWELS * letters


def _image_share(page: PageLayout) -> float:
    if not len(page.images):
        return 0.0
    box = np.clip(page.images, 0, [page.width, page.height, page.width, page.height])
    area = ((box[:, 2] - box[:, 0]) * (box[:, 3] - box[:, 1])).max()
    return float(area) / max(page.width * page.height, 1.0)


def available() -> bool:
    """Whether pytesseract and the tesseract program are installed."""
    return find_spec("pytesseract") is not None and shutil.which("tesseract") is not None


def render(document: Handle, index: int, dpi: float) -> Any:
    """A page (0-based) as a Pillow image with ``dpi`` dots per inch, fewer for giant pages."""
    from PIL import Image

    page = lib.FPDF_LoadPage(document, index)
    if page == ffi.NULL:
        return Image.new("RGB", (8, 8), "white")
    try:
        width, height = float(lib.FPDF_GetPageWidthF(page)), float(lib.FPDF_GetPageHeightF(page))
        scale = min(dpi / 72, (MAX_PIXELS / max(width * height, 1.0)) ** 0.5)
        across, down = max(1, round(width * scale)), max(1, round(height * scale))
        bitmap = lib.FPDFBitmap_Create(across, down, 0)
        if bitmap == ffi.NULL:
            return Image.new("RGB", (8, 8), "white")
        try:
            lib.FPDFBitmap_FillRect(bitmap, 0, 0, across, down, 0xFFFFFFFF)
            lib.FPDF_RenderPageBitmap(bitmap, page, 0, 0, across, down, 0, 1)
            stride = int(lib.FPDFBitmap_GetStride(bitmap))
            raw = bytes(ffi.buffer(lib.FPDFBitmap_GetBuffer(bitmap), stride * down))
        finally:
            lib.FPDFBitmap_Destroy(bitmap)
    finally:
        lib.FPDF_ClosePage(page)
    return Image.frombytes("RGB", (across, down), raw, "raw", "BGRX", stride)


def read_scans(document: Handle, pages: Sequence[PageLayout], fonts: FontTable, settings: PdfSettings) -> list[str]:
    """Read by OCR the pages that need it; warnings name those that could not be read."""
    warnings = []
    digits = Digits()
    scans = [page for page in pages if needs_ocr(page)]
    ready = bool(scans) and settings.ocr == "auto" and available()
    for page in scans:
        if not ready:
            how = REMEDY if settings.ocr == "auto" else "set ocr = 'auto'"
            warnings.append(f"page {page.number}: needs_ocr: no usable text; {how}")
            continue
        page.words = recognise(render(document, page.number - 1, settings.ocr_dpi), page, fonts, digits, settings)
        page.elements = None
        page.glyph_count = sum(map(len, page.words.text))
        if not page.words.text:
            warnings.append(f"page {page.number}: OCR found no words")
    return warnings


def recognise(image: Any, page: PageLayout, fonts: FontTable, digits: Digits, settings: PdfSettings) -> PageWords:
    """The words of a page image, in points; the rules that it shows are set on the page."""
    import pytesseract

    os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # its threads wait for each other, and workers share the cores
    grey, angle = deskew(cleaned(image.convert("L")))
    points = page.width / image.width
    rules = rules_of(dark_of(grey), 1 / points)
    page.rules = np.array(rules, np.float32).reshape(-1, 4) * points
    grey = without(grey, rules)
    found = pytesseract.image_to_data(grey, lang=settings.ocr_language, output_type=pytesseract.Output.DICT)
    picture = Picture(grey, dark_of(grey), points, angle)
    return words_of(lines_of(found), picture, digits, fonts.add("ocr", False, False))


def deskew(image: Any) -> tuple[Any, float]:
    """The grey image turned upright by up to 3 degrees, and by how many degrees it was turned.

    The angle is that at which the rows' sums of ink vary most (projection profile, Baird 1987).
    """
    small = image.copy()
    small.thumbnail((1600, 1600))
    best = 0.0
    for reach, step in ((3.0, 0.25), (0.25, 0.05)):
        angles = np.arange(best - reach, best + reach + step / 2, step)
        best = float(angles[int(np.argmax([_profile_sharpness(small, float(angle)) for angle in angles]))])
    if abs(best) < 0.04:
        return image, 0.0
    return image.rotate(best, fillcolor=255, resample=3), best


def _profile_sharpness(image: Any, angle: float) -> float:
    """How much neighbouring rows differ in their sum of ink when the picture is turned by so many degrees."""
    ink = 255.0 - np.asarray(image.rotate(angle, fillcolor=255), np.float32)
    return float(np.square(np.diff(ink.sum(axis=1))).sum())
