"""What a worker keeps in memory: its resident size while it reads the same papers over and over, and at its peak.

    python benchmarks/reader_memory.py FILE_OR_FOLDER … [--files 1000] [--limit 300]

The files are read in turn until `--files` have been read, all in this process, as one worker would. Printed are the
resident size every tenth of the way, the growth from the first round's end to the last, and the peak. Files that
cannot be read count as well: a leak often sits where something failed. The exit status is 1 if the peak is over
`--limit` megabytes or the growth over a tenth of it.
"""

from __future__ import annotations

import argparse
import contextlib
import resource
import sys
from collections.abc import Sequence
from pathlib import Path

import psutil

from bdjp_nlp.errors import DocumentError
from bdjp_nlp.reading import ReaderSettings, Source, read_source

MEGABYTE = 1 << 20


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the sizes; 1 if they are too large."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--files", type=int, default=1_000)
    parser.add_argument("--limit", type=int, default=300, help="megabytes")
    chosen = parser.parse_args(arguments)
    files = [f for p in chosen.paths for f in (sorted(p.iterdir()) if p.is_dir() else [p])]
    files = [f for f in files if f.suffix in (".pdf", ".docx", ".html", ".md", ".txt")]
    process, settings = psutil.Process(), ReaderSettings()
    first, size = 0.0, 0.0
    for count in range(1, max(chosen.files, 2 * len(files)) + 1):
        file = files[(count - 1) % len(files)]
        with contextlib.suppress(DocumentError):
            read_source(Source(str(file), file.read_bytes()), settings)
        if count == len(files) or count % max(1, chosen.files // 10) == 0:
            size = process.memory_info().rss / MEGABYTE
            first = first or (size if count >= len(files) else 0.0)
            print(f"{count:5d} files: {size:6.0f} MB", flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"growth after the first round {size - first:.0f} MB, peak {peak:.0f} MB")
    return int(peak > chosen.limit or size - first > chosen.limit / 10)


if __name__ == "__main__":
    sys.exit(main())
