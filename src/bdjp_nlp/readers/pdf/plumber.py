"""The other backend: characters from pdfplumber, some sixteen times slower, for comparing the two."""

from __future__ import annotations

import io
from typing import Any

import numpy as np

from bdjp_nlp.errors import DocumentError
from bdjp_nlp.readers.pdf.fonts import FontTable, style_of
from bdjp_nlp.readers.pdf.glyphs import PageGlyphs
from bdjp_nlp.readers.pdf.layout import PageLayout
from bdjp_nlp.readers.pdf.segments import words_of_pages
from bdjp_nlp.readers.pdf.settings import PdfSettings


def read_pages_slowly(data: bytes, name: str, settings: PdfSettings, fonts: FontTable) -> list[PageLayout]:
    """Pages by pdfplumber, each closed after use. Tags are not read. Raises DocumentError damaged, encrypted."""
    import pdfplumber
    from pdfplumber.utils.exceptions import PdfminerException

    try:
        with pdfplumber.open(io.BytesIO(data), password=settings.password or "") as document:
            pages = []
            for number, page in enumerate(document.pages[: settings.max_pages], 1):
                glyphs = _glyphs(number, page, fonts)
                page.close()
                (words,) = words_of_pages([glyphs], fonts, [None])
                pages.append(
                    PageLayout(
                        number=number,
                        width=glyphs.width,
                        height=glyphs.height,
                        words=words,
                        rules=glyphs.rules,
                        images=glyphs.images,
                        elements=None,
                        glyph_count=len(glyphs.code),
                        raw_count=glyphs.raw_count,
                    )
                )
            return pages
    except (PdfminerException, ValueError, TypeError, KeyError, AssertionError, RecursionError) as error:
        raise DocumentError("damaged", f"{name}: pdfplumber cannot read it ({error}); use backend 'pdfium'") from error


def _glyphs(number: int, page: Any, fonts: FontTable) -> PageGlyphs:
    chars = [c for c in page.chars if c["upright"] and c["text"]]
    solid: list[dict[str, Any]] = []
    spaced, before = [], True
    for c in chars:
        if c["text"].strip():
            for letter in c["text"]:  # a ligature comes as several letters in one character
                solid.append({**c, "text": letter})
                spaced.append(before)
                before = False
        else:
            before = True
    height = float(page.height)
    box = np.array([[c["x0"], c["top"], c["x1"], c["bottom"]] for c in solid], np.float32).reshape(-1, 4)
    rules = [[r["x0"], r["top"], r["x1"], r["bottom"]] for r in [*page.lines, *page.rects]]
    images = [[i["x0"], i["top"], i["x1"], i["bottom"]] for i in page.images]
    return PageGlyphs(
        number=number,
        width=float(page.width),
        height=height,
        code=np.array([ord(c["text"][0]) for c in solid], np.uint32),
        first=np.arange(len(solid), dtype=np.int32),
        length=np.ones(len(solid), np.int32),
        box=box,
        base=np.array([height - c["matrix"][5] for c in solid], np.float32),
        size=np.array([c["size"] for c in solid], np.float32),
        font=np.array([fonts.add(*style_of(c["fontname"])) for c in solid], np.int32),
        mcid=np.full(len(solid), -1, np.int32),
        spaced=np.array(spaced, bool),
        lifted=np.zeros(len(solid), bool),
        rules=np.array(rules, np.float32).reshape(-1, 4),
        images=np.array(images, np.float32).reshape(-1, 4),
        raw_count=len(solid),
    )
