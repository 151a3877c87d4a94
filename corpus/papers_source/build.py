"""Build every sample paper from its source, and write down their true structure.

usage: python corpus/papers_source/build.py [--papers FOLDER] [--truth FILE]

Papers go to corpus/papers, their truth to corpus/papers_source/truth.jsonl. Needs the extra `dev` (Typst, python-docx).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path

from dialect import read_source
from paper import Paper, SourceError
from to_docx import build_docx
from to_html import build_html
from to_markdown import build_markdown
from to_pdf import build_pdf
from to_text import build_text
from truth import truth

HERE = Path(__file__).parent
SOURCES = HERE / "sources"
BUILDERS: dict[str, Callable[[Paper], bytes]] = {
    "pdf": build_pdf,
    "docx": build_docx,
    "html": build_html,
    "md": build_markdown,
    "txt": build_text,
}


def read_sources(folder: Path = SOURCES) -> list[Paper]:
    """All papers in the order of their file names."""
    return [read_source(path) for path in sorted(folder.glob("*.md"))]


def build_paper(paper: Paper, folder: Path) -> Path:
    """Write one paper in its declared format into the folder."""
    if paper.head.format not in BUILDERS:
        raise SourceError(f"{paper.stem}: unknown format {paper.head.format!r}; use one of {', '.join(BUILDERS)}")
    path = folder / f"{paper.stem}.{paper.head.format}"
    path.write_bytes(BUILDERS[paper.head.format](paper))
    return path


def write_truth(papers: list[Paper], path: Path) -> None:
    """Write a line of JSON a paper."""
    lines = (json.dumps(truth(paper), ensure_ascii=False) + "\n" for paper in papers)
    path.write_text("".join(lines), encoding="utf-8")


def main() -> None:
    """Read the arguments, build all."""
    parser = argparse.ArgumentParser(description="Build the sample papers and their true structure.")
    parser.add_argument("--papers", type=Path, default=HERE.parent / "papers", help="folder for the built papers")
    parser.add_argument("--truth", type=Path, default=HERE / "truth.jsonl", help="file for the true structure")
    arguments = parser.parse_args()
    papers = read_sources()
    arguments.papers.mkdir(parents=True, exist_ok=True)
    for paper in papers:
        path = build_paper(paper, arguments.papers)
        print(f"{path.name}: {path.stat().st_size / 1024:.0f} KiB")
    write_truth(papers, arguments.truth)


if __name__ == "__main__":
    main()
