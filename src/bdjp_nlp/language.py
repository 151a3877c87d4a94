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
OTHERS_SHARE = 0.08
"""Share above which a window of a document that is English for the most part is English too: a list, a bibliography."""
MOSTLY = 0.5
"""Share of a document's windows that are surely English from which it is so for the most part."""
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
    windows = [text[start : start + WINDOW_CHARACTERS] for start in starts]
    english = list(map(_english_share, windows))
    known = [share for share in english if share is not None]
    mostly = sum(share >= ENGLISH_SHARE for share in known) >= MOSTLY * len(known)
    least = OTHERS_SHARE if mostly else ENGLISH_SHARE
    pairs = zip(windows, english, strict=True)
    found = [language for window, share in pairs if (language := _of_window(window, share, least))]
    return {language: count / len(found) for language, count in Counter(found).most_common()}


def other_languages(shares: dict[str, float]) -> str:
    """What a user should know of a mixed document, or ""."""
    main = next(iter(shares), "")
    others = [f"{share:.0%} in {code!r}" for code, share in shares.items() if code != main and share >= NOTABLE_SHARE]
    if not others:
        return ""
    return f"not all of the text is in {main!r}: about {', '.join(others)}; what the stages find there may be wrong"


def _english_share(window: str) -> float | None:
    """The share of `_ENGLISH` among a window's words; None where they are too few to tell."""
    words = _WORD.findall(window.lower())
    if sum(map(len, words)) < LEAST_LETTERS:
        return None
    return sum(map(_ENGLISH.__contains__, words)) / len(words)


def _of_window(window: str, share: float | None, least: float) -> str:
    """The language of a window with this share of English words, of which `least` make it English."""
    if share is None:
        return ""
    if share >= least:
        return "en"
    import py3langid

    return str(py3langid.classify(window)[0])
