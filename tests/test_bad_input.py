"""A folder of bad files: the good ones are done, each bad one is named with its reason and the remedy."""

import io
import os

import pandas as pd
import pikepdf
import pytest
import typst

PAPER = b"""
#set page(numbering: "1")
= A brief on patrols
The coast guards of two states met in the spring. They agreed to share radar pictures of the strait, and to meet again
before the end of the year. Nobody else was invited.
"""


@pytest.fixture(scope="module")
def paper():
    return typst.compile(PAPER)


def encrypted(paper):
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(user="secret", owner="owner"))
    return out.getvalue()


def without_pages():
    out = io.BytesIO()
    pikepdf.new().save(out)
    return out.getvalue()


@pytest.fixture
def folder(tmp_path, paper):
    folder = tmp_path / "inbox"
    folder.mkdir()
    latin = "La mission de paix a été prolongée. The café was closed, and the naïve plan dropped by the coast guard."
    files = {
        "good.pdf": paper,
        "latin.txt": latin.encode("latin-1"),
        "encrypted.pdf": encrypted(paper),
        "truncated.pdf": paper[: len(paper) // 3],
        "empty.pdf": b"",
        "no-pages.pdf": without_pages(),
        "no-zip.docx": b"this is not a zip archive",
        "binary.txt": os.urandom(4096) + bytes(4096),
        "locked.md": b"# Nobody may read this",
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    (folder / "locked.md").chmod(0)
    yield folder
    (folder / "locked.md").chmod(0o600)


EXPECTED = {
    "encrypted.pdf": ("encrypted", "--password"),
    "truncated.pdf": ("damaged", "again"),
    "empty.pdf": ("empty_file", "again"),
    "no-pages.pdf": ("no_pages", ""),
    "no-zip.docx": ("damaged", "save it again"),
    "binary.txt": ("unsupported", "convert"),
    "locked.md": ("unreadable", "chmod"),
}


def test_the_good_are_done_and_the_bad_are_named(bdjp, config, folder, tmp_path):
    done = bdjp("run", folder, "--out", "out", "--config", config("sentences"))
    assert done.returncode == 3, done.stderr
    documents = pd.read_parquet(tmp_path / "out" / "documents.parquet")
    documents.index = documents.path.map(os.path.basename)
    assert len(documents) == 9
    assert set(documents.index[documents.status == "ok"]) == {"good.pdf", "latin.txt"}
    for name, (code, remedy) in EXPECTED.items():
        assert documents.error[name] == code, documents.message[name]
        assert name in documents.message[name]
        assert remedy in documents.message[name]
        assert name in done.stdout + done.stderr
    texts = pd.read_parquet(tmp_path / "out" / "passages.parquet").text
    assert texts.str.contains("café").any()
    assert bdjp("doctor", "--run", "out").returncode == 0


def test_the_password_opens_what_was_refused_before_and_is_written_nowhere(bdjp, config, folder, tmp_path):
    bdjp("run", folder, "--out", "out", "--config", config("sentences"), "-q")
    bdjp("run", folder, "--out", "out", "--config", config("sentences"), "-q", "--password", "secret")
    documents = pd.read_parquet(tmp_path / "out" / "documents.parquet")
    assert documents.status[documents.path.str.contains("encrypted")].tolist() == ["ok"]
    for file in (tmp_path / "out").rglob("*.json"):
        assert b"secret" not in file.read_bytes()


def test_fail_fast_stops_at_the_first_failure(bdjp, config, folder):
    done = bdjp("run", folder, "--out", "out", "--config", config("sentences"), "--fail-fast", "-q", "--workers", "0")
    assert done.returncode == 3
    assert "bdjp: [" in done.stderr
