"""Measures of the whole document that the decisions on single lines rest on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bdjp_nlp.readers.pdf.fonts import FontTable
from bdjp_nlp.readers.pdf.lines import Line
from bdjp_nlp.readers.pdf.paragraphs import Leading, measure_leading

UPPER_PART = 0.66
"""Share of a page's height: lines further down may be notes and do not vote on the body's size."""


@dataclass(frozen=True, slots=True)
class BodyStyle:
    """The style of running text: `size` in points, `font` number, is it `bold`, `italic`, in `small` capitals."""

    size: float
    font: int
    bold: bool
    italic: bool
    small: bool
    leading: Leading


def body_style(columns: Sequence[Sequence[Line]], heights: dict[int, float], fonts: FontTable) -> BodyStyle:
    """The style that covers most area, in lines of prose away from the foot of the page."""
    area: Counter[tuple[float, int]] = Counter()
    fallback: Counter[tuple[float, int]] = Counter()
    for line in (line for lines in columns for line in lines):
        key = (round(line.size * 2) / 2, line.font)
        covered = (line.x1 - line.x0) * line.size
        fallback[key] += int(covered)
        prose = len(line.text) > 25 and line.gaps == 0
        if prose and line.base < UPPER_PART * heights.get(line.page, 1e9):
            area[key] += int(covered)
    votes = area or fallback
    sizes: Counter[float] = Counter()
    for (size, _), covered in votes.items():
        sizes[size] += covered
    size = sizes.most_common(1)[0][0] if sizes else 10.0
    style = max((k for k in votes if k[0] == size), key=votes.__getitem__, default=(size, -1))
    font = fonts.fonts[style[1]] if 0 <= style[1] < len(fonts.fonts) else None
    return BodyStyle(
        size=size,
        font=style[1],
        bold=bool(font and font.bold),
        italic=bool(font and font.italic),
        small=bool(font and font.small),
        leading=measure_leading(_vertical(columns)),
    )


def _vertical(columns: Sequence[Sequence[Line]]) -> Sequence[Sequence[Line]]:
    return [lines for lines in columns if len(lines) > 1]
