"""Reading order by geometry: columns parted by gutters, in horizontal bands.

A gutter is looked for at every x where several segments begin. Segments that cross it (titles, full-width
tables and figures) cut the page into bands; a band is read in columns only where both sides hold lines
that fill their column as prose does, so that the columns of a table or a list's numbers do not count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bdjp_nlp.readers.pdf.frame import Floats
from bdjp_nlp.readers.pdf.rules import RuledArea, ruled_areas
from bdjp_nlp.readers.pdf.segments import PageWords

MIN_COLUMN_LINES = 3
"""Lines on each side of a gutter; fewer are an address block or a signature."""
MIN_COLUMN_WIDTH = 85.0
"""Points: the narrowest column of prose seen in newsletters; list numbers and dates are narrower."""
MIN_GUTTER = 4.0
"""Points between the columns' texts: LaTeX leaves ten by default, hyphens in the margin take some of them."""
PROSE_FILL = 0.6
"""Share of the column's width that lines with half of its text fill at least."""
MAX_COLUMNS = 4
"""Columns beside each other; newsletters have no more."""
MAX_CROSSING = 0.25
"""Share of the lines left of a gutter that may run across it, below each other: heads, captions, figures' texts."""
EDGE_TOLERANCE = 2.0
"""Points within which left edges count as one."""


@dataclass(slots=True)
class Region:
    """Segments read one below the other: a column of a band, or a band of full width. Bounds in points."""

    segments: list[int]
    left: float
    right: float


def regions_of(words: PageWords, segments: Sequence[int], rules: Floats, split: bool = True) -> list[Region]:
    """The page's regions in reading order. `split` off: one region, read across.

    `rules`: (n, 4) boxes; what stands between the rules of a table that runs across a gutter is of full width.
    """
    if not len(segments):
        return []
    index = np.asarray(segments, np.int32)
    whole = words.seg_box[index]
    bounds = (float(whole[:, 0].min()), float(whole[:, 2].max()))
    if not split:
        return [Region(list(segments), *bounds)]
    return _divide(words, index, bounds, ruled_areas(rules), depth=0)


def _divide(
    words: PageWords, index: np.ndarray, bounds: tuple[float, float], tables: Sequence[RuledArea], depth: int
) -> list[Region]:
    box = words.seg_box[index]
    plain = [Region(index.tolist(), *bounds)]
    if depth > 2 or len(index) < 2 * MIN_COLUMN_LINES:
        return plain
    best: tuple[int, float, list[tuple[bool, np.ndarray]]] | None = None
    for edge in _candidate_edges(box, bounds):
        bands, score = _bands(box, edge, tables)
        if bands and (best is None or score > best[0]):
            best = (score, edge, bands)
    if best is None:
        return plain
    _, edge, bands = best
    regions: list[Region] = []
    for columned, members in bands:
        part = index[members]
        if not columned:
            regions.append(Region(part.tolist(), *bounds))
            continue
        on_right = words.seg_box[part, 0] >= edge - EDGE_TOLERANCE
        for side in (part[~on_right], part[on_right]):
            if len(side):
                side_box = words.seg_box[side]
                extent = (float(side_box[:, 0].min()), float(side_box[:, 2].max()))
                regions.extend(_divide(words, side, extent, tables, depth + 1))
    return regions


def _candidate_edges(box: np.ndarray, bounds: tuple[float, float]) -> list[float]:
    """Left edges that several segments share, well inside the bounds."""
    lefts = np.sort(box[:, 0])
    lefts = lefts[(lefts > bounds[0] + MIN_COLUMN_WIDTH) & (lefts < bounds[1] - MIN_COLUMN_WIDTH)]
    if len(lefts) < MIN_COLUMN_LINES:
        return []
    groups = np.split(lefts, np.flatnonzero(np.diff(lefts) > EDGE_TOLERANCE) + 1)
    return [float(g[0]) for g in groups if len(g) >= MIN_COLUMN_LINES]


