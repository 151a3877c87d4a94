"""Pages read one after the other: what is needed of each is kept, and the page closed."""

from __future__ import annotations

from collections.abc import Sequence

from bdjp_nlp.errors import DocumentError
from bdjp_nlp.readers.pdf.assemble import FileFacts
from bdjp_nlp.readers.pdf.fonts import FontTable
from bdjp_nlp.readers.pdf.glyphs import PageGlyphs, Scratch, read_glyphs
from bdjp_nlp.readers.pdf.layout import PageLayout
from bdjp_nlp.readers.pdf.pdfium import Handle, ffi, lib, metadata, utf16_text
from bdjp_nlp.readers.pdf.pieces import fold
from bdjp_nlp.readers.pdf.segments import words_of_pages
from bdjp_nlp.readers.pdf.settings import PdfSettings
from bdjp_nlp.readers.pdf.tags import PageTags, covers, read_tags

PAGES_AT_ONCE = 16
"""Pages whose words are made together: enough for long arrays, few enough for little memory."""
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
    read: list[tuple[PageGlyphs, PageTags | None]] = []
    for index in range(count):
        handle = lib.FPDF_LoadPage(document, index)
        if handle == ffi.NULL:
            warnings.append(f"page {index + 1}: damaged, left out; download the file again or re-save it")
            continue
        try:
            glyphs = read_glyphs(handle, index + 1, fonts, scratch)
            read.append((glyphs, read_tags(handle) if settings.use_tags else None))
        finally:
            lib.FPDF_ClosePage(handle)
        warnings.extend(glyphs.warnings)
        if len(read) == PAGES_AT_ONCE:
            pages += _layouts(read, fonts)
            read.clear()
    pages += _layouts(read, fonts)
    if not pages:
        raise DocumentError("damaged", f"{name}: no page could be read; download it again, or re-save it in a viewer")
    return pages, warnings


def _layouts(read: Sequence[tuple[PageGlyphs, PageTags | None]], fonts: FontTable) -> list[PageLayout]:
    """Pages with their words; tags where they are trusted."""
    owners = [None if tags is None else tags.of_runs(glyphs.mcid) for glyphs, tags in read]
    elements = [
        owner if owner is not None and covers(owner, glyphs.length) else None
        for owner, (glyphs, _) in zip(owners, read, strict=True)
    ]
    words = words_of_pages([glyphs for glyphs, _ in read], fonts, elements)
    return [
        PageLayout(
            number=glyphs.number,
            width=glyphs.width,
            height=glyphs.height,
            words=found,
            rules=glyphs.rules,
            images=glyphs.images,
            elements=None if element is None or tags is None else tags.elements,
            glyph_count=len(glyphs.code),
            raw_count=glyphs.raw_count,
        )
        for (glyphs, tags), element, found in zip(read, elements, words, strict=True)
    ]


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
