"""Files that cannot be read end with a typed error that tells the remedy."""

import io
import pickle

import pikepdf
import pytest
from typeset import LOREM, typeset

from bdjp_nlp.errors import DocumentError
from bdjp_nlp.readers.pdf import PdfSettings, read_pdf

GOOD = typeset(LOREM)


def encrypted(password: str) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(GOOD)) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="owner", user=password))
    return out.getvalue()


def without_pages() -> bytes:
    out = io.BytesIO()
    pikepdf.new().save(out)
    return out.getvalue()


def blank() -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "code", "remedy"),
    [
        (b"", "empty_file", "download"),
        (b"%PDF-1.7 and then nothing", "damaged", "download it again"),
        (GOOD[:200], "damaged", "download it again"),
        (b"PK\x03\x04 not a pdf", "damaged", "save it again"),
        (without_pages(), "no_pages", "export"),
        (blank(), "no_text", "Tesseract"),
        (encrypted("secret"), "encrypted", "--password"),
    ],
    ids=["empty", "stub", "cut", "zip", "no pages", "blank", "encrypted"],
)
def test_bad_file(data: bytes, code: str, remedy: str) -> None:
    with pytest.raises(DocumentError, match=r"bad\.pdf") as caught:
        read_pdf(data, "bad.pdf", PdfSettings(ocr="never"))
    assert caught.value.code == code
    assert remedy in str(caught.value)
    assert pickle.loads(pickle.dumps(caught.value)).code == code


def test_password_opens() -> None:
    draft = read_pdf(encrypted("secret"), "locked.pdf", PdfSettings(password="secret"))
    assert draft.blocks[0].text == LOREM.strip()


def test_wrong_password_says_so() -> None:
    with pytest.raises(DocumentError, match="does not open") as caught:
        read_pdf(encrypted("secret"), "locked.pdf", PdfSettings(password="guess"))
    assert caught.value.code == "encrypted"


def test_too_large() -> None:
    with pytest.raises(DocumentError, match="max_megabytes") as caught:
        read_pdf(b"%" * 1_100_000, "big.pdf", PdfSettings(max_megabytes=1))
    assert caught.value.code == "too_large"


def test_page_limit_makes_the_draft_partial() -> None:
    draft = read_pdf(typeset(f"{LOREM}\n#pagebreak()\n{LOREM}"), "two.pdf", PdfSettings(max_pages=1))
    assert draft.partial
    assert any("max_pages" in warning for warning in draft.warnings)


@pytest.mark.parametrize("cut", [300, 900, 2000, 4000])
def test_a_cut_file_never_ends_otherwise(cut: int) -> None:
    code = "read"
    try:
        read_pdf(GOOD[:-cut], "cut.pdf", PdfSettings(ocr="never"))
    except DocumentError as error:
        code = error.code
    assert code in {"read", "damaged", "no_pages", "no_text"}
