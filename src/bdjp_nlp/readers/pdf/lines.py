"""Lines: segments that stand on one baseline within one column, from left to right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from bdjp_nlp.readers.pdf.segments import PageWords, SegmentRow

ROW_TOLERANCE = 0.45
"""Ems: segments whose baselines differ by less are one row (a lone superscript is raised by a third)."""
DROP_SIZE = 1.8
"""Times the usual size from which a lone letter is a drop capital; those over two lines have about 2."""
MIN_CAPITALS = 5
"""Letters, all capitals, that make a line set in capitals; fewer are an abbreviation."""
SMALL_SHARE = 0.8
"""Share of a line in small capitals from which it is set in them."""
CELL_GAP = 1.6
"""Ems: a gap as wide within a row parts cells rather than words."""


@dataclass(slots=True)
class Line:
    """One line of a column. Points from the top left of page `page` (1-based).

    `words`: rows of `source` in reading order. `text`: without raised words. `size`, `base`, `font`: of
    most of its glyphs. `bold`, `italic`: share of its glyphs, 0 to 1. `capitals`: set in capitals or small
    capitals. `gaps`: gaps as wide as between table cells. `left`, `right`: the bounds of the column it
    stands in. `element`: tag tree, -1 none. `initial`: a drop capital opens it.
    """

    page: int
    x0: float
    y0: float
    x1: float
    y1: float
    base: float
    size: float
    bold: float
    italic: float
    font: int
    source: PageWords
    words: list[int]
    text: str
    capitals: bool = False
    gaps: int = 0
    left: float = 0.0
    right: float = 0.0
    element: int = -1
    segments: list[int] = field(default_factory=list)
    initial: bool = False

    @property
    def has_raised(self) -> bool:
        """There is a superscript in it."""
        raised, words = self.source.raised, self.words
        if words[-1] - words[0] == len(words) - 1:
            return True in raised[words[0] : words[-1] + 1]
        return any(raised[w] for w in words)

    @property
    def first_raised(self) -> bool:
        """The line begins with a superscript."""
        return self.source.raised[self.words[0]]

    def word_x0(self, position: int) -> float:
        """The left edge of the word at a position of the line."""
        return float(self.source.box[self.words[position], 0])

    def width_of_first(self, count: int) -> float:
        """Points that the first words take up, with what is glued to them."""
        box, glued = self.source.box, self.source.glued
        end = 0
        while end < len(self.words) and (count > 0 or glued[self.words[end]]):
            count -= not glued[self.words[end]] or end == 0
            end += 1
        while end < len(self.words) and glued[self.words[end]]:
            end += 1
        return float(box[self.words[end - 1], 2] - box[self.words[0], 0])


def rows_of(words: PageWords, segments: Sequence[int]) -> list[list[int]]:
    """Segments grouped into rows from top to bottom, each row from left to right."""
    if len(segments) < 2:
        return [list(segments)] if segments else []
    known = words.rows
    rows: list[list[int]] = []
    row_base = row_size = 0.0
    for index in sorted(segments, key=lambda s: known[s].base):
        base, size = known[index].base, known[index].size
        if rows and base - row_base < ROW_TOLERANCE * max(row_size, size):
            rows[-1].append(index)
            if size > row_size:
                row_base, row_size = base, size
        else:
            rows.append([index])
            row_base, row_size = base, size
    for row in rows:
        if len(row) > 1:
            row.sort(key=lambda s: known[s].x0)
    return rows


def make_lines(page: int, words: PageWords, segments: Sequence[int], bounds: tuple[float, float]) -> list[Line]:
    """The lines of one column. `bounds`: the column's left and right edge, points."""
    initials = _drop_capitals(words, segments)
    rest = [s for s in segments if s not in initials] if initials else segments
    lines = [make_line(page, words, row) for row in rows_of(words, rest)]
    for line in lines:
        line.left, line.right = bounds
    for initial in sorted(initials):
        _set_before(words, initial, lines)
    return lines


