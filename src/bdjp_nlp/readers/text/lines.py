"""Lines: a text's lines with what their setting tells, before any is joined to another."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

TAB_STOPS = 8
_MIN_NUMBERED = 12
"""Lines from which on a count at every line's start is a line number."""
_NUMBERED_SHARE = 0.9
_LINE_NUMBER = re.compile(r"\s*(\d{1,6})(?:\s+|$)")
_EVERY_FIFTH = 5

_MIN_COLUMN_LINES = 12
"""Lines of a page below which two columns cannot be told from a table."""
_GUTTER_SHARE = 0.55
"""Share of a page's lines that have text on both sides of the gutter."""
_MIN_COLUMN_CHARACTERS = 22
"""Mean length of what stands on either side: a table's cells are shorter."""
_GAP = re.compile(r" {3,}")


@dataclass(slots=True)
class Line:
    """One line of the file.

    `text` without space at its ends; `raw` with it, tabs set; `indent` in characters; `page` 1-based, by form feeds;
    `gap` the number of blank lines before it; `first` whether it begins a page. `bullet` is a marker that was taken
    off its front ("" where none), `depth` its nesting from 1, `run` the run of falsely marked lines it is in, else 0.
    """

    text: str
    raw: str
    indent: int
    page: int
    gap: int
    first: bool = False
    bullet: str = ""
    depth: int = 0
    run: int = 0


def split_lines(text: str) -> list[Line]:
    """The lines that hold anything; pages are what form feeds part."""
    lines: list[Line] = []
    for number, page in enumerate(text.split("\f"), start=1):
        raws = page.expandtabs(TAB_STOPS).split("\n") if "\t" in page else page.split("\n")
        if len(raws) >= _MIN_COLUMN_LINES:
            raws = _one_column(_without_line_numbers(raws))
        gap, first = 0, number > 1
        for raw in raws:
            stripped = raw.strip()
            if not stripped:
                gap += 1
                continue
            raw = raw if len(raw) != len(stripped) else stripped
            lines.append(Line(stripped, raw, len(raw) - len(raw.lstrip()), number, gap, first))
            gap, first = 0, False
    return lines


def _without_line_numbers(raws: list[str]) -> list[str]:
    """A page's lines without the count at their starts, which manuscripts have at every line or every fifth."""
    filled = [raw for raw in raws if raw.strip()]
    numbers = [(index, int(found[1])) for index, raw in enumerate(filled) if (found := _LINE_NUMBER.match(raw))]
    if len(numbers) < _MIN_NUMBERED:
        return raws
    steps = [(b - a, j - i) for (i, a), (j, b) in pairwise(numbers)]
    every = len(numbers) >= _NUMBERED_SHARE * len(filled) and _share(steps, 1) >= _NUMBERED_SHARE
    fifth = len(numbers) * (_EVERY_FIFTH + 1) >= len(filled) and _share(steps, _EVERY_FIFTH) >= _NUMBERED_SHARE
    if not (every or fifth):
        return raws
    return [_LINE_NUMBER.sub(lambda found: " " * len(found[0]), raw, count=1) for raw in raws]


def _share(steps: list[tuple[int, int]], size: int) -> float:
    """Share of the steps in which both the number and the line grow by `size`."""
    return sum(step == (size, size) or (size == 1 and step[0] == 1) for step in steps) / max(1, len(steps))


def _one_column(raws: list[str]) -> list[str]:
    """A page set in two columns side by side (``pdftotext -layout``), the left before the right."""
    filled = [raw for raw in raws if raw.strip()]
    if len(filled) < _MIN_COLUMN_LINES or sum(
        _GAP.search(raw.strip()) is not None for raw in filled
    ) < _GUTTER_SHARE * len(filled):
        return raws
    starts = Counter(gap.end() for raw in filled for gap in _GAP.finditer(raw) if raw[: gap.start()].strip())
    if not starts:
        return raws
    column, count = starts.most_common(1)[0]
    crossing = [raw for raw in filled if len(raw) > column and raw[column - 1] != " "]
    both = [raw for raw in filled if raw[:column].strip() and raw[column:].strip() and raw[column - 2 : column] == "  "]
    if (
        count < _GUTTER_SHARE * len(filled)
        or len(both) + len(crossing) < len(filled) // 2
        or len(crossing) > count // 3
    ):
        return raws
    left = sum(len(raw[:column].strip()) for raw in both) / len(both)
    right = sum(len(raw[column:].strip()) for raw in both) / len(both)
    if min(left, right) < _MIN_COLUMN_CHARACTERS:
        return raws
    return _read_columns(raws, column)


def _read_columns(raws: list[str], column: int) -> list[str]:
    """Left column, then right, anew after each line that crosses the gutter."""
    out: list[str] = []
    right: list[str] = []
    for raw in raws:
        if len(raw) > column and raw[column - 2 : column] != "  ":
            out += [*right, raw]
            right = []
        else:
            out.append(raw[:column].rstrip())
            right.append(raw[column:])
    return out + right
