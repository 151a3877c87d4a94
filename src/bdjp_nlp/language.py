"""Language of a text: English by its commonest words, anything else by py3langid (Lui and Baldwin 2012, langid.py)."""

from __future__ import annotations

import re

SAMPLE_CHARACTERS = 4_000
"""From the middle of the text, where title pages and references are rare; more changes no decision."""
LEAST_LETTERS = 40
"""Shorter texts (a heading, one row of a spreadsheet) are not judged."""
ENGLISH_SHARE = 0.16
"""Share of `_ENGLISH` among all words above which no model is asked, whose loading alone takes half a second.
English prose has 0.25 to 0.40 of them; no other language tried has over 0.08."""

_ENGLISH = frozenset(
    """
    the of and to in that is for with as was by on are be this which from has have its it not or
    """.split()
)
_WORD = re.compile(r"[^\W\d_]+")


def detect_language(text: str) -> str:
    """ISO 639-1 code, or "" where the text is too short to tell."""
    middle = max(0, len(text) // 2 - SAMPLE_CHARACTERS // 2)
    sample = text[middle : middle + SAMPLE_CHARACTERS]
    if sum(map(str.isalpha, sample)) < LEAST_LETTERS:
        return ""
    words = [word.lower() for word in _WORD.findall(sample)]
    if sum(word in _ENGLISH for word in words) >= ENGLISH_SHARE * len(words):
        return "en"
    import py3langid

    return str(py3langid.classify(sample)[0])
