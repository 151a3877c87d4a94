"""Pages without usable text, and pages drawn for people."""

import io
import re

import numpy as np
import pytest
from PIL import Image
from typeset import LOREM, typeset

from bdjp_nlp.errors import DocumentError
from bdjp_nlp.readers.pdf import PdfSettings, draw_page, read_pdf
from bdjp_nlp.readers.pdf.ocr import available, is_gibberish, render
from bdjp_nlp.readers.pdf.pdfium import open_document

SOURCE = '#set page("a5", margin: 2cm)\n#set text(11pt)\n' + LOREM + "\n\n" + LOREM


NOTED = (
    """
#set page("a5", margin: 2cm, columns: 2)
#set text(9pt)
#set par(justify: true)
#show heading: set text(9pt)
= Ships and berths
"""
    + LOREM.replace(".", ".#footnote[Harbour office, list of berths for the year, page 12.]", 1)
    + """

= Men and rations
"""
    + LOREM.replace(".", ".#footnote[Ration book of the garrison, second quarter, page 30.]", 1)
)


def scan(source: str = SOURCE, skew: float = 0.8) -> bytes:
    with open_document(typeset(source), "source", None) as document:
        image = render(document, 0, 200).convert("L").rotate(skew, fillcolor=255, resample=3)
    out = io.BytesIO()
    image.save(out, "PDF", resolution=200)
    return out.getvalue()


def test_a_scan_without_ocr_is_reported_with_the_remedy() -> None:
    with pytest.raises(DocumentError, match="page 1: needs_ocr"):
        read_pdf(scan(), "scan.pdf", PdfSettings(ocr="never"))


@pytest.mark.tesseract
@pytest.mark.skipif(not available(), reason="needs tesseract-ocr and pytesseract")
def test_a_scan_is_read() -> None:
    draft = read_pdf(scan(), "scan.pdf", PdfSettings())
    found = re.sub(r"\W+", " ", " ".join(b.text for b in draft.blocks)).split()
    wanted = re.sub(r"\W+", " ", LOREM * 2).split()
    assert sum(a == b for a, b in zip(found, wanted, strict=False)) > 0.95 * len(wanted)
    assert draft.blocks[0].words is not None
    assert not draft.partial


@pytest.mark.tesseract
@pytest.mark.skipif(not available(), reason="needs tesseract-ocr and pytesseract")
def test_a_scan_of_two_columns_keeps_headings_notes_and_their_markers() -> None:
    draft = read_pdf(scan(NOTED), "scan.pdf", PdfSettings())
    assert [b.text for b in draft.blocks if b.kind == "heading"] == ["Ships and berths", "Men and rations"]
    assert [(n.marker, n.text.split(",")[0]) for n in draft.notes] == [
        ("1", "Harbour office"),
        ("2", "Ration book of the garrison"),
    ]
    places = [(r.marker, b.text[: r.offset]) for b in draft.blocks for r in b.references]
    assert [marker for marker, _ in places] == ["1", "2"]
    assert all(before.endswith(".") for _, before in places)


@pytest.mark.tesseract
@pytest.mark.skipif(not available(), reason="needs tesseract-ocr and pytesseract")
def test_the_words_of_a_skewed_scan_are_boxed_where_they_stand_on_the_page() -> None:
    data = scan(skew=2.5)
    draft = read_pdf(data, "scan.pdf", PdfSettings())
    with open_document(data, "scan", None) as document:
        ink = np.asarray(render(document, 0, 72).convert("L")) < 160
    boxes = [box for b in draft.blocks if b.words is not None for box in b.words.box.tolist()]
    inked = [ink[round(y0) : round(y1), round(x0) : round(x1)].mean() for x0, y0, x1, y1 in boxes]
    assert len(boxes) > 100
    assert sum(share > 0.15 for share in inked) > 0.95 * len(inked)


def test_gibberish_is_told_from_text() -> None:
    assert is_gibberish("\ue001\ue002\ufffd" * 20)
    assert is_gibberish("xkcdtrw qzp bvnm " * 30)
    assert not is_gibberish(LOREM)
    assert not is_gibberish("WTO NATO EU")


def test_draw_page_is_a_png_with_colour() -> None:
    data = typeset(SOURCE)
    png = draw_page(data, read_pdf(data, "a.pdf", PdfSettings()), 1)
    image = Image.open(io.BytesIO(png)).convert("RGB")
    assert image.format is None or image.width > 300
    assert any(abs(r - b) > 60 for r, _, b in image.get_flattened_data())


def test_draw_page_knows_its_pages() -> None:
    data = typeset(SOURCE)
    with pytest.raises(DocumentError, match="pages 1 to 1"):
        draw_page(data, read_pdf(data, "a.pdf", PdfSettings()), 9)
