"""Tables: rows of cells found by ruling lines and by gaps that line up, and cells named by the tag tree.

Their text stays out of the passages. Cells are read from the words that are already known, which costs
next to nothing; `plumber` reads the same pages with pdfplumber where a user asks for it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from bdjp_nlp.draft import DraftTable
from bdjp_nlp.readers.pdf.frame import Floats
from bdjp_nlp.readers.pdf.headings import is_caption
from bdjp_nlp.readers.pdf.lines import CELL_GAP, Line
from bdjp_nlp.readers.pdf.pieces import BULLET, ITEM_NUMBER, Piece
from bdjp_nlp.readers.pdf.rules import RULE_STEP, ruled_areas

ROW_SHARE = 0.25
"""Share of the lines between rules that have gaps between cells; below it the rules frame prose."""
PROSE_LINES = 3
"""Full lines without cells between two rules that are prose."""
HEAD_GAP = 2.5
"""Ems between the first rule's row and a head row above the rule."""
MIN_FENCES = 3
"""Upright rules in a ruled area that make a table of it whatever its cells look like."""
WHITE_SHARE = 0.1
"""Share of a table's lines that may run across the white between two columns, as spanning heads do."""
WRAPPED_STEP = 1.5
"""Ems between the lines of one wrapped cell: browsers and word processors set lines at up to 1.4, with rounding."""
STRIP = 0.45
"""Ems: the narrowest white between columns."""
CLOSE_GAP = 0.6
"""Ems of white between the cells of a row whose texts come close to each other; word spaces are narrower."""
ROW_STEP = 3.0
"""Ems between the baselines of a table's rows, at most."""
MAX_CAPTION_LINES = 3
MIN_ROWS = 3
"""Rows with cells that line up, without rules, before they are a table."""
FILL = 0.75
"""Share of the column that a line must stay below to pass for a wrapped cell."""
EDGE_STEP = 4.0
"""Points within which cells of one column begin."""


def part_tables(lines: Sequence[Line], rules: Floats) -> Iterator[tuple[bool, list[Line]]]:
    """A column's lines as stretches of (is it a table, lines)."""
    inside = _ruled(lines, rules)
    for start, end in _aligned_runs(lines):
        inside[start:end] = True
    _leave_captions(lines, inside)
    start = 0
    for index in range(1, len(lines) + 1):
        if index == len(lines) or inside[index] != inside[start]:
            if index > start:
                yield bool(inside[start]), list(lines[start:index])
            start = index


def _leave_captions(lines: Sequence[Line], inside: np.ndarray) -> None:
    """Take captions, and what stands below them before the first row, out of the tables."""
    for index in np.flatnonzero(inside).tolist():
        if not is_caption(lines[index].text) or is_row(lines[index]):
            continue
        inside[index] = False
        for below in range(index + 1, min(index + MAX_CAPTION_LINES, len(lines))):
            if is_row(lines[below]):
                break
            inside[below] = False


def _ruled(lines: Sequence[Line], rules: Floats) -> np.ndarray:
    """Which lines stand between the first and last rule of a ruled table."""
    inside = np.zeros(len(lines), bool)
    if not lines:
        return inside
    for levels, left, right in ruled_areas(rules):
        top, bottom = levels[0], levels[-1]
        members = [
            i for i, line in enumerate(lines)
            if top - 2 < line.base < bottom + 2 and line.x0 > left - RULE_STEP and line.x1 < right + RULE_STEP
        ]  # fmt: skip
        members = [i for i in members if not _framed_prose(lines, members, i, levels)]
        cells = sum(is_row(lines[i]) for i in members)
        fenced = sum(y1 - y0 > x1 - x0 and y0 < bottom and y1 > top for x0, y0, x1, y1 in rules.tolist()) >= MIN_FENCES
        if members and (cells >= max(1, ROW_SHARE * len(members)) or fenced):
            inside[members] = True
            head = members[0] - 1
            while (
                head >= 0
                and is_row(lines[head])
                and lines[head + 1].base - lines[head].base < HEAD_GAP * lines[head].size
            ):
                inside[head] = True
                head -= 1
    return inside


