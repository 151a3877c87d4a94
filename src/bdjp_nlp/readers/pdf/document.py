"""Pages read one after the other: what is needed of each is kept, and the page closed."""

from __future__ import annotations

from bdjp_nlp.errors import DocumentError
from bdjp_nlp.readers.pdf.assemble import FileFacts
from bdjp_nlp.readers.pdf.fonts import FontTable
from bdjp_nlp.readers.pdf.glyphs import Scratch, read_glyphs
from bdjp_nlp.readers.pdf.layout import PageLayout
from bdjp_nlp.readers.pdf.pdfium import Handle, ffi, lib, metadata, utf16_text
from bdjp_nlp.readers.pdf.pieces import fold
from bdjp_nlp.readers.pdf.segments import page_words
from bdjp_nlp.readers.pdf.settings import PdfSettings
from bdjp_nlp.readers.pdf.tags import covers, read_tags

MAX_OUTLINE = 5_000
"""Bookmarks followed; damaged outlines run in circles."""


def read_pages(
    document: Handle, name: str, settings: PdfSettings, fonts: FontTable
) -> tuple[list[PageLayout], list[str]]:
    """Words and drawings of every page, and warnings. Raises DocumentError no_pages, damaged."""
    count = int(lib.FPDF_GetPageCount(document))
    if count <= 0:
        raise DocumentError("no_pages", f"{name}: the PDF has no pages; export or download it again")
    warnings: list[str] = []
    if count > settings.max_pages:
        warnings.append(f"pages {settings.max_pages + 1} to {count}: left out (max_pages = {settings.max_pages})")
        count = settings.max_pages
    scratch = Scratch()
    pages: list[PageLayout] = []
    for index in range(count):
        handle = lib.FPDF_LoadPage(document, index)
        if handle == ffi.NULL:
            warnings.append(f"page {index + 1}: damaged, left out; download the file again or re-save it")
            continue
        try:
            glyphs = read_glyphs(handle, index + 1, fonts, scratch)
            tags = read_tags(handle) if settings.use_tags else None
        finally:
            lib.FPDF_ClosePage(handle)
        element = None if tags is None else tags.of_runs(glyphs.mcid)
        if element is not None and not covers(element, glyphs.length):
            tags = element = None
        words = page_words(glyphs, fonts, element)
        warnings.extend(glyphs.warnings)
        pages.append(
            PageLayout(
                number=index + 1,
                width=glyphs.width,
                height=glyphs.height,
                words=words,
                rules=glyphs.rules,
                images=glyphs.images,
                elements=None if tags is None else tags.elements,
                glyph_count=len(glyphs.code),
                raw_count=glyphs.raw_count,
            )
        )
    if not pages:
        raise DocumentError("damaged", f"{name}: no page could be read; download it again, or re-save it in a viewer")
    return pages, warnings


def file_facts(document: Handle) -> FileFacts:
    """Metadata and outline."""
    return FileFacts(
        title=metadata(document, "Title"),
        author=metadata(document, "Author"),
        date=metadata(document, "CreationDate"),
        outline=_outline(document),
    )


def _outline(document: Handle) -> dict[str, int]:
    """Folded bookmark titles to their depth, 1 for the highest."""
    levels: dict[str, int] = {}
    seen: set[int] = set()
    stack = [(lib.FPDFBookmark_GetFirstChild(document, ffi.NULL), 1)]
    while stack and len(seen) < MAX_OUTLINE:
        mark, level = stack.pop()
        if mark == ffi.NULL or int(ffi.cast("uintptr_t", mark)) in seen:
            continue
        seen.add(int(ffi.cast("uintptr_t", mark)))
        key = fold(utf16_text(lib.FPDFBookmark_GetTitle, mark))
        if len(key) >= 4:
            levels.setdefault(key, level)
        stack.append((lib.FPDFBookmark_GetNextSibling(document, mark), level))
        if level < 8:
            stack.append((lib.FPDFBookmark_GetFirstChild(document, mark), level + 1))
    return levels
