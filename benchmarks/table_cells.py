"""Table cells by the PDF reader's own way and by pdfplumber: how many are right, and what each costs.

    python benchmarks/table_cells.py [--truth corpus/papers_source/truth.jsonl] [--papers corpus/papers]

A true cell is right if the table found (the best for it on any page) holds the same text in the same row and column,
white space aside. pdfplumber is given only the pages that have a table by the truth, cropped to the table's area as
our reader sees it. Each table counts with the best of its strategies for it, which no reader could know: ruling lines
both ways, text edges both ways, and rows by lines with columns by text, as tables with level rules alone have them.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pdfplumber

from bdjp_nlp.readers.pdf import PdfSettings, read_pdf

STRATEGIES = (("lines", "lines"), ("text", "text"), ("text", "lines"), ("lines", "text"))
"""What pdfplumber takes for a table's upright and level edges."""
Rows = Sequence[Sequence[str]]


def cells(rows: Rows) -> dict[tuple[int, int], str]:
    """Texts by row and column, white space aside."""
    return {(r, c): re.sub(r"\s+", "", text or "") for r, row in enumerate(rows) for c, text in enumerate(row) if text}


def filled(rows: Sequence[Sequence[str | None]]) -> Rows:
    """A table without rows and columns that hold nothing, which edges of text give rise to."""
    texts = [[text or "" for text in row] for row in rows]
    columns = [c for c in range(max(map(len, texts), default=0)) if any(row[c].strip() for row in texts)]
    return [[row[c] for c in columns] for row in texts if any(text.strip() for text in row)]


def right(truth: Rows, found: Iterable[Rows]) -> int:
    """True cells in the found table that has most of them."""
    wanted = cells(truth)
    return max((sum(cells(rows).get(key) == text for key, text in wanted.items()) for rows in found), default=0)


def by_pdfplumber(data: bytes, areas: Sequence[tuple[int, tuple[float, float, float, float]]]) -> list[Rows]:
    """The tables that pdfplumber finds in these areas of these pages (1-based)."""
    found: list[Rows] = []
    with pdfplumber.open(io.BytesIO(data)) as document:
        for number, (x0, y0, x1, y1) in areas:
            page = document.pages[number - 1]
            crop = page.crop((max(0, x0 - 4), max(0, y0 - 6), min(page.width, x1 + 4), min(page.height, y1 + 6)))
            for across, down in STRATEGIES:
                tables: list[Any] = crop.extract_tables({"vertical_strategy": across, "horizontal_strategy": down})
                found += map(filled, tables)
            page.close()
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a line for each way."""
    root = Path(__file__).parents[1]
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--truth", type=Path, default=root / "corpus/papers_source/truth.jsonl")
    parser.add_argument("--papers", type=Path, default=root / "corpus/papers")
    chosen = parser.parse_args(arguments)
    total, ours, bare, theirs, our_time, their_time = 0, 0, 0, 0, 0.0, 0.0
    for line in chosen.truth.read_text("utf-8").splitlines():
        gold = json.loads(line)
        path = chosen.papers / f"{gold['file_stem']}.pdf"
        if not path.exists() or not gold.get("tables"):
            continue
        data = path.read_bytes()
        draft = read_pdf(data, path.name, PdfSettings())
        start = time.process_time()
        untagged = read_pdf(data, path.name, PdfSettings(use_tags=False))
        read = time.process_time()
        slow = by_pdfplumber(data, [(t.page, t.box) for t in draft.tables if t.box])
        our_time, their_time = our_time + read - start, their_time + time.process_time() - read
        for table in gold["tables"]:
            total += len(cells(table["rows"]))
            a, b = right(table["rows"], [t.rows for t in draft.tables]), right(table["rows"], slow)
            c = right(table["rows"], [t.rows for t in untagged.tables])
            ours, bare, theirs = ours + a, bare + c, theirs + b
            print(
                f"{path.stem:44s} cells {len(cells(table['rows'])):3d}  ours {a:3d}  untagged {c:3d}  pdfplumber {b:3d}"
            )
    print(
        f"\n{total} cells: ours {ours / total:.3f}, without tags {bare / total:.3f} ({our_time:.2f} s for whole papers)"
    )
    print(f"pdfplumber {theirs / total:.3f} at best, {their_time:.2f} s for the tables' areas alone")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
