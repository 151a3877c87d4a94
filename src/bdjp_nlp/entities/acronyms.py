"""Acronyms: which short form a text defines for which long one.

The letters are matched from the right as by Schwartz and Hearst (2003), "A simple algorithm for identifying
abbreviation definitions in biomedical text", with the bracket styles of policy prose: "Long Form (LF)", "LF (Long
Form)", "Long Form (the LF)", "Long Form (hereafter “LF”)", "Long Form, or LF,".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SHORT = r"(?=[A-Z\d]*[A-Za-z&/-]*[A-Z])[A-Z][A-Za-z\d&/-]{1,10}?"
_BRACKETED = re.compile(
    rf"\s?\(\s?(?:(?:also|or|the|hereafter|hereinafter|henceforth|known|referred|as|to|called|abbreviated|in|short|[A-Z][a-z]+(?=:))[\s:,]+){{0,4}}"
    rf"[\"“‘']?({_SHORT})s?[\"”’']?\s?[);,]"
)
_OR = re.compile(rf",\s(?:or|known\sas|called)\s(?:the\s)?({_SHORT})(?=[,.;])")
_REVERSED = re.compile(rf"\b({_SHORT})\s?\(((?:[A-Za-z][\w’'&.-]*[\s-]){{1,12}}[A-Za-z][\w’'-]*)\)")
_MAX_WORDS_OVER_LETTERS = 5
"""A long form has at most this many words more than its short form has letters (Schwartz and Hearst)."""
_SENTENCE_BREAK = re.compile(r"[.;:!?]\s|[()]")


@dataclass(frozen=True, slots=True)
class Definition:
    """A short form and its long form in one text, as half-open code points."""

    short: str
    short_start: int
    short_end: int
    long_start: int
    long_end: int


def find_definitions(text: str) -> Iterator[Definition]:
    """The definitions in a text, in the order of their forms' patterns."""
    if "(" not in text and ", or " not in text and ", known as " not in text:
        return
    for pattern in (_BRACKETED, _OR):
        for match in pattern.finditer(text):
            span = long_form(text, match.start(), match[1])
            if span is not None:
                yield Definition(match[1], match.start(1), match.end(1), *span)
    for match in _REVERSED.finditer(text):
        span = long_form(text, match.end(2), match[1], match.start(2))
        if span is not None and span[0] == match.start(2):
            yield Definition(match[1], match.start(1), match.end(1), *span)


def long_form(text: str, end: int, short: str, begin: int = 0) -> tuple[int, int] | None:
    """The words before `end` whose letters make `short`, as half-open code points; None where none do.

    Looks no further back than `begin` and the sentence's beginning. The first letter must begin a word with a capital,
    or begin the words of an all lower-case term.
    """
    letters = [sign.lower() for sign in short if sign.isalnum()]
    while end > begin and text[end - 1] in " ,\"”'":
        end -= 1
    breaks = [found.end() for found in _SENTENCE_BREAK.finditer(text, begin, end)]
    start = max([begin, *breaks])
    words = text[start:end].split()
    limit = len(letters) + _MAX_WORDS_OVER_LETTERS
    if len(words) > limit:
        start = end - len(" ".join(words[-limit:]))
    found = _by_initials(text, start, end, letters)
    return found if found is not None else _by_letters(text, start, end, letters)


def _by_initials(text: str, start: int, end: int, letters: list[str]) -> tuple[int, int] | None:
    """Words whose initials are the letters one by one, small words between them left out or not."""
    words = [(match.start(), match[0]) for match in re.finditer(r"[^\W_]+", text[start:end])]
    for first in range(len(words) - 1, -1, -1):
        tail = [word for _, word in words[first:]]
        capitals = [word[0].lower() for word in tail if word[0].isupper() or word[0].isdigit()]
        if capitals == letters and tail[0][0].isupper():
            return start + words[first][0], end
        if [word[0].lower() for word in tail] == letters:
            return start + words[first][0], end
    return None


def _by_letters(text: str, start: int, end: int, letters: list[str]) -> tuple[int, int] | None:
    at, first = end - 1, 0
    for position in range(len(letters) - 1, -1, -1):
        while at >= start and (
            text[at].lower() != letters[position]
            or (position == 0 and (not text[at].isupper() or (at > start and text[at - 1].isalnum())))
        ):
            at -= 1
        if at < start:
            return None
        first, at = at, at - 1
    words = text[first:end].split()
    plausible = len(words) >= 2 and len(words) <= min(len(letters) + _MAX_WORDS_OVER_LETTERS, len(letters) * 2)
    return (first, end) if plausible and words[0][0].isupper() else None
