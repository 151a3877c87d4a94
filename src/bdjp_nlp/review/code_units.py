"""Code units: JavaScript counts UTF-16, Python code points; offsets are converted here and nowhere else."""

from __future__ import annotations

from bdjp_nlp.rows import Span

_FIRST_ASTRAL = "\U00010000"
"""From here on a code point takes two units of UTF-16."""


def from_utf16(text: str, start: int, end: int) -> Span:
    """Half-open code points for half-open UTF-16 units; half of a pair at either side takes in the whole character.

    Raises `ValueError` where the units lie outside the text or in the wrong order.
    """
    if not 0 <= start <= end:
        raise ValueError(f"[{start}, {end}) is no span")
    counted, first, last = 0, None, None
    for place, sign in enumerate(text):
        width = 2 if sign >= _FIRST_ASTRAL else 1
        if first is None and start < counted + width:
            first = place
        if last is None and end <= counted:
            last = place
        counted += width
    if end > counted:
        raise ValueError(f"[{start}, {end}) lies outside a text of {counted} UTF-16 units")
    first = len(text) if first is None else first
    last = len(text) if last is None else last
    return (first, max(first, last)) if start < end else (first, first)


def to_utf16(text: str, span: Span) -> Span:
    """Half-open UTF-16 units for half-open code points."""
    return units(text[: span[0]]), units(text[: span[1]])


def units(text: str) -> int:
    """How long a text is in UTF-16."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def trimmed(text: str, span: Span) -> Span:
    """The span without white space at its ends; empty where there is nothing else in it."""
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
