"""Text features: TF-IDF (Salton and Buckley 1988) of words and phrases, and how they are kept."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion

Vocabulary = dict[str, Any]
"""What has to be kept of one vectoriser: its settings, its terms in the order of their columns, and their weights."""


def text_features(words: int, longest_phrase: int = 2) -> FeatureUnion:
    """Unfitted: the `words` most frequent words and phrases."""
    return FeatureUnion([("words", _vectoriser(ngram_range=(1, longest_phrase), min_df=2, max_features=words))])


def _vectoriser(**settings: Any) -> TfidfVectorizer:
    return TfidfVectorizer(sublinear_tf=True, dtype=np.float32, **settings)


def vocabularies(features: FeatureUnion) -> list[Vocabulary]:
    """What has to be kept of fitted features, as JSON values; skops would take seconds for as many terms."""
    return [{"name": name, **_kept(vectoriser)} for name, vectoriser in features.transformer_list]


def _kept(vectoriser: TfidfVectorizer) -> Vocabulary:
    return {
        "analyzer": vectoriser.analyzer,
        "ngram_range": list(vectoriser.ngram_range),
        "terms": sorted(vectoriser.vocabulary_, key=vectoriser.vocabulary_.__getitem__),
        "idf": [round(float(weight), 4) for weight in vectoriser.idf_],
    }


def features_of(vocabularies: Iterable[Vocabulary]) -> FeatureUnion:
    """Fitted features from what was kept; raises KeyError or ValueError where that does not fit together."""
    return FeatureUnion([(kept["name"], _restored(kept)) for kept in vocabularies])


def _restored(kept: Vocabulary) -> TfidfVectorizer:
    if len(kept["terms"]) != len(kept["idf"]):
        raise ValueError("as many weights as terms are wanted")
    vectoriser = _vectoriser(
        analyzer=kept["analyzer"], ngram_range=tuple(kept["ngram_range"]), vocabulary=_ranks(kept["terms"])
    )
    vectoriser.idf_ = np.asarray(kept["idf"], dtype=np.float32)
    return vectoriser


def _ranks(terms: Iterable[str]) -> dict[str, int]:
    return {term: rank for rank, term in enumerate(terms)}


def rounded(features: FeatureUnion) -> FeatureUnion:
    """Fitted features as they will be once they were kept, so that what is measured is what is used."""
    return features_of(vocabularies(features))
