"""Scorer: the probability that a candidate is a fact, a logistic regression over the candidate's signs.

pipeline/facts/scorer.json   format, intercept, weight of every sign, figures on left-out texts, hashes of the texts
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from bdjp_nlp.errors import ModelError

FILE = "scorer.json"
FORMAT = 1


class Scorer(BaseModel):
    """The fitted weights; a sign that the training texts did not show counts nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int
    intercept: float
    weights: Mapping[str, float]
    figures: Mapping[str, float]
    texts: Mapping[str, str]

    def __call__(self, signs: Iterable[str]) -> float:
        """The probability of a candidate with these signs."""
        total = self.intercept + sum(self.weights.get(sign, 0.0) for sign in signs)
        return 1 / (1 + math.exp(-total))


def load_scorer(folder: Path) -> Scorer:
    """The scorer in a folder; raises `ModelError` where it is missing, damaged or of another format."""
    file = folder / FILE
    remedy = "restore the file, or make it anew: python -m bdjp_nlp.facts.training"
    try:
        scorer = Scorer.model_validate_json(file.read_bytes())
    except (OSError, ValidationError) as error:
        raise ModelError(f"{file}: not a scorer of facts ({error}); {remedy}") from None
    if scorer.format != FORMAT:
        raise ModelError(f"{file}: format {scorer.format}, wanted {FORMAT}; {remedy}")
    return scorer