def _drop_capitals(words: PageWords, segments: Sequence[int]) -> set[int]:
    """Single large letters that reach down over the lines beside them."""
    large = [s for s in segments if words.last[s] - words.first[s] == 1 and len(words.text[words.first[s]]) == 1]
    if not large or len(large) == len(segments):
        return set()
    usual = median(words.rows[s].size for s in segments)
    return {s for s in large if words.rows[s].size > DROP_SIZE * usual and words.text[words.first[s]].isalpha()}


def _set_before(words: PageWords, initial: int, lines: Sequence[Line]) -> None:
    """Put a drop capital before the first of the lines that stand beside it."""
    x0, y0, x1, _ = map(float, words.seg_box[initial])
    base = float(words.seg_base[initial])
    beside = [
        line for line in lines
        if -line.size < line.x0 - x1 < 2 * line.size and y0 < line.base <= base + ROW_TOLERANCE * line.size
    ]  # fmt: skip
    letter = words.first[initial]
    if not beside:
        return
    first = min(beside, key=lambda line: line.base)
    follows = words.text[first.words[0]]
    if follows[:1].islower() or (len(follows) > 1 and follows.isupper()):
        words.glued[first.words[0]] = True
    first.words.insert(0, letter)
    first.initial = True
    first.text = plain_text(words, first.words)
    for line in beside:
        line.x0 = min(line.x0, x0)
    first.y0 = min(first.y0, y0)


def make_line(page: int, words: PageWords, row: Sequence[int]) -> Line:
    """One line of the segments of a row (left to right)."""
    if len(row) == 1:
        main = extent = words.rows[row[0]]
        indices = list(range(words.first[row[0]], words.last[row[0]]))
        gaps = 0
    else:
        parts = [words.rows[s] for s in row]
        main = max(parts, key=lambda part: (part.x1 - part.x0) * part.size)
        extent = _together(parts)
        indices = [w for s in row for w in range(words.first[s], words.last[s])]
        gaps = sum(b.x0 - a.x1 > CELL_GAP * main.size for a, b in pairwise(parts))
    text = unbroken_text(words, indices[0], indices[-1] + 1) if len(row) == 1 else plain_text(words, indices)
    return Line(
        page=page,
        x0=extent.x0,
        y0=extent.y0,
        x1=extent.x1,
        y1=extent.y1,
        base=main.base,
        size=main.size,
        bold=extent.bold,
        italic=extent.italic,
        font=main.font,
        source=words,
        words=indices,
        text=text,
        capitals=extent.small > SMALL_SHARE or (text.isupper() and sum(map(str.isalpha, text)) >= MIN_CAPITALS),
        gaps=gaps,
        element=main.element,
        segments=list(row),
    )


def _together(parts: Sequence[SegmentRow]) -> SegmentRow:
    """Several segments as one: their common box, their styles' shares by width, the rest from the first."""
    total = sum(part.x1 - part.x0 for part in parts) or 1.0

    def share(name: str) -> float:
        return float(sum(getattr(part, name) * (part.x1 - part.x0) for part in parts)) / total

    return parts[0]._replace(
        x0=min(part.x0 for part in parts),
        y0=min(part.y0 for part in parts),
        x1=max(part.x1 for part in parts),
        y1=max(part.y1 for part in parts),
        bold=share("bold"),
        italic=share("italic"),
        small=share("small"),
    )


def unbroken_text(words: PageWords, first: int, last: int) -> str:
    """The text of the words from `first` to before `last`, without superscripts."""
    if True in words.glued[first + 1 : last] or True in words.raised[first:last]:
        return plain_text(words, range(first, last))
    return " ".join(words.text[first:last])


def plain_text(words: PageWords, indices: Iterable[int]) -> str:
    """The words' text without superscripts."""
    text, glued, raised = words.text, words.glued, words.raised
    parts = [text[i] if glued[i] else " " + text[i] for i in indices if not raised[i]]
    return "".join(parts).lstrip(" ")
