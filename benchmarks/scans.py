"""How many characters survive a scan: `bdjp run` on papers, and on scans made from them.

    python benchmarks/scans.py PAPER.pdf … [--dpi 200] [--skew 1.2] [--noise 14] [--keep FOLDER]

Each page is rendered in grey, blurred a little, turned by up to `--skew` degrees, given Gaussian noise (standard
deviation `--noise` of 255) and black and white specks, compressed as JPEG, and put into a PDF without text. Printed are
the share of characters that agree (1 - Levenshtein distance / length, white space folded) with the text read from
the paper itself, the share of words that carry a box on the page, and the pages read a minute.
"""

from __future__ import annotations

import argparse
import io
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from PIL import Image, ImageFilter
from rapidfuzz.distance import Levenshtein

from bdjp_nlp.readers.pdf.ocr import render
from bdjp_nlp.readers.pdf.pdfium import lib, open_document

SPECKS = 0.0004
"""Share of the pixels that are dirt."""


def scan(data: bytes, dpi: int, skew: float, noise: float, seed: int = 1) -> bytes:
    """The paper as a scanner would give it: pictures of pages, no text."""
    dice = np.random.default_rng(seed)
    pages: list[Any] = []
    with open_document(data, "paper", None) as document:
        for index in range(int(lib.FPDF_GetPageCount(document))):
            image = render(document, index, dpi).convert("L").filter(ImageFilter.GaussianBlur(0.5))
            image = image.rotate(float(dice.uniform(-skew, skew)), fillcolor=255, resample=3)
            pixels = np.asarray(image, np.float32) + dice.normal(0, noise, (image.height, image.width))
            dirt = dice.random(pixels.shape)
            pixels[dirt < SPECKS / 2], pixels[dirt > 1 - SPECKS / 2] = 0, 255
            photo = io.BytesIO()
            Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)).save(photo, "JPEG", quality=80)
            pages.append(Image.open(photo))
    out = io.BytesIO()
    pages[0].save(out, "PDF", resolution=dpi, save_all=True, append_images=pages[1:])
    return out.getvalue()


def text_of(paper: Path, run: Path) -> tuple[str, pd.DataFrame, pd.DataFrame]:
    """The canonical text that `bdjp run` wrote for one paper, its documents table and its words table."""
    command = [sys.executable, "-m", "bdjp_nlp", "run", str(paper), "--out", str(run)]
    subprocess.run([*command, "--stages", "sentences", "--timeout", "900", "-q"], check=True)
    (text,) = (run / "texts").glob("*.txt")
    return text.read_text("utf-8"), pd.read_parquet(run / "documents.parquet"), pd.read_parquet(run / "words.parquet")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a line for each paper."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("papers", nargs="+", type=Path)
    parser.add_argument("--dpi", type=int, default=200)
    parser.add_argument("--skew", type=float, default=1.2, help="degrees, at most, either way")
    parser.add_argument("--noise", type=float, default=14.0, help="standard deviation of 255")
    parser.add_argument("--keep", type=Path, help="keep the scans in this folder")
    chosen = parser.parse_args(arguments)
    print(f"{'paper':44s}{'characters':>11s}{'boxed words':>13s}{'pages/min':>11s}  status")
    with tempfile.TemporaryDirectory() as place:
        for paper in chosen.papers:
            folder = Path(place) / paper.stem
            folder.mkdir()
            scanned = (chosen.keep or folder) / f"{paper.stem}-scan.pdf"
            scanned.parent.mkdir(parents=True, exist_ok=True)
            scanned.write_bytes(scan(paper.read_bytes(), chosen.dpi, chosen.skew, chosen.noise))
            wanted, _, _ = text_of(paper, folder / "digital")
            start = time.perf_counter()
            found, documents, words = text_of(scanned, folder / "scanned")
            seconds = time.perf_counter() - start
            row = documents.iloc[0]
            agree = Levenshtein.normalized_similarity(_folded(found), _folded(wanted))
            boxed = len(words) / max(1, len(found.split()))
            speed = 60 * row["pages"] / seconds
            print(f"{paper.stem:44s}{agree:11.4f}{min(boxed, 1.0):13.3f}{speed:11.1f}  {row['status']}", flush=True)
    return 0


def _folded(text: str) -> str:
    plain = text.translate(str.maketrans("“”‘’–—", "\"\"''--"))
    return re.sub(r"\s+", " ", plain)


if __name__ == "__main__":
    raise SystemExit(main())
