"""A document's pages as columns of lines, and columns as pieces, by the tag tree or by geometry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from bdjp_nlp.readers.pdf.columns import regions_of
from bdjp_nlp.readers.pdf.frame import Floats
from bdjp_nlp.readers.pdf.lines import Line, make_lines
from bdjp_nlp.readers.pdf.paragraphs import Leading, parted, split_paragraphs
from bdjp_nlp.readers.pdf.pieces import BULLET, Piece, Role
from bdjp_nlp.readers.pdf.segments import PageWords
from bdjp_nlp.readers.pdf.tables import part_tables
from bdjp_nlp.readers.pdf.tags import Element

NARROW = 5.0
"""Ems that all lines of a block leave free on the right before it is narrower than its column."""
MIN_FULL_LINES = 3
"""Lines that reach a narrow block's right edge before it is one."""
FULL_SHARE = 0.25
"""Share of its lines that do."""
HYPHEN_ROOM = 4.0
"""Points by which hyphens and stops may stand out of a block on the right."""
MAX_LEADING = 2.0
"""Ems between the baselines of lines of one paragraph, at most."""
EDGE_STEP = 3.0
"""Points within which left edges are taken for the same column edge."""


@dataclass(slots=True)
class PageLayout:
    """One page on its way: words, drawings, tags where they are trusted, and its columns of lines."""

    number: int
    width: float
    height: float
    words: PageWords
    rules: Floats
    images: Floats
    elements: list[Element] | None
    glyph_count: int
    raw_count: int
    columns: list[list[Line]] = field(default_factory=list)
    column_elements: list[int] = field(default_factory=list)


def arrange(page: PageLayout, left_out: set[int], split_columns: bool = True) -> None:
    """Fill ``page.columns``: by elements of the tag tree, else by gutters."""
    words = page.words
    kept = [s for s in range(len(words.first)) if s not in left_out]
    if page.elements is None:
        for region in regions_of(words, kept, page.rules, split_columns):
            lines = make_lines(page.number, words, region.segments, (region.left, region.right))
            _fit_right_edges(lines)
            page.columns.append(lines)
            page.column_elements.append(-1)
        return
    owned: dict[int, list[int]] = defaultdict(list)
    for s in kept:
        owned[words.rows[s].element].append(s)
    owned.pop(-1, None)
    for element in sorted(owned):
        for part in _column_parts(words, owned[element]):
            bounds = (min(words.rows[s].x0 for s in part), max(words.rows[s].x1 for s in part))
            page.columns.append(make_lines(page.number, words, part, bounds))
            page.column_elements.append(element)
    _share_bounds(page.columns)


def _column_parts(words: PageWords, segments: Sequence[int]) -> list[list[int]]:
    """An element's segments cut where its text jumps up the page, to the next column."""
    parts: list[list[int]] = [[]]
    lowest = 0.0
    for s in segments:
        row = words.rows[s]
        base, size = row.base, row.size
        if parts[-1] and base < lowest - 1.6 * size and row.x0 > max(words.rows[q].x0 for q in parts[-1]) + size:
            parts.append([])
            lowest = base
        lowest = max(lowest, base)
        parts[-1].append(s)
    return parts


def _share_bounds(columns: Sequence[Sequence[Line]]) -> None:
    """Lines of one left edge share the column's right edge, whatever elements they belong to."""
    right: dict[int, float] = {}
    lines = [line for column in columns for line in column]
    for line in lines:
        key = round(line.x0 / EDGE_STEP)
        right[key] = max(right.get(key, 0.0), line.x1)
    for line in lines:
        key = round(line.x0 / EDGE_STEP)
        line.right = max(right[key], right.get(key - 1, 0.0), right.get(key + 1, 0.0))
        line.left = line.x0


