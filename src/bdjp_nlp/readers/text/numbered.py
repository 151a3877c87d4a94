"""Numbered headings: lines whose numbers make a tree ("2", "2.1", "IV", "A", "Chapter 3"), list items left out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bdjp_nlp.readers.text.lines import Line
from bdjp_nlp.readers.text.measure import Measure, ends_sentence, goes_on
from bdjp_nlp.readers.text.titles import MAX_CHARACTERS, Heading, is_title, underlined

_MAX_STEP = 2
"""How far a heading's number may be from the one before: one heading may have been lost, not more."""
ALONE = 0.5
"""Reach, as a share of the usual width, below which a line without a full stop is short whatever stands around it."""
_DECIMAL = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,4})(?:[.):]\s+|\.?\s{1,}|(?<=\d)[.:](?=[A-Z]))(?=[\"“‘(]?[A-ZÀ-Þ\d])")
_WORDED = re.compile(
    r"(?:chapter|part|section|annex|appendix|article)\s+(\d{1,2}|[IVXL]{1,6}|[A-Z])\s*[.:–—-]?\s*(?=\S|$)", re.I
)
_ROMAN = re.compile(r"([IVX]{1,6})[.)]\s+(?=[\"“‘(]?[A-ZÀ-Þ])")
_LETTER = re.compile(r"([A-Z])[.)]\s+(?=[\"“‘(]?[A-ZÀ-Þ])")
_PATTERNS = {"1": _DECIMAL, "w": _WORDED, "I": _ROMAN, "A": _LETTER}


@dataclass(frozen=True)
class Numbered:
    """A numbered line that may be a heading: the `system` of its number, and its `path` in the tree of numbers."""

    index: int
    system: str
    path: tuple[int, ...]
    heading: Heading


def numbered_heading(lines: list[Line], index: int, measure: Measure) -> Numbered | None:
    """The numbered heading that a line may begin, by its own looks."""
    text = lines[index].text
    for system, pattern in _PATTERNS.items():
        match = pattern.match(text)
        if match is None:
            continue
        title, count = _whole_title(lines, index, text[match.end() :], measure)
        if system == "w" and not title:
            title, number = text, ""
        else:
            number = match[1].rstrip(".")
        path = _path(system, match[1])
        if path and is_title(title):
            level = len(path) if system == "1" else 1
            return Numbered(index, system, path, Heading(level, number, title, count))
    return None


def _whole_title(lines: list[Line], index: int, title: str, measure: Measure) -> tuple[str, int]:
    """A title with its second line, where the first was full and the second is short, capital and without an end."""
    underline = underlined(lines, index)
    if underline or index + 2 >= len(lines) or not measure.wrapped or measure.surely <= 0 or not title:
        return title, 1 + underline
    second = lines[index + 1]
    full = measure.reach(lines[index].text, second.text) >= measure.maybe
    short = measure.width(second.text) < ALONE * measure.full
    ends = ends_sentence(second.text) or second.gap > measure.gap
    continues = not goes_on(second.text, lines[index + 2].text)
    if full and short and not ends and continues and len(title) + len(second.text) <= MAX_CHARACTERS:
        return f"{title} {second.text}", 2
    return title, 1


def _path(system: str, number: str) -> tuple[int, ...]:
    if number[0].isdigit():
        return tuple(int(part) for part in number.rstrip(".").split("."))
    if system == "A" or (system == "w" and number.upper() not in _ROMAN_VALUES):
        return (ord(number.upper()[0]) - ord("A") + 1,)
    value = _ROMAN_VALUES.get(number.upper(), 0)
    return (value,) if value else ()


_ROMAN_VALUES = {
    roman: value
    for value, roman in enumerate("I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX".split(), 1)
}


def in_sequence(candidates: list[Numbered], lines: list[Line]) -> list[Numbered]:
    """The candidates whose numbers make a tree and that have text below them, not a list's items."""
    kept: list[Numbered] = []
    last: dict[str, tuple[int, ...]] = {}
    systems: list[str] = []
    for place, candidate in enumerate(candidates):
        system, path = candidate.system, candidate.path
        if not _follows(last.get(system), path, system, systems) or _is_list(candidates, place, lines):
            continue
        if system not in systems:
            systems.append(system)
        for inner in systems[systems.index(system) + 1 :]:
            last.pop(inner, None)
        last[system] = path
        depth = systems.index(system)
        heading = candidate.heading
        if depth:
            heading = Heading(heading.level + depth, heading.number, heading.title, heading.lines)
        kept.append(Numbered(candidate.index, system, path, heading))
    alone = len(kept) == 1 and kept[0].path[0] > 1
    return [] if alone else kept


def _follows(before: tuple[int, ...] | None, path: tuple[int, ...], system: str, systems: list[str]) -> bool:
    """Whether a number may come next in its series."""
    if before is None:
        return path[0] <= _MAX_STEP and all(part <= _MAX_STEP for part in path[1:]) if path else False
    shared = 0
    while shared < min(len(before), len(path)) and before[shared] == path[shared]:
        shared += 1
    if shared == len(path):
        return False
    start = before[shared] if shared < len(before) else 0
    step = path[shared] - start
    return 0 < step <= _MAX_STEP and all(part <= _MAX_STEP for part in path[shared + 1 :])


def _is_list(candidates: list[Numbered], place: int, lines: list[Line]) -> bool:
    """Whether a numbered line stands right before or after its sister, with no text between: a list's item."""
    mine = candidates[place]
    for other in (place - 1, place + 1):
        if 0 <= other < len(candidates):
            theirs = candidates[other]
            near = abs(theirs.index - mine.index) <= max(mine.heading.lines, theirs.heading.lines)
            if near and len(theirs.path) == len(mine.path) and theirs.system == mine.system:
                return True
    return _next_item(lines, mine)


def _next_item(lines: list[Line], mine: Numbered) -> bool:
    """Whether the next line bears the next number, though it is no candidate itself."""
    after = mine.index + mine.heading.lines
    found = _PATTERNS[mine.system].match(lines[after].text) if after < len(lines) else None
    return found is not None and _path(mine.system, found[1]) == (*mine.path[:-1], mine.path[-1] + 1)
