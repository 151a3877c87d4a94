"""Placing: foreign marks on a run's passages, by the words they quote; what finds no place is told with its reason."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from bdjp_nlp.document import Document
from bdjp_nlp.exchange.mark import Mark, MarkedText
from bdjp_nlp.exchange.naming import Naming
from bdjp_nlp.exchange.reading import Problem, Reading
from bdjp_nlp.identity import sha256_hex
from bdjp_nlp.rows import Passage

_CONTEXT_STEPS = (20, 60, 200)
"""Letters on either side that are looked at, one after the other, until a quote stands in one place only."""
_LONG_PASSAGE = 60
"""Letters of a passage that hardly stands in another document too."""
_SAME_SHARE = 0.5
"""Share of a document's long passages that a foreign text must hold to be taken for it."""


@dataclass(frozen=True)
class Placed:
    """A foreign mark on a passage, whose text its offsets count."""

    document: Document = field(repr=False)
    passage: Passage
    mark: Mark


@dataclass
class Placement:
    """What found its place and what did not; `models` counts marks that are no person's."""

    placed: list[Placed] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    models: int = 0
    seen: dict[str, str] = field(default_factory=dict)
    """The documents that the file holds: doc_id to the file's name for it."""
    documents: list[Document] = field(default_factory=list, repr=False)
    """Those documents, in the run's order."""


class Squeezed:
    """A text's letters and digits without case, accents and ligatures; `at[n]` is where letter `n` stands."""

    def __init__(self, text: str) -> None:
        letters: list[str] = []
        self.at: list[int] = []
        for index, sign in enumerate(text):
            for letter in unicodedata.normalize("NFKD", sign).casefold():
                if letter.isalnum():
                    letters.append(letter)
                    self.at.append(index)
        self.letters = "".join(letters)

    def places(self, words: str) -> Iterator[int]:
        """Every letter at which `words` begin."""
        start = self.letters.find(words)
        while start >= 0:
            yield start
            start = self.letters.find(words, start + 1)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The text's code points of letters [start, end)."""
        return self.at[start], self.at[end - 1] + 1

    def letter_at(self, position: int) -> int:
        """The number of letters that stand before a position of the text."""
        return bisect_left(self.at, position)


Stored = Callable[[Collection[str] | None], Iterable[Document]]
"""Gives a run's documents, all or those with some identifiers, one after the other."""


@dataclass(frozen=True, slots=True)
class _Spine:
    """What is known of a document without holding it."""

    doc_id: str
    text: str
    names: frozenset[str]


class Shelf:
    """The documents of a run, to find the one that a foreign text is; none is kept in memory."""

    def __init__(self, stored: Stored) -> None:
        self.stored = stored
        self._spines = [_spine(document) for document in stored(None)]
        self._ids = {spine.doc_id for spine in self._spines}

    def find(self, text: MarkedText) -> str | None:
        """The document with the identifier, the text or the name of a foreign text, or with most of its passages."""
        if text.doc_id in self._ids:
            return text.doc_id
        hashed, name = _hashed(text.text), text.name.casefold()
        same = next((spine.doc_id for spine in self._spines if spine.text == hashed), None)
        if same is not None:
            return same
        named = [spine.doc_id for spine in self._spines if name and name in spine.names]
        return named[0] if len(named) == 1 else self._by_content(text.text, named or None)

    def _by_content(self, text: str, candidates: Collection[str] | None) -> str | None:
        letters = Squeezed(text).letters
        best: tuple[float, str | None] = (_SAME_SHARE, None)
        for document in self.stored(candidates):
            long = [Squeezed(p.text).letters for p in document.passages]
            long = [words for words in long if len(words) >= _LONG_PASSAGE]
            share = sum(words in letters for words in long) / len(long) if long else 0.0
            best = max(best, (share, document.doc_id), key=lambda pair: pair[0])
        return best[1]


def _spine(document: Document) -> _Spine:
    file = document.path.replace("\\", "/").rsplit("/", 1)[-1]
    names = {file, file.rsplit(".", 1)[0], document.title, f"{file} ({document.doc_id})"} - {""}
    return _Spine(document.doc_id, _hashed(document.text), frozenset(name.casefold() for name in names))


def _hashed(text: str) -> str:
    return sha256_hex(text.encode("utf-8", "surrogatepass"))


