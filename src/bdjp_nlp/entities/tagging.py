"""Tagging: spans as one tag a token (begin, inside, last, unit of a label, or outside) and back.

The scheme of Ratinov and Roth (2009), "Design challenges and misconceptions in named entity recognition".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from bdjp_nlp.entities.network import Floats

OUTSIDE = 0
BEGIN, INSIDE, LAST, UNIT = range(4)
IMPOSSIBLE = -1e4
"""Log-probability of a tag that may not follow another."""


@dataclass(frozen=True, slots=True)
class TaggedSpan:
    """The tokens [first, stop) bear a label; `score` is the probability of its least sure tag."""

    first: int
    stop: int
    label: str
    score: float


@dataclass(frozen=True)
class TagScheme:
    """Tag 0 is outside; label number n has the four tags from 1 + 4n on."""

    labels: tuple[str, ...]

    @property
    def size(self) -> int:
        """The number of tags."""
        return 1 + 4 * len(self.labels)

    def encode(self, spans: Iterable[tuple[int, int, str]], count: int) -> list[int]:
        """One tag for each of `count` tokens; `spans` are half-open in tokens and do not overlap."""
        tags = [OUTSIDE] * count
        for first, stop, label in spans:
            base = 1 + 4 * self.labels.index(label)
            if stop - first == 1:
                tags[first] = base + UNIT
            else:
                tags[first:stop] = [base + INSIDE] * (stop - first)
                tags[first], tags[stop - 1] = base + BEGIN, base + LAST
        return tags

    @cached_property
    def _follows(self) -> npt.NDArray[np.float64]:
        """Log-factor of each tag after each: 0 where it may stand there."""
        allowed = np.full((self.size, self.size), IMPOSSIBLE)
        closed = [tag for tag in range(self.size) if tag == OUTSIDE or (tag - 1) % 4 in (LAST, UNIT)]
        opens = [tag for tag in range(self.size) if tag == OUTSIDE or (tag - 1) % 4 in (BEGIN, UNIT)]
        allowed[np.ix_(closed, opens)] = 0
        for base in range(1, self.size, 4):
            for before in (BEGIN, INSIDE):
                allowed[base + before, [base + INSIDE, base + LAST]] = 0
        return allowed

    @cached_property
    def edges(self) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        """The tags that open a span, and those that close one, whatever the label."""
        kinds = (np.arange(self.size) - 1) % 4
        kinds[OUTSIDE] = INSIDE
        return np.flatnonzero((kinds == BEGIN) | (kinds == UNIT)), np.flatnonzero((kinds == LAST) | (kinds == UNIT))

    @cached_property
    def _ends(self) -> npt.NDArray[np.bool_]:
        return np.array([tag == OUTSIDE or (tag - 1) % 4 in (LAST, UNIT) for tag in range(self.size)])

    def decode(self, probabilities: Floats) -> list[TaggedSpan]:
        """The spans of the likeliest sequence of tags that fits together; `probabilities` is (tokens, tags).

        The likeliest tag of each token is kept where its neighbours allow it; stretches where they do not, between
        tokens that are outside, are decoded by Viterbi's algorithm.
        """
        tags = probabilities.argmax(axis=1)
        if not self._valid(tags):
            for first, stop in _stretches(tags):
                if not self._valid(tags[first:stop]):
                    tags[first:stop] = self._viterbi(probabilities[first:stop])
        return list(self._spans(tags, probabilities))

    def _valid(self, tags: npt.NDArray[np.intp]) -> bool:
        """Whether the likeliest tag of every token already makes a sequence that fits together."""
        if not len(tags):
            return True
        kinds = (tags[0] - 1) % 4
        starts = tags[0] == OUTSIDE or kinds in (BEGIN, UNIT)
        return bool(starts and self._ends[tags[-1]] and not self._follows[tags[:-1], tags[1:]].any())

    def _viterbi(self, probabilities: Floats) -> npt.NDArray[np.intp]:
        scores = np.log(probabilities + 1e-9)
        count = len(scores)
        best = scores[0] + self._follows[OUTSIDE]
        back = np.zeros((count, self.size), np.intp)
        for row in range(1, count):
            paths = best[:, None] + self._follows
            back[row] = paths.argmax(axis=0)
            best = paths[back[row], np.arange(self.size)] + scores[row]
        best = np.where(self._ends, best, best + IMPOSSIBLE)
        tags = np.zeros(count, np.intp)
        tags[-1] = best.argmax()
        for row in range(count - 1, 0, -1):
            tags[row - 1] = back[row, tags[row]]
        return tags

    def _spans(self, tags: npt.NDArray[np.intp], probabilities: Floats) -> Iterator[TaggedSpan]:
        first = 0
        for row in np.flatnonzero(tags):
            kind = (tags[row] - 1) % 4
            if kind in (BEGIN, UNIT):
                first = int(row)
            if kind in (LAST, UNIT):
                rows = np.arange(first, row + 1)
                score = float(probabilities[rows, tags[rows]].min())
                yield TaggedSpan(first, int(row) + 1, self.labels[(tags[row] - 1) // 4], score)


def _stretches(tags: npt.NDArray[np.intp]) -> Iterator[tuple[int, int]]:
    """The runs of tokens that are not outside."""
    inside = np.concatenate([[False], tags != OUTSIDE, [False]])
    ends = np.flatnonzero(inside[1:] != inside[:-1])
    yield from zip(ends[::2].tolist(), ends[1::2].tolist(), strict=True)


def token_spans(
    spans: Iterable[tuple[int, int, str]], starts: Sequence[int], ends: Sequence[int]
) -> Iterator[tuple[int, int, str]]:
    """Spans in code points as spans in tokens; a span that cuts a token is left out."""
    first_at = {start: index for index, start in enumerate(starts)}
    stop_at = {end: index + 1 for index, end in enumerate(ends)}
    for start, end, label in spans:
        if start in first_at and end in stop_at:
            yield first_at[start], stop_at[end], label
