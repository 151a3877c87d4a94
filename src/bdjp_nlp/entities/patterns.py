"""Patterns: names by how they are built, from the word lists of ``pipeline/gazetteer/patterns.toml``.

"Tasmanian Ports Authority" is in no list, but "Authority" ends names of government bodies; "Ministry of" opens them;
"Resolution" and a number is one. The lists say which word makes which label; here is only how far a name reaches.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from bdjp_nlp.entities.name_forms import (
    designation_end,
    is_cited,
    number_end,
    with_bracketed_year,
    with_year,
    words_end,
)
from bdjp_nlp.entities.tokens import HYPHENS, Tokens, fold, tokenise
from bdjp_nlp.errors import ConfigurationError, alternatives
from bdjp_nlp.toml_file import load_toml, validated

PEOPLE = "people.toml"
LONGEST_PERSON = 6
"""Tokens."""
LONGEST_NAME = 14
"""Tokens; what reaches further is a sentence in capitals, not a name."""
NAME_SIGNS = HYPHENS | {"&"}
"""Signs that may stand inside a name."""
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)$")


class Rule(BaseModel):
    """Words that make a name of one label.

    `year`: a bracketed year after the number belongs to it; `dated_apart`: a year before the name is a mention of its
    own ("the 2014 Act"); `of_year`: a year after "of" belongs to it ("Act of 1961"); `number_before`: so does a number
    before the word ("22 U.S.C. 2776"); `led`: capitalised words before an opening belong to it; `alone`: endings that
    are a name without any word before them ("the Navy"); `lower`: also found in lower case ("resolution 1701"), as are
    the further numbers of a list ("resolutions 425 (1978) and 426 (1978)"); `part_of`: a label that it takes where a
    name of that label follows ("Article 5 of the … Treaty"); `canonical`: the name of what bears the number {}.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: str
    words: tuple[str, ...]
    year: bool = False
    dated_apart: bool = False
    of_year: bool = False
    number_before: bool = False
    led: bool = False
    lower: bool = False
    part_of: str = ""
    canonical: str = ""
    alone: tuple[str, ...] = ()


class Roles(BaseModel):
    """The labels that the grammars of values give, and those that people, states and places bear."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    date: str
    money: str
    percent: str
    quantity: str
    person: str
    state: str
    place: str


class PatternFile(BaseModel):
    """What ``patterns.toml`` holds; its own comments say what the lists mean."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    connectors: frozenset[str]
    function_words: frozenset[str]
    plurals: frozenset[str]
    particles: frozenset[str]
    definite: frozenset[str]
    locating: frozenset[str]
    not_first: frozenset[str]
    trailing: frozenset[str]
    trimmed: frozenset[str]
    titles: frozenset[str]
    roles: Roles
    designation: str
    ending: tuple[Rule, ...]
    opening: tuple[Rule, ...]
    numbered: tuple[Rule, ...]
    following: tuple[Rule, ...]
    lower_ending: tuple[Rule, ...]
    before_lower: frozenset[str]
    editions: frozenset[str]


@dataclass(frozen=True, slots=True)
class BuiltName:
    """A name found by its form at the tokens [first, stop); `weak`: the form alone says little ("the Bagre flood")."""

    first: int
    stop: int
    label: str
    weak: bool = False


@dataclass(frozen=True, slots=True)
class _Trigger:
    words: tuple[str, ...]
    kind: str
    rule: Rule


