"""Suggestion: the passages of a run whose labels would teach a coder most.

A passage teaches much where the coder is unsure of it, and little where it is like one that is to be labelled anyway.
From the least sure passages those are taken one after another that are farthest from the ones taken, weighted by doubt
(the weighted k-centre selection of Zhdanov 2019, "Diverse mini-batch active learning", over Sener and Savarese 2018).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.feature_extraction.text import HashingVectorizer

from bdjp_nlp.coding.unit import Floats

POOL = 10
"""So many times as many of the least sure passages are looked at as are wanted."""
MOST_COMPARED = 20_000
"""Passages compared with those taken, at most: the comparison stays within seconds."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A passage to label: its place among those given, the label in most doubt, and the doubt in bits, over labels."""

    place: int
    label: str
    doubt: float


def suggest(texts: Sequence[str], probabilities: Floats, labels: Sequence[str], count: int) -> list[Suggestion]:
    """The `count` passages that would teach most, the best first.

    `probabilities` are calibrated, of shape (passages, labels). Fewer are returned where there are fewer passages.
    """
    if not texts or count < 1:
        return []
    bits = entropy(probabilities)
    doubt = bits.sum(axis=1)
    pool = np.argsort(-doubt, kind="stable")[: min(max(count * POOL, count), MOST_COMPARED)]
    vectors = HashingVectorizer(n_features=2**18, alternate_sign=False, stop_words="english").transform(
        texts[place] for place in pool
    )
    taken: list[int] = []
    distance = np.ones(len(pool))
    for _ in range(min(count, len(pool))):
        worth = doubt[pool] * distance
        worth[taken] = -1.0
        best = int(worth.argmax())
        taken.append(best)
        likeness = np.asarray((vectors @ vectors[best].T).todense()).ravel()
        distance = np.minimum(distance, 1 - np.clip(likeness, 0.0, 1.0))
    return [
        Suggestion(int(pool[row]), labels[int(bits[pool[row]].argmax())], round(float(doubt[pool[row]]), 4))
        for row in taken
    ]


def entropy(probabilities: Floats) -> Floats:
    """Bits of doubt of each probability: 1 at one half, 0 where it is certain."""
    p = np.clip(probabilities, 1e-12, 1 - 1e-12)
    return np.asarray(-(p * np.log2(p) + (1 - p) * np.log2(1 - p)))
