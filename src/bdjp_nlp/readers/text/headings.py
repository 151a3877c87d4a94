"""Headings: numbered ones whose numbers make a tree, known names, and short lines that stand alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bdjp_nlp.readers.text.lines import Line
from bdjp_nlp.readers.text.markers import BULLET, dangling
from bdjp_nlp.readers.text.measure import Measure, ends_sentence, goes_on
from bdjp_nlp.readers.text.numbered import Numbered, in_sequence, numbered_heading
from bdjp_nlp.readers.text.titles import MAX_CHARACTERS, Heading, is_title, underlined

_UNNUMBERED_WORDS = 12
_SHORT = 0.8
"""Width of an unnumbered heading as a share of the usual line: a full line is prose."""
_ALONE_ABOVE = 0.5
"""Reach, as a share of the usual width, below which a line without a full stop is a heading even with no gap around."""
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

_CAPTION = re.compile(r"(?:table|figure|fig\.|chart|map|box|graph)\s+\d", re.I)


def find_headings(lines: list[Line], measure: Measure) -> dict[int, Heading]:
    """The headings by the index of their first line."""
    found: dict[int, Heading] = {}
    candidates: list[Numbered] = []
    for index, line in enumerate(lines):
        if len(line.text) > MAX_CHARACTERS or line.run:
            continue
        named = line.text.strip(" :.").casefold() in NAMED
        if not named and not _starts_block(lines, index, measure):
            continue
        numbered = numbered_heading(lines, index, measure)
        if numbered:
            candidates.append(numbered)
        elif named and line.text[0].isupper():
            found[index] = Heading(1, "", line.text.strip(" :"), 1 + underlined(lines, index))
        elif underlined(lines, index):
            found[index] = Heading(1 if lines[index + 1].text[0] in "=#*" else 2, "", line.text, 2)
    kept = in_sequence(candidates, lines)
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
    if not is_title(text) or _CAPTION.match(text) or BULLET.match(text) or line.run:
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
    if not is_title(title) or _CAPTION.match(title) or BULLET.match(title) or first.run or not title[0].isupper():
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
