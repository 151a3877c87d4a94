"""How the cost of a run grows: with workers, with documents, with a document's length; and what a re-run costs.

    python benchmarks/scaling.py FOLDER_OF_PAPERS [MOST_DOCUMENTS] [LONG_PAGES] [WORDS]

Papers of the folder are copied again and again until there are enough (10, 100, …, MOST_DOCUMENTS, default 1,000);
Markdown and text only, cut to WORDS words (0: not cut). Every paragraph of a copy says which one it is, since what a
model has read once it remembers for a while. A PDF of LONG_PAGES (2,000) pages is made of the pages of all PDF files of
the folder, again and again. 0 documents or pages leave that part out. Printed for each run: wall-clock seconds,
processor time of all its processes, milliseconds a page, highest memory of all processes together (shared pages counted
once) and highest resident memory of one. Processor time is what another load on the machine disturbs least; compare
seconds only where nothing else runs.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import psutil

TEXTS = (".md", ".txt")
WORDS_A_PAGE = 500
"""Of a text, which has no pages of its own."""
LOOK_SECONDS = 0.5
"""Between looks at memory: each costs some 20 ms, more than a worker should lose."""


@dataclass
class Cost:
    """What a run took: seconds by the clock, of the processors; megabytes at the peak, of all processes and of one."""

    seconds: float = 0.0
    processor: float = 0.0
    megabytes: float = 0.0
    one: float = 0.0

    def line(self, name: str, pages: float) -> str:
        """One line for a person."""
        took = f"{self.seconds:8.1f} s {self.processor:8.1f} s CPU {1000 * self.processor / pages:7.1f} ms CPU/page"
        return f"{name:34s} {took} {self.megabytes:6.0f} MB (one process {self.one:.0f})"


def measure(papers: Path, out: Path, workers: int) -> Cost:
    """Run over a folder; raises `SystemExit` where the run fails."""
    given = {"--out": out, "--workers": workers, "--timeout": 0}
    options = [str(word) for option in given.items() for word in option]
    command = [sys.executable, "-m", "bdjp_nlp", "run", str(papers), *options, "-q"]
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
                memory = process.memory_full_info()
                megabytes += memory.pss / 1e6
                cost.one = max(cost.one, memory.rss / 1e6)
            alive = root.status() != psutil.STATUS_ZOMBIE
        except psutil.Error:
            alive = root.is_running() and root.status() != psutil.STATUS_ZOMBIE
        cost.megabytes, cost.processor = max(cost.megabytes, megabytes), sum(spent.values())
        if not alive:
            return
        time.sleep(LOOK_SECONDS)


def copies(papers: Path, folder: Path, count: int, words: int) -> float:
    """Write `count` papers, each paragraph with the copy's number; how many pages they have."""
    texts = [file.read_text("utf-8") for file in sorted(papers.iterdir()) if file.suffix in TEXTS]
    folder.mkdir()
    written = 0
    for number in range(count):
        text = "\n\n".join(
            paragraph if paragraph.startswith("#") else f"{paragraph} ({number})"
            for paragraph in _cut(texts[number % len(texts)], words)
        )
        (folder / f"copy-{number:05d}.md").write_text(f"{text}\n", "utf-8")
        written += len(text.split())
    return written / WORDS_A_PAGE


def _cut(text: str, words: int) -> Iterator[str]:
    """The paragraphs of a text until they have so many words; all where `words` is 0."""
    left = words or sys.maxsize
    for paragraph in text.strip().split("\n\n"):
        if left <= 0:
            return
        left -= len(paragraph.split())
        yield paragraph.rstrip()


def lengthened(papers: Path, folder: Path, pages: int) -> None:
    """Write a PDF of so many pages, those of all PDF files repeated."""
    folder.mkdir()
    files = sorted(papers.rglob("*.pdf"))
    with ExitStack() as opened, pikepdf.new() as long:
        sources = [opened.enter_context(pikepdf.open(file)) for file in files]
        while len(long.pages) < pages:
            for source in sources:
                long.pages.extend(source.pages)
        del long.pages[pages:]
        long.save(folder / "long.pdf")


def grown(papers: Path, here: Path, most: int, words: int) -> None:
    """Measure and print runs of more and more documents, with two workers, and with one document changed."""
    count = 10
    while count <= most:
        pages = copies(papers, here / str(count), count, words)
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


def main(papers: Path, most: int = 1000, long_pages: int = 2000, words: int = 0) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as scratch:
        here = Path(scratch)
        if most:
            grown(papers, here, most, words)
        if long_pages:
            lengthened(papers, here / "long", long_pages)
            cost = measure(here / "long", here / "run-long", 1)
            print(cost.line(f"one PDF of {long_pages} pages", long_pages))


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), *map(int, sys.argv[2:5]))
