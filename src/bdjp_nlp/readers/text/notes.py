"""Notes: the footnotes' and endnotes' own texts, standing among a text's lines or under a heading of theirs."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bdjp_nlp.readers.text.lines import Line
from bdjp_nlp.readers.text.measure import Measure, ends_sentence, goes_on
from bdjp_nlp.readers.text.references import Reference, best_chain
from bdjp_nlp.readers.text.titles import Heading

_MIN_BODIES = 2
"""Note texts from which on they are believed outside a section of notes."""
_MAX_AHEAD = 120
"""Lines after its marker within which a footnote stands, a page or two."""
_MAX_LINES = 14
"""Lines of one footnote among the text; what is longer is text."""
_AFTER_MARKER, _LIKE_A_SOURCE = 1.0, 0.4
"""How much a line that opens with a number looks like a note: its marker came before, or it only reads like one."""
_SECTION = frozenset(("notes", "endnotes", "footnotes", "references", "bibliography", "works cited"))
_SURE_SECTION = frozenset(("notes", "endnotes", "footnotes"))

_BODY = re.compile(r"(?:\[(\d{1,3})\]|\((\d{1,3})\)|(\d{1,3})[.)]?)\s*(?=[\"“‘'«(]?[A-ZÀ-Þh])(?!\d)")
_LONE_NUMBER = re.compile(r"(\d{1,3})\.?$")
_SOURCE = re.compile(
    r"\bibid|\bop\.? cit|\bpp?\. ?\d|https?://|www\.|\bvol\. ?\d|\bno\. ?\d|accessed|\bsee\b|\bdoi\b|press\b"
    r"|\([^)]*\b(?:19|20)\d\d\)|\b(?:19|20)\d\d\b|[“\"][A-Z]|\bcf\.|\bauthor",
    re.I,
)


@dataclass(frozen=True)
class Body:
    """A note's text: the lines [start, end) that hold it, its number, and where in the first line it begins."""

    start: int
    end: int
    number: int
    offset: int


def find_bodies(
    lines: list[Line], headings: dict[int, Heading], references: list[Reference], measure: Measure
) -> list[Body]:
    """The notes' texts in the lines' order; `references` are markers found in the lines, by line index."""
    section = _notes_section(lines, headings, references)
    bodies = _among_text(lines, section[0] if section else len(lines), headings, references, measure)
    if section:
        bodies += _in_section(lines, *section)
    return bodies


def _notes_section(
    lines: list[Line], headings: dict[int, Heading], references: list[Reference]
) -> tuple[int, int] | None:
    """The lines under a heading such as "Notes"; a bibliography only where the text refers to it by number."""
    end = len(lines)
    for index in sorted(headings, reverse=True):
        stop, end = end, end if _BODY.match(lines[index].text) else index
        name = headings[index].title.casefold()
        if name not in _SECTION or (name not in _SURE_SECTION and not references):
            continue
        start = index + headings[index].lines
        if start < stop and _opening(lines, start) is not None:
            return start, stop
    return None


def _opening(lines: list[Line], index: int) -> tuple[int, int] | None:
    """A note's number at a line's start, and where its text begins (the line's length where it is on the next)."""
    text = lines[index].text
    found = _BODY.match(text)
    if found:
        return int(found[1] or found[2] or found[3]), found.end()
    lone = _LONE_NUMBER.match(text)
    return (int(lone[1]), len(text)) if lone and index + 1 < len(lines) else None


def _in_section(lines: list[Line], start: int, end: int) -> list[Body]:
    """Every note of a section: each begins with the number after the last."""
    starts: list[tuple[int, int, int]] = []
    expected = 0
    for index in range(start, end):
        opening = _opening(lines, index)
        if opening and (opening[0] == expected or not starts or 0 < opening[0] - expected <= 1):
            starts.append((index, *opening))
            expected = opening[0] + 1
    ends = [index for index, _, _ in starts[1:]] + [end]
    return [Body(i, stop, number, offset) for (i, number, offset), stop in zip(starts, ends, strict=True)]


def _among_text(
    lines: list[Line], end: int, headings: dict[int, Heading], references: list[Reference], measure: Measure
) -> list[Body]:
    """Footnotes between the text's lines: after their marker, in its order, and reading like notes."""
    if not references:
        return []
    marked = {reference.number: reference.text for reference in references}
    openings: list[Reference] = []
    for index in range(end):
        opening = _opening(lines, index) if index not in headings else None
        if opening is None:
            continue
        number, offset = opening
        ahead = index - marked.get(number, index)
        if 0 < ahead <= _MAX_AHEAD:
            openings.append(Reference(index, 0, offset, number, _AFTER_MARKER, "body"))
        elif number not in marked and _SOURCE.search(lines[index].text):
            openings.append(Reference(index, 0, offset, number, _LIKE_A_SOURCE, "body"))
    bodies = [
        Body(found.text, _body_end(lines, found.text, end, headings, found.number, measure), found.number, found.end)
        for found in best_chain(openings)
    ]
    like = [body for body in bodies if _SOURCE.search(" ".join(line.text for line in lines[body.start : body.end]))]
    believed = len(like) >= _MIN_BODIES and len(like) * 2 >= len(bodies)
    return bodies if believed else []


def _body_end(
    lines: list[Line], start: int, end: int, headings: dict[int, Heading], number: int, measure: Measure
) -> int:
    """The line after a footnote's last: before the next note, a gap, a page's end, or where the text resumes."""
    resumes = start > 0 and not ends_sentence(lines[start - 1].text)
    index = start + 1
    if lines[start].text.rstrip(".").isdigit():
        index += 1
    while index < min(end, start + _MAX_LINES):
        line, before = lines[index], lines[index - 1]
        opening = _opening(lines, index)
        if (opening and opening[0] == number + 1) or index in headings or line.first or line.page != lines[start].page:
            break
        if line.gap > measure.gap:
            break
        if ends_sentence(before.text) and ((resumes and line.text[0].islower()) or _ended(before, line, measure)):
            break
        index += 1
    return index


def _ended(before: Line, line: Line, measure: Measure) -> bool:
    short = measure.surely > 0 and measure.reach(before.text, line.text) < measure.surely
    return short and not goes_on(before.text, line.text)