def _bands(box: np.ndarray, edge: float, tables: Sequence[RuledArea]) -> tuple[list[tuple[bool, np.ndarray]], int]:
    """The page cut by the segments that cross ``edge``: (is it columned, members), and the columned lines."""
    on_right = box[:, 0] >= edge - EDGE_TOLERANCE
    crossing = ~on_right & (box[:, 2] > edge - MIN_GUTTER)
    crossing |= _last_lines(box, crossing, on_right)
    middle = (box[:, 1] + box[:, 3]) / 2
    for levels, from_x, to_x in tables:
        if from_x < edge - MIN_COLUMN_WIDTH and to_x > edge + MIN_COLUMN_WIDTH:
            crossing |= (middle > levels[0]) & (middle < levels[-1])
    cuts = np.sort(middle[crossing])
    band = np.searchsorted(cuts, middle)
    bands: list[tuple[bool, np.ndarray]] = []
    score = 0
    for number in np.unique(band).tolist():
        members = np.flatnonzero((band == number) & ~crossing)
        above = np.flatnonzero(crossing & (band == number))
        left, right = members[~on_right[members]], members[on_right[members]]
        columned = _side_by_side(box, left, right)
        if columned:
            score += len(members)
            bands.append((True, members))
            if len(above):
                bands.append((False, above))
        else:
            bands.append((False, np.concatenate([members, above])))
    merged: list[tuple[bool, np.ndarray]] = []
    for columned, members in bands:
        if merged and not columned and not merged[-1][0]:
            merged[-1] = (False, np.concatenate([merged[-1][1], members]))
        elif len(members):
            merged.append((columned, members))
    return (merged if score else []), score


def _last_lines(box: np.ndarray, crossing: np.ndarray, on_right: np.ndarray) -> np.ndarray:
    """The short last lines of full-width text: as high and as near as the line above, nothing beside them."""
    last = np.zeros(len(box), bool)
    across = np.flatnonzero(crossing)
    if not len(across):
        return last
    height = box[:, 3] - box[:, 1]
    for index in np.flatnonzero(~crossing & ~on_right).tolist():
        step = box[index, 1] - box[across, 1]
        close = (step > 0.3 * height[index]) & (step < 1.6 * height[index])
        alike = np.abs(height[across] - height[index]) < 0.08 * height[index]
        if (close & alike).any():
            beside = on_right & (box[:, 1] < box[index, 3]) & (box[:, 3] > box[index, 1])
            last[index] = not beside.any()
    return last


def _side_by_side(box: np.ndarray, left: np.ndarray, right: np.ndarray) -> bool:
    """Both sides hold prose, beside each other for most of the shorter one's height."""
    if len(left) < MIN_COLUMN_LINES or len(right) < MIN_COLUMN_LINES:
        return False
    if not (_holds_prose(box[left]) and _holds_prose(box[right])):
        return False
    top = max(float(box[left, 1].min()), float(box[right, 1].min()))
    bottom = min(float(box[left, 3].max()), float(box[right, 3].max()))
    heights = [float(box[s, 3].max() - box[s, 1].min()) for s in (left, right)]
    return bottom - top > 0.4 * min(heights)


def _holds_prose(box: np.ndarray, depth: int = 0) -> bool:
    """Lines that fill their column as prose does, or columns of such lines beside each other."""
    low, high = float(box[:, 0].min()), float(np.percentile(box[:, 2], 95))
    widths = np.sort(box[:, 2] - box[:, 0])
    typical = widths[np.searchsorted(np.cumsum(widths), 0.5 * float(widths.sum()))]
    if high - low < MIN_COLUMN_WIDTH:
        return False
    if float(typical) >= PROSE_FILL * (high - low):
        return True
    if depth == MAX_COLUMNS - 2:
        return False
    for edge in _candidate_edges(box, (low, high)):
        on_right = box[:, 0] >= edge - EDGE_TOLERANCE
        crossing = ~on_right & (box[:, 2] > edge - MIN_GUTTER)
        left, right = box[~on_right & ~crossing], box[on_right]
        if min(len(left), len(right)) < MIN_COLUMN_LINES or crossing.sum() > MAX_CROSSING * len(left):
            continue
        if _holds_prose(left, depth + 1) and _holds_prose(right, depth + 1):
            return True
    return False
