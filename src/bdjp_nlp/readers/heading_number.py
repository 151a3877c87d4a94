"""Heading numbers: "2.1 Maritime Cooperation" parted into number and title, where a format marks headings."""

from __future__ import annotations

import re

_NUMBER = re.compile(
    r"(?:(?P<decimal>\d{1,2}(?:\.\d{1,2}){0,5})[.):]?|(?P<roman>[IVX]{1,6})[.):]|(?P<letter>[A-Z])[.)]"
    r"|(?P<worded>(?:chapter|part|section|annex|appendix)\s+(?:\d{1,2}|[IVXL]{1,6}|[A-Z]))\s*[.:–—-])[ \t]+(?=\S)",
    re.I,
)


def split_number(text: str) -> tuple[str, str]:
    """A heading's number without its closing point, and its title; "" and the text where it bears none.

    "1990 in review" has none; "Part II: Prospects" is numbered "Part II".
    """
    found = _NUMBER.match(text)
    if found is None or (found["roman"] or found["letter"] or "X").islower():
        return "", text
    return found["decimal"] or found["roman"] or found["letter"] or found["worded"], text[found.end() :]
