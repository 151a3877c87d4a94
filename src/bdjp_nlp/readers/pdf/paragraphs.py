"""Paragraphs by geometry: where a column's lines part.

Evidence, in this order: a change of style, a gap wider than the usual leading, a bullet or item number,
a first-line indent, and a line that ends although the next line's first word would have fitted on it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bdjp_nlp.readers.pdf.lines import Line
from bdjp_nlp.readers.pdf.pieces import BULLET, ITEM_NUMBER, REFERENCE_NUMBER, ends

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
RAGGED = 6.0
"""Ems that a line must fall short of the column before a dash below it may be a bullet: ragged lines do by less."""
HANG_STEP = 0.35
"""Ems to the left of an item's text from which a line is no longer its own."""
EDGE_SHARE = 0.3
"""Ems within which a line begins at an edge."""
MAX_HANGING_ITEMS = 0.2
"""Share of the indented lines that may begin items: more, and the column is a list set in from the margin."""
CENTRED = 3.0
"""Ems of white on both sides of centred lines, at least; first-line indents are smaller."""
CENTRED_STEP = 1.0
"""Ems by which the white on both sides of a centred line differs at most."""
HEADING_BOLD = (0.9, 0.15)
"""A line this bold, then one no bolder than that: a heading and its text."""


@dataclass(frozen=True, slots=True)
class Leading:
    """Usual distance between baselines, points, by font size rounded to half a point; and how list items are set.

    `ems`: the distance that most lines have, in their size, 1.2 at least.
    `bullets_hang`, `numbers_hang`: an item's further lines stand below its text, not below its bullet or number.
    """

    by_size: dict[float, float]
    bullets_hang: bool = True
    numbers_hang: bool = True
    ems: float = 1.2

    def of(self, size: float) -> float:
        """The distance usual for a size; in ems that of the body's lines where the document shows none."""
        return self.by_size.get(round(size * 2) / 2, self.ems * size)


def measure_leading(columns: Sequence[Sequence[Line]]) -> Leading:
    """The commonest distance of neighbouring lines of one size, and the habits of lists, over all columns."""
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
    most = max(usual, key=lambda size: sum(counts[size].values()), default=0.0)
    ems = max(1.2, usual[most] / most) if most else 1.2
    return Leading(usual, _items_hang(columns, BULLET), _items_hang(columns, ITEM_NUMBER), ems)


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


def parted(
    group: Sequence[Line], line: Line, after: Line | None, leading: Leading, hanging: float | None = None
) -> bool:
    """Whether a new paragraph begins with ``line``, which follows ``group`` in the same column.

    `hanging`: the left edge of the column's entries, points, where it is set with hanging indents.
    """
    last = group[-1]
    if abs(last.size - line.size) > SIZE_STEP and not _mixed_row(last, line):
        return True
    gap = line.base - last.base - max(leading.of(line.size), leading.of(last.size))
    if gap > GAP_SHARE * line.size:
        return True
    if line.initial or (_at(line.left, line) and all(_centred(x, line) for x in group)):
        return True
    if last.text.endswith("-") and line.text[:1].islower() and not short(last, line):
        return False
    high, low = HEADING_BOLD
    if last.bold > high and line.bold < low and all(x.bold > high for x in group):
        return not _runs_on(last, line)
    if line.bold > high and all(x.bold < low for x in group) and short(last, line) and ends(last.text):
        return True
    if len(group) <= 2 and all(x.italic > high for x in group) and line.italic < low and short(last, line):
        return True
    if len(group) <= 2 and all(x.capitals for x in group) and not line.text.isupper() and short(last, line):
        return True
    if BULLET.match(line.text) and line.words and len(line.text) > 1:
        return not (line.text[0] in "-–—*o" and not _bullet_place(group, line))
    if ITEM_NUMBER.match(line.text) and (ends(last.text) or short(last, line)) and _item_place(group, line):
        return True
    if REFERENCE_NUMBER.match(line.text) and (ends(last.text) or short(last, line)):
        return True
    if _indented(group, line, after, hanging):
        return True
    if ends(last.text) and not line.text[:1].islower():
        return bool(short(last, line)) or _leaves_item(group, line, leading)
    return False


def _centred(line: Line, below: Line) -> bool:
    """As much white on its left as on its right, by the edges of the line below, and more than a first-line indent."""
    before, behind = line.x0 - below.left, below.right - line.x1
    return before > CENTRED * line.size and abs(before - behind) < CENTRED_STEP * line.size


