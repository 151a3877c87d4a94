"""Tagger: the trained network with its labels and word vectors, ready for use on evidence."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bdjp_nlp.entities.evidence import Evidence
from bdjp_nlp.entities.features import WordVectors, evidence_features, evidence_size, ids_of
from bdjp_nlp.entities.network import Floats, Network
from bdjp_nlp.entities.tagging import TaggedSpan, TagScheme

PADDING = 1
"""Rows of zeros between texts."""
CACHED_WORDS = 200_000
"""Words whose vectors are kept, 100 MB at most; then the cache starts anew."""


class Tagger:
    """Finds labelled spans of tokens in batches of texts."""

    def __init__(self, network: Network, scheme: TagScheme, vectors: WordVectors) -> None:
        self.network, self.scheme, self.vectors = network, scheme, vectors
        self._forget()

    def _forget(self) -> None:
        width = self.network.parameters["bias"].shape[1]
        self._rows: dict[str, int] = {"": 0}
        self._embedded = np.zeros((1024, width), np.float32)

    def __call__(self, batch: Sequence[Evidence]) -> list[list[TaggedSpan]]:
        """The spans of each text, in its order."""
        return [self.scheme.decode(probabilities) for probabilities in self.probabilities(batch)]

    def probabilities(self, batch: Sequence[Evidence]) -> list[Floats]:
        """The probabilities of the tags of each text's tokens: (tokens, tags)."""
        count = sum(len(evidence.tokens) + PADDING for evidence in batch) + PADDING
        rows = np.zeros(count, np.intp)
        features = np.zeros((count, evidence_size(self.scheme.labels)), np.float32)
        if len(self._rows) > CACHED_WORDS:
            self._forget()
        at, places = PADDING, []
        for evidence in batch:
            stop = at + len(evidence.tokens)
            rows[at:stop] = self._rows_of(evidence.tokens.words)
            evidence_features(evidence, self.scheme.labels, features[at:stop])
            places.append((at, stop))
            at = stop + PADDING
        mask = (rows > 0).astype(np.float32)[:, None]
        probabilities = self.network.probabilities(self._embedded[rows], features, mask)
        return [probabilities[start:stop] for start, stop in places]

    def _rows_of(self, words: Sequence[str]) -> list[int]:
        known = self._rows
        new = list(dict.fromkeys(word for word in words if word not in known))
        if new:
            first, last = len(known), len(known) + len(new)
            while last > len(self._embedded):
                self._embedded = np.concatenate([self._embedded, np.zeros_like(self._embedded)])
            self._embedded[first:last] = self.network.embed(ids_of(new), word_vectors(new, self.vectors))
            known.update(zip(new, range(first, last), strict=True))
        return [known[word] for word in words]


def word_vectors(words: Sequence[str], vectors: WordVectors) -> Floats:
    """The fixed vectors of several words: (words, size)."""
    return np.array([vectors(word) for word in words], np.float32).reshape(len(words), vectors.size)