def _fit_right_edges(lines: Sequence[Line]) -> None:
    """Indented blocks may end before the column does: a line's right edge is that of its left edge's lines.

    The first line of such a block, which may be indented further, takes that of the line below it. Where only one
    column of a page is filled, lines stop short of a full-width head or figure by more than ragged lines do.
    """
    if len(lines) < 2:
        return
    reach: dict[int, list[float]] = defaultdict(list)
    for line in lines:
        reach[round(line.x0 / EDGE_STEP)].append(line.x1)
    for line in lines:
        peers = reach[round(line.x0 / EDGE_STEP)]
        if line.x0 > line.left + line.size and len(peers) >= 3:
            line.right = min(line.right, max(peers) + 0.5)
    for block in _blocks(lines):
        reached = max(line.x1 for line in block)
        full = sum(line.x1 > reached - line.size for line in block)
        if full >= max(MIN_FULL_LINES, FULL_SHARE * len(block)):
            for line in block:
                line.right = min(line.right, reached + 0.5)
    for line, below in pairwise(lines):
        opens = line.x0 > below.x0 + 0.5 * line.size and line.right > below.right >= line.x1 - HYPHEN_ROOM
        if opens and below.base - line.base < MAX_LEADING * line.size and abs(line.size - below.size) < 0.5:
            line.right = below.right


def _blocks(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines of one size close below each other that stop well before the column does."""
    blocks: list[list[Line]] = []
    for line in lines:
        if line.right - line.x1 < NARROW * line.size:
            blocks.append([])
            continue
        last = blocks[-1][-1] if blocks and blocks[-1] else None
        near = last is not None and line.base - last.base < MAX_LEADING * line.size
        if last is not None and near and abs(line.size - last.size) < 0.5:
            blocks[-1].append(line)
        else:
            blocks.append([line])
    return [block for block in blocks if len(block) >= MIN_FULL_LINES]


def pieces_of_column(lines: Sequence[Line], element: Element | None, leading: Leading, rules: Floats) -> list[Piece]:
    """A column's lines as pieces; a tagged element is one piece unless bullets or gaps part it."""
    if element is None:
        pieces: list[Piece] = []
        for is_table, part in part_tables(lines, rules):
            if is_table:
                pieces.append(Piece(part, role="table"))
            else:
                pieces.extend(Piece(group) for group in split_paragraphs(part, leading))
        return pieces
    role = element_role(element)
    groups: list[list[Line]] = []
    for line in lines:
        if groups and not _parted_in_element(groups[-1], line, leading, role):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [
        Piece(group, role=role, tag=element.role, level=element.depth if role == "list_item" else 0) for group in groups
    ]


def _parted_in_element(group: Sequence[Line], line: Line, leading: Leading, role: Role) -> bool:
    if role in ("table", "note", "contents"):
        return False
    gap = line.base - group[-1].base - max(leading.of(line.size), leading.of(group[-1].size))
    if gap > 0.8 * line.size or BULLET.match(line.text):
        return parted(group, line, None, leading)
    return False


def element_role(element: Element) -> Role:
    """What an element's type and surroundings say it is; "text" where they say nothing certain."""
    inside, role = element.inside, element.role
    if "toc" in inside or role == "TOCI":
        return "contents"
    if "note" in inside or role in ("Note", "FENote"):
        return "text" if role == "LI" else "note"  # lists among notes are the notes of tables
    if role == "Caption" or "caption" in inside:
        return "caption"
    if ("table" in inside or role in ("TD", "TH")) and element.row_cells != 1:
        return "table"
    if role in ("Figure", "Formula"):
        return "drop"
    if role == "Title":
        return "title"
    if role[:1] == "H":
        return "heading"
    if role == "LI":
        return "list_item"
    return "quote" if "quote" in inside else "text"


def first_line_indents(columns: Sequence[Sequence[Line]]) -> bool:
    """Whether the document sets off paragraphs by indenting their first lines."""
    indented = flush = 0
    for lines in columns:
        for above, line, below in zip(lines, lines[1:], lines[2:], strict=False):
            if abs(line.size - below.size) > 0.5 or abs(line.size - above.size) > 0.5:
                continue
            step = line.x0 - below.x0
            ended = above.text.endswith((".", "?", "!", "”"))
            if 0.8 * line.size < step < 4 * line.size and line.x0 - above.x0 > 0.5 * line.size:
                indented += 1
            elif ended and abs(step) < 1.0 and above.right - above.x1 > 3 * line.size:
                flush += 1
    return indented > max(3, flush)


def empty_boxes() -> Floats:
    """No boxes."""
    return np.zeros((0, 4), np.float32)