def place(reading: Reading, stored: Stored, naming: Naming) -> Placement:
    """Every mark of a reading, on the passages of a run or among the problems. Marks of models are only counted.

    Of the run only the documents that the reading holds are kept in memory, in `Placement.documents`.
    """
    placement = Placement(problems=list(reading.problems))
    shelf = Shelf(stored)
    found = [shelf.find(text) for text in reading.texts]
    placement.documents = list(stored({doc_id for doc_id in found if doc_id is not None}))
    held = {document.doc_id: document for document in placement.documents}
    for text, doc_id in zip(reading.texts, found, strict=True):
        people = [mark for mark in text.marks if mark.human]
        placement.models += len(text.marks) - len(people)
        if doc_id is None:
            reason = "the run has no document of this name or text"
            placement.problems += [Problem(text.name, m.label, m.quote, reason) for m in people]
            continue
        document = held[doc_id]
        placement.seen[doc_id] = text.name or document.path
        finder = _Finder(document, text)
        for mark in people:
            for each in _place_one(mark, finder, naming):
                if isinstance(each, Problem):
                    placement.problems.append(each)
                else:
                    placement.placed.append(each)
    return placement


def _place_one(mark: Mark, finder: _Finder, naming: Naming) -> Iterator[Placed | Problem]:
    named = naming.label(mark.layer, mark.label)
    span = finder.span(mark)
    if isinstance(named, str):
        yield Problem(finder.name, mark.label, mark.quote, named)
    elif isinstance(span, str):
        yield Problem(finder.name, mark.label, mark.quote, span)
    else:
        parts = list(_parts(finder.document, span))
        if not parts:
            yield Problem(finder.name, mark.label, mark.quote, "its words are in no passage (a heading or a note)")
        for passage, start, end in parts:
            layer, label = named
            words = passage.text[start:end]
            yield Placed(
                finder.document,
                passage,
                replace(mark, layer=layer, label=label, start=start, end=end, quote=words),
            )


class _Finder:
    """Where spans of a foreign text stand in the canonical text."""

    def __init__(self, document: Document, text: MarkedText) -> None:
        self.document, self.text = document, text
        self.name = text.name or document.path
        self.shift = self._shift()

    def _shift(self) -> int | None:
        """How far the foreign text is from the canonical one where it is that text or one of its passages."""
        if self.text.text == self.document.text:
            return 0
        passage = self.document.passage_by_id.get(self.text.passage_id)
        if passage and passage.text == self.text.text:
            return passage.doc_start
        start, words = self.text.doc_start, self.text.text
        return start if start is not None and self.document.text[start : start + len(words)] == words else None

    @cached_property
    def _here(self) -> Squeezed:
        return Squeezed(self.document.text)

    @cached_property
    def _there(self) -> Squeezed:
        return Squeezed(self.text.text)

    def span(self, mark: Mark) -> tuple[int, int] | str:
        """Half-open code points of the canonical text, or the reason why there are none."""
        if not self.text.text[mark.start : mark.end].strip():
            return "it selects no words"
        if self.shift is not None:
            return mark.start + self.shift, mark.end + self.shift
        start, end = self._there.letter_at(mark.start), self._there.letter_at(mark.end)
        if start == end:
            return "it selects no words"
        places = self._places(start, end)
        if len(places) == 1:
            return self._here.span(places[0], places[0] + end - start)
        if not places:
            return "its words are not in the document's text"
        return f"its words stand {len(places)} times in the document's text, and what surrounds them does not decide"

    def _places(self, start: int, end: int) -> list[int]:
        """The letters of the canonical text at which letters [start, end) of the foreign text may begin.

        One, where the words or some of what stands before, behind or around them stand in one place only.
        """
        places = list(self._here.places(self._there.letters[start:end]))
        for context in _CONTEXT_STEPS:
            for before, behind in ((context, context), (0, context), (context, 0)):
                if len(places) <= 1:
                    return places
                left = max(0, start - before)
                found = [at + start - left for at in self._here.places(self._there.letters[left : end + behind])]
                places = found if len(found) == 1 else places
        return places


def _parts(document: Document, span: tuple[int, int]) -> Iterator[tuple[Passage, int, int]]:
    """What a span covers of each passage, without blanks at its ends."""
    for passage in document.passages:
        start, end = max(span[0], passage.doc_start), min(span[1], passage.doc_end)
        words = document.text[start:end] if start < end else ""
        if any(sign.isalnum() for sign in words):
            start += len(words) - len(words.lstrip())
            end -= len(words) - len(words.rstrip())
            yield passage, start - passage.doc_start, end - passage.doc_start
