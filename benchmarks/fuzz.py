"""Feeds readers and importers with bytes that a fuzzer makes of whole files, led by what of our code they reach.

    pip install atheris
    python benchmarks/fuzz.py readers|importers [SECONDS] [SEEDS]

`SEEDS`: a folder of whole files, by default the papers of corpus/papers; for importers a run is made of the shortest
Markdown paper in it, and exported in every format. A finding is anything but a document (or marks) or one of our own
typed errors: atheris prints it, keeps its bytes as crash-* in the working directory, and the exit status is not 0. Ends
after SECONDS (60) in any case.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

try:
    import atheris
except ImportError:
    sys.exit("fuzz.py wants a package more: pip install atheris (Linux; Python 3.11 to 3.13)")

with atheris.instrument_imports(include=["bdjp_nlp"]):
    from bdjp_nlp.errors import BdjpError, DocumentError
    from bdjp_nlp.exchange.export import export_run
    from bdjp_nlp.exchange.formats import FORMATS
    from bdjp_nlp.pipeline import load_pipeline
    from bdjp_nlp.readers import docx, html, markdown, pdf, text  # noqa: F401  # imported when first needed else
    from bdjp_nlp.reading import ReaderSettings, Source, read_source

    FOREIGN = [one for one in FORMATS.values() if one.comes_back and one.suffix]
    """The formats that are one file and come back."""
    READ = [one.read for one in FOREIGN]  # imports their modules

PAPERS = Path(__file__).resolve().parents[1] / "corpus" / "papers"
LARGEST = 1 << 18
"""Bytes of an input: larger ones only slow the search."""
SUFFIXES = (".pdf", ".docx", ".html", ".md", ".txt")


def read(data: bytes) -> None:
    """The first byte chooses the file's suffix, the rest is its content."""
    suffix = SUFFIXES[data[0] % len(SUFFIXES)] if data else ".txt"
    try:
        read_source(Source(f"fuzzed{suffix}", data[1:]), ReaderSettings())
    except DocumentError:
        return


def importer(folder: Path) -> Callable[[bytes], None]:
    """Reads its input as one of the formats that come back, written below `folder`."""

    def read_marks(data: bytes) -> None:
        number = data[0] % len(FOREIGN) if data else 0
        file = folder / f"fuzzed{FOREIGN[number].suffix}"
        file.write_bytes(data[1:])
        try:
            READ[number](file)
        except BdjpError:
            return

    return read_marks


def write_reader_seeds(papers: Path, seeds: Path) -> None:
    """A seed of each paper that is small enough."""
    for number, file in enumerate(sorted(papers.iterdir())):
        suffix = file.suffix.lower()
        if suffix in SUFFIXES and file.stat().st_size < LARGEST:
            (seeds / str(number)).write_bytes(bytes([SUFFIXES.index(suffix)]) + file.read_bytes())


def write_importer_seeds(papers: Path, seeds: Path) -> None:
    """A seed of each format, exported from a run over one of the papers."""
    paper = min((file for file in papers.iterdir() if file.suffix == ".md"), key=lambda file: file.stat().st_size)
    with tempfile.TemporaryDirectory() as scratch:
        run = Path(scratch) / "run"
        load_pipeline(stages=("sentences", "entities")).run(paper, out=run)
        for number, chosen in enumerate(FOREIGN):
            file = Path(scratch) / f"exported{chosen.suffix}"
            export_run(run, chosen.name, file)
            (seeds / chosen.name).write_bytes(bytes([number]) + file.read_bytes())


def main(what: str, seconds: int, papers: Path) -> None:
    """Fuzz until the time is over."""
    with tempfile.TemporaryDirectory() as scratch:
        seeds, made = Path(scratch) / "seeds", Path(scratch) / "made"
        seeds.mkdir()
        made.mkdir()
        if what == "readers":
            write_reader_seeds(papers, seeds)
            target: Callable[[bytes], None] = read
        else:
            write_importer_seeds(papers, seeds)
            target = importer(made)
        limits = [f"-max_total_time={seconds}", f"-max_len={LARGEST}", "-timeout=60", "-rss_limit_mb=4096"]
        atheris.Setup([sys.argv[0], *limits, str(seeds)], target)
        atheris.Fuzz()


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in ("readers", "importers"):
        sys.exit(__doc__)
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 60, Path(sys.argv[3]) if len(sys.argv) > 3 else PAPERS)