def _framed_prose(lines: Sequence[Line], members: Sequence[int], index: int, levels: Sequence[float]) -> bool:
    """The line stands between two rules that frame prose: a box, or text between two tables."""
    below = bisect_left(levels, lines[index].base)
    if not 0 < below < len(levels):
        return False
    low, high = levels[below - 1], levels[below]
    between = [lines[i] for i in members if low < lines[i].base <= high]
    filled = sum(line.x1 - line.x0 > FILL * (line.right - line.left) for line in between)
    return len(between) >= PROSE_LINES and not any(is_row(line) for line in between) and filled > 0.5 * len(between)


def is_row(line: Line) -> bool:
    """A line with gaps between cells, other than that behind a bullet or number."""
    if not line.gaps or "...." in line.text:
        return False
    first = line.text.split(" ", 1)[0]
    behind_marker = line.gaps == 1 and bool(BULLET.match(first) or ITEM_NUMBER.match(first + " ") or len(first) <= 3)
    return not (behind_marker and len(cells_of(line)[0]) == len(first))


def _aligned_runs(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """Stretches of rows whose cells line up, with the lines of wrapped cells among them."""
    index = 0
    while index < len(lines):
        if not is_row(lines[index]):
            index += 1
            continue
        end, rows, last_row = index, [index], index
        while end + 1 < len(lines):
            following = lines[end + 1]
            if is_row(following) or _in_columns([lines[i] for i in rows], lines[end], following):
                rows.append(end + 1)
                last_row = end + 1
            elif end + 1 - last_row > 2 or following.x1 - following.x0 > FILL * (following.right - following.left):
                break
            end += 1
        if len(rows) >= MIN_ROWS and _line_up([lines[i] for i in rows]):
            yield index, last_row + 1
        index = last_row + 1


def _in_columns(rows: Sequence[Line], above: Line, line: Line) -> bool:
    """A line below rows whose words leave the white between their columns free, though its cells come close."""
    if len(rows) < MIN_ROWS or line.base - above.base > ROW_STEP * line.size or is_caption(line.text):
        return False
    strips = [(x0, x1) for x0, x1 in _white_strips(rows) if line.x0 < x1 and x0 < line.x1]
    words = sorted(line.source.box[line.words][:, [0, 2]].tolist())
    gaps = [(a[1], b[0]) for a, b in pairwise(words) if b[0] - a[1] >= CLOSE_GAP * line.size]
    return bool(strips) and all(
        any(min(end, x1) - max(start, x0) > 0.5 * CLOSE_GAP * line.size for start, end in gaps) for x0, x1 in strips
    )


def _line_up(rows: Sequence[Line]) -> bool:
    """Most rows have a cell that begins or ends where another row's does."""
    edges: dict[int, set[int]] = defaultdict(set)
    for number, row in enumerate(rows):
        for x0, x1 in _cell_extents(row)[1:]:
            edges[round(x0 / EDGE_STEP)].add(number)
            edges[1_000_000 + round(x1 / EDGE_STEP)].add(number)
    best = max((len(members) for members in edges.values()), default=0)
    return best >= 0.5 * len(rows) and best >= 2


def _cell_extents(line: Line) -> list[tuple[float, float]]:
    box = line.source.seg_box[line.segments]
    extents = [(float(box[0, 0]), float(box[0, 2]))]
    for x0, x1 in box[1:, [0, 2]].tolist():
        if x0 - extents[-1][1] > CELL_GAP * line.size:
            extents.append((x0, x1))
        else:
            extents[-1] = (extents[-1][0], x1)
    return extents


def cells_of(line: Line) -> list[str]:
    """The texts of a row's cells."""
    words, edge = line.source, None
    cells: list[list[str]] = [[]]
    for w in line.words:
        x0, _, x1, _ = words.box[w].tolist()
        if edge is not None and x0 - edge > CELL_GAP * line.size:
            cells.append([])
        joiner = "" if words.glued[w] or not cells[-1] else " "
        cells[-1].append(joiner + words.text[w])
        edge = x1
    return ["".join(cell) for cell in cells]


def tables_of(pieces: Sequence[Piece]) -> Iterator[DraftTable]:
    """The tables among the pieces, in reading order, each with the caption next to it."""
    done: set[tuple[int, int]] = set()
    for position, piece in enumerate(pieces):
        if piece.role != "table":
            continue
        if piece.cell is None:
            rows, lines = tuple(_grid(piece.lines)), piece.lines
        else:
            key = piece.cell[:2]
            if key in done:
                continue
            done.add(key)
            cells = [p for p in pieces if p.cell is not None and p.cell[:2] == key]
            rows, lines = tuple(_tagged_rows(cells)), [line for cell in cells for line in cell.lines]
        if rows:
            yield DraftTable(rows, piece.page, _caption(pieces, position), _area(lines, piece.page))


def _area(lines: Sequence[Line], page: int) -> tuple[float, float, float, float]:
    here = [line for line in lines if line.page == page]
    return (
        min(line.x0 for line in here),
        min(line.y0 for line in here),
        max(line.x1 for line in here),
        max(line.y1 for line in here),
    )


def _tagged_rows(cells: Sequence[Piece]) -> Iterator[tuple[str, ...]]:
    rows: dict[int, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for piece in cells:
        assert piece.cell is not None
        rows[piece.cell[2]][piece.cell[3]].append(piece.text)
    width = max(len(row) for row in rows.values())
    for row in rows.values():
        texts = [" ".join(parts) for parts in row.values()]
        yield tuple(texts + [""] * (width - len(texts)))


def _grid(lines: Sequence[Line]) -> Iterator[tuple[str, ...]]:
    """Rows of cells, parted where hardly any line has ink from the table's top to its bottom.

    A line close below another one that leaves the first column empty goes on with that one's cells.
    """
    edges = _column_edges(lines)
    rows: list[list[str]] = []
    base = 0.0
    for line in lines:
        row = [""] * (len(edges) + 1)
        for w in line.words:
            middle = float(line.source.box[w, 0] + line.source.box[w, 2]) / 2
            place = bisect_left(edges, middle)
            joiner = "" if line.source.glued[w] or not row[place] else " "
            row[place] += joiner + line.source.text[w]
        if rows and not row[0] and line.base - base < WRAPPED_STEP * line.size:
            rows[-1] = [f"{above} {below}".strip() for above, below in zip(rows[-1], row, strict=True)]
        else:
            rows.append(row)
        base = line.base
    return map(tuple, rows)


def _column_edges(lines: Sequence[Line]) -> list[float]:
    """The middles of the white strips between a table's columns, points."""
    return [(start + end) / 2 for start, end in _white_strips(lines)]


def _white_strips(lines: Sequence[Line]) -> list[tuple[float, float]]:
    """The white between a table's columns, from x to x, points."""
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    covered = np.zeros(int(right - left) + 2, np.int32)
    for line in lines:
        inked = np.zeros(len(covered), bool)
        for x0, _, x1, _ in line.source.box[line.words].tolist():
            inked[max(0, int(x0 - left)) : int(x1 - left) + 1] = True
        covered += inked
    white = covered <= WHITE_SHARE * len(lines)
    strips: list[tuple[float, float]] = []
    start = None
    for x, is_white in enumerate(white.tolist()):
        if is_white and start is None:
            start = x
        elif not is_white and start is not None:
            if start > 0 and x - start >= STRIP * lines[0].size:
                strips.append((left + start, left + x))
            start = None
    return strips


def _caption(pieces: Sequence[Piece], position: int) -> str:
    page = pieces[position].page
    for other in [
        *range(position - 1, max(-1, position - 4), -1),
        *range(position + 1, min(len(pieces), position + 3)),
    ]:
        if pieces[other].role == "caption" and pieces[other].page == page:
            text: str = pieces[other].text
            return text
    return ""
