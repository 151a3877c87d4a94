"""How fast PDF files are read: pages a second of processor time, beside PDFium's own plain text of the same files.

    python benchmarks/reader_speed.py FILE_OR_FOLDER … [--rounds 5]

Both are measured in turn, in one process on one core, on bytes that are already in memory: `read_source` gives the
whole document (structure, notes, tables, boxes of words), PDFium's text is one call a page through pypdfium2. Printed
are a line a round and the median of their ratio. Close other programs first: the ratio grows with a loaded machine,
since our arrays need more of the processor's cache.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

import pypdfium2

from bdjp_nlp.reading import ReaderSettings, Source, read_source


def plain_text(sources: Sequence[Source]) -> int:
    """PDFium's text of every page; the number of pages."""
    pages = 0
    for source in sources:
        with pypdfium2.PdfDocument(source.data) as document:
            for page in document:
                text = page.get_textpage()
                text.get_text_range()
                text.close()
                page.close()
                pages += 1
    return pages


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a line a round, and the median."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args(arguments)
    files = [f for p in chosen.paths for f in (sorted(p.glob("*.pdf")) if p.is_dir() else [p])]
    sources = [Source(str(f), f.read_bytes()) for f in files]
    settings = ReaderSettings()
    read_source(sources[0], settings)
    ratios = []
    for _ in range(chosen.rounds):
        start = time.process_time()
        pages = plain_text(sources)
        between = time.process_time()
        for source in sources:
            read_source(source, settings)
        end = time.process_time()
        ratios.append((end - between) / (between - start))
        ours, theirs = pages / (end - between), pages / (between - start)
        print(f"{pages} pages: {ours:.0f} pages/s, PDFium's text {theirs:.0f} pages/s, {ratios[-1]:.2f} times its time")
    print(f"median {statistics.median(ratios):.2f} times")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
