"""The sample papers: built from their sources, synthetic on their face, and true to what truth.jsonl says of them."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections import Counter
from html import unescape
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from build import BUILDERS, HERE, read_sources, write_truth
from dialect import read_source
from lxml import etree
from paper import NOTICE, Paper, SourceError
from truth import truth

PAPERS = HERE.parent / "papers"
SOURCES = read_sources()
MAX_TOTAL_BYTES = 6_000_000
WORD_PARTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")

each_paper = pytest.mark.parametrize("paper", SOURCES, ids=[paper.stem for paper in SOURCES])


def committed(paper: Paper) -> Path:
    return PAPERS / f"{paper.stem}.{paper.head.format}"


def letters(text: str) -> str:
    return re.sub(r"[\W\d_]+", "", text).casefold()


def pdf_pages(data: bytes) -> list[str]:
    with pypdfium2.PdfDocument(data) as pdf:
        return [page.get_textpage().get_text_bounded() for page in pdf]


def word_parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in WORD_PARTS if name in archive.namelist()}


def accepted_word_text(data: bytes) -> str:
    roots = [etree.fromstring(part) for part in word_parts(data).values()]
    return "".join(text for root in roots for text in root.xpath("//*[local-name()='t']/text()"))


def text_of(data: bytes, file_format: str) -> str:
    if file_format == "pdf":
        return " ".join(pdf_pages(data))
    if file_format == "docx":
        return accepted_word_text(data)
    text = data.decode()
    if file_format == "html":
        return unescape(re.sub(r"<[^>]+>", "", text))
    return text


@each_paper
def test_committed_paper_is_what_its_source_builds(paper: Paper) -> None:
    built, kept = BUILDERS[paper.head.format](paper), committed(paper).read_bytes()
    if paper.head.format == "pdf":
        assert pdf_pages(built) == pdf_pages(kept)
    elif paper.head.format == "docx":
        assert word_parts(built) == word_parts(kept)
    else:
        assert built == kept


@each_paper
def test_building_twice_gives_the_same_bytes(paper: Paper) -> None:
    build = BUILDERS[paper.head.format]
    assert build(paper) == build(paper)


@each_paper
def test_paper_says_on_its_face_that_it_is_synthetic(paper: Paper) -> None:
    data = committed(paper).read_bytes()
    face = pdf_pages(data)[0] if paper.head.format == "pdf" else text_of(data, paper.head.format)
    assert letters(NOTICE) in letters(face)


@each_paper
def test_headings_and_paragraph_openings_stand_in_the_paper(paper: Paper) -> None:
    written = letters(text_of(committed(paper).read_bytes(), paper.head.format))
    true = truth(paper)
    openings = [paragraph[:40].rsplit(" ", 1)[0] for paragraph in true["paragraphs"]]
    missing = [part for part in [true["title"], *true["headings"], *openings] if letters(part) not in written]
    # A page or column may end inside an opening or a note may stand before its end.
    assert len(missing) <= 2, missing


@each_paper
def test_every_note_has_its_anchor_in_the_running_text(paper: Paper) -> None:
    true = truth(paper)
    assert true["notes"].keys() == true["note_anchors"].keys()
    running = [block["text"] for block in true["blocks"]]
    for before in true["note_anchors"].values():
        assert sum(before in text for text in running) == 1


@each_paper
def test_truth_is_not_empty_and_has_no_markup(paper: Paper) -> None:
    true = truth(paper)
    assert true["title"]
    assert len(true["paragraphs"]) >= 8
    assert not [text for text in true["paragraphs"] if re.search(r"\[\^|\*|\{\+\+|\{--|^- |\\", text)]


def test_truth_file_is_up_to_date(tmp_path: Path) -> None:
    write_truth(SOURCES, tmp_path / "truth.jsonl")
    assert (HERE / "truth.jsonl").read_text(encoding="utf-8") == (tmp_path / "truth.jsonl").read_text(encoding="utf-8")
    for line in (HERE / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        assert {"file_stem", "title", "paragraphs", "headings", "notes", "note_anchors"} <= json.loads(line).keys()


def test_papers_folder_holds_the_papers_and_nothing_else() -> None:
    assert {path.name for path in PAPERS.iterdir()} == {committed(paper).name for paper in SOURCES}
    assert sum(path.stat().st_size for path in PAPERS.iterdir()) < MAX_TOTAL_BYTES


def test_there_are_enough_papers_of_every_format_and_many_kinds() -> None:
    formats = Counter(paper.head.format for paper in SOURCES)
    assert len(SOURCES) >= 16
    assert formats["pdf"] >= 9
    assert all(formats[name] >= 2 for name in BUILDERS)
    assert len({paper.head.kind for paper in SOURCES}) >= 12


def test_papers_speak_of_many_countries() -> None:
    countries = Counter(country for paper in SOURCES for country in paper.head.countries)
    assert len(countries) >= 30
    assert countries["Bangladesh"] <= 1


def test_pdfs_have_two_to_twelve_pages_with_and_without_tags() -> None:
    tagged = {}
    for paper in SOURCES:
        if paper.head.format == "pdf":
            with pypdfium2.PdfDocument(committed(paper)) as pdf:
                assert 2 <= len(pdf) <= 12
                tagged[paper.stem] = bool(pdfium.FPDFCatalog_IsTagged(pdf))
            assert tagged[paper.stem] == paper.head.tagged
    assert set(tagged.values()) == {True, False}


def test_word_papers_have_real_footnotes_endnotes_and_tracked_changes() -> None:
    parts: dict[str, bytes] = {}
    for paper in SOURCES:
        if paper.head.format == "docx":
            parts |= word_parts(committed(paper).read_bytes())
    assert set(parts) == set(WORD_PARTS)
    assert b"<w:del " in parts["word/document.xml"]
    assert b"<w:ins " in parts["word/document.xml"]


HEAD = """---
title: T
date: 2024-01-01
date_shown: January 2024
kind: brief
format: pdf
layout: brief
publisher: P
series: S
countries: A; B
short_title: T
---
"""


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ("A marker without its note.[^1]\n", "markers"),
        ("No marker.\n\n[^1]: A note without its marker.\n", "markers"),
        ("One[^2] and two[^1].\n\n[^1]: First.\n[^2]: Second.\n", "markers"),
        ("## A heading[^1]\n\n[^1]: Note.\n", "heading or caption"),
        ("It was {--twelve--}{++ten++}.\n", "only docx"),
        ("- item\nnot an item\n", "one line"),
        ("Table 1. T\n| a | b |\n|---|---|\n| c |\n", "different numbers of cells"),
    ],
)
def test_broken_source_is_refused_with_its_file_name(tmp_path: Path, body: str, complaint: str) -> None:
    source = tmp_path / "broken.md"
    source.write_text(HEAD + "\n" + body, encoding="utf-8")
    with pytest.raises(SourceError, match=rf"broken\.md: .*{complaint}"):
        read_source(source)
