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

from bdjp_nlp.entities.tokens import HYPHENS, Tokens, fold, tokenise
from bdjp_nlp.errors import ConfigurationError, alternatives
from bdjp_nlp.toml_file import load_toml, validated

_DESIGNATION = re.compile(r"(?=[^\s]*[A-Z])((?:[A-Z\d][\w./-]*\s?)+(?<!\s)(?<!class))(?:\s[a-z-]+)+$")
PEOPLE = "people.toml"
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)$")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d$")
LONGEST_PERSON = 6
"""Tokens."""
LONGEST_NAME = 14
"""Tokens; what reaches further is a sentence in capitals, not a name."""
NAME_SIGNS = HYPHENS | {"&"}
"""Signs that may stand inside a name."""


class Rule(BaseModel):
    """Words that make a name of one label.

    `year`: a bracketed year after the number belongs to it; `dated_apart`: a year before the name is a mention of its
    own ("the 2014 Act"); `led`: capitalised words before an opening belong to it; `alone`: endings that are a name
    without any word before them ("the Navy").
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: str
    words: tuple[str, ...]
    year: bool = False
    dated_apart: bool = False
    led: bool = False
    alone: tuple[str, ...] = ()


class Roles(BaseModel):
    """The labels that the grammars of values give, and those that people and states bear."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    date: str
    money: str
    percent: str
    quantity: str
    person: str
    state: str


class PatternFile(BaseModel):
    """What ``patterns.toml`` holds; its own comments say what the lists mean."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    connectors: frozenset[str]
    function_words: frozenset[str]
    plurals: frozenset[str]
    particles: frozenset[str]
    definite: frozenset[str]
    not_first: frozenset[str]
    trailing: frozenset[str]
    titles: frozenset[str]
    roles: Roles
    ending: tuple[Rule, ...]
    opening: tuple[Rule, ...]
    numbered: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class BuiltName:
    """A name found by its form at the tokens [first, stop)."""

    first: int
    stop: int
    label: str


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
        self._triggers: dict[str, list[_Trigger]] = {}
        for kind in ("ending", "opening", "numbered"):
            for rule in getattr(lists, kind):
                for words in rule.words:
                    key = tuple(fold(word) for word in tokenise(words).words if word not in HYPHENS)
                    self._triggers.setdefault(key[0], []).append(_Trigger(key, kind, rule))
        for triggers in self._triggers.values():
            triggers.sort(key=lambda trigger: -len(trigger.words))

    def find(self, tokens: Tokens) -> Iterator[BuiltName]:
        """Every name; names may overlap each other."""
        words = tokens.words
        for at, word in enumerate(words):
            if not word[0].isupper():
                continue
            if word in self._given or (at and fold(words[at - 1]) in self.lists.titles):
                person = self._person(words, at)
                if person is not None:
                    yield person
            for trigger in self._triggers.get(fold(word), ()):
                stop = _spans(words, at, trigger.words)
                if stop:
                    found = self._name(words, at, stop, trigger)
                    if found:
                        yield found

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
            return _numbered(words, at, stop, trigger.rule)
        if trigger.kind == "ending":
            first = self._leftwards(words, at)
            if first == at and " ".join(words[at:stop]) not in trigger.rule.alone:
                return None
            return BuiltName(first, _with_year(words, stop), label)
        last = self._rightwards(words, stop)
        first = self._leftwards(words, at) if trigger.rule.led else at
        return BuiltName(first, last, label) if last > stop else None

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

    def _rightwards(self, words: list[str], stop: int) -> int:
        """The token after the last of the name that goes on at `stop`."""
        last, probe = stop, stop
        while probe < len(words) and probe - stop < LONGEST_NAME:
            word = words[probe]
            if word[0].isupper():
                last = probe + 1
            elif word not in NAME_SIGNS and word not in self.lists.connectors:
                break
            probe += 1
        return last


def _spans(words: list[str], at: int, wanted: tuple[str, ...]) -> int:
    """Where the wanted words end when they stand at `at` (hyphens skipped), else 0."""
    probe = at
    for position, folded in enumerate(wanted):
        while position and probe < len(words) and words[probe] in HYPHENS:
            probe += 1
        if probe >= len(words) or fold(words[probe]) != folded:
            return 0
        probe += 1
    return probe


def _with_year(words: list[str], stop: int) -> int:
    """The end of a name with the year of an act after it: "… Act of 2008"."""
    year = words[stop : stop + 2]
    return stop + 2 if len(year) == 2 and year[0] == "of" and _YEAR.match(year[1]) else stop


def _numbered(words: list[str], at: int, stop: int, rule: Rule) -> BuiltName | None:
    if stop >= len(words) or not words[stop][0].isdigit():
        return None
    last = stop + 1
    if (
        rule.year
        and words[last : last + 1] == ["("]
        and words[last + 2 : last + 3] == [")"]
        and words[last + 1].isdigit()
    ):
        last += 3
    return BuiltName(at, last, rule.label)


def designation(words: str) -> str:
    """The designation without the kind after it: "NASAMS batteries" → NASAMS; a class of ships keeps its kind."""
    match = _DESIGNATION.match(words)
    return match[1] if match else words


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
    rules = (*lists.ending, *lists.opening, *lists.numbered)
    for label in (*(rule.label for rule in rules), *lists.roles.model_dump().values()):
        if label not in labels:
            raise ConfigurationError(f"{file}: unknown label {label!r} ({alternatives(label, labels)})")
    return NamePatterns(lists, validated(People, load_toml(people), str(people)))
