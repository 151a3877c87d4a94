"""Evidence: all that lists, patterns and grammars say of one text, before anything is decided."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bdjp_nlp.entities.acronyms import find_definitions
from bdjp_nlp.entities.gazetteer import Gazetteer, Match, WordLists, load_gazetteer
from bdjp_nlp.entities.name_forms import edition_end, mark_end
from bdjp_nlp.entities.patterns import BuiltName, NamePatterns, load_patterns
from bdjp_nlp.entities.tokens import HYPHENS, Tokens, tokenise
from bdjp_nlp.entities.values import Value
from bdjp_nlp.entities.values.amounts import find_counted, find_measures, find_percents, read_percent, read_quantity
from bdjp_nlp.entities.values.dates import find_dates, read_date
from bdjp_nlp.entities.values.money import MoneyGrammar, load_money
from bdjp_nlp.entities.values.numbers import NUMBER_WORDS

_AFTER_DATELINE = HYPHENS | {",", "("}


@dataclass(frozen=True, slots=True)
class FoundValue:
    """A value at the tokens [first, stop)."""

    first: int
    stop: int
    label: str
    value: Value


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a text: its tokens, and names, values and acronyms' long forms at half-open token spans."""

    tokens: Tokens
    matches: tuple[Match, ...]
    built: tuple[BuiltName, ...]
    values: tuple[FoundValue, ...]
    definitions: tuple[tuple[int, int], ...] = ()


class EvidenceFinder:
    """Collects the evidence of texts."""

    def __init__(self, gazetteer: Gazetteer, patterns: NamePatterns, money: MoneyGrammar) -> None:
        self.gazetteer, self.patterns, self.money = gazetteer, patterns, money
        self.roles = patterns.lists.roles

    def __call__(self, text: str) -> Evidence:
        """The evidence of one text."""
        tokens = tokenise(text)
        return Evidence(
            tokens,
            tuple(self._matches(tokens)),
            tuple(self.patterns.find(tokens)),
            tuple(self._values(tokens)),
            tuple(_long_forms(tokens)),
        )

    def _matches(self, tokens: Tokens) -> Iterator[Match]:
        """The listed names, and those that share their last word with the next: the South in "South and East Asia"."""
        words, done = tokens.words, 0
        for match in self.gazetteer.matches(tokens):
            first = match.first - 2
            if first >= done and match.stop - match.first > 1 and words[first + 1] == "and" and words[first].istitle():
                names = self.gazetteer.look_up(f"{words[first]} {words[match.stop - 1]}")
                shared = tuple(name for name in names if name.label in {other.label for other in match.names})
                if shared:
                    yield Match(first, first + 1, shared)
            match = self._dateline(words, self._whole(words, match))
            done = match.stop
            yield match

    def _whole(self, words: list[str], match: Match) -> Match:
        """The match with the number of an edition or a mark after it, where names of its labels bear one."""
        if match.stop >= len(words) or words[match.stop - 1].islower():
            return match
        lists, stop = self.patterns.lists, match.stop
        edition, mark = edition_end(words, stop, lists.function_words), mark_end(words, stop)
        for end, labels, space in ((edition, lists.editions, ""), (mark, lists.plurals, " ")):
            names = [name for name in match.names if name.label in labels] if end else []
            if names:
                number = space.join(words[stop:end])
                number = number if number[0] in HYPHENS else f" {number}"
                whole = (replace(name, canonical=name.canonical + number, ambiguous=False) for name in names)
                return Match(match.first, end, tuple(whole))
        return match

    def _dateline(self, words: list[str], match: Match) -> Match:
        """A city in capitals that opens a text is where it was written: "TOKYO (Kyodo) —"."""
        following = words[match.stop] if match.stop < len(words) else ""
        if match.first or not words[0].isupper() or len(words[0]) < 3 or following not in _AFTER_DATELINE:
            return match
        places = tuple(replace(name, ambiguous=False) for name in match.names if name.label == self.roles.place)
        return Match(match.first, match.stop, places) if places else match

    def tokens(self, text: str) -> Tokens:
        """The tokens of a text."""
        return tokenise(text)

    def _values(self, tokens: Tokens) -> Iterator[FoundValue]:
        """The values, none overlapping another: money goes before shares, measures, dates and what is counted."""
        text, roles = tokens.text, self.roles
        numbers = [
            start
            for word, start in zip(tokens.words, tokens.starts, strict=True)
            if word[0].isdigit() or word.lower() in NUMBER_WORDS
        ]
        sums = () if self.money.hints.isdisjoint(tokens.words) else self.money.find(text)
        taken: list[tuple[int, int]] = []
        for label, found in (
            (roles.money, sums),
            (roles.percent, find_percents(text)),
            (roles.quantity, find_measures(text, numbers)),
            (roles.date, find_dates(text, zip(tokens.words, tokens.starts, strict=True))),
            (roles.quantity, find_counted(text, numbers)),
        ):
            for start, end, value in found:
                if all(end <= low or high <= start for low, high in taken):
                    taken.append((start, end))
                    span = token_span(tokens, start, end)
                    if span is not None:
                        yield FoundValue(*span, label, value)

    def read(self, label: str, text: str) -> Value | None:
        """What a mention's words say where its label has a grammar, else None."""
        roles = self.roles
        if label == roles.date:
            return read_date(text)
        if label == roles.money:
            return self.money.read(text) or Value(text)
        if label == roles.percent:
            return read_percent(text)
        return read_quantity(text) if label == roles.quantity else None


def _long_forms(tokens: Tokens) -> Iterator[tuple[int, int]]:
    for definition in find_definitions(tokens.text):
        span = token_span(tokens, definition.long_start, definition.long_end)
        if span is not None:
            yield span


def load_finder(folder: Path, labels: Sequence[str]) -> EvidenceFinder:
    """The finder for a gazetteer folder: its lists, ``patterns.toml`` and ``currencies.toml``.

    Raises `ConfigurationError` naming file and key.
    """
    patterns = load_patterns(folder / "patterns.toml", labels)
    lists = patterns.lists
    words = WordLists(lists.trailing, lists.trimmed, lists.plurals, lists.function_words)
    gazetteer = load_gazetteer(folder, labels, words)
    return EvidenceFinder(gazetteer, patterns, load_money(folder / "currencies.toml"))


def token_span(tokens: Tokens, start: int, end: int) -> tuple[int, int] | None:
    """The tokens that make up the code points [start, end), or None where a token lies across an end."""
    first = bisect_left(tokens.starts, start)
    stop = bisect_left(tokens.starts, end)
    if first >= stop or tokens.starts[first] != start or tokens.ends[stop - 1] != end:
        return None
    return first, stop