class People(BaseModel):
    """Given and family names, as ``people.toml`` lists them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    given: tuple[str, ...]
    family: tuple[str, ...]


class NamePatterns:
    """Finds names by their form."""

    def __init__(self, lists: PatternFile, people: People) -> None:
        self.lists, self.people = lists, people
        self._given = frozenset(people.given)
        self._follows = {word: rule.label for rule in lists.following for word in rule.words}
        self._triggers: dict[str, list[_Trigger]] = {}
        for kind in ("ending", "opening", "numbered"):
            for rule in getattr(lists, kind):
                for words in rule.words:
                    key = tuple(fold(word) for word in tokenise(words).words if word not in HYPHENS)
                    self._triggers.setdefault(key[0], []).append(_Trigger(key, kind, rule))
        self._lower = {word for rule in lists.numbered if rule.lower for word in map(fold, rule.words)}
        self._events = {word: rule.label for rule in lists.lower_ending for word in rule.words}
        self._heads = {
            rule.label: {fold(word) for words in rule.words for word in words.split() if word[0].isupper()}
            for rule in lists.ending
        }
        for triggers in self._triggers.values():
            triggers.sort(key=lambda trigger: -len(trigger.words))

    def find(self, tokens: Tokens) -> Iterator[BuiltName]:
        """Every name; names may overlap each other."""
        words = tokens.words
        for at, word in enumerate(words):
            if word[0].isupper():
                yield from self._single(words, at)
            elif word in self._events:
                yield from self._lower_ending(words, at)
                continue
            elif word not in self._lower:
                continue
            for trigger in self._triggers.get(fold(word), ()):
                stop = words_end(words, at, trigger.words)
                if stop and (word[0].isupper() or trigger.rule.lower):
                    found = self._name(words, at, stop, trigger)
                    if found:
                        yield found
                        if trigger.rule.lower:
                            yield from self._listed(words, found)

    def _listed(self, words: list[str], found: BuiltName) -> Iterator[BuiltName]:
        """The further numbers of a list, each with its year in brackets: "1373 (2001), 2178 (2014) and 2396 (2017)"."""
        stop = found.stop
        while stop < len(words) and words[stop] in (",", "and", "or"):
            first = stop + 1 + (words[stop + 1 : stop + 2] in (["and"], ["or"]))
            last = number_end(words, first) and with_bracketed_year(words, first + 1)
            if last <= first + 1:
                return
            yield BuiltName(first, last, found.label)
            stop = last

    def _lower_ending(self, words: list[str], at: int) -> Iterator[BuiltName]:
        """A name whose last word is in lower case: "Galwan clash", "2024 presidential election"."""
        last = at - 1 if at and words[at - 1] in self.lists.before_lower else at
        first = self._leftwards(words, last)
        if first and words[first - 1].isdigit() and len(words[first - 1]) == len("2024"):
            first -= 1
        if first < last:
            yield BuiltName(first, at + 1, self._events[words[at]], weak=True)

    def _single(self, words: list[str], at: int) -> Iterator[BuiltName]:
        """The names that what stands around a capitalised word makes of it: a person's, a type's, a ship's."""
        word, before = words[at], words[at - 1] if at else ""
        if word in self._given or (at and fold(before) in self.lists.titles):
            person = self._person(words, at)
            if person is not None:
                yield person
        elif is_cited(words, at) and fold(word) not in self.lists.not_first:
            yield BuiltName(at, at + 1, self.lists.roles.person)
        stop = designation_end(words, at)
        if stop:
            yield BuiltName(at, stop, self.lists.designation)
        label = self._follows.get(before)
        if label is not None:
            yield BuiltName(at, self._rightwards(words, at, frozenset()), label)

    def _person(self, words: list[str], at: int) -> BuiltName | None:
        """The person whose name begins at `at`: after a title any capitalised words, else a given name and more."""
        stop, initials = at, 0
        while stop < len(words) and stop - at < LONGEST_PERSON:
            word = words[stop]
            if word == "." and initials:
                initials = 0
            elif not word[0].isupper() or fold(word) in self.lists.titles or fold(word) in self.lists.not_first:
                particle = word in self.lists.particles and words[stop + 1 : stop + 2] and words[stop + 1][0].isupper()
                if not (particle or (word in HYPHENS and stop > at)):
                    break
            else:
                initials = len(word) == 1
            stop += 1
        while stop > at and not words[stop - 1][0].isalpha():
            stop -= 1
        if words[stop : stop + 1] == [","] and words[stop + 1 : stop + 2] in (["Jr"], ["Sr"]):
            stop += 3 if words[stop + 2 : stop + 3] == ["."] else 2
        if stop == at or (stop - at == 1 and words[at] in self._given):
            return None
        return BuiltName(at, stop, self.lists.roles.person)

    def _name(self, words: list[str], at: int, stop: int, trigger: _Trigger) -> BuiltName | None:
        label = trigger.rule.label
        if trigger.kind == "numbered":
            return self._numbered(words, at, stop, trigger.rule)
        if trigger.kind == "ending":
            first = self._leftwards(words, at)
            if first == at and " ".join(words[at:stop]) not in trigger.rule.alone:
                return None
            return BuiltName(first, with_year(words, stop) if trigger.rule.of_year else stop, label)
        last = self._rightwards(words, stop)
        first = self._leftwards(words, at) if trigger.rule.led else at
        return BuiltName(first, last, label) if last > stop else None

    def _numbered(self, words: list[str], at: int, stop: int, rule: Rule) -> BuiltName | None:
        """A word with its number, and with the year that belongs to it where the rule says so."""
        last = number_end(words, stop)
        if not last:
            return None
        if rule.year:
            last = with_bracketed_year(words, last)
        first = at - 1 if rule.number_before and at and words[at - 1].isdigit() else at
        if rule.lower and words[stop - 1].endswith("s"):
            first = stop
        label = rule.part_of if rule.part_of and self._is_part(words, last, rule.part_of) else rule.label
        return BuiltName(first, with_year(words, last) if rule.of_year else last, label)

    def _is_part(self, words: list[str], stop: int, label: str) -> bool:
        """Whether what is numbered is part of a thing of the label: "of the Treaty of Lisbon" follows."""
        if words[stop : stop + 1] != ["of"]:
            return False
        first = stop + 1 + (words[stop + 1 : stop + 2] == ["the"])
        last = self._rightwards(words, first)
        return any(fold(word) in self._heads[label] for word in words[first:last])

    def _leftwards(self, words: list[str], at: int) -> int:
        """The first token of the name that goes on at `at`."""
        first, probe = at, at - 1
        while probe >= 0 and at - probe < LONGEST_NAME:
            word = words[probe]
            if word[0].isupper() or _ORDINAL.match(word):
                if fold(word) in self.lists.not_first:
                    break
                first = probe
            elif word not in NAME_SIGNS and word not in ("of", "for"):
                break
            probe -= 1
        return first

    def _rightwards(self, words: list[str], stop: int, connectors: frozenset[str] | None = None) -> int:
        """The token after the last of the name that goes on at `stop`; a number may end it."""
        connectors = self.lists.connectors if connectors is None else connectors
        last, probe = stop, stop
        while probe < len(words) and probe - stop < LONGEST_NAME:
            word = words[probe]
            if word[0].isupper():
                last = probe + 1
            elif word not in NAME_SIGNS and word not in connectors:
                break
            probe += 1
        return last


def load_patterns(file: Path, labels: Iterable[str]) -> NamePatterns:
    """The patterns of a file and of ``people.toml`` beside it, read once for each state of it.

    Raises `ConfigurationError` naming the file for unknown keys and labels.
    """
    people = file.with_name(PEOPLE)
    changed = tuple(path.stat().st_mtime_ns if path.is_file() else 0 for path in (file, people))
    return _load(file, people, changed, tuple(labels))


@lru_cache(maxsize=4)
def _load(file: Path, people: Path, changed: tuple[int, ...], labels: tuple[str, ...]) -> NamePatterns:
    lists = validated(PatternFile, load_toml(file), str(file))
    rules = (*lists.ending, *lists.opening, *lists.numbered, *lists.lower_ending)
    for label in (*(rule.label for rule in rules), *lists.roles.model_dump().values()):
        if label not in labels:
            raise ConfigurationError(f"{file}: unknown label {label!r} ({alternatives(label, labels)})")
    return NamePatterns(lists, validated(People, load_toml(people), str(people)))
