"""Progress on stderr: documents done, pages a second, time left."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from bdjp_nlp.processing import Outcome

SECONDS_BEFORE_AN_ESTIMATE = 3.0
"""Until then the models load and the first papers are under way: a time left would be a guess."""


class ProgressBar:
    """A bar that lives as long as its ``with`` block; without a terminal it says only what fails.

    The bar and the time left go by bytes, since one book may take as long as forty papers; documents kept from an
    earlier run take no time and say nothing about the others.
    """

    def __init__(self, console: Console, verbose: bool) -> None:
        self.console, self.verbose = console, verbose
        self.pages = self.documents = self.looked_at = 0
        self.begun = time.monotonic()
        self.bytes: dict[str, int] = {}
        self.bytes_left = self.bytes_computed = 0
        self.bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[count]}  {task.fields[speed]}  {task.fields[left]}"),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self.task = self.bar.add_task("documents", count="", speed="", left="", total=None)

    def __enter__(self) -> ProgressBar:
        self.bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.bar.stop()

    def start(self, paths: Sequence[str]) -> None:
        """These documents are to be looked at."""
        self.begun = time.monotonic()
        self.bytes = {path: _size(path) for path in paths}
        self.bytes_left = sum(self.bytes.values())
        self.bar.update(self.task, total=self.bytes_left, count=f"0/{len(paths)}")

    def done(self, path: str, outcome: Outcome | None) -> None:
        """One more document is done."""
        size = self.bytes.get(path, 1)
        self.looked_at += 1
        self.bytes_left -= size
        if outcome is not None:
            self.bytes_computed += size
            self.pages += outcome.row.pages
            if outcome.failed:
                self.bar.console.print(f"[{outcome.row.error}] {outcome.row.message}", style="red", markup=False)
            elif self.verbose:
                text = f"{outcome.path}: {outcome.row.pages} pages, {outcome.row.seconds:.2f} s"
                self.bar.console.print(text, markup=False, highlight=False)
        seconds = max(time.monotonic() - self.begun, 0.001)
        self.bar.update(
            self.task,
            advance=size,
            count=f"{self.looked_at}/{len(self.bytes)}",
            speed=f"{self.pages / seconds:.0f} pages/s",
            left=time_left(seconds, self.bytes_computed, self.bytes_left),
        )

    def finish(self, record: Mapping[str, Any]) -> None:
        """The bar goes away by itself."""


def time_left(seconds: float, bytes_computed: int, bytes_left: int) -> str:
    """The time that the rest takes at the speed so far, in words; nothing while that would be a guess.

    `bytes_left` may hold documents that turn out to be done already: then less is needed, never more.
    """
    if seconds < SECONDS_BEFORE_AN_ESTIMATE or not bytes_computed:
        return ""
    rest = round(seconds * bytes_left / bytes_computed)
    if rest < 90:
        return f"about {rest} s left"
    return f"about {round(rest / 60)} min left" if rest < 90 * 60 else f"about {rest / 3600:.1f} h left"


def _size(path: str) -> int:
    """At least one byte, so that every document moves the bar."""
    try:
        return max(1, os.path.getsize(path))
    except OSError:
        return 1
