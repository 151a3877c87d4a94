"""Headings: numbered ones whose numbers make a tree, known names, and short lines that stand alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bdjp_nlp.readers.text.lines import Line
from bdjp_nlp.readers.text.markers import BULLET, dangling
from bdjp_nlp.readers.text.measure import Measure, ends_sentence, goes_on

MAX_WORDS = 18
MAX_CHARACTERS = 140
"""Longer lines are sentences."""
_UNNUMBERED_WORDS = 12
_SHORT = 0.8
"""Width of an unnumbered heading as a share of the usual line: a full line is prose."""
_ALONE_ABOVE = 0.5
"""Reach, as a share of the usual width, below which a line without a full stop is a heading even with no gap around."""
_MAX_STEP = 2
"""How far a heading's number may be from the one before: one heading may have been lost, not more."""
_MAX_IN_A_ROW = 2
"""Unnumbered candidates that follow each other; more are an address, a list or a table."""
_TITLE_CASE = 0.6
_SMALL = frozenset("a an and as at by for from in into nor of on or the to under versus via with".split())

NAMED = frozenset(
    """abstract, summary, executive summary, introduction, background, overview, preface, foreword,
    acknowledgements, acknowledgments, acknowledgement, acknowledgment, conclusion, conclusions, concluding
    remarks, discussion, results, methods, methodology, literature review, references, bibliography, works
    cited, notes, endnotes, footnotes, appendix, annex, contents, table of contents, recommendations, policy
    recommendations, key findings, key points, keywords, about the author, about the authors, glossary,
    abbreviations, list of abbreviations, list of acronyms, findings, way forward, the way forward,
    limitations""".replace("\n    ", " ").split(", ")
)
"""Names that are headings wherever they stand alone on a line."""

