"""Damages papers in a thousand ways and runs over them: every one must end typed, and leave its neighbours whole.

    python benchmarks/damage.py PAPER_OR_FOLDER [HOW_MANY] [SEED]

The ways: bits flipped, bytes cut off at the end, a piece taken out, a piece of another paper put in, a stretch of
zeros, a stretch repeated, and in DOCX archives one member damaged so. `bdjp run` reads the damaged ones among the whole
ones, two workers, with limits of time and memory. Printed: how many ended how. Exit status 1 where a paper is missing,
ended as `internal` or `crashed`, or a whole one is not as it is alone.
"""

from __future__ import annotations

import io
import random
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pandas as pd

CONFIG = '[[stages]]\nname = "sentences"\n'
SUFFIXES = (".pdf", ".docx", ".html", ".md", ".txt")
TABLES = ("passages", "sentences", "notes", "tables")
LIMITS = ("--timeout", "120", "--memory", "2048", "--workers", "2")


def flip(data: bytes, _: bytes) -> bytes:
    """Some bits inverted, most often few."""
    out = bytearray(data)
    for _ in range(2 ** random.randrange(11)):
        out[random.randrange(len(out))] ^= 1 << random.randrange(8)
    return bytes(out)


def cut(data: bytes, _: bytes) -> bytes:
    """The rest is missing."""
    return data[: random.randrange(1, len(data))]


def splice(data: bytes, other: bytes) -> bytes:
    """A piece of another paper in place of one's own."""
    (start, end), (other_start, other_end) = _stretch(data), _stretch(other)
    return data[:start] + other[other_start:other_end] + data[end:]


def gap(data: bytes, _: bytes) -> bytes:
    """A piece is gone."""
    start, end = _stretch(data)
    return data[:start] + data[end:]


def zeros(data: bytes, _: bytes) -> bytes:
    """A piece was never written."""
    start, end = _stretch(data)
    return data[:start] + bytes(end - start) + data[end:]


def repeat(data: bytes, _: bytes) -> bytes:
    """A piece stands there many times."""
    start, end = _stretch(data)
    return data[:start] + data[start:end] * random.randrange(2, 50) + data[end:]


def member(data: bytes, other: bytes) -> bytes:
    """One member of an archive is damaged, the archive itself is sound; of other files, bits are flipped."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile:
        return flip(data, other)
    out, names = io.BytesIO(), archive.namelist()
    chosen = random.choice(names)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as damaged:
        for name in names:
            content = archive.read(name)
            damaged.writestr(name, random.choice(WAYS[:-1])(content, other) if name == chosen and content else content)
    return out.getvalue()


def _stretch(data: bytes) -> tuple[int, int]:
    start = random.randrange(len(data))
    return start, min(len(data), start + random.randrange(1, 1 + min(len(data), 4096)))


WAYS: tuple[Callable[[bytes, bytes], bytes], ...] = (flip, cut, splice, gap, zeros, repeat, member)


def run(papers: Path, out: Path, config: Path) -> dict[str, pd.DataFrame]:
    """`bdjp run` over a folder; its tables by name, the documents' by file name."""
    command = [sys.executable, "-m", "bdjp_nlp", "run", papers, "--out", out, "--config", config, "-q", *LIMITS]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    if done.returncode not in (0, 3):
        sys.exit(f"bdjp run ended with {done.returncode}: {done.stderr[-2000:]}")
    tables = {
        name: pd.read_parquet(out / f"{name}.parquet", dtype_backend="pyarrow") for name in ("documents", *TABLES)
    }
    tables["documents"].index = pd.Index([Path(path).name for path in tables["documents"].path])
    return tables


def main(given: Path, count: int, seed: int) -> int:
    """Damage, run, compare, print."""
    random.seed(seed)
    originals = [given] if given.is_file() else sorted(p for p in given.rglob("*") if p.suffix in SUFFIXES)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (config := folder / "own.toml").write_text(CONFIG)
        (alone := folder / "alone").mkdir()
        (among := folder / "among").mkdir()
        for paper in originals:
            for place in (alone, among):
                (place / f"whole-{paper.name}").write_bytes(paper.read_bytes())
        made = set()
        for number in range(count):
            paper, other = random.choice(originals), random.choice(originals)
            way = random.choice(WAYS)
            name = f"{number:04d}-{way.__name__}{paper.suffix}"
            (among / name).write_bytes(way(paper.read_bytes(), other.read_bytes()))
            made.add(name)
        before, after = run(alone, folder / "out-alone", config), run(among, folder / "out-among", config)
        wrong = _wrong(before, after, made)
    damaged = after["documents"].loc[after["documents"].index.isin(made)]
    ends = Counter(damaged.error.fillna(damaged.status))
    print(f"{count} damaged among {len(originals)} whole, seed {seed}: {dict(ends.most_common())}; {len(wrong)} wrong")
    print("\n".join(wrong))
    return 1 if wrong else 0


def _wrong(before: dict[str, pd.DataFrame], after: dict[str, pd.DataFrame], made: set[str]) -> list[str]:
    documents = after["documents"]
    untyped = documents[documents.error.isin(["internal", "crashed"])]
    wrong = [f"{name}: {row.error}: {row.message}" for name, row in untyped.iterrows()]
    twins = len(made) - documents.index.isin(made).sum()  # damaged alike, or not at all
    if twins > max(3, len(made) // 20):
        wrong.append(f"{twins} damaged papers are in no row")
    whole = set(before["documents"].doc_id)
    for name in TABLES:
        mine = (
            after[name][after[name].doc_id.isin(whole)]
            .sort_values(list(after[name].columns[:2]))
            .reset_index(drop=True)
        )
        alone = before[name].sort_values(list(before[name].columns[:2])).reset_index(drop=True)
        if not mine.equals(alone):
            wrong.append(f"{name}: rows of the whole papers are not those that they have alone")
    return wrong


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[2:]]
    sys.exit(main(Path(sys.argv[1]), numbers[0] if numbers else 1000, numbers[1] if len(numbers) > 1 else 1))
