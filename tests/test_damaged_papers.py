"""Papers damaged in many ways end typed, within limits, and leave their neighbours whole."""

import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
import typst
from docx import Document

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"
TEXT = "The coast guards of two states met in the spring. They agreed to share radar pictures of the strait."


@pytest.fixture
def sound(tmp_path):
    """A paper of each format, of one page."""
    folder = tmp_path / "sound"
    folder.mkdir()
    pdf = typst.compile(f"= A brief\n{TEXT}".encode())
    (folder / "paper.pdf").write_bytes(pdf)
    with pikepdf.open(folder / "paper.pdf") as plain:
        plain.save(folder / "plain.pdf", compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    document = Document()
    document.add_heading("A brief")
    document.add_paragraph(TEXT)
    document.save(folder / "paper.docx")
    (folder / "paper.html").write_text(f"<html><body><h1>A brief</h1><p>{TEXT}</p></body></html>")
    (folder / "paper.md").write_text(f"# A brief\n\n{TEXT}\n")
    return folder


def test_a_hundred_damaged_papers_end_typed_and_their_neighbours_whole(sound):
    command = [sys.executable, str(BENCHMARKS / "damage.py"), str(sound), "100", "3"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "100 damaged among 5 whole" in done.stdout
    assert "0 wrong" in done.stdout
