"""`bdjp run` against what a user would otherwise write, and against PDFium's own plain text, in one session.

usage: python benchmarks/compare.py FOLDER_OF_PDFS [ROUNDS]

Runs the three in turn, one worker each, on the same files; prints the median seconds, pages a second, the highest
resident memory, the ratios with their spread over the rounds, and each stage's share of `bdjp run`.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
import pypdfium2

HERE = Path(__file__).resolve().parent
PLAIN = """
import sys, pypdfium2
for file in sys.argv[1:]:
    for page in pypdfium2.PdfDocument(file):
        page.get_textpage().get_text_bounded()
"""


@dataclass(frozen=True)
class Measured:
    """One run of a command: wall-clock seconds and the highest resident megabytes of it and its children."""

    seconds: float
    megabytes: float


def measure(command: list[str]) -> Measured:
    """Run a command to its end."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    peak = [0.0]
    watcher = threading.Thread(target=_watch, args=(process, peak))
    watcher.start()
    _, errors = process.communicate()
    seconds = time.perf_counter() - start
    watcher.join()
    if process.returncode:
        sys.exit(f"{command[:4]} failed: {errors.decode()[-2000:]}")
    return Measured(seconds, peak[0])


def _watch(process: subprocess.Popen[bytes], peak: list[float]) -> None:
    while process.poll() is None:
        try:
            root = psutil.Process(process.pid)
            peak[0] = max(peak[0], sum(p.memory_info().rss for p in [root, *root.children(recursive=True)]) / 1e6)
        except psutil.Error:
            return
        time.sleep(0.05)


def main(folder: str, rounds: int) -> None:
    """Measure and print."""
    files = sorted(str(path) for path in Path(folder).rglob("*.pdf"))
    pages = sum(len(pypdfium2.PdfDocument(file)) for file in files)
    measured: dict[str, list[Measured]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "run"
        commands = {
            "naive": [sys.executable, str(HERE / "naive.py"), f"{scratch}/naive.csv", *files],
            "bdjp run": [sys.executable, "-m", "bdjp_nlp", "run", *files, "--out", str(out), "--workers", "1", "-q"],
            "pdfium text": [sys.executable, "-c", PLAIN, *files],
        }
        for _ in range(rounds):
            for name, command in commands.items():
                shutil.rmtree(out, ignore_errors=True) if name == "bdjp run" else None
                measured.setdefault(name, []).append(measure(command))
        shares = json.loads((out / "run.json").read_text("utf-8"))["stage_seconds"]
    print(f"{len(files)} files, {pages} pages, {rounds} rounds, one worker each")
    for name, found in measured.items():
        seconds = statistics.median(one.seconds for one in found)
        memory = max(one.megabytes for one in found)
        print(f"  {name:12s} {seconds:8.2f} s {pages / seconds:8.1f} pages/s {memory:8.0f} MB")
    for name in ("naive", "pdfium text"):
        ratios = [a.seconds / b.seconds for a, b in zip(measured[name], measured["bdjp run"], strict=True)]
        print(f"  {name} / bdjp run: {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})")
    total = sum(shares.values())
    print("  shares: " + ", ".join(f"{name} {value / total:.0%} ({value:.2f} s)" for name, value in shares.items()))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 3)
