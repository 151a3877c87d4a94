"""Money: "¥575 million", "US$ 8–9 billion", "Rs 500 crore", "8.8 billion yen", "a 12-billion-dollar plan".

Which signs and words mean which currency is data: ``pipeline/gazetteer/currencies.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from bdjp_nlp.entities.values import Value
from bdjp_nlp.entities.values.numbers import FIGURES, MULTIPLIER, RANGE, WORDS, plain, read_range, split_change
from bdjp_nlp.toml_file import load_toml, validated

_YEAR_ALONE = rf"(?:19|20)\d\d(?![\d.,]|[\s-]?{MULTIPLIER})"
"""What ends no range of sums: "NOK 205 billion to 2030"."""


class CurrencyFile(BaseModel):
    """Signs before a figure and words after it, each with its ISO 4217 code."""

    model_config = ConfigDict(extra="forbid")

    before: dict[str, str]
    letters: dict[str, str]
    after: dict[str, str]
    qualified: dict[str, dict[str, str]]


@dataclass(frozen=True)
class MoneyGrammar:
    """Finds and reads sums of money.

    `before`: sign or code → currency; `letters`: the same for signs that are money only before a number with a
    multiplier ("R 3 billion"); `after`: word in the singular → currency; `qualified`: a word that several
    countries use → adjective → currency.
    """

    before: Mapping[str, str]
    letters: Mapping[str, str]
    after: Mapping[str, str]
    qualified: Mapping[str, Mapping[str, str]]

    @cached_property
    def _adjectives(self) -> str:
        return _any({adjective for choices in self.qualified.values() for adjective in choices})

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Finds a sum with its currency and multiplier; group names say on which side the currency stands."""
        sign = _any(self.before)
        number = rf"(?:{FIGURES})"
        more = rf"{RANGE}(?!\s?{_YEAR_ALONE})"
        tail = rf"(?:[\s-]?{MULTIPLIER}\b|[KMB](?!\w))?"
        alone = _any(set(self.after) - set(self.qualified))
        word = (
            rf"(?:(?:(?:{self._adjectives})[\s-])?(?:{_any(self.after)})s?"
            rf"|(?:[A-Z][a-z]+\s)?[A-Z][a-z]+(?:an|ese|ish|ic|i|ch|ch|o)[\s-](?:{alone})s?)"
        )
        return re.compile(
            rf"(?<![\w$€£¥₹])(?P<sign>{sign}|(?:{_any(self.letters)})(?=\s?{number}[\s-]?{MULTIPLIER}\b))\s?(?P<a>{number}{tail}(?:{more}(?:{sign})?\s?{number}{tail})?)"
            rf"(?:[\s-](?:{_any(self.after)})s?\b)?(?![\w])"
            rf"|(?<![\w.,])(?P<b>(?:{number}|(?i:{WORDS})){tail}(?:{RANGE}(?:{number}|(?i:{WORDS})){tail})?)(?:\s|(?<=[nm])-)(?P<word>{word})\b"
            rf"|\b(?P<vague>(?:tens|hundreds|thousands|dozens)(?:\sof\s(?:thousands|millions|billions))?|millions|billions|trillions)"
            rf"\sof\s(?P<vague_word>{word})\b"
        )

    @cached_property
    def hints(self) -> frozenset[str]:
        """Tokens of which a text with a sum of money holds at least one."""
        signs = {sign for sign in self.before if sign.isalpha()} | {sign.rstrip(".") for sign in self.before}
        signs |= {word.split()[0] for word in self.before} | set(self.letters)
        last = {word.split()[-1] for word in self.after}
        return (
            frozenset({sign for word in self.before for sign in word if not sign.isalnum()} - {" ", "."})
            | signs
            | {form for word in last for form in (word, word + "s")}
        )

    def find(self, text: str) -> Iterator[tuple[int, int, Value]]:
        """Every sum: (start, end, value), half-open code points."""
        for match in self.pattern.finditer(text):
            value = self._read(match)
            if value is None:
                continue
            start, end = match.span()
            second = split_change(text, start, end)
            first = second - len(" to ")
            ends = (self.read(text[start:first]), self.read(text[second:end])) if second else (None, None)
            if ends[0] is not None and ends[1] is not None:
                yield start, first, ends[0]
                yield second, end, ends[1]
            else:
                yield start, end, value

    def read(self, text: str) -> Value | None:
        """The sum that the whole text says, or None."""
        match = self.pattern.fullmatch(text)
        return self._read(match) if match else None

    def _read(self, match: re.Match[str]) -> Value | None:
        if match["vague"]:
            return Value(match[0], None, self._currency_after(match["vague_word"]))
        if match["sign"]:
            sign, figures = match["sign"], match["a"]
            unit = self.before.get(sign) or self.letters[sign]
            for other in sorted(self.before, key=len, reverse=True):
                figures = figures.replace(other, "") if not other.isalpha() or other == sign else figures
        else:
            figures, unit = match["b"], self._currency_after(match["word"])
        ends = read_range(" ".join(figures.split()))
        if ends is None:
            return None
        low, high = map(plain, ends)
        value = low if low == high else f"{low}/{high}"
        return Value(f"{value} {unit}", value, unit)

    def _currency_after(self, words: str) -> str:
        adjective, _, noun = words.replace("-", " ").rpartition(" ")
        if noun not in self.after and noun.endswith("s"):
            noun = noun[:-1]
        return self.qualified.get(noun, {}).get(adjective, self.after[noun])


def _any(words: Mapping[str, str] | set[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def load_money(file: Path) -> MoneyGrammar:
    """The grammar for the currencies of a file; raises `ConfigurationError` naming file and key."""
    read = validated(CurrencyFile, load_toml(file), str(file))
    return MoneyGrammar(read.before, read.letters, read.after, read.qualified)
