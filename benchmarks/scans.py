"""How many characters survive a scan: `bdjp run` on papers, and on scans made from them.

    python benchmarks/scans.py PAPER.pdf … [--dpi 200] [--skew 1.2] [--noise 14] [--specks 0.0004] [--keep FOLDER]

Each page is rendered in grey, blurred a little, turned by up to `--skew` degrees, given Gaussian noise (standard
deviation `--noise` of 255) and black and white specks (`--specks` of the pixels), compressed as JPEG, and put into a
PDF without text.

Printed are the share of characters that agree (1 - Levenshtein distance / length over the whole text, so that what is
read out of order counts as lost) with the text read from the paper itself, twice: "placed" reads the paper without its
tags, where things stand on the page, as a scan has to be read; "tagged" by its tags, whose order puts some captions of
tables elsewhere. Case, accents and line-end hyphens count; white space, curled quotes and the length of dashes do not.
The text is the canonical one: paragraphs, lists, quotations, captions, headings without their numbers; running heads,
notes and tables' cells are not in it. "words" is the share of its words found, whatever their order; then notes whose
number and body are right (0.9 of the letters), headings found, and the pages read a minute.
"""

from __future__ import annotations

import argparse
import io
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from PIL import Image, ImageFilter
from rapidfuzz.distance import Levenshtein

from bdjp_nlp.readers.pdf.ocr import render
from bdjp_nlp.readers.pdf.pdfium import lib, open_document

ALIKE = 0.9
"""Share of characters from which two notes or headings are the same."""


def scan(data: bytes, dpi: int, skew: float, noise: float, specks: float, seed: int = 1) -> bytes:
    """The paper as a scanner would give it: pictures of pages, no text."""
    dice = np.random.default_rng(seed)
    pages: list[Any] = []
    with open_document(data, "paper", None) as document:
        for index in range(int(lib.FPDF_GetPageCount(document))):
            image = render(document, index, dpi).convert("L").filter(ImageFilter.GaussianBlur(0.5))
            image = image.rotate(float(dice.uniform(-skew, skew)), fillcolor=255, resample=3)
            pixels = np.asarray(image, np.float32) + dice.normal(0, noise, (image.height, image.width))
            dirt = dice.random(pixels.shape)
            pixels[dirt < specks / 2], pixels[dirt > 1 - specks / 2] = 0, 255
            photo = io.BytesIO()
            Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)).save(photo, "JPEG", quality=80)
            pages.append(Image.open(photo))
    out = io.BytesIO()
    pages[0].save(out, "PDF", resolution=dpi, save_all=True, append_images=pages[1:])
    return out.getvalue()


@dataclass(frozen=True)
class Reading:
    """What `bdjp run` wrote of one paper: canonical text, note bodies by number, headings, pages."""

    text: str
    notes: dict[str, str]
    headings: list[str]
    pages: int


def read(paper: Path, run: Path, use_tags: bool = True) -> Reading:
    """Read a paper by `bdjp run` into the folder `run`."""
    command = [sys.executable, "-m", "bdjp_nlp", "run", str(paper), "--out", str(run)]
    if not use_tags:
        run.parent.mkdir(parents=True, exist_ok=True)
        pipeline = run.parent / "untagged.toml"
        pipeline.write_text('[reader.pdf]\nuse_tags = false\n\n[[stages]]\nname = "sentences"\n', "utf-8")
        command += ["--config", str(pipeline)]
    subprocess.run([*command, "--stages", "sentences", "--timeout", "900", "-q"], check=True)
    (text,) = (run / "texts").glob("*.txt")
    notes = pd.read_parquet(run / "notes.parquet")
    headings = pd.read_parquet(run / "sections.parquet")
    documents = pd.read_parquet(run / "documents.parquet")
    return Reading(
        text.read_text("utf-8"),
        dict(zip(notes["marker"], notes["text"], strict=True)),
        list(headings["title"]),
        int(documents.iloc[0]["pages"]),
    )


def agreement(found: str, wanted: str) -> float:
    """Share of characters that agree."""
    return Levenshtein.normalized_similarity(_folded(found), _folded(wanted))


def words_found(found: str, wanted: str) -> float:
    """Share of the wanted words that stand somewhere in the text found."""
    have, want = Counter(_folded(found).split()), Counter(_folded(wanted).split())
    return (have & want).total() / max(1, want.total())


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a line for each paper."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("papers", nargs="+", type=Path)
    parser.add_argument("--dpi", type=int, default=200)
    parser.add_argument("--skew", type=float, default=1.2, help="degrees, at most, either way")
    parser.add_argument("--noise", type=float, default=14.0, help="standard deviation of 255")
    parser.add_argument("--specks", type=float, default=0.0004, help="share of the pixels that are dirt")
    parser.add_argument("--keep", type=Path, help="keep the scans in this folder")
    chosen = parser.parse_args(arguments)
    print(f"{'paper':40s}{'placed':>8s}{'tagged':>8s}{'words':>8s}{'notes':>8s}{'headings':>10s}{'pages/min':>11s}")
    with tempfile.TemporaryDirectory() as place:
        for paper in chosen.papers:
            folder = Path(place) / paper.stem
            folder.mkdir()
            scanned = (chosen.keep or folder) / f"{paper.stem}-scan.pdf"
            scanned.parent.mkdir(parents=True, exist_ok=True)
            scanned.write_bytes(scan(paper.read_bytes(), chosen.dpi, chosen.skew, chosen.noise, chosen.specks))
            placed, tagged = read(paper, folder / "placed", use_tags=False), read(paper, folder / "tagged")
            start = time.perf_counter()
            found = read(scanned, folder / "scanned")
            speed = 60 * found.pages / (time.perf_counter() - start)
            notes = sum(agreement(found.notes.get(m, ""), text) >= ALIKE for m, text in tagged.notes.items())
            heads = sum(any(agreement(f, h) >= ALIKE for f in found.headings) for h in tagged.headings)
            print(
                f"{paper.stem:40s}{agreement(found.text, placed.text):8.4f}{agreement(found.text, tagged.text):8.4f}"
                f"{words_found(found.text, placed.text):8.3f}{notes:>5d}/{len(tagged.notes):<2d}"
                f"{heads:>7d}/{len(tagged.headings):<2d}{speed:11.1f}",
                flush=True,
            )
    return 0


def _folded(text: str) -> str:
    plain = text.translate(str.maketrans("“”‘’–—", "\"\"''--"))
    return re.sub(r"\s+", " ", plain)


if __name__ == "__main__":
    raise SystemExit(main())