_DECIMAL = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,4})(?:[.):]\s+|\.?\s{1,}|(?<=\d)[.:](?=[A-Z]))(?=[\"“‘(]?[A-ZÀ-Þ\d])")
_WORDED = re.compile(
    r"(?:chapter|part|section|annex|appendix|article)\s+(\d{1,2}|[IVXL]{1,6}|[A-Z])\s*[.:–—-]?\s*(?=\S|$)", re.I
)
_ROMAN = re.compile(r"([IVX]{1,6})[.)]\s+(?=[\"“‘(]?[A-ZÀ-Þ])")
_LETTER = re.compile(r"([A-Z])[.)]\s+(?=[\"“‘(]?[A-ZÀ-Þ])")
_PATTERNS = {"1": _DECIMAL, "w": _WORDED, "I": _ROMAN, "A": _LETTER}
_UNDERLINE = re.compile(r"([=\-~_*#])\1{2,}$")
_CAPTION = re.compile(r"(?:table|figure|fig\.|chart|map|box|graph)\s+\d", re.I)
_NO_HEADING = re.compile(r"@|https?://|www\.|^\W|\s{3,}|\.{3,}|^(?:source|note|keywords?)s?\s*:", re.I)


@dataclass(frozen=True)
class Heading:
    """A heading found: `lines` how many it takes, its underline included."""

    level: int
    number: str
    title: str
    lines: int = 1


@dataclass(frozen=True)
class _Numbered:
    index: int
    system: str
    path: tuple[int, ...]
    heading: Heading


def find_headings(lines: list[Line], measure: Measure) -> dict[int, Heading]:
    """The headings by the index of their first line."""
    found: dict[int, Heading] = {}
    candidates: list[_Numbered] = []
    for index, line in enumerate(lines):
        if len(line.text) > MAX_CHARACTERS or line.run:
            continue
        named = line.text.strip(" :.").casefold() in NAMED
        if not named and not _starts_block(lines, index, measure):
            continue
        numbered = _numbered(lines, index, measure)
        if numbered:
            candidates.append(numbered)
        elif named and line.text[0].isupper():
            found[index] = Heading(1, "", line.text.strip(" :"), 1 + _underlined(lines, index))
        elif _underlined(lines, index):
            found[index] = Heading(1 if lines[index + 1].text[0] in "=#*" else 2, "", line.text, 2)
    kept = _in_sequence(candidates, lines)
    found.update({candidate.index: candidate.heading for candidate in kept})
    return _with_unnumbered(lines, measure, found, bool(kept))


def _starts_block(lines: list[Line], index: int, measure: Measure) -> bool:
    """Whether what stands before leaves room for a heading: a full stop, a gap, a short line or nothing."""
    if index == 0:
        return True
    before, line = lines[index - 1], lines[index]
    if goes_on(before.text, line.text) or dangling(before.text):
        return False
    if ends_sentence(before.text) or line.gap > measure.gap or before.run:
        return True
    return len(before.text) < MAX_CHARACTERS and (
        not measure.wrapped or measure.reach(before.text, line.text) < _SHORT * measure.full
    )


def _numbered(lines: list[Line], index: int, measure: Measure) -> _Numbered | None:
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
        if path and _is_title(title):
            level = len(path) if system == "1" else 1
            return _Numbered(index, system, path, Heading(level, number, title, count))
    return None


def _whole_title(lines: list[Line], index: int, title: str, measure: Measure) -> tuple[str, int]:
    """A title with its second line, where the first was full and the second is short, capital and without an end."""
    underline = _underlined(lines, index)
    if underline or index + 2 >= len(lines) or not measure.wrapped or measure.surely <= 0 or not title:
        return title, 1 + underline
    second = lines[index + 1]
    full = measure.reach(lines[index].text, second.text) >= measure.maybe
    short = measure.width(second.text) < _ALONE_ABOVE * measure.full
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


def _is_title(title: str) -> bool:
    words = title.split()
    if not words or len(words) > MAX_WORDS or len(title) > MAX_CHARACTERS or not any(map(str.isalpha, title)):
        return False
    if title[-1] in ".;,:" and not title.endswith(("etc.", "U.S.", "U.N.", "Co.")):
        return False
    return not _NO_HEADING.search(title) and not dangling(title)


def _in_sequence(candidates: list[_Numbered], lines: list[Line]) -> list[_Numbered]:
    """The candidates whose numbers make a tree and that have text below them, not a list's items."""
    kept: list[_Numbered] = []
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
        kept.append(_Numbered(candidate.index, system, path, heading))
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


def _is_list(candidates: list[_Numbered], place: int, lines: list[Line]) -> bool:
    """Whether a numbered line stands right before or after its sister, with no text between: a list's item."""
    mine = candidates[place]
    for other in (place - 1, place + 1):
        if 0 <= other < len(candidates):
            theirs = candidates[other]
            near = abs(theirs.index - mine.index) <= max(mine.heading.lines, theirs.heading.lines)
            if near and len(theirs.path) == len(mine.path) and theirs.system == mine.system:
                return True
    return _next_item(lines, mine)


def _next_item(lines: list[Line], mine: _Numbered) -> bool:
    """Whether the next line bears the next number, though it is no candidate itself."""
    after = mine.index + mine.heading.lines
    found = _PATTERNS[mine.system].match(lines[after].text) if after < len(lines) else None
    return found is not None and _path(mine.system, found[1]) == (*mine.path[:-1], mine.path[-1] + 1)


def _underlined(lines: list[Line], index: int) -> int:
    """1 where the next line is a rule under this one."""
    if index + 1 >= len(lines):
        return 0
    rule = lines[index + 1]
    return int(rule.gap == 0 and _UNDERLINE.match(rule.text) is not None and len(lines[index].text) <= MAX_CHARACTERS)


def is_rule(text: str) -> bool:
    """Whether a line is a drawn rule."""
    return _UNDERLINE.match(text) is not None


def _with_unnumbered(
    lines: list[Line], measure: Measure, found: dict[int, Heading], numbered: bool
) -> dict[int, Heading]:
    """Adds the short lines that stand alone; their level is below the numbered or capital heading before them."""
    first = min(found, default=0)
    candidates = [
        i for i in range(1, len(lines) - 1) if i not in found and _stands_alone(lines, i, measure, found, i > first)
    ]
    pairs = {
        i for i in range(1, len(lines) - 2) if i not in found and i > first and _two_lines(lines, i, measure, found)
    }
    candidates = sorted({*candidates, *pairs} - {i + 1 for i in pairs})
    chosen = [i for row in _rows(candidates) if len(row) <= _MAX_IN_A_ROW for i in row]
    capitals = any(lines[i].text.isupper() for i in chosen)
    out: dict[int, Heading] = {}
    above = 0
    for index in sorted({*found, *chosen}):
        if index in found:
            out[index] = found[index]
            above = found[index].level
            continue
        text = lines[index].text
        count = 1
        if index in pairs:
            text, count = f"{text} {lines[index + 1].text}", 2
        level = 2 if capitals and not text.isupper() else 1
        if numbered:
            level = above + 1
        out[index] = Heading(level, "", text.rstrip(":"), count)
    return out


def _rows(indices: list[int]) -> Iterator[list[int]]:
    """Indices grouped into rows of neighbours."""
    row: list[int] = []
    for index in indices:
        if row and index != row[-1] + 1:
            yield row
            row = []
        row.append(index)
    if row:
        yield row


def _stands_alone(lines: list[Line], index: int, measure: Measure, found: dict[int, Heading], within: bool) -> bool:
    line, before, after = lines[index], lines[index - 1], lines[index + 1]
    text = line.text
    words = text.split()
    if len(text) > MAX_CHARACTERS // 2 or len(words) > _UNNUMBERED_WORDS or not text[0].isupper() or not within:
        return False
    if not _is_title(text) or _CAPTION.match(text) or BULLET.match(text) or line.run:
        return False
    if not (ends_sentence(before.text) or index - 1 in found or before.run):
        return False
    if (
        goes_on(text, after.text)
        or len(after.text) <= len(text)
        or (not after.text[0].isalnum() and after.text[0] not in '“"')
    ):
        return False
    if measure.gaps_tell or not measure.wrapped:
        return line.gap > measure.gap and (after.gap > measure.gap or not measure.wrapped)
    styled = text.isupper() or _title_case(words)
    return measure.surely > 0 and measure.reach(text, after.text) < (_SHORT if styled else _ALONE_ABOVE) * measure.full


def _two_lines(lines: list[Line], index: int, measure: Measure, found: dict[int, Heading]) -> bool:
    """Whether two lines are one heading: the first full, the second short, both in capitals at the words' starts."""
    first, second, before, after = lines[index], lines[index + 1], lines[index - 1], lines[index + 2]
    title = f"{first.text} {second.text}"
    if not (ends_sentence(before.text) or index - 1 in found) or index + 1 in found or measure.surely <= 0:
        return False
    if not _is_title(title) or _CAPTION.match(title) or BULLET.match(title) or first.run or not title[0].isupper():
        return False
    styled = title.isupper() or _title_case(title.split())
    full = measure.reach(first.text, second.text) >= measure.surely
    short = measure.reach(second.text, after.text) < _SHORT * measure.full
    apart = second.gap <= measure.gap < max(after.gap, measure.gap + (not measure.gaps_tell))
    return (
        styled
        and full
        and short
        and apart
        and not goes_on(second.text, after.text)
        and len(after.text) > len(second.text)
    )


def _title_case(words: list[str]) -> bool:
    big = [word for word in words if word.lower() not in _SMALL and word[0].isalpha()]
    return bool(big) and sum(word[0].isupper() for word in big) / len(big) >= _TITLE_CASE
