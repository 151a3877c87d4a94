"""Paragraphs by geometry: where a column's lines part.

Evidence, in this order: a change of style, a gap wider than the usual leading, a bullet or item number,
a first-line indent, and a line that ends although the next line's first word would have fitted on it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bdjp_nlp.readers.pdf.lines import Line
from bdjp_nlp.readers.pdf.pieces import BULLET, ITEM_NUMBER, TERMINAL

SIZE_STEP = 0.7
"""Points: a smaller difference of size is rounding, or a word in another font."""
SAME_SIZE = 0.25
"""Points: lines that differ less are of one size, and their distance is that size's leading."""
MIN_STEPS = 5
"""Distances between lines of a size before they say what its leading is; headings have fewer."""
GAP_SHARE = 0.22
"""Ems beyond the usual leading that part paragraphs; superscripts push lines apart by less."""
INDENT = 0.8
"""Ems: first-line indents run from 1 to 3."""
SPACE_WIDTH = 0.25
"""Ems: a word space, for asking whether a word would have fitted."""
HEADING_BOLD = (0.9, 0.15)
"""A line this bold, then one no bolder than that: a heading and its text."""


@dataclass(frozen=True, slots=True)
class Leading:
    """Usual distance between baselines, points, by font size rounded to half a point."""

    by_size: dict[float, float]

    def of(self, size: float) -> float:
        """The distance usual for a size; 1.2 ems where the document shows none."""
        return self.by_size.get(round(size * 2) / 2, 1.2 * size)


def measure_leading(columns: Iterable[Sequence[Line]]) -> Leading:
    """The commonest distance of neighbouring lines of one size, over all columns."""
    counts: dict[float, Counter[float]] = defaultdict(Counter)
    for lines in columns:
        for above, below in pairwise(lines):
            step = below.base - above.base
            if abs(above.size - below.size) < SAME_SIZE and 0.8 * below.size < step < 2.6 * below.size:
                counts[round(below.size * 2) / 2][round(step * 2) / 2] += 1
    usual = {}
    for size, steps in counts.items():
        top = max(steps.values())
        if sum(steps.values()) >= MIN_STEPS:
            usual[size] = min(s for s, n in steps.items() if n >= 0.6 * top)
    return Leading(usual)


def split_paragraphs(lines: Sequence[Line], leading: Leading) -> list[list[Line]]:
    """A column's lines (top to bottom) as paragraphs."""
    groups: list[list[Line]] = []
    hanging = _hanging(lines)
    for index, line in enumerate(lines):
        after = lines[index + 1] if index + 1 < len(lines) else None
        if groups and not parted(groups[-1], line, after, leading, hanging):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def parted(group: Sequence[Line], line: Line, after: Line | None, leading: Leading, hanging: bool = False) -> bool:
    """Whether a new paragraph begins with ``line``, which follows ``group`` in the same column."""
    last = group[-1]
    if abs(last.size - line.size) > SIZE_STEP and not _mixed_row(last, line):
        return True
    gap = line.base - last.base - max(leading.of(line.size), leading.of(last.size))
    if gap > GAP_SHARE * line.size:
        return True
    high, low = HEADING_BOLD
    if last.bold > high and line.bold < low and all(x.bold > high for x in group):
        return True
    if line.bold > high and all(x.bold < low for x in group) and short(last, line) and TERMINAL.search(last.text):
        return True
    if len(group) <= 2 and all(x.italic > high for x in group) and line.italic < low and short(last, line):
        return True
    if BULLET.match(line.text) and line.words and len(line.text) > 1:
        return not (line.text[0] in "-–—*o" and not _bullet_place(group, line))
    if ITEM_NUMBER.match(line.text) and (TERMINAL.search(last.text) or short(last, line)) and _item_place(group, line):
        return True
    if _indented(group, line, after, hanging):
        return True
    return bool(short(last, line)) and bool(TERMINAL.search(last.text)) and not line.text[:1].islower()


def _mixed_row(last: Line, line: Line) -> bool:
    """A drop capital: the first line's size is that of its initial."""
    return last.size > 1.8 * line.size and len(last.text.strip()) <= 2


def _bullet_place(group: Sequence[Line], line: Line) -> bool:
    """A dash, star or letter is a bullet only where a bullet could stand: at a paragraph's end or aligned."""
    last = group[-1]
    return bool(TERMINAL.search(last.text)) or short(last, line) or bool(BULLET.match(group[0].text))


def _item_place(group: Sequence[Line], line: Line) -> bool:
    return line.x0 <= group[0].x0 + 4 * line.size


def short(last: Line, line: Line) -> bool:
    """The last line stops although the next line's first word would have fitted behind it."""
    room = last.right - last.x1
    return room > line.first_word_width() + 2 * SPACE_WIDTH * line.size


def _indented(group: Sequence[Line], line: Line, after: Line | None, hanging: bool) -> bool:
    last, em = group[-1], line.size
    step = line.x0 - last.x0
    if step > INDENT * em:
        first = group[0]
        if len(group) == 1 and (BULLET.match(first.text) or ITEM_NUMBER.match(first.text) or hanging):
            return False
        returns = after is None or after.x0 < line.x0 - 0.5 * INDENT * em
        whole = after is not None and abs(after.x0 - line.x0) < 0.3 * em and len(group) > 1
        ended = short(last, line) or bool(TERMINAL.search(last.text))
        return (returns and ended) or (whole and ended)
    if step < -INDENT * em:
        if hanging and len(group) >= 1:
            return True
        flush = len(group) > 1 and abs(group[0].x0 - last.x0) < 0.3 * em
        return flush and (short(last, line) or bool(TERMINAL.search(last.text)))
    return False


def _hanging(lines: Sequence[Line]) -> bool:
    """Whether the column is set with hanging indents, as bibliographies are."""
    if len(lines) < 6:
        return False
    left = min(line.x0 for line in lines)
    outer_after_short = outer = inner_after_short = inner = 0
    for above, below in pairwise(lines):
        em = below.size
        if below.x0 - left < 0.3 * em:
            outer += 1
            outer_after_short += short(above, below)
        elif INDENT * em < below.x0 - left < 5 * em:
            inner += 1
            inner_after_short += short(above, below)
    return inner >= 0.4 * len(lines) and outer_after_short > 0.6 * outer and inner_after_short < 0.3 * inner
