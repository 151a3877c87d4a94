"""Tables: rows of cells set with tabs, bars or wide gaps that line up."""

from __future__ import annotations

import re
from collections import Counter

from bdjp_nlp.draft import DraftTable
from bdjp_nlp.readers.text.lines import Line
from bdjp_nlp.readers.text.measure import ends_sentence

_MIN_ROWS = 3
_MIN_COLUMNS = 2
_MAX_CELL = 60
"""Mean characters of a cell above which the columns are a page's, not a table's."""
_ALIGNED = 0.6
"""Share of rows whose cells begin at the commonest places."""
_GAP = re.compile(r"\s{3,}|\t+")
_CELL = re.compile(r"\S+(?: {1,2}\S+)*")
CAPTION = re.compile(
    r"(?:table|figure|fig\.|chart|map|box|graph|exhibit)\s+(?:\d+|[IVX]+)(?:\.\d+)*\s*(?:[.:–—-]|$)", re.I
)
_MAX_CAPTION = 250
_RULE = re.compile(r"[\s|+:=-]+$")


def is_caption(text: str) -> bool:
    """Whether a block is a table's or figure's caption."""
    return len(text) <= _MAX_CAPTION and CAPTION.match(text) is not None


def find_tables(lines: list[Line]) -> list[tuple[int, int, DraftTable]]:
    """Tables as (first line, line after the last, table)."""
    found: list[tuple[int, int, DraftTable]] = []
    index = 0
    while index < len(lines):
        end = index
        while end < len(lines) and _is_row(lines[end]) and (end == index or lines[end].gap <= 1):
            end += 1
        if end - index >= _MIN_ROWS:
            rows = [_cells(line) for line in lines[index:end]]
            if _lines_up(lines[index:end], rows):
                caption = _caption(lines, index, end)
                filled = tuple(tuple(row) for row in rows if row)
                found.append((index, end, DraftTable(filled, lines[index].page, caption)))
        index = max(end, index + 1)
    return found


def _is_row(line: Line) -> bool:
    raw = line.text
    return "   " in raw or raw.count("|") > 1 or (_RULE.match(raw) is not None and "|" in raw)


def _cells(line: Line) -> list[str]:
    if line.text.count("|") > 1:
        if _RULE.match(line.text):
            return []
        return [cell.strip() for cell in line.text.strip("|").split("|")]
    return [cell.strip() for cell in _GAP.split(line.text)]


def _lines_up(lines: list[Line], rows: list[list[str]]) -> bool:
    filled = [row for row in rows if row]
    if len(filled) < _MIN_ROWS - 1 or min(map(len, filled)) < _MIN_COLUMNS:
        return False
    cells = [cell for row in filled for cell in row]
    if sum(map(len, cells)) / len(cells) > _MAX_CELL:
        return False
    if all("|" in line.text for line in lines):
        return True
    prose = sum(ends_sentence(line.text) for line in lines)
    starts = Counter(found.start() for line in lines for found in _CELL.finditer(line.raw))
    ends = Counter(found.end() for line in lines for found in _CELL.finditer(line.raw))
    columns = Counter(map(len, filled)).most_common(1)[0][0]
    common = max(sum(n for _, n in places.most_common(columns)) for places in (starts, ends))
    return common >= _ALIGNED * len(cells) and prose * 2 <= len(lines)


def _caption(lines: list[Line], start: int, end: int) -> str:
    for index in (start - 1, end):
        if 0 <= index < len(lines) and is_caption(lines[index].text):
            return lines[index].text
    return ""
