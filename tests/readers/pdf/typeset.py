"""Small PDF files set with Typst for these tests."""

import io

import pikepdf
import typst

from bdjp_nlp.draft import Draft
from bdjp_nlp.readers.pdf import PdfSettings, read_pdf

LOREM = (
    "The coast guard took delivery of two patrol boats in spring. Officials on both sides called the transfer a first "
    "step. The boats replace older hulls that no longer leave port. Crews will train for six months before the first "
    "patrol. Maintenance remains with the yard that built them, which limits how quickly the fleet can grow. "
)


def typeset(source: str) -> bytes:
    """The PDF of a Typst source."""
    return bytes(typst.compile(source.encode()))


def untagged(data: bytes) -> bytes:
    """The file without its tag tree."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for key in ("/StructTreeRoot", "/MarkInfo"):
            if key in pdf.Root:
                del pdf.Root[key]
        out = io.BytesIO()
        pdf.save(out)
        return out.getvalue()


def read(source: str, **settings: object) -> Draft:
    """The draft of a Typst source, by geometry alone unless told otherwise."""
    settings.setdefault("use_tags", False)
    return read_pdf(typeset(source), "test.pdf", PdfSettings(**settings))


def texts(draft: Draft, *kinds: str) -> list[str]:
    """The texts of the draft's blocks of these kinds."""
    return [b.text for b in draft.blocks if b.kind in kinds]
