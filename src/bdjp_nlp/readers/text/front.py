"""Front matter: a text's title, authors and date, from the lines before its first heading."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from bdjp_nlp.draft import Block
from bdjp_nlp.readers.text.lines import Line
from bdjp_nlp.readers.text.measure import Measure, goes_on

_MAX_TITLE = 220
_MAX_TITLE_WORDS = 30
_MAX_FRONT_BLOCKS = 8
"""Blocks before the first heading or long paragraph that may be a title page."""
_LONG = 200
"""Characters from which on a block is the paper's text and its title page is over."""
_LEAST_LINES, _MAX_FRONT_LINES = 3, 12
"""Lines below each other that may be a title page."""
_SHORT = 0.7
"""Share of the full width below which a line of a title page is short."""
_MIN_BLOCKS = 4
"""A text of fewer blocks is a passage, not a paper: nothing in it is taken for its title."""

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATE = re.compile(
    rf"(?<!No\. )(?<!no\. )(?P<iso>\d{{4}}-\d\d(?:-\d\d)?)"
    rf"|(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month>{_MONTH}),?\s+(?P<year>\d{{4}})"
    rf"|(?P<month2>{_MONTH})\s+(?P<day2>\d{{1,2}}),?\s+(?P<year2>\d{{4}})|(?P<month3>{_MONTH})\s+(?P<year3>\d{{4}})",
    re.I,
)
_DATE_LINE = re.compile(
    rf"(?:updated|published|revised|dated?|as of|released?)?:?\s*(?:\d{{1,2}}\s+)?{_MONTH}\s[\d, ]+$", re.I
)
_NUMBER_OF_MONTH = {
    name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1)
}
_TITLED = r"(?:Dr|Prof|Professor|Mr|Mrs|Ms|Lt|Col|Gen|Maj|Brig|Cdr|Captain|Ambassador)"
_NAME = rf"(?:{_TITLED}\.?\s+)*[A-Z][\w’'.-]*(?:\s+(?:de|van|von|bin|al|ul|[A-Z][\w’'.-]*)){{1,4}}"
_AUTHORS = re.compile(rf"(?:[Bb][Yy]:?\s+)?({_NAME}(?:(?:\s*,\s*(?:and\s+)?|\s+(?:and|&)\s+){_NAME})*)[*†‡\d]*$")
_BETWEEN_NAMES = re.compile(r"\s*,\s*(?:and\s+)?|\s+(?:and|&)\s+")
_NO_NAME = re.compile(
    r"\b(?:university|institute|department|centre|center|college|school|journal|vol|paper|policy|report|press)\b", re.I
)
_LABELLED = re.compile(r"(title|authors?|by|date|published)\s*:\s*(.+)$", re.I)


@dataclass(frozen=True)
class FrontMatter:
    """What a title page says; empty where it does not."""

    title: str = ""
    authors: tuple[str, ...] = ()
    date: str = ""


def read_front(blocks: list[Block]) -> tuple[FrontMatter, list[Block]]:
    """The front matter, and the blocks with the title marked as such."""
    if len(blocks) < _MIN_BLOCKS or sum(len(block.text) >= _LONG for block in blocks) == 0:
        return FrontMatter(), blocks
    head = _head(blocks)
    title, out = "", list(blocks)
    authors: tuple[str, ...] = ()
    date = ""
    for index, block in enumerate(head):
        label = _LABELLED.match(block.text)
        if not title and not label and _may_be_title(block.text):
            title = block.text
            out[index] = replace(block, kind="title", level=0)
        elif label and label[1].lower() == "title":
            title = title or label[2]
        elif not authors and (title or label):
            authors = author_names(
                label[2] if label and label[1].lower() in ("author", "authors", "by") else block.text
            )
        date = date or find_date(block.text if len(block.text) < _LONG // 2 else "")
    return FrontMatter(title, authors, date), out


def part_title_page(lines: list[Line], end: int, measure: Measure) -> None:
    """Parts the lines of a title page that are set below each other without blank lines, by giving them gaps.

    `end`: the first heading's line. Such lines hardly go on from one to the next, and most of them fall short of the
    measure. A full line is the first half of a title, unless a name or a date stands below it.
    """
    end = next((index for index in range(1, end) if lines[index].gap > measure.gap), end)
    pairs = list(pairwise(lines[:end]))
    if not measure.wrapped or measure.surely <= 0 or not _LEAST_LINES <= end <= _MAX_FRONT_LINES:
        return
    going = sum(goes_on(line.text, after.text) for line, after in pairs)
    short = sum(measure.width(line.text) < _SHORT * measure.full for line in lines[:end])
    if going > 1 or short * 2 < end:
        return
    for line, after in pairs:
        full = measure.reach(line.text, after.text) >= measure.surely
        begins = not full or author_names(after.text) or find_date(after.text)
        if begins and not goes_on(line.text, after.text):
            after.gap = measure.gap + 1


def author_names(text: str) -> tuple[str, ...]:
    """The names in an author line; empty where the line is something else."""
    found = _AUTHORS.match(text.strip())
    if found is None or _NO_NAME.search(text):
        return ()
    return tuple(name.strip(" *†‡0123456789") for name in _BETWEEN_NAMES.split(found[1]))


def find_date(text: str) -> str:
    """The first date in a text in ISO 8601, as exact as it is given; else ""."""
    for found in _DATE.finditer(text):
        if found["iso"]:
            return found["iso"]
        month = _NUMBER_OF_MONTH[(found["month"] or found["month2"] or found["month3"])[:3].lower()]
        year = found["year"] or found["year2"] or found["year3"]
        day = found["day"] or found["day2"]
        if day and not 1 <= int(day) <= 31:
            continue
        return f"{year}-{month:02d}" + (f"-{int(day):02d}" if day else "")
    return ""


def _head(blocks: list[Block]) -> list[Block]:
    """The blocks before the first heading (but one that opens the text) or long paragraph."""
    head: list[Block] = []
    for block in blocks[:_MAX_FRONT_BLOCKS]:
        if len(block.text) >= _LONG or block.number or (block.kind == "heading" and (head or block.level != 1)):
            break
        if block.kind == "heading" and block.text.casefold() in (
            "abstract",
            "summary",
            "introduction",
            "executive summary",
        ):
            break
        head.append(block)
    return head


def _may_be_title(text: str) -> bool:
    return (
        10 <= len(text) <= _MAX_TITLE
        and 2 <= len(text.split()) <= _MAX_TITLE_WORDS
        and text[0].isalnum()
        and text[-1] not in ".,;:"
        and "@" not in text
        and not _DATE_LINE.match(text)
        and "://" not in text
        and not re.match(r"(?:vol|issn|doi|journal|issue|page)\b", text, re.I)
    )
