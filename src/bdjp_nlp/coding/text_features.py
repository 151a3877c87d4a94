"""Text features: TF-IDF (Salton and Buckley 1988) of words and phrases, fitted by scikit-learn, applied without it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from bdjp_nlp.coding.sparse_rows import SparseRows
from bdjp_nlp.coding.unit import Floats

Vocabulary = dict[str, Any]
"""What has to be kept of text features: settings, terms in the order of their columns, and their weights."""
_WORD = re.compile(r"\b\w\w+\b")
"""What scikit-learn takes for a word."""


@dataclass(frozen=True)
class TextFeatures:
    """Words and phrases of at most `longest_phrase` words: `terms` in the order of their columns, `idf` (terms)."""

    longest_phrase: int
    terms: tuple[str, ...]
    idf: Floats

    @cached_property
    def _ranks(self) -> dict[str, int]:
        return {term: rank for rank, term in enumerate(self.terms)}

    def transform(self, texts: Sequence[str]) -> SparseRows:
        """(texts, terms): logarithms of counts times weights, in rows of length one."""
        found = [self._found(text) for text in texts]
        columns = np.array([rank for ranks in found for rank in ranks], dtype=np.intp)
        rows = np.repeat(np.arange(len(found)), [len(ranks) for ranks in found])
        ones = np.ones(len(columns))
        counted = SparseRows(rows, columns, ones, (len(texts), len(self.terms))).added_up()
        values = (np.log(counted.values) + 1) * self.idf[counted.columns]
        return SparseRows(counted.rows, counted.columns, values, counted.shape).normalised()

    def _found(self, text: str) -> list[int]:
        ranks = self._ranks
        return [ranks[term] for term in self._phrases(text) if term in ranks]

    def _phrases(self, text: str) -> Iterator[str]:
        words = _WORD.findall(text.lower())
        yield from words
        for length in range(2, self.longest_phrase + 1):
            yield from map(" ".join, zip(*(words[start:] for start in range(length)), strict=False))


def fit_text_features(texts: Sequence[str], words: int, longest_phrase: int = 2) -> TextFeatures:
    """The `words` most frequent words and phrases of texts; weights have four places, as they are kept."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    fitted = TfidfVectorizer(
        sublinear_tf=True, dtype=np.float32, ngram_range=(1, longest_phrase), min_df=2, max_features=words
    ).fit(texts)
    terms = sorted(fitted.vocabulary_, key=fitted.vocabulary_.__getitem__)
    return TextFeatures(longest_phrase, tuple(terms), np.array([round(float(weight), 4) for weight in fitted.idf_]))


def vocabularies(features: TextFeatures) -> list[Vocabulary]:
    """What has to be kept of text features, as JSON values."""
    return [
        {
            "name": "words",
            "analyzer": "word",
            "ngram_range": [1, features.longest_phrase],
            "terms": list(features.terms),
            "idf": [round(float(weight), 4) for weight in features.idf],
        }
    ]


def features_of(vocabularies: Sequence[Vocabulary]) -> TextFeatures:
    """Text features from what was kept; raises KeyError or ValueError where that does not fit together."""
    (kept,) = vocabularies
    if len(kept["terms"]) != len(kept["idf"]):
        raise ValueError("as many weights as terms are wanted")
    if kept["analyzer"] != "word" or kept["ngram_range"][0] != 1:
        raise ValueError("words and phrases are wanted")
    return TextFeatures(kept["ngram_range"][1], tuple(kept["terms"]), np.array(kept["idf"]))
