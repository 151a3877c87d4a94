"""The PDF reader: documents as their authors wrote them, from PDFium's characters.

    draft = read_pdf(path.read_bytes(), path.name, PdfSettings())

Steps: `document` reads pages, `glyphs` characters as arrays, `segments` words, `furniture` what repeats,
`columns` reading order, `tags` the tag tree, `paragraphs` where lines part, `notes` notes, `contents`
tables of contents, `headings` headings, `joins` paragraphs over pages, `compose` clean text with boxes.
"""

from __future__ import annotations

from bdjp_nlp.draft import Draft
from bdjp_nlp.errors import DocumentError
from bdjp_nlp.readers.pdf.assemble import assemble
from bdjp_nlp.readers.pdf.document import file_facts, read_pages
from bdjp_nlp.readers.pdf.drawing import draw_page
from bdjp_nlp.readers.pdf.fonts import FontTable
from bdjp_nlp.readers.pdf.furniture import PageText, furniture_segments
from bdjp_nlp.readers.pdf.layout import arrange
from bdjp_nlp.readers.pdf.ocr import read_scans
from bdjp_nlp.readers.pdf.pdfium import open_document
from bdjp_nlp.readers.pdf.plumber import read_pages_slowly
from bdjp_nlp.readers.pdf.settings import PdfSettings

__all__ = ["PdfSettings", "draw_page", "read_pdf"]

NO_TEXT_REMEDY = "if it shows text in a viewer, print it to a new PDF, or install Tesseract and the extra 'ocr'"
MEDIA_TYPE = "application/pdf"


def read_pdf(data: bytes, name: str, settings: PdfSettings | None = None) -> Draft:
    """The structure of a PDF file.

    `data`: the file's bytes; `name`: what to call it in messages. Raises DocumentError (empty_file,
    too_large, encrypted, damaged, no_pages, no_text).
    """
    settings = settings or PdfSettings()
    _check_size(data, name, settings)
    fonts = FontTable()
    with open_document(data, name, settings.password) as document:
        facts = file_facts(document)
        warnings: list[str] = []
        if settings.backend == "pdfplumber":
            pages = read_pages_slowly(data, name, settings, fonts)
        else:
            pages, warnings = read_pages(document, name, settings, fonts)
        warnings += read_scans(document, pages, fonts, settings)
    left_out: dict[int, set[int]] = {}
    if "furniture" not in settings.without:
        left_out = furniture_segments([PageText(p.number, p.width, p.height, p.words) for p in pages])
    for page in pages:
        arrange(page, left_out.get(page.number, set()), "columns" not in settings.without)
    parts = assemble(pages, fonts, facts, settings)
    if not parts.blocks and not parts.tables:
        why = "; ".join(w for w in warnings if "needs_ocr" in w)[:300]
        raise DocumentError("no_text", f"{name}: no text found on its {len(pages)} pages; {why or NO_TEXT_REMEDY}")
    return Draft(
        blocks=parts.blocks,
        notes=parts.notes,
        tables=parts.tables if settings.tables else (),
        title=parts.title,
        authors=parts.authors,
        date=parts.date,
        pages=len(pages),
        warnings=(*warnings, *parts.warnings),
        partial=any(word in w for w in warnings for word in ("left out", "needs_ocr", "OCR found")),
        media_type=MEDIA_TYPE,
    )


def _check_size(data: bytes, name: str, settings: PdfSettings) -> None:
    if not data:
        raise DocumentError("empty_file", f"{name}: the file holds no bytes; download or export it again")
    if len(data) > settings.max_megabytes * 1_000_000:
        raise DocumentError(
            "too_large", f"{name}: {len(data) / 1e6:.0f} MB, over max_megabytes = {settings.max_megabytes}"
        )
