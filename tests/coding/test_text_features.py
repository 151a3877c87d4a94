"""Text features are scikit-learn's TF-IDF, applied without scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from bdjp_nlp.coding.text_features import features_of, fit_text_features, vocabularies
from small_pipeline import labelled_rows

TEXTS = [row["text"] for row in labelled_rows()]
OTHERS = [
    "The coast guard’s 2 boats, the COAST guard’s boats!",
    "",
    "Œuvre, naïve; co-operation with İzmir",
    *TEXTS[:3],
]


@pytest.mark.parametrize("longest", [1, 2, 3])
def test_texts_become_what_scikit_learn_makes_of_them(longest: int) -> None:
    there = TfidfVectorizer(
        sublinear_tf=True, dtype=np.float32, ngram_range=(1, longest), min_df=2, max_features=200
    ).fit(TEXTS)
    found = fit_text_features(TEXTS, 200, longest).transform(OTHERS)
    assert np.allclose(found.to_scipy().toarray(), there.transform(OTHERS).toarray(), atol=1e-4)
    assert found.to_scipy()[0].nnz > 1


def test_features_that_were_kept_make_the_same_of_a_text() -> None:
    features = fit_text_features(TEXTS, 200)
    kept = features_of(vocabularies(features))
    assert np.array_equal(kept.transform(OTHERS).values, features.transform(OTHERS).values)
