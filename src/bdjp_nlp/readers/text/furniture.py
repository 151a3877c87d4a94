"""Furniture: page numbers, running heads and contents lines, told by their repetition and taken out."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise

from bdjp_nlp.readers.text.lines import Line

_MIN_REPEATS = 3
"""Times a line has to come back before it can be a running head."""
_MAX_HEAD_CHARACTERS = 90
_HEAD_SHARE = 0.8
"""Length of a head as a share of the lines around it; a line of prose that comes back is as long as they are."""
_EDGE_LINES = 2
"""Lines at a page's top and foot among which running heads are looked for."""
_PAGE_SHARE = 0.3
"""Share of the pages (left and right have heads of their own) on which a line at the edge is furniture."""
_MIN_BETWEEN = 8
"""Lines between two page numbers of a text without form feeds; a table's column of figures has none."""

_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"(?:[-–—|]\s*)?(?:page\s+|p\.\s*)?(\d{1,4}|[ivxlc]{1,7})(?:\s*(?:of|/)\s*\d{1,4})?(?:\s*[-–—|])?$", re.I
)
_NUMBERED_HEAD = re.compile(r"(?:(\d{1,4})\s+(?=[^\W\d])\D*|(?=[^\W\d])\D*?\s(\d{1,4}))$")
_LEADERS = re.compile(r"(?:\.{4,}|(?:\. ){4,}|…{2,}|_{4,})\s*(?:\d{1,4}|[ivxlc]{1,7})\s*$", re.I)
_PART = re.compile(r"(?:chapter|part|section|article|annex|appendix)\s+\d+$", re.I)
"""Headings that count up as page numbers do."""
_MID_SENTENCE = re.compile(r"[\w,;–—-]$")


def without_furniture(lines: list[Line]) -> list[Line]:
    """The lines that are the text's own."""
    drop = _page_edges(lines) if lines and lines[-1].page > 1 else _repeated(lines)
    drop |= _contents(lines)
    if not drop:
        return lines
    kept: list[Line] = []
    gap = 0
    first = False
    for index, line in enumerate(lines):
        if index in drop:
            gap, first = max(gap, line.gap), first or line.first
            continue
        line.gap, line.first = max(gap, line.gap), first or line.first
        gap, first = 0, False
        kept.append(line)
    return kept


