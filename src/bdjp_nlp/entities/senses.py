"""Senses: what an acronym stands for at each place of a document.

A definition holds from where it stands to the next one of the same acronym; uses before the first take the first. A
long form that is no mention ("maritime domain awareness") makes its acronym none either.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from bdjp_nlp.entities.tokens import folded_name

Position = tuple[int, int]
"""The passage's number in the document, and a code point in it."""


@dataclass(frozen=True, slots=True)
class Sense:
    """The label and canonical name that an acronym has; None where its long form names nothing that is marked."""

    label: str | None
    canonical: str


@dataclass(frozen=True, slots=True)
class AcronymConflict:
    """One short form with several long ones in one document."""

    short: str
    expansions: tuple[str, ...]


@dataclass(slots=True)
class Senses:
    """The senses of a document's acronyms by their places."""

    _places: dict[str, list[Position]] = field(default_factory=dict)
    _senses: dict[str, list[Sense]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether the document defines any acronym."""
        return bool(self._senses)

    def add(self, short: str, position: Position, sense: Sense) -> None:
        """Take in a definition; positions come in rising order."""
        self._places.setdefault(short, []).append(position)
        self._senses.setdefault(short, []).append(sense)

    def at(self, word: str, position: Position) -> Sense | None:
        """What a word (or its plural) stands for at a place; None where it is no acronym of the document."""
        short = word if word in self._senses else word.removesuffix("s")
        if short not in self._senses:
            return None
        return self._senses[short][max(0, bisect_right(self._places[short], position) - 1)]

    def conflicts(self) -> Iterator[AcronymConflict]:
        """The acronyms with several long forms."""
        for short, senses in sorted(self._senses.items()):
            expansions = {folded_name(sense.canonical): sense.canonical for sense in senses}
            if len(expansions) > 1:
                yield AcronymConflict(short, tuple(sorted(expansions.values())))


def shared_words(one: str, other: str) -> float:
    """The share of the words of the longer of two names that both hold, whatever their spelling."""
    first, second = set(folded_name(one).split()), set(folded_name(other).split())
    return len(first & second) / max(len(first), len(second), 1)
