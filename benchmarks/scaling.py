"""How the cost of a run grows: with workers, with documents, with a document's length; and what a re-run costs.

    python benchmarks/scaling.py FOLDER_OF_PAPERS [MOST_DOCUMENTS] [LONG_PAGES]

Papers of the folder are copied again and again, each copy with a line of its own, until there are enough (10, 100, …,
MOST_DOCUMENTS, default 1,000); Markdown and text only, so that a copy is another paper. A PDF of LONG_PAGES (2,000)
pages is made by repeating the pages of the folder's longest one. Printed for each run: wall-clock seconds, processor
time of all its processes, milliseconds a page, highest resident memory. Processor time is what another load on the
machine disturbs least; compare seconds only where nothing else runs.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import psutil

TEXTS = (".md", ".txt")
WORDS_A_PAGE = 500
"""Of a text, which has no pages of its own."""


@dataclass
class Cost:
    """What a run took: seconds by the clock, of the processors, and megabytes at its peak, of all its processes."""

    seconds: float = 0.0
    processor: float = 0.0
    megabytes: float = 0.0

    def line(self, name: str, pages: float) -> str:
        """One line for a person."""
        took = f"{self.seconds:8.1f} s {self.processor:8.1f} s CPU {1000 * self.processor / pages:7.1f} ms CPU/page"
        return f"{name:34s} {took} {self.megabytes:6.0f} MB"


def measure(papers: Path, out: Path, workers: int) -> Cost:
    """Run over a folder; raises `SystemExit` where the run fails."""
    command = [sys.executable, "-m", "bdjp_nlp", "run", str(papers), "--out", str(out), "--workers", str(workers), "-q"]
    cost, start = Cost(), time.perf_counter()
    process = subprocess.Popen(command)
    watcher = threading.Thread(target=_watch, args=(psutil.Process(process.pid), cost))
    watcher.start()
    status = process.wait()
    cost.seconds = time.perf_counter() - start
    watcher.join()
    if status:
        sys.exit(f"{command} ended with {status}")
    return cost


def _watch(root: psutil.Process, cost: Cost) -> None:
    """Note memory and processor time while the processes live; a process counts with what it had when last seen."""
    spent: dict[int, float] = {}
    while True:
        megabytes = 0.0
        try:
            for process in [root, *root.children(recursive=True)]:
                times = process.cpu_times()
                spent[process.pid] = times.user + times.system
                megabytes += process.memory_info().rss / 1e6
            alive = root.status() != psutil.STATUS_ZOMBIE
        except psutil.Error:
            alive = root.is_running() and root.status() != psutil.STATUS_ZOMBIE
        cost.megabytes, cost.processor = max(cost.megabytes, megabytes), sum(spent.values())
        if not alive:
            return
        time.sleep(0.02)


def copies(papers: Path, folder: Path, count: int) -> float:
    """Write `count` papers, each with a line of its own; how many pages they have."""
    texts = [file.read_text("utf-8") for file in sorted(papers.iterdir()) if file.suffix in TEXTS]
    folder.mkdir()
    words = 0
    for number in range(count):
        text = f"{texts[number % len(texts)]}\n\nThis is copy {number}.\n"
        (folder / f"copy-{number:05d}.md").write_text(text, "utf-8")
        words += len(text.split())
    return words / WORDS_A_PAGE


def lengthened(papers: Path, folder: Path, pages: int) -> None:
    """Write a PDF of so many pages, those of the longest one repeated."""
    longest = max((len(pikepdf.open(file).pages), file) for file in papers.rglob("*.pdf"))[1]
    folder.mkdir()
    with pikepdf.open(longest) as source, pikepdf.new() as long:
        while len(long.pages) < pages:
            long.pages.extend(source.pages)
        del long.pages[pages:]
        long.save(folder / "long.pdf")


def main(papers: Path, most: int, long_pages: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as scratch:
        here = Path(scratch)
        count = 10
        while count <= most:
            pages = copies(papers, here / str(count), count)
            cost = measure(here / str(count), here / f"run-{count}", 1)
            print(cost.line(f"{count} documents, {pages:.0f} pages", pages), flush=True)
            last, count = count, count * 10
        two = measure(here / str(last), here / "two", 2)
        print(two.line("the same, two workers", pages), f"ratio {cost.seconds / two.seconds:.2f}", flush=True)
        changed = here / str(last) / "copy-00000.md"
        changed.write_text(f"{changed.read_text('utf-8')}\nOne line more.\n", "utf-8")
        again = measure(here / str(last), here / f"run-{last}", 1)
        share = again.processor / cost.processor
        print(again.line("once more, one paper changed", 1), f"{share:.1%} of the whole run's CPU", flush=True)
        shutil.rmtree(here / "two")
        lengthened(papers, here / "long", long_pages)
        print(measure(here / "long", here / "run-long", 1).line(f"one PDF of {long_pages} pages", long_pages))


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    numbers = [int(argument) for argument in sys.argv[2:4]]
    main(Path(sys.argv[1]), *[*numbers, *(1000, 2000)[len(numbers) :]])
