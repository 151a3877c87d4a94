"""Watching: tells when a folder's papers have changed, and no paper is still being written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from threading import Event

from watchfiles import Change, watch

from bdjp_nlp.inputs import papers_below
from bdjp_nlp.readers.media_type import MEDIA_TYPE_OF_SUFFIX

QUIET_MILLISECONDS = 500
"""Changes closer to one another than this are one."""
SETTLED_SECONDS = 1.0
"""A paper that has not grown for so long is taken to be whole: copies over a network come in bursts."""


def changes(folder: Path, out: Path, stop: Event) -> Iterator[int]:
    """The number of papers below `folder`: now, and after every change, once all of them have settled.

    Ends when `stop` is set. What lies in `out` is never looked at. Changes come from the operating system (watchfiles).
    """
    inside = f"{os.path.abspath(out)}{os.sep}"

    def is_a_paper(_: Change, path: str) -> bool:
        hidden = Path(path).name.startswith((".", "~$"))
        return Path(path).suffix.lower() in MEDIA_TYPE_OF_SUFFIX and not hidden and not path.startswith(inside)

    yield _settled(folder, stop)
    for _ in watch(
        folder, watch_filter=is_a_paper, debounce=QUIET_MILLISECONDS, stop_event=stop, raise_interrupt=False
    ):
        yield _settled(folder, stop)


def _settled(folder: Path, stop: Event) -> int:
    """Wait until no paper changes any more; how many there are."""
    before = _state(folder)
    while not stop.wait(SETTLED_SECONDS):
        now = _state(folder)
        if now == before:
            break
        before = now
    return len(before)


def _state(folder: Path) -> dict[str, tuple[int, int]]:
    found = {}
    for path in papers_below(str(folder)):
        try:
            status = os.stat(path)
        except OSError:  # gone between being listed and being looked at
            continue
        found[path] = (status.st_size, status.st_mtime_ns)
    return found
