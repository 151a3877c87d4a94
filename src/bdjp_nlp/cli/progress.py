"""Progress on stderr: documents done, pages a second, time left."""

from __future__ import annotations

import time

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bdjp_nlp.processing import Outcome


class ProgressBar:
    """A bar that lives as long as its ``with`` block; without a terminal it says only what fails."""

    def __init__(self, console: Console, verbose: bool) -> None:
        self.console, self.verbose = console, verbose
        self.pages, self.begun = 0, time.monotonic()
        self.bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[speed]}"),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self.task = self.bar.add_task("documents", speed="", total=None)

    def __enter__(self) -> ProgressBar:
        self.bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.bar.stop()

    def start(self, documents: int) -> None:
        """So many documents are to be looked at."""
        self.begun = time.monotonic()
        self.bar.update(self.task, total=documents)

    def done(self, outcome: Outcome | None) -> None:
        """One more document is done."""
        if outcome is not None:
            self.pages += outcome.row.pages
            if outcome.failed:
                self.bar.console.print(f"[{outcome.row.error}] {outcome.row.message}", style="red", markup=False)
            elif self.verbose:
                text = f"{outcome.path}: {outcome.row.pages} pages, {outcome.row.seconds:.2f} s"
                self.bar.console.print(text, markup=False, highlight=False)
        speed = self.pages / max(time.monotonic() - self.begun, 0.001)
        self.bar.update(self.task, advance=1, speed=f"{speed:.0f} pages/s")
