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
from typing import TYPE_CHECKING, Any

import numpy as np

from bdjp_nlp.readers.pdf.fonts import FontTable
from bdjp_nlp.readers.pdf.pdfium import Handle, ffi, lib
from bdjp_nlp.readers.pdf.segments import SEGMENT_GAP, PageWords
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
MIN_CONFIDENCE = 30.0
"""Tesseract's percentage below which a word is taken for dirt."""
HEIGHT_SHARE = 0.9
"""Of a word's box height to its font size, about: boxes end at ascenders and descenders."""
SIZE_SHARE = 0.09
"""Share by which measured sizes of lines in one size differ."""
CAPITAL_HEIGHT = 0.67
"""Ems: capitals, digits and ascenders in text faces."""
DESCENT = 0.22
"""Ems from the baseline to the lower edge of letters with descenders."""
BULLET_GAP = 0.3
"""Ems of white behind a bullet, at least."""
MAX_PIXELS = 40_000_000
"""A rendered page's pixels; giant pages are rendered at fewer dots per inch."""
REMEDY = (
    "install Tesseract (apt-get install tesseract-ocr tesseract-ocr-eng) "
    "and the extra 'ocr' (pip install 'bdjp-nlp[ocr]')"
)

_BELOW = re.compile(r"[gjpqyQ,;()\[\]{}|/“”\"'’‘*°^-]")
_TALL = re.compile(r"[A-Z0-9bdfhklt]")
_MISREAD_BULLETS = frozenset("+ » « ¢ © ® e o ° * = ¥ > s".split())
"""What Tesseract takes bullets for; none of them is a word that begins a line in English."""
_ODD = re.compile("[\ufffd\ue000-\uf8ff\x00-\x1f]")
_VOWELS = "aeiouyAEIOUYàâäáéèêëíîïóôöúûüÄÖÜ"
_LETTERS = string.ascii_letters + _VOWELS[12:]


Word = tuple[str, float, float, float, float]
"""A recognised word and its box, points."""


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
    try:
        import pytesseract  # noqa: F401
    except ImportError:
        return False
    return shutil.which("tesseract") is not None


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
    ready = settings.ocr == "auto" and available()
    for page in pages:
        if not needs_ocr(page):
            continue
        if not ready:
            how = REMEDY if settings.ocr == "auto" else "set ocr = 'auto'"
            warnings.append(f"page {page.number}: needs_ocr: no usable text; {how}")
            continue
        page.words = recognise(render(document, page.number - 1, settings.ocr_dpi), page, fonts, settings)
        page.elements = None
        page.glyph_count = sum(map(len, page.words.text))
        if not page.words.text:
            warnings.append(f"page {page.number}: OCR found no words")
    return warnings


def recognise(image: Any, page: PageLayout, fonts: FontTable, settings: PdfSettings) -> PageWords:
    """Tesseract's words of a page image, in points."""
    import pytesseract
    from PIL import ImageFilter

    os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # its threads wait for each other, and workers share the cores
    turned, _ = deskew(image.convert("L").filter(ImageFilter.MedianFilter(3)))
    found = pytesseract.image_to_data(turned, lang=settings.ocr_language, output_type=pytesseract.Output.DICT)
    scale = page.width / image.width
    lines: dict[tuple[int, int, int], list[Word]] = {}
    for i, text in enumerate(found["text"]):
        if text.strip() and float(found["conf"][i]) >= MIN_CONFIDENCE:
            key = (found["block_num"][i], found["par_num"][i], found["line_num"][i])
            x, y = found["left"][i] * scale, found["top"][i] * scale
            word = (text.strip(), x, y, x + found["width"][i] * scale, y + found["height"][i] * scale)
            lines.setdefault(key, []).append(word)
    return _words_of(list(lines.values()), fonts.add("ocr", False, False))


