"""What a heading is in plain text: its parts, and which texts and lines may be one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bdjp_nlp.readers.text.lines import Line
from bdjp_nlp.readers.text.markers import dangling

MAX_WORDS = 18
MAX_CHARACTERS = 140
"""Longer lines are sentences."""
_UNDERLINE = re.compile(r"([=\-~_*#])\1{2,}$")
_NO_HEADING = re.compile(r"@|https?://|www\.|^\W|\s{3,}|\.{3,}|^(?:source|note|keywords?)s?\s*:", re.I)


@dataclass(frozen=True)
class Heading:
    """A heading found: `lines` how many it takes, its underline included."""

    level: int
    number: str
    title: str
    lines: int = 1


def is_title(title: str) -> bool:
    """Whether a text may be a heading: short, with letters, no sentence, address or source line."""
    words = title.split()
    if not words or len(words) > MAX_WORDS or len(title) > MAX_CHARACTERS or not any(map(str.isalpha, title)):
        return False
    if title[-1] in ".;,:" and not title.endswith(("etc.", "U.S.", "U.N.", "Co.")):
        return False
    return not _NO_HEADING.search(title) and not dangling(title)


def underlined(lines: list[Line], index: int) -> int:
    """1 where the next line is a rule under this one."""
    if index + 1 >= len(lines):
        return 0
    rule = lines[index + 1]
    return int(rule.gap == 0 and _UNDERLINE.match(rule.text) is not None and len(lines[index].text) <= MAX_CHARACTERS)


def is_rule(text: str) -> bool:
    """Whether a line is a drawn rule."""
    return _UNDERLINE.match(text) is not None
