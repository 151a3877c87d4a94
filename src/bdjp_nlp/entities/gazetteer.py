"""Gazetteer: the names of ``pipeline/gazetteer/*.csv``, found in tokens whatever their spelling.

A name is stored as the sequence of its folded tokens (`tokens.fold`), without hyphens, in a tree of dictionaries; a
text is walked once, the longest name from each token on. One written form may belong to several things (a capital
that is a place and a government): all are given, and who decides looks at the context.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

from bdjp_nlp.entities.tokens import HYPHENS, Tokens, fold, folded_words, tokenise
from bdjp_nlp.errors import ConfigurationError, alternatives
from bdjp_nlp.identity import files_id

REQUIRED = ("name", "label", "aliases")
OPTIONAL = ("country", "ambiguous", "ambiguous_aliases", "source", "canonical", "context")
_SMALL_WORDS = frozenset(["al", "el", "the", "of", "and", "de"])
"""Words within names that texts write in either case."""
_BEFORE_NUMBER = re.compile(r"(?<=[A-Z])[-‐‑– ](?=\d)")
CASELESS_TOKENS = 3
"""From this length on, a name is also recognised in lower case ("foreign military financing")."""


@dataclass(frozen=True, slots=True)
class Name:
    """One thing that a written form may stand for. `ambiguous`: the form is also an ordinary word or another thing."""

    label: str
    canonical: str
    ambiguous: bool
    country: str
    alias: str


@dataclass(frozen=True, slots=True)
class Match:
    """Names found at the tokens [first, stop)."""

    first: int
    stop: int
    names: tuple[Name, ...]


@dataclass(slots=True)
class _Node:
    after: dict[str, _Node] = field(default_factory=dict)
    names: list[Name] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class WordLists:
    """Words that decide how names are found.

    `trailing`: common nouns that, in lower case, are left off a name that is also listed without them; `trimmed`:
    labels where they are so in capitals too; `plurals`: labels whose names are also found with a plural ending;
    `function_words`: words after which a noun phrase is over.
    """

    trailing: frozenset[str] = frozenset()
    trimmed: frozenset[str] = frozenset()
    plurals: frozenset[str] = frozenset()
    function_words: frozenset[str] = frozenset()


class Gazetteer:
    """All names, ready to be found."""

    def __init__(self, names: Iterable[Name], lists: WordLists) -> None:
        self.lists = lists
        self._root = _Node()
        self.by_label: dict[str, list[Name]] = {}
        for name in names:
            self._add(name, folded_words(name.alias))
            self.by_label.setdefault(name.label, []).append(name)

    def _add(self, name: Name, words: tuple[str, ...]) -> None:
        keys = _keys(name.alias, words)
        if name.label in self.lists.plurals:
            keys |= {(*key[:-1], key[-1] + "s") for key in keys if not key[-1].endswith("s")}
        for key in keys:
            node = self._root
            for word in key:
                node = node.after.setdefault(word, _Node())
            if all((other.label, other.canonical) != (name.label, name.canonical) for other in node.names):
                node.names.append(name)

    def matches(self, tokens: Tokens) -> Iterator[Match]:
        """The longest names from left to right, none overlapping another."""
        words, first, count, begin = tokens.words, 0, len(tokens.words), self._root.after
        while first < count:
            node = begin.get(fold(words[first]))
            match = None if node is None else self._longest(node, words, first, count)
            if match is None:
                first += 1
            else:
                yield match
                first = match.stop

    def _longest(self, node: _Node, words: list[str], first: int, count: int) -> Match | None:
        at, best = first + 1, None
        while True:
            if node.names:
                modifies = self._modifies(words, at)
                names = tuple(
                    name
                    for name in node.names
                    if _case_fits(name.alias, words[first:at]) and not (modifies and name.alias[0].isupper())
                )
                if names and not (best is not None and self._trails(words[at - 1], names, best)):
                    best = Match(first, at, names)
            while at < count and words[at] in HYPHENS:
                at += 1
            following = node.after.get(fold(words[at])) if at < count else None
            if following is None:
                return best
            node, at = following, at + 1

    def _trails(self, word: str, names: Sequence[Name], shorter: Match) -> bool:
        """Whether a name's last word is a common noun that the same thing is also listed without, and stays outside."""
        if word.lower() not in self.lists.trailing:
            return False
        things = {name.canonical for name in shorter.names}
        kinds = {name.label for name in names if name.canonical in things}
        return bool(kinds) if word.islower() else bool(kinds & self.lists.trimmed)

    def _modifies(self, words: list[str], at: int) -> bool:
        """Whether what ends before `at` in lower case modifies the noun there ("Chinese military supplies")."""
        following = words[at] if self.lists.function_words and at < len(words) and words[at - 1].islower() else ""
        noun = following.isalpha() and following.islower() and not following.endswith("ed")
        return noun and following not in self.lists.function_words

    def look_up(self, name: str) -> tuple[Name, ...]:
        """The things that a whole written form may stand for; empty where it is unknown."""
        tokens = tokenise(name)
        match = next(self.matches(tokens), None) if len(tokens) else None
        return match.names if match is not None and match.stop == len(tokens) and match.first == 0 else ()


