"""References: what a short form means by what the document has named before it.

"Kishida" after "Fumio Kishida", "the Convention" after "the United Nations Convention on the Law of the Sea", "the
Navy" beside "India": each takes the full name that stands nearest before it, or, where none does, the first after it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bdjp_nlp.entities.gazetteer import Gazetteer, Name
from bdjp_nlp.entities.patterns import PatternFile
from bdjp_nlp.entities.senses import Position
from bdjp_nlp.entities.tokens import folded_name


@dataclass(slots=True)
class Nearest:
    """Full names under the words that stand for them, by their places."""

    _places: dict[str, list[Position]] = field(default_factory=dict)
    _names: dict[str, list[str]] = field(default_factory=dict)

    def add(self, word: str, position: Position, name: str) -> None:
        """Take in a full name that a word may stand for; positions come in rising order."""
        self._places.setdefault(word, []).append(position)
        self._names.setdefault(word, []).append(name)

    def at(self, word: str, position: Position) -> str | None:
        """The full name nearest before a place, else the first after it; None where there is none."""
        if word not in self._names:
            return None
        return self._names[word][max(0, bisect_right(self._places[word], position) - 1)]


class Heads:
    """The words by which institutions and documents are named for short ("Council", "Treaty"), by label."""

    def __init__(self, lists: PatternFile) -> None:
        self._words: dict[str, set[str]] = {}
        for rule in lists.ending:
            self._words.setdefault(rule.label, set()).update(folded_name(words).split()[-1] for words in rule.words)
        for rule in lists.opening:
            self._words.setdefault(rule.label, set()).update(folded_name(words).split()[0] for words in rule.words)

    def of(self, label: str, name: str) -> Iterable[str]:
        """The words that may stand for a full name: its first and last, where names of the label are built so."""
        words = folded_name(name).split()
        return {words[0], words[-1]} & self._words.get(label, set()) if len(words) > 1 else ()


class NationalBodies:
    """The bodies of each country that bear a common name: its navy, its ministry of defence."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self._found: dict[tuple[str, str, str], str | None] = {}

    def of(self, country: str, label: str, words: str) -> str | None:
        """The canonical name of the country's body that a common name means; None where none or several are listed."""
        key = (country, label, folded_name(words))
        if key not in self._found:
            self._found[key] = self._search(*key)
        return self._found[key]

    def _search(self, country: str, label: str, words: str) -> str | None:
        names: Sequence[Name] = self.gazetteer.by_label.get(label, ())
        fitting = {
            name.canonical for name in names if country and name.country == country and _ends_with(name.alias, words)
        }
        return fitting.pop() if len(fitting) == 1 else None


def _ends_with(alias: str, words: str) -> bool:
    """Whether a listed name is a common name with one word before it, or two in a kingdom: "Indian Navy"."""
    before, found, after = folded_name(alias).rpartition(words)
    own = before.split()
    if own[:1] == ["royal"]:
        own = own[1:]
    return bool(found) and not after and len(own) == 1
