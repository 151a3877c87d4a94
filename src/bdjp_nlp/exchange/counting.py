"""Counting: how another program counted its offsets, found out by comparing the slices with the quotes.

The standard counts code points of a text with LF and without a byte order mark. Programs are seen to count the mark,
CR LF as two signs, or UTF-16 code units, and to include the last sign.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

BOM = "\ufeff"
_BLANK = re.compile(r"\s+")
_CUT = ("…", "...")
_LEAST_QUOTE = 4
"""Signs of a name that is taken for a quote: shorter ones stand everywhere."""


@dataclass(frozen=True, slots=True)
class Selected:
    """A selection as the file has it; `name` is a quote, a part of one, or anything else."""

    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class Convention:
    """One way to count."""

    bom: bool = False
    crlf: bool = False
    utf16: bool = False
    inclusive: bool = False

    def __str__(self) -> str:
        said = {
            "the byte order mark counted": self.bom,
            "CR LF counted as two": self.crlf,
            "UTF-16 units": self.utf16,
            "the last sign included": self.inclusive,
        }
        return ", ".join(words for words, holds in said.items() if holds) or "code points, as the standard says"


STANDARD = Convention()


def plain(raw: str) -> str:
    """A text as the standard wants it: no byte order mark, LF."""
    return raw.removeprefix(BOM).replace("\r\n", "\n").replace("\r", "\n")


@dataclass(frozen=True)
class Count:
    """A convention applied to a text: `place[n]` is where its position `n` lies in the plain text."""

    convention: Convention
    place: Sequence[int]

    def span(self, selected: Selected) -> tuple[int, int] | None:
        """Half-open code points of the plain text; None where the selection lies outside it."""
        end = selected.end + self.convention.inclusive
        if not 0 <= selected.start < end < len(self.place):
            return None
        start, stop = self.place[selected.start], self.place[end]
        return (start, stop) if start < stop else None


def count(raw: str, selections: Sequence[Selected]) -> Count:
    """The convention by which most names read what they quote; among equals, most words whole; then the standard."""
    text = plain(raw)
    candidates = [Count(convention, _places(raw, convention)) for convention in _conventions(raw)]

    def fitting(one: Count) -> tuple[int, int]:
        spans = [(selected, one.span(selected)) for selected in selections]
        quotes = sum(1 for selected, span in spans if span and reads(text[slice(*span)], selected.name))
        words = sum(1 for _, span in spans if span and _whole_words(text, *span))
        return quotes, words

    return max(candidates, key=fitting)


def reads(words: str, name: str) -> bool:
    """Whether a selection's name quotes the words, or their beginning where it was cut."""
    name, words = _BLANK.sub(" ", name).strip(), _BLANK.sub(" ", words).strip()
    for mark in _CUT:
        if name.endswith(mark) and len(name) > len(mark) + _LEAST_QUOTE:
            return words.startswith(name.removesuffix(mark).rstrip())
    return bool(name) and name == words


def _conventions(raw: str) -> list[Convention]:
    """Those that differ on this text, the standard first."""
    can = (raw.startswith(BOM), "\r\n" in raw, any(sign > "\uffff" for sign in raw), True)
    options = [(False, True) if possible else (False,) for possible in can]
    return sorted(
        (Convention(*choice) for choice in product(*options)), key=lambda c: (c.inclusive, c.utf16, c.crlf, c.bom)
    )


def _places(raw: str, convention: Convention) -> list[int]:
    """For every position in the convention's count, the position in the plain text."""
    places: list[int] = []
    at = 0
    for index, sign in enumerate(raw):
        if sign == BOM and index == 0:
            places += [at] if convention.bom else []
            continue
        if sign == "\r" and raw[index + 1 : index + 2] == "\n":
            places += [at] if convention.crlf else []
            continue
        places += [at] * (2 if convention.utf16 and sign > "\uffff" else 1)
        at += 1
    return [*places, at]


def _whole_words(text: str, start: int, end: int) -> bool:
    return not _inside_word(text, start) and not _inside_word(text, end)


def _inside_word(text: str, at: int) -> bool:
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()
