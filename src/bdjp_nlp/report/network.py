"""Network: which named things stand together in sentences, and where a picture puts them.

The layout is by springs (Fruchterman and Reingold 1991), from fixed places on a circle: the same run, the same picture.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import astuple, dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from bdjp_nlp.entities.nations import Nations
from bdjp_nlp.exchange.mark import Mark, Paper, standing
from bdjp_nlp.exchange.reference import short_reference
from bdjp_nlp.report.quote import cut
from bdjp_nlp.rows import Entity

MOST_NODES = 40
MOST_LINKS = 60
_LEAST_SENTENCES = 2
"""Sentences that two things share before their being together says anything."""
_STEPS = 300
_LONGEST_QUOTE = 260
_TO_THE_MIDDLE = 0.9
"""How strongly what has few links is kept from drifting away."""
_ROOM = (0.15, 0.055)
"""Width and height of a name, as parts of the picture's."""


@dataclass(frozen=True, slots=True)
class Node:
    """A named thing: mentions, and its place in a picture of width and height 1."""

    entity_id: str
    name: str
    label: str
    mentions: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Link:
    """Two things, the sentences and papers that name both, and one such sentence."""

    first: str
    second: str
    sentences: int
    papers: int
    quote: str
    source: str
    doc_id: str
    page: int


@dataclass(frozen=True)
class Network:
    """The most named things and the strongest of their links, strongest first; links name entity ids."""

    nodes: list[Node]
    links: list[Link]

    @property
    def names(self) -> dict[str, str]:
        """Names by entity id."""
        return {node.entity_id: node.name for node in self.nodes}


class NetworkCount:
    """Counts mentions and meetings, paper by paper."""

    def __init__(self, nations: Nations) -> None:
        self.nations = nations
        self.mentions: Counter[str] = Counter()
        self.named: dict[str, tuple[str, str]] = {}
        self.meetings: Counter[tuple[str, str]] = Counter()
        self.papers: dict[tuple[str, str], set[str]] = {}
        self.example: dict[tuple[str, str], tuple[str, str, str, int]] = {}

    def add(self, paper: Paper) -> None:
        """Count a paper's sentences."""
        named = {_identifier(mark) for mark in paper.marks if mark.layer == Entity.table}
        for passage, marks in paper.passages():
            things = [(mark, self._thing(mark, named)) for mark in standing(marks) if _is_a_name(mark)]
            for _, identifier in things:
                self.mentions[identifier] += 1
            for sentence in paper.document.sentences_by_passage.get(passage.passage_id, ()):
                inside = {it for mark, it in things if sentence.start <= mark.start and mark.end <= sentence.end}
                for pair in combinations(sorted(inside), 2):
                    self.meetings[pair] += 1
                    self.papers.setdefault(pair, set()).add(paper.document.doc_id)
                    words = cut(" ".join(sentence.text.split()), _LONGEST_QUOTE)
                    example = (words, short_reference(paper.document), paper.document.doc_id, passage.page_first)
                    self.example.setdefault(pair, example)

    def _thing(self, mark: Mark, named: set[str]) -> str:
        """What a mention names; a nationality, its state."""
        name = mark.detail("canonical") or mark.quote
        state = self.nations.state(mark.label, name, named)
        identifier, name, label = (_identifier(mark), name, mark.label) if state is None else astuple(state)
        self.named.setdefault(identifier, (name, label))
        return str(identifier)

    def network(self, nodes: int = MOST_NODES, links: int = MOST_LINKS) -> Network:
        """The network of the most named things."""
        kept = {identifier for identifier, _ in self.mentions.most_common(nodes)}
        pairs = [
            (pair, count)
            for pair, count in sorted(self.meetings.items(), key=lambda one: (-one[1], one[0]))
            if set(pair) <= kept and count >= _LEAST_SENTENCES
        ][:links]
        linked = sorted({identifier for pair, _ in pairs for identifier in pair})
        places = _layout(linked, pairs)
        return Network(
            [Node(one, *self.named[one], self.mentions[one], *places[one]) for one in linked],
            [self._link(pair, count) for pair, count in pairs],
        )

    def _link(self, pair: tuple[str, str], count: int) -> Link:
        words, source, doc_id, page = self.example[pair]
        return Link(*pair, count, len(self.papers[pair]), words, source, doc_id, page)


def _is_a_name(mark: Mark) -> bool:
    """Whether a mark names one thing, and is no value and no kind of thing."""
    name = mark.detail("canonical") or mark.quote
    return mark.layer == Entity.table and mark.detail("value") is None and not name[:1].islower()


def _identifier(mark: Mark) -> str:
    return mark.detail("entity_id") or mark.detail("canonical") or mark.quote


def _layout(names: list[str], pairs: list[tuple[tuple[str, str], int]]) -> dict[str, tuple[float, float]]:
    if not names:
        return {}
    index = {name: place for place, name in enumerate(names)}
    turn = np.linspace(0, 2 * np.pi, len(names), endpoint=False)
    where = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    pull = np.zeros((len(names), len(names)))
    for (first, second), count in pairs:
        pull[index[first], index[second]] = pull[index[second], index[first]] = 1 + np.log(count)
    spring = 1.6 / np.sqrt(len(names))
    for step in range(_STEPS):
        apart = where[:, None, :] - where[None, :, :]
        distance = np.maximum(np.linalg.norm(apart, axis=2), 0.01)
        force = spring**2 / distance**2 - pull * distance / spring / 4
        move = (apart * force[:, :, None]).sum(axis=1) - where * _TO_THE_MIDDLE
        length = np.maximum(np.linalg.norm(move, axis=1, keepdims=True), 1e-9)
        where = where + move / length * np.minimum(length, 0.12 * (1 - step / _STEPS))
    where = _room_for_names((where - where.min(axis=0)) / np.maximum(np.ptp(where, axis=0), 1e-9))
    return {name: (round(float(where[i, 0]), 4), round(float(where[i, 1]), 4)) for name, i in index.items()}


def _room_for_names(where: NDArray[np.float64]) -> NDArray[np.float64]:
    """Push apart what stands so close that names would cover each other, and fit all into the unit square again."""
    for _ in range(_STEPS):
        apart = where[:, None, :] - where[None, :, :]
        near = (np.abs(apart) < np.array(_ROOM)).all(axis=2) & ~np.eye(len(where), dtype=bool)
        if not near.any():
            break
        aside = np.where(apart[:, :, 1] >= 0, 1.0, -1.0) * near
        where[:, 1] += 0.25 * _ROOM[1] * np.clip(aside.sum(axis=1), -1, 1)
    fitted: NDArray[np.float64] = (where - where.min(axis=0)) / np.maximum(np.ptp(where, axis=0), 1e-9)
    return fitted
