"""Window: the word pieces that the encoder reads at once: a passage under its heading, or part of a long one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bdjp_nlp.coding.unit import Unit
from bdjp_nlp.coding.word_pieces import Pieces, WordPieces

LONGEST = 256
"""Pieces of a window; passages of more than some 190 words are read in parts, parted between sentences."""
LONGEST_SENTENCE = 160
LONGEST_HEADING = 40
"""Pieces; what is longer is cut."""


@dataclass(frozen=True)
class Window:
    """Neighbouring sentences of a unit: the `ids` to read, and of each sentence its pieces and their `places`.

    `first` is the number of its first sentence; `places` are half-open, into `ids`; a sentence's pieces are without
    the marks at both ends.
    """

    ids: tuple[int, ...]
    first: int
    sentences: tuple[Pieces, ...]
    places: tuple[tuple[int, int], ...]


def windows(unit: Unit, pieces: WordPieces) -> Iterator[Window]:
    """The windows of a unit, one after the other; none for a unit without sentences."""
    head = [pieces.begin]
    if unit.heading:
        head += (*pieces.split(unit.heading, LONGEST_HEADING).ids, pieces.end)
    ids, first = list(head), 0
    sentences: list[Pieces] = []
    places: list[tuple[int, int]] = []
    for number, text in enumerate(unit.sentences):
        split = pieces.split(text, LONGEST_SENTENCE)
        if sentences and len(ids) + len(split.ids) >= LONGEST:
            yield Window((*ids, pieces.end), first, tuple(sentences), tuple(places))
            ids, first, sentences, places = list(head), number, [], []
        places.append((len(ids), len(ids) + len(split.ids)))
        ids += split.ids
        sentences.append(split)
    if sentences:
        yield Window((*ids, pieces.end), first, tuple(sentences), tuple(places))