def _keys(alias: str, words: tuple[str, ...]) -> set[tuple[str, ...]]:
    """The folded token sequences under which an alias is stored: as written, and "TC-90" also glued ("TC90")."""
    glued = _BEFORE_NUMBER.sub("", alias)
    return {key for key in (words, words if glued == alias else folded_words(glued)) if key}


def _case_fits(alias: str, words: list[str]) -> bool:
    """Whether words may be this name by their case: a proper name needs its capitals, an acronym all of them."""
    acronym, capitals, length = _case_of(alias)
    if acronym:
        return words[0].replace(".", "").removesuffix("s") == acronym or len(words) > 1
    if not capitals:
        return True
    missing = sum(1 for word in words if word[0].islower() and fold(word) in capitals)
    return missing == 0 or (length >= CASELESS_TOKENS and missing == len(capitals))


@cache
def _case_of(alias: str) -> tuple[str, frozenset[str], int]:
    words = [word for word in tokenise(alias).words if word not in HYPHENS]
    bare = alias.replace(".", "")
    if len(words) == 1 and bare.isupper() and len(bare) > 1:
        return bare, frozenset(), 1
    capitals = frozenset(fold(word) for word in words if word[0].isupper()) - _SMALL_WORDS
    return "", capitals, len(words)


def load_gazetteer(folder: Path, labels: Iterable[str], lists: WordLists) -> Gazetteer:
    """The names in a folder's CSV files, compiled once for each state of the folder.

    Raises `ConfigurationError` naming file and row for missing or unknown columns, unknown labels and empty names.
    """
    files = sorted(folder.glob("*.csv"))
    if not files:
        raise ConfigurationError(f"{folder}: no gazetteer here (wanted: CSV files with {', '.join(REQUIRED)})")
    return _load(tuple(files), gazetteer_id(folder), tuple(labels), lists)


def gazetteer_id(folder: Path) -> str:
    """Changes with any of a folder's name lists and patterns."""
    return files_id([*folder.glob("*.csv"), *folder.glob("*.toml")], folder)


@lru_cache(maxsize=4)
def _load(files: tuple[Path, ...], _: str, labels: tuple[str, ...], lists: WordLists) -> Gazetteer:
    return Gazetteer((name for file in files for name in read_names(file, labels)), lists)


def read_names(file: Path, labels: Iterable[str]) -> Iterator[Name]:
    """The names and aliases of one CSV file, one `Name` for each written form."""
    known = set(labels)
    with file.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        columns = reader.fieldnames or ()
        for column in REQUIRED:
            if column not in columns:
                raise ConfigurationError(f"{file}: column {column!r} is missing (there are: {', '.join(columns)})")
        for column in columns:
            if column not in (*REQUIRED, *OPTIONAL):
                choice = alternatives(column, (*REQUIRED, *OPTIONAL))
                raise ConfigurationError(f"{file}: unknown column {column!r} ({choice})")
        for number, row in enumerate(reader, 2):
            if row["label"] not in known:
                raise ConfigurationError(
                    f"{file}:{number}: unknown label {row['label']!r} ({alternatives(row['label'] or '', known)})"
                )
            if not row["name"]:
                raise ConfigurationError(f"{file}:{number}: a row wants a name")
            yield from _row_names(row)


def _row_names(row: dict[str, str]) -> Iterator[Name]:
    unsure = {alias.strip() for alias in (row.get("ambiguous_aliases") or "").split("|")}
    canonical = row.get("canonical") or row["name"]
    for alias in (row["name"], *(row["aliases"] or "").split("|")):
        alias = alias.strip()
        if alias:
            ambiguous = alias in unsure or (bool(row.get("ambiguous")) and alias == row["name"])
            yield Name(row["label"], canonical, ambiguous, row.get("country") or "", alias)
