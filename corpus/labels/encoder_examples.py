"""What the encoder is fine-tuned on: passages as `make_encoder.py` varies them, so that it learns what texts say.

In every round each passage is seen once, in part, alone, joined to another, under its heading or under none, with its
countries exchanged for others, with words hidden, now and then with its sentences in another order or misread signs:
what stays the same is what the labels mean.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from random import Random

import numpy as np

from bdjp_nlp.codebook import Codebook
from bdjp_nlp.coding.labelled_unit import LabelledUnit
from bdjp_nlp.coding.unit import Unit
from bdjp_nlp.coding.window import Window, windows
from bdjp_nlp.coding.word_pieces import WordPieces

UNKNOWN = -1.0
"""Marks a label of which nothing is known; it teaches nothing."""
STANCES = ("eased", "denied")

PART, JOINED, REORDERED, EXCHANGED, MISREAD, UNTITLED = 0.3, 0.1, 0.05, 0.3, 0.05, 0.4
"""How often a passage is seen in part, joined to another, reordered, with other countries, misread, without heading."""
HIDDEN = 0.08
"""Share of word pieces that are hidden, on average."""
MISREAD_SIGNS = 0.02


@dataclass(frozen=True)
class Example:
    """A passage: `sentences` with their labels (sentences, labels), the passage's, and how labels are put.

    Values are 1, 0 or `UNKNOWN`; `manners` (sentences, 3 · constraints): explicit, eased, denied. `share`: in how many
    of the rounds the passage is seen.
    """

    heading: str
    sentences: tuple[str, ...]
    of_sentences: np.ndarray
    of_passage: np.ndarray
    manners: np.ndarray
    share: float = 1.0

    def taken(self, order: Sequence[int]) -> Example:
        """Some of the sentences, in this order; the passage then bears what they bear."""
        whole = len(order) == len(self.sentences)
        return Example(
            self.heading,
            tuple(self.sentences[place] for place in order),
            self.of_sentences[list(order)],
            self.of_passage if whole else self.of_sentences[list(order)].max(axis=0),
            self.manners[list(order)],
        )

    def joined(self, other: Example) -> Example:
        """Both passages as one."""
        return Example(
            self.heading,
            self.sentences + other.sentences,
            np.vstack([self.of_sentences, other.of_sentences]),
            np.maximum(self.of_passage, other.of_passage),
            np.vstack([self.manners, other.manners]),
        )

    def window(self, pieces: WordPieces) -> Window:
        """The passage's word pieces; of one that is longer than a window the first part."""
        spans, at = [], 0
        for sentence in self.sentences:
            spans.append((at, at + len(sentence)))
            at += len(sentence) + 1
        return next(windows(Unit(" ".join(self.sentences), tuple(spans), self.heading), pieces))


def examples(units: Sequence[LabelledUnit], labels: Sequence[str], constraints: Sequence[str]) -> list[Example]:
    """The corpus's passages."""
    found = []
    for unit in units:
        given = unit.sentence_labels or ()
        manners = np.full((len(given), 3 * len(constraints)), UNKNOWN, dtype=np.float32)
        for sentence, label, put in unit.puts:
            said = (put.explicit, *(put.stance == stance for stance in STANCES))
            for block, value in enumerate(said):
                manners[sentence, block * len(constraints) + constraints.index(label)] = value
        found.append(
            Example(
                unit.unit.heading,
                unit.unit.sentences,
                np.array([[label in bearing for label in labels] for bearing in given], dtype=np.float32),
                np.array([label in unit.labels for label in labels], dtype=np.float32),
                manners,
            )
        )
    return found


def codebook_examples(codebook: Codebook, labels: Sequence[str], groups: Sequence[str], manners: int) -> list[Example]:
    """The codebook's own passing and failing examples; of each only one label is known."""
    found = []
    for group in groups:
        for name, label in codebook.labels(group).items():
            for text, bears in [*((text, 1.0) for text in label.passing), *((text, 0.0) for text in label.failing)]:
                known = np.full(len(labels), UNKNOWN, dtype=np.float32)
                known[labels.index(name)] = bears
                unknown = np.full((1, manners), UNKNOWN, dtype=np.float32)
                found.append(Example("", (text,), known[None], known, unknown))
    return found


@dataclass(frozen=True)
class Countries:
    """Names and adjectives of countries, by country."""

    names: dict[str, tuple[list[str], list[str]]]

    def exchange(self, sentences: Sequence[str], random: Random) -> tuple[str, ...]:
        """The sentences with each country in them exchanged for another, the same throughout."""
        chosen: dict[str, str] = {}

        def other(match: re.Match[str]) -> str:
            country, place = self._known[match[0]]
            if country not in chosen:
                chosen[country] = random.choice(sorted(self.names))
            return random.choice(self.names[chosen[country]][place])

        return tuple(self._pattern.sub(other, sentence) for sentence in sentences)

    @cached_property
    def _known(self) -> dict[str, tuple[str, int]]:
        """For each name its country, and whether it is a name (0) or an adjective (1)."""
        return {
            name: (country, place)
            for country, lists in self.names.items()
            for place, some in enumerate(lists)
            for name in some
        }

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        longest_first = sorted(self._known, key=len, reverse=True)
        return re.compile(r"\b(" + "|".join(re.escape(name) for name in longest_first) + r")\b")


def read_countries(gazetteer: Path) -> Countries:
    """The gazetteer's countries that have a name and an adjective that are nothing else."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    for place, file in enumerate(("states.csv", "demonyms.csv")):
        with (gazetteer / file).open(encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                if row["country"] and not row["ambiguous"]:
                    found.setdefault(row["country"], ([], []))[place].append(row["name"])
    return Countries({country: lists for country, lists in found.items() if all(lists)})


def varied(example: Example, others: Sequence[Example], countries: Countries, random: Random) -> Example:
    """The passage as it is seen in one round."""
    count, draw = len(example.sentences), random.random()
    if draw < PART and count > 1:
        length = random.randint(1, count - 1) if random.random() < 0.5 else 1
        start = random.randint(0, count - length)
        example = example.taken(range(start, start + length))
    elif draw < PART + JOINED:
        example = example.joined(random.choice(others))
    if random.random() < REORDERED:
        example = example.taken(random.sample(range(len(example.sentences)), len(example.sentences)))
    if random.random() < EXCHANGED:
        example = replace(example, sentences=countries.exchange(example.sentences, random))
    if random.random() < MISREAD:
        example = replace(example, sentences=tuple(_misread(sentence, random) for sentence in example.sentences))
    return replace(example, heading="") if random.random() < UNTITLED else example


def hidden(window: Window, pieces: WordPieces, random: Random) -> Window:
    """The window with some of its sentences' pieces hidden."""
    share = HIDDEN * 2 * random.random()
    first = window.places[0][0]
    ids = [
        pieces.mask if first <= place < len(window.ids) - 1 and random.random() < share else number
        for place, number in enumerate(window.ids)
    ]
    return replace(window, ids=tuple(ids))


def _misread(sentence: str, random: Random) -> str:
    signs = [random.choice("aeioulrtn1 ") if random.random() < MISREAD_SIGNS / 2 else sign for sign in sentence]
    return "".join(sign for sign in signs if random.random() >= MISREAD_SIGNS / 2) or sentence
