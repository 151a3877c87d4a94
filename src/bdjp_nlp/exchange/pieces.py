"""Pieces: a text cut into tokens so that every mark begins and ends with one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_TOKEN = re.compile(r"\w+|[^\w\s]")


def pieces(text: str, boundaries: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Half-open spans of words and single signs, cut at `boundaries` too; blanks are in none."""
    cuts = sorted(set(boundaries))
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        for cut in (cut for cut in cuts if start < cut < end):
            yield start, cut
            start = cut
        yield start, end


def without_overlaps(spans: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """The spans that can stand beside each other, longer ones first."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(set(spans), key=lambda span: (span[0] - span[1], span)):
        if all(end <= other[0] or start >= other[1] for other in kept):
            kept.append((start, end))
    return set(kept)
