"""A page as the reader saw it: boxes coloured by kind, reading order numbered."""

from __future__ import annotations

import io

from bdjp_nlp.draft import Draft
from bdjp_nlp.errors import DocumentError
from bdjp_nlp.readers.pdf.ocr import render
from bdjp_nlp.readers.pdf.pdfium import lib, open_document

COLOURS = {
    "title": "#8e24aa",
    "heading": "#d81b60",
    "abstract": "#3949ab",
    "paragraph": "#1e88e5",
    "list_item": "#00897b",
    "quote": "#6d4c41",
    "caption": "#f4511e",
}
"""One colour a kind of block; what has no box was left out of the text."""
DRAW_DPI = 110


def draw_page(data: bytes, draft: Draft, page: int, password: str | None = None) -> bytes:
    """A PNG of a page (1-based) with the draft's blocks drawn on it.

    Each box carries its number in the document's reading order, its kind, and its level if it has one.
    Raises DocumentError where the file cannot be opened or has no such page.
    """
    from PIL import ImageDraw

    with open_document(data, "document", password) as document:
        count = int(lib.FPDF_GetPageCount(document))
        if not 1 <= page <= count:
            raise DocumentError("no_pages", f"there is no page {page}; the document has pages 1 to {count}")
        image = render(document, page - 1, DRAW_DPI)
        handle = lib.FPDF_LoadPage(document, page - 1)
        scale = image.width / max(float(lib.FPDF_GetPageWidthF(handle)), 1.0)
        lib.FPDF_ClosePage(handle)
    canvas = ImageDraw.Draw(image, "RGBA")
    for order, block in enumerate(draft.blocks, 1):
        colour = COLOURS.get(block.kind, "#000000")
        for number, x0, y0, x1, y1 in block.boxes:
            if int(number) != page:
                continue
            corners = (x0 * scale - 2, y0 * scale - 2, x1 * scale + 2, y1 * scale + 2)
            canvas.rectangle(corners, outline=colour, width=2, fill=colour + "18")
            label = f"{order} {block.kind}{f' {block.level}' if block.level else ''}"
            place = (corners[0], max(0.0, corners[1] - 11))
            canvas.rectangle(canvas.textbbox(place, label), fill="#ffffffd0")
            canvas.text(place, label, fill=colour)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
