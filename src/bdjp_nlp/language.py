"""Language of a text: English by its commonest words, anything else by py3langid (Lui and Baldwin 2012, langid.py).

A document is looked at in windows spread over its length, so that a paper with a summary in another language, or one
printed in two, is seen for what it is.
"""

from __future__ import annotations

import re
from collections import Counter

WINDOW_CHARACTERS = 1_200
"""Some 200 words: enough to tell a language, few enough to fall within one part of a mixed document."""
WINDOWS = 12
"""Windows looked at in a document, evenly spread; the first and last pages count as little as they hold."""
LEAST_LETTERS = 40
"""Shorter texts (a heading, one row of a spreadsheet) are not judged."""
ENGLISH_SHARE = 0.16
"""Share of `_ENGLISH` among all words above which no model is asked, whose loading alone takes half a second.
English prose has 0.25 to 0.40 of them; no other language tried has over 0.08."""
NOTABLE_SHARE = 0.15
"""Share of the windows in a language other than the document's from which it is worth a warning."""

_ENGLISH = frozenset(
    """
    the of and to in that is for with as was by on are be this which from has have its it not or
    """.split()
)
_WORD = re.compile(r"[^\W\d_]+")


def detect_language(text: str) -> str:
    """ISO 639-1 code of most of the text, or "" where it is too short to tell."""
    return next(iter(language_shares(text)), "")


def language_shares(text: str) -> dict[str, float]:
    """ISO 639-1 codes and the share of the text in each, the largest first; empty where it is too short to tell."""
    step = max(WINDOW_CHARACTERS, (len(text) - WINDOW_CHARACTERS) // max(1, WINDOWS - 1))
    starts = range(0, max(1, len(text) - WINDOW_CHARACTERS // 2), step)
    found = [language for start in starts if (language := _of_window(text[start : start + WINDOW_CHARACTERS]))]
    return {language: count / len(found) for language, count in Counter(found).most_common()}


def other_languages(shares: dict[str, float]) -> str:
    """What a user should know of a mixed document, or ""."""
    main = next(iter(shares), "")
    others = [f"{share:.0%} in {code!r}" for code, share in shares.items() if code != main and share >= NOTABLE_SHARE]
    if not others:
        return ""
    return f"not all of the text is in {main!r}: about {', '.join(others)}; what the stages find there may be wrong"


def _of_window(window: str) -> str:
    words = _WORD.findall(window.lower())
    if sum(map(len, words)) < LEAST_LETTERS:
        return ""
    if sum(map(_ENGLISH.__contains__, words)) >= ENGLISH_SHARE * len(words):
        return "en"
    import py3langid

    return str(py3langid.classify(window)[0])