def _page_edges(lines: list[Line]) -> set[int]:
    """Lines at the pages' edges that come back there, digits masked, or are page numbers."""
    pages: dict[int, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        pages[line.page].append(index)
    seen: dict[str, dict[int, int]] = defaultdict(dict)
    numbers: set[int] = set()
    edges = {page: {*indices[:_EDGE_LINES], *indices[-_EDGE_LINES:]} for page, indices in pages.items()}
    for page, indices in edges.items():
        for index in indices:
            text = lines[index].text
            if _PAGE_NUMBER.match(text):
                numbers.add(index)
            elif len(text) <= _MAX_HEAD_CHARACTERS:
                seen[_masked(text)][page] = index
    least = max(_MIN_REPEATS, int(_PAGE_SHARE * len(pages)))
    heads = {text for text, at in seen.items() if len(at) >= least and _one_number_varies(lines, list(at.values()))}
    if len(numbers) < _MIN_REPEATS:
        numbers = set()
    return numbers | {i for indices in edges.values() for i in indices if _masked(lines[i].text) in heads}


def _repeated(lines: list[Line]) -> set[int]:
    """Without form feeds: a growing series of page numbers, and heads that come back with them or break sentences."""
    numbers = _page_number_series(lines) | _numbered_heads(lines)
    places: dict[str, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        if len(line.text) <= _MAX_HEAD_CHARACTERS and not _PART.match(line.text):
            places[_masked(line.text)].append(index)
    drop = set(numbers)
    for indices in places.values():
        if len(indices) >= _MIN_REPEATS and not _close(indices) and _one_number_varies(lines, indices):
            doubtful = [i for i in indices if i not in numbers]
            counts = _counts(lines, indices)
            telling = sum(counts or _beside(i, numbers) or _breaks_sentence(lines, i) for i in doubtful)
            if doubtful and telling * 2 >= len(doubtful):
                drop.update(indices)
    return drop


def _page_number_series(lines: list[Line]) -> set[int]:
    """Lines that are a number each, growing by one and far apart."""
    return _chained([(i, int(line.text)) for i, line in enumerate(lines) if _is_number(line.text)])


def _numbered_heads(lines: list[Line]) -> set[int]:
    """Heads that carry the page's number at one end, those of left and right pages in turn.

    Each head has to come back, and together they have to count the pages: a numbered heading comes back nowhere, and
    "Chapter 1", "Chapter 2" are all of one kind. A number by itself just above is the foot of the page before.
    """
    heads: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for index, line in enumerate(lines):
        if len(line.text) <= _MAX_HEAD_CHARACTERS and (found := _NUMBERED_HEAD.match(line.text)):
            heads[_masked(line.text)].append((index, int(found[1] or found[2])))
    back = {text: at for text, at in heads.items() if len(at) > 1}
    alone = [(i, int(line.text)) for i, line in enumerate(lines) if _is_number(line.text)]
    chain = _chained(sorted([*alone, *(place for at in back.values() for place in at)]))
    kinds = {_masked(lines[index].text) for index in chain if not _is_number(lines[index].text)}
    if len(kinds) < 2:
        return set()
    number = dict(place for at in back.values() for place in at)
    feet = {i - 1 for i in chain & number.keys() if i and lines[i - 1].text == str(number[i] - 1)}
    return chain | feet


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 5


def _chained(numbers: list[tuple[int, int]]) -> set[int]:
    """Of lines and their numbers, the lines whose numbers grow by one from a line far above."""
    chained: set[int] = set()
    last: dict[int, int] = {}
    for index, value in numbers:
        before = last.get(value - 1)
        if before is not None and index - before >= _MIN_BETWEEN:
            chained.update((before, index))
        last[value] = index
    return chained if len(chained) >= _MIN_REPEATS else set()


def _counts(lines: list[Line], indices: list[int]) -> bool:
    """Whether a repeated line carries a number that grows, as a head with the page number in it does."""
    values = [tuple(map(int, _DIGITS.findall(lines[i].text)[:1])) for i in indices]
    return all(values) and len(lines[indices[0]].text) > 8 and all(a < b for a, b in pairwise(values))


def _one_number_varies(lines: list[Line], indices: list[int]) -> bool:
    """Whether lines that are alike but for digits differ in one number at most, the page's; notes differ in more."""
    columns = zip(*(_DIGITS.findall(lines[i].text) for i in indices), strict=True)
    return sum(len(set(column)) > 1 for column in columns) <= 1


def _close(indices: list[int]) -> bool:
    gaps = sorted(b - a for a, b in pairwise(indices))
    return gaps[len(gaps) // 2] < _MIN_BETWEEN


def _beside(index: int, numbers: set[int]) -> bool:
    return index - 1 in numbers or index + 1 in numbers


def _breaks_sentence(lines: list[Line], index: int) -> bool:
    if not 0 < index < len(lines) - 1:
        return False
    line, after = lines[index].text, lines[index + 1].text
    if line[0].islower() or len(line) > _HEAD_SHARE * max(len(lines[index - 1].text), len(after)):
        return False
    return bool(_MID_SENTENCE.search(lines[index - 1].text)) and after[0].islower()


def _contents(lines: list[Line]) -> set[int]:
    """Lines of a table of contents: leaders and a page number."""
    found = {i for i, line in enumerate(lines) if _may_lead(line.text) and _LEADERS.search(line.text)}
    return found if len(found) >= _MIN_REPEATS else set()


def _may_lead(text: str) -> bool:
    return text[-1].isalnum() and (".." in text or ". ." in text or "…" in text or "___" in text)


def _masked(text: str) -> str:
    return _DIGITS.sub("#", text.casefold()) if any(map(str.isdigit, text)) else text.casefold()
