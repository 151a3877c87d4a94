"""Invented quantities: numbers with what they count, put into training texts in the place of others."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from bdjp_nlp.toml_file import load_toml, validated

FILE = "quantities.toml"
MEASURED = 0.15
"""Share of the quantities that are measures."""
DESCRIBED = 0.35
"""Share of the counted nouns that an adjective describes."""
OWNED = 0.25
"""Share of the people and groups counted that a nationality or a service's name describes."""
_WORDS = (
    "two three four five six seven eight nine ten eleven twelve fifteen sixteen eighteen twenty thirty forty fifty "
    "sixty eighty ninety"
).split()
_COUNT = re.compile(rf"(?:\d[\d,.]*|{'|'.join(_WORDS)})(?:\s(?:hundred|thousand|million))?\s", re.IGNORECASE)
_LARGE = ("hundred", "thousand", "million")


class QuantityWords(BaseModel):
    """What ``quantities.toml`` lists: nouns in the plural, adjectives, units of measure, labels of owners."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    people: tuple[str, ...]
    groups: tuple[str, ...]
    things: tuple[str, ...]
    occasions: tuple[str, ...]
    adjectives: tuple[str, ...]
    measures: tuple[str, ...]
    owners: tuple[str, ...]


class Quantities:
    """Draws quantities; `owner` gives a name of a label that may describe people, or None."""

    def __init__(self, words: QuantityWords, rng: random.Random, owner: Callable[[str], str | None]) -> None:
        self.words, self.rng, self._owner = words, rng, owner

    def draw(self, old: str | None = None) -> str | None:
        """A number with what it counts or measures, as the old one does; None where that is of another form."""
        rng, words = self.rng, self.words
        if old is not None and not _COUNT.match(old):
            return None
        measure = rng.random() < MEASURED if old is None else old.endswith(words.measures)
        if measure:
            return f"{self._figures()} {rng.choice(words.measures)}"
        kind = rng.choices((words.people, words.groups, words.things, words.occasions), (5, 2, 2, 2))[0]
        parts = [self._number(), rng.choice(kind)]
        if rng.random() < DESCRIBED:
            parts.insert(1, rng.choice(words.adjectives))
        owned = kind in (words.people, words.groups) and rng.random() < OWNED
        owner = self._owner(rng.choice(words.owners)) if owned else None
        if owner is not None:
            parts.insert(1, owner)
        drawn = " ".join(parts)
        return drawn[0].upper() + drawn[1:] if old is None or old[0].isupper() else drawn

    def _number(self) -> str:
        rng = self.rng
        if rng.random() < 0.3:
            word = rng.choice(_WORDS)
            return f"{word} {rng.choice(_LARGE)}" if rng.random() < 0.12 else word
        return self._figures()

    def _figures(self) -> str:
        rng = self.rng
        size = rng.random()
        if size < 0.4:
            return str(rng.randint(2, 99))
        if size < 0.65:
            return str(rng.randint(100, 999))
        if size < 0.92:
            return f"{rng.randint(1, 999) * rng.choice((10, 50, 100, 500)) + 1000:,}"
        return f"{rng.choice((rng.randint(1, 12), round(rng.uniform(1, 9), 1)))} million"


def load_quantities(folder: Path, rng: random.Random, owner: Callable[[str], str | None]) -> Quantities:
    """The quantities of ``quantities.toml`` in a folder; raises `ConfigurationError` naming file and key."""
    file = folder / FILE
    return Quantities(validated(QuantityWords, load_toml(file), str(file)), rng, owner)
