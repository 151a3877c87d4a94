"""Examples: texts with their mentions for training and measuring, brought to one convention.

The annotated texts have several authors; where they differ and the codebook decides, it is decided here: no article
in a name, no mention in lower case that names nothing in particular ("a navy"), no bare number, periods in days and
more as dates, and materiel that is counted stands without its number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bdjp_nlp.entities.evidence import EvidenceFinder
from bdjp_nlp.entities.name_forms import designation
from bdjp_nlp.entities.values.dates import find_dates
from bdjp_nlp.entities.values.numbers import FIGURES, WORDS
from bdjp_nlp.labels.annotated_text import LabelledPassage, read_annotated_text

_ARTICLE = re.compile(r"(?:the|an|a)\s", re.IGNORECASE)
_NUMBER = re.compile(rf"(?:{FIGURES}|{WORDS})[\s-]*", re.IGNORECASE)
_WORD_START = re.compile(r"(?<!\w)\w")
_WORD_AFTER = re.compile(r"[\s-]([a-z]{3,})\b")
_WORD_BEFORE = re.compile(r"(\w+)\s$")
_YEAR_BEFORE = re.compile(r"((?:1[5-9]|20)\d\d)\s")
_PERIOD = re.compile(
    rf"(?:{FIGURES}|{WORDS})(?:\s?(?:[-–—]|to|and)\s?(?:{FIGURES}|{WORDS}|a half))?[\s-]"
    r"(?:working\s)?(?:day|week|fortnight|month|year|decade|winter|summer)s?",
    re.IGNORECASE,
)
_SHARE = re.compile(r"%|per\s?cent|percentage", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Example:
    """A text with its mentions, half-open code points and a label each; `group` is the document it comes from."""

    text: str
    spans: tuple[tuple[int, int, str], ...]
    group: str


class Conventions:
    """Brings mentions to the codebook's convention; which labels are concerned comes from lists and patterns."""

    def __init__(self, finder: EvidenceFinder) -> None:
        self.gazetteer = finder.gazetteer
        self.roles, self.lists = finder.roles, finder.patterns.lists
        self._documents = {rule.label for rule in self.lists.ending if rule.dated_apart}
        self._common = {
            name.label for names in self.gazetteer.by_label.values() for name in names if name.alias.islower()
        }

    def __call__(self, text: str, start: int, end: int, label: str) -> list[tuple[int, int, str]]:
        """The mention as it should be: none, one, or two where a year stands before a document's name."""
        year = _YEAR_BEFORE.match(text[start:end])
        if year is not None and label in self._documents and not self.gazetteer.look_up(text[start:end]):
            return [(start, start + len(year[1]), self.roles.date), (start + year.end(), end, label)]
        mended = self._mended(text, start, end, label)
        return [mended] if mended is not None else []

    def completed(self, text: str, spans: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
        """The mentions and every date that can be reckoned ("this year"), which some authors leave out."""
        missed = [
            (start, end, self.roles.date)
            for start, end, value in find_dates(text)
            if value.value is None and all(end <= low or high <= start for low, high, _ in spans)
        ]
        return sorted([*spans, *missed])

    def _mended(self, text: str, start: int, end: int, label: str) -> tuple[int, int, str] | None:
        roles = self.roles
        article = _ARTICLE.match(text[start:end])
        if article and not text[start:end].startswith("The "):
            start += article.end()
        words = text[start:end]
        if label in (roles.quantity, roles.date) and _NUMBER.match(words):
            label = roles.date if _PERIOD.fullmatch(words) or label == roles.date else label
        if label == roles.quantity:
            return self._counted(text, start, end)
        if label in self.lists.plurals:
            end = start + len(designation(text[start:end]))
        if label == roles.percent and not _SHARE.search(words):
            return None
        if label in self._common and words.islower() and self._modifies(text, start, end):
            return None
        named = label not in (*self._common, roles.date, roles.money, roles.percent)
        if named and words.islower() and not any(sign.isdigit() for sign in words):
            return None
        return start, end, label

    def _modifies(self, text: str, start: int, end: int) -> bool:
        """Whether a kind in the singular only modifies the word after it ("missile threats")."""
        after = _WORD_AFTER.match(text, end)
        return not text[start:end].endswith("s") and after is not None and after[1] not in self.lists.function_words

    def _counted(self, text: str, start: int, end: int) -> tuple[int, int, str] | None:
        before = _WORD_BEFORE.search(text, 0, start)
        if before is not None and before[1].lower() in self.lists.definite:
            return None
        number = _NUMBER.match(text[start:end])
        if number is None:
            return start, end, self.roles.quantity
        if number.end() == end - start:
            return None
        for word in _WORD_START.finditer(text, start + number.end(), end):
            names = self.gazetteer.look_up(text[word.start() : end])
            common = [name for name in names if name.label in self.lists.plurals and not name.ambiguous]
            if common:
                return word.start(), end, common[0].label
        return start, end, self.roles.quantity


def read_examples(folder: Path, conventions: Conventions) -> Iterator[Example]:
    """The passages of every annotated text in a folder."""
    for file in sorted(folder.glob("*.txt")):
        yield from read_marked_file(file, conventions)


def read_marked_file(file: Path, conventions: Conventions) -> Iterator[Example]:
    """The passages of one annotated text; raises `LabelsError` naming file and line."""
    for passage in read_annotated_text(file).passages:
        yield _example(passage, file.stem, conventions)


def _example(passage: LabelledPassage, group: str, conventions: Conventions) -> Example:
    text, spans, offset = passage.text, [], 0
    for sentence in passage.sentences:
        for mention in sentence.mentions:
            spans += conventions(text, offset + mention.start, offset + mention.end, mention.label)
        offset += len(sentence.text) + 1
    return Example(text, tuple(conventions.completed(text, spans)), group)


def joined(pieces: Sequence[tuple[str, str]], group: str) -> Example:
    """An example of pieces of text, each with its label ("" for none)."""
    text, spans = "", []
    for piece, label in pieces:
        if label:
            spans.append((len(text), len(text) + len(piece), label))
        text += piece
    return Example(text, tuple(spans), group)
