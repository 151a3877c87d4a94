"""Files made to do harm end within their limits, by a typed outcome, and their neighbours are read."""

import io
import os
import shutil
import zipfile
from pathlib import Path

import pandas as pd
import pikepdf
import pytest
import typst

PAPER = b"= A brief on patrols\nThe coast guards of two states met in the spring. They agreed to share pictures.\n"
LIMITS = ("--timeout", "300", "--memory", "1500", "--workers", "2")


def saved(pdf: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(out, compress_streams=True)
    return out.getvalue()


def decompression_bomb(paper: bytes) -> bytes:
    """A page of a few kilobytes whose content unpacks to 60 MB."""
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        pdf.pages[0].Contents = pdf.make_stream(b"q Q\n" * 15_000_000)
        return saved(pdf)


def page_tree_in_a_circle(paper: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        pdf.Root.Pages.Kids.append(pdf.Root.Pages)
        pdf.Root.Pages.Count = 1_000_000
        return saved(pdf)


def outline_in_a_circle(paper: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        mark = pdf.make_indirect(pikepdf.Dictionary(Title="Round and round"))
        mark.Next, mark.First = mark, mark
        pdf.Root.Outlines = pdf.make_indirect(pikepdf.Dictionary(First=mark, Last=mark, Count=1))
        return saved(pdf)


def tag_tree_in_a_circle(paper: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        element = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructElem, S=pikepdf.Name.P))
        element.K = pikepdf.Array([element, element])
        pdf.Root.StructTreeRoot.K = element
        return saved(pdf)


def xml_bomb() -> bytes:
    out = io.BytesIO()
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f'<!DOCTYPE x [<!ENTITY a0 "boom">{entities}]><x>&a9;</x>')
    return out.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    paper = typst.compile(PAPER)
    folder = tmp_path / "inbox"
    folder.mkdir()
    files = {
        "good.pdf": paper,
        "bomb.pdf": decompression_bomb(paper),
        "tree.pdf": page_tree_in_a_circle(paper),
        "outline.pdf": outline_in_a_circle(paper),
        "tags.pdf": tag_tree_in_a_circle(paper),
        "entities.docx": xml_bomb(),
        "deep.html": b"<div>" * 200_000 + b"The coast guards of two states met in the spring.",
        "long.txt": b"The coast guards of two states met in the spring and agreed to share.\n" * 50_000,
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def test_each_ends_typed_and_the_good_paper_is_read(bdjp, config, folder, tmp_path):
    done = bdjp("run", folder, "--out", "out", "--config", config("sentences"), *LIMITS)
    assert done.returncode in (0, 3), done.stderr
    documents = pd.read_parquet(tmp_path / "out" / "documents.parquet")
    documents.index = documents.path.map(os.path.basename)
    assert sorted(documents.index) == sorted(file.name for file in folder.iterdir())
    assert set(documents.status) <= {"ok", "partial", "failed"}
    failed = documents[documents.status == "failed"]
    assert "internal" not in set(failed.error), failed.message.tolist()
    assert all(failed.message.map(len) > 20)
    for name in ("good.pdf", "outline.pdf", "tags.pdf", "deep.html", "long.txt"):
        assert documents.status[name] == "ok", documents.message[name]
    assert documents.status["entities.docx"] == "failed"


def test_without_tesseract_a_scan_names_the_remedy(bdjp, config, tmp_path, monkeypatch):
    from bdjp_nlp.readers.pdf.ocr import render
    from bdjp_nlp.readers.pdf.pdfium import open_document

    with open_document(typst.compile(PAPER), "paper", None) as document:
        render(document, 0, 100).convert("L").save(tmp_path / "scan.pdf", "PDF", resolution=100)
    hidden = [p for p in os.environ["PATH"].split(os.pathsep) if not shutil.which("tesseract", path=p)]
    monkeypatch.setenv("PATH", os.pathsep.join(hidden))
    done = bdjp("run", "scan.pdf", "--out", "out", "--config", config("sentences"))
    assert done.returncode == 3
    (row,) = pd.read_parquet(tmp_path / "out" / "documents.parquet").itertuples()
    assert row.status in ("partial", "failed")
    said = f"{row.message} {' '.join(row.warnings)}"
    assert "needs_ocr" in said
    assert "apt-get install tesseract-ocr" in said