def _runs_on(last: Line, line: Line) -> bool:
    """A sentence whose beginning is set in bold goes on in plain letters: no heading and its text."""
    item = BULLET.match(line.text) or ITEM_NUMBER.match(line.text)
    return line.text[:1].islower() and not item and not ends(last.text) and not short(last, line)


def _leaves_item(group: Sequence[Line], line: Line, leading: Leading) -> bool:
    """The line stands out to the left of a list item's own text, which hangs behind its bullet or number."""
    hang = _hang(group[0])
    if hang is None or not (leading.bullets_hang if BULLET.match(group[0].text) else leading.numbers_hang):
        return False
    return line.x0 < hang - HANG_STEP * line.size and all(x.x0 > hang - HANG_STEP * x.size for x in group[1:])


def _hang(line: Line) -> float | None:
    """Where a list item's text begins behind its bullet or number; None where the line begins no item."""
    if len(line.words) < 2 or not (BULLET.match(line.text) or ITEM_NUMBER.match(line.text)):
        return None
    return line.word_x0(1)


def _items_hang(columns: Sequence[Sequence[Line]], marker: re.Pattern[str]) -> bool:
    """Whether items' further lines stand below their text, not below the marker: by those that surely go on."""
    votes = 0
    for lines in columns:
        for line, after in pairwise(lines):
            if not marker.match(line.text) or (hang := _hang(line)) is None:
                continue
            near = after.page == line.page and 0 < after.base - line.base < 2.2 * line.size
            if near and not ends(line.text) and not short(line, after) and abs(after.size - line.size) < SAME_SIZE:
                votes += 1 if after.x0 > hang - HANG_STEP * line.size else -1
    return votes >= 0


def _mixed_row(last: Line, line: Line) -> bool:
    """A drop capital: the first line's size is that of its initial."""
    return last.size > 1.8 * line.size and len(last.text.strip()) <= 2


def _bullet_place(group: Sequence[Line], line: Line) -> bool:
    """A dash, star or letter is a bullet only where a bullet could stand: at a paragraph's end or aligned."""
    last = group[-1]
    alike = group[0].text[0] == line.text[0] and abs(group[0].x0 - line.x0) < 0.5 * line.size
    return ends(last.text) or alike or (short(last, line, 2) and last.right - last.x1 > RAGGED * line.size)


def _item_place(group: Sequence[Line], line: Line) -> bool:
    return line.x0 <= group[0].x0 + 4 * line.size


def short(last: Line, line: Line, words: int = 1) -> bool:
    """The last line stops although the next line's first word (or first `words`) would have fitted behind it."""
    room = last.right - last.x1
    return room > line.width_of_first(words) + 2 * SPACE_WIDTH * line.size


def _indented(group: Sequence[Line], line: Line, after: Line | None, hanging: float | None) -> bool:
    last, em = group[-1], line.size
    step = line.x0 - last.x0
    if step > INDENT * em:
        first = group[0]
        if len(group) == 1 and (BULLET.match(first.text) or ITEM_NUMBER.match(first.text) or _at(hanging, first)):
            return False
        returns = after is None or after.x0 < line.x0 - 0.5 * INDENT * em
        whole = after is not None and abs(after.x0 - line.x0) < 0.3 * em and len(group) > 1
        ended = short(last, line) or ends(last.text)
        return (returns and ended) or (whole and ended)
    if step < -INDENT * em:
        if _at(hanging, line):
            return True
        flush = len(group) > 1 and abs(group[0].x0 - last.x0) < 0.3 * em
        return flush and (short(last, line) or ends(last.text))
    return False


def _at(edge: float | None, line: Line) -> bool:
    return edge is not None and line.x0 - edge < EDGE_SHARE * line.size


def _hanging(lines: Sequence[Line]) -> float | None:
    """The left edge of the entries of a column set with hanging indents, as bibliographies are; else None."""
    if len(lines) < 6:
        return None
    left = min(line.x0 for line in lines)
    outer_after_short = outer = inner_after_short = inner = items = 0
    for above, below in pairwise(lines):
        em = below.size
        if below.x0 - left < EDGE_SHARE * em:
            outer += 1
            outer_after_short += short(above, below)
        elif INDENT * em < below.x0 - left < 5 * em:
            inner += 1
            items += bool(BULLET.match(below.text) or ITEM_NUMBER.match(below.text))
            inner_after_short += short(above, below)
    if items > MAX_HANGING_ITEMS * inner:
        return None
    hangs = inner >= 0.4 * len(lines) and outer_after_short > 0.6 * outer and inner_after_short < 0.3 * inner
    return left if hangs else None