def deskew(image: Any) -> tuple[Any, float]:
    """The grey image turned upright by up to 3 degrees, and by how many degrees it was turned.

    The angle is that at which the rows' sums of ink vary most (projection profile, Baird 1987).
    """
    small = image.copy()
    small.thumbnail((800, 800))
    best, best_score = 0.0, -1.0
    for step in range(-12, 13):
        angle = step / 4
        ink = 255.0 - np.asarray(small.rotate(angle, fillcolor=255), np.float32)
        profile = ink.sum(axis=1)
        score = float(np.square(np.diff(profile)).sum())
        if score > best_score:
            best, best_score = angle, score
    if abs(best) < 0.3:
        return image, 0.0
    return image.rotate(best, fillcolor=255, resample=3), best


def _words_of(lines: Sequence[Sequence[Word]], font: int) -> PageWords:
    """Words and segments from recognised lines; a wide gap begins a new segment."""
    text: list[str] = []
    boxes: list[tuple[float, float, float, float]] = []
    first: list[int] = []
    sizes: list[float] = []
    sizes_of_lines = _common_sizes([_size_and_base(line)[0] for line in lines])
    bases: list[float] = []
    for line, size in zip(lines, sizes_of_lines, strict=True):
        base = _size_and_base(line)[1]
        edge: float | None = None
        for word, x0, y0, x1, y1 in _with_bullet(sorted(line, key=lambda w: w[1]), size):
            if edge is None or x0 - edge > 2 * SEGMENT_GAP * size:
                first.append(len(text))
                sizes.append(size)
                bases.append(base)
            text.append(re.sub(r"^[|]+|[|]+$", "", word) or word)
            boxes.append((x0, y0, x1, y1))
            edge = x1
    count = len(first)
    last = [*first[1:], len(text)][:count]
    box = np.array(boxes, np.float32).reshape(-1, 4)
    seg_box = np.array(
        [[*box[a:b, :2].min(axis=0), *box[a:b, 2:].max(axis=0)] for a, b in zip(first, last, strict=True)], np.float32
    ).reshape(-1, 4)
    size_array = np.round(np.array(sizes, np.float32) * 2) / 2
    plain = np.zeros(count, np.float32)
    return PageWords(
        text=text,
        box=box,
        glued=[False] * len(text),
        raised=[False] * len(text),
        first=first,
        last=last,
        seg_box=seg_box,
        seg_base=np.array(bases, np.float32),
        seg_size=size_array.astype(np.float32),
        seg_bold=plain,
        seg_italic=plain,
        seg_small=plain,
        seg_font=np.full(count, font, np.int32),
        seg_element=np.full(count, -1, np.int32),
        recognised=True,
    )


def _with_bullet(line: list[Word], size: float) -> list[Word]:
    """A line's words with what was read in place of a bullet set right: a lone sign, set off from the text."""
    if len(line) < 2:
        return line
    (text, x0, y0, x1, y1), after = line[0], line[1]
    alone = text in _MISREAD_BULLETS and x1 - x0 < size and after[1] - x1 > BULLET_GAP * size
    return [("•", x0, y0, x1, y1), *line[1:]] if alone else line


def _common_sizes(sizes: Sequence[float]) -> list[float]:
    """Sizes with those that differ little set to their commonest, largest groups first."""
    values = np.array(sizes, float)
    snapped = values.copy()
    left = np.ones(len(values), bool)
    while left.any():
        near = np.abs(values[None, :] - values[left][:, None]) < SIZE_SHARE * values[left][:, None]
        crowd = (near & left[None, :]).sum(axis=1)
        centre = float(values[left][int(np.argmax(crowd))])
        members = left & (np.abs(values - centre) < SIZE_SHARE * centre)
        snapped[members] = float(np.median(values[members]))
        left &= ~members
    return [float(v) for v in snapped]


def _size_and_base(line: Sequence[Word]) -> tuple[float, float]:
    """Font size and baseline of a line, points: from words with capitals and nothing below the line."""
    standing = [w for w in line if not _BELOW.search(w[0])]
    tall = [w for w in standing if _TALL.search(w[0])]
    if tall:
        return float(np.median([w[4] - w[2] for w in tall])) / CAPITAL_HEIGHT, float(
            np.median([w[4] for w in standing])
        )
    low, high = max(w[4] for w in line), min(w[2] for w in line)
    size = (low - high) / HEIGHT_SHARE
    return size, float(np.median([w[4] for w in standing])) if standing else low - DESCENT * size
