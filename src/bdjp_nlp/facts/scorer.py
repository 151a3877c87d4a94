"""Scorer: the probability that a candidate is a fact, a logistic regression over the candidate's signs.

pipeline/facts/scorer.json   format, intercept, weight of every sign, figures on left-out texts, hashes of the texts
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeVar

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
        return 1 / (1 + math.exp(-self.log_odds(signs)))

    def log_odds(self, signs: Iterable[str]) -> float:
        """The logarithm of the odds."""
        return self.intercept + sum(self.weights.get(sign, 0.0) for sign in signs)


Weights = TypeVar("Weights", bound=Scorer)


def load_scorer(folder: Path) -> Scorer:
    """The scorer in a folder; raises `ModelError` where it is missing, damaged or of another format."""
    return load_weights(folder / FILE, Scorer, "bdjp_nlp.facts.training")


def load_weights(file: Path, kind: type[Weights], maker: str) -> Weights:
    """A scorer of some kind, made by the module `maker`; raises `ModelError` where it is missing, damaged or old."""
    remedy = f"restore the file, or make it anew: python -m {maker}"
    try:
        weights = kind.model_validate_json(file.read_bytes())
    except (OSError, ValidationError) as error:
        raise ModelError(f"{file}: not a scorer of facts ({error}); {remedy}") from None
    if weights.format != FORMAT:
        raise ModelError(f"{file}: format {weights.format}, wanted {FORMAT}; {remedy}")
    return weights


def write_weights(scorer: Scorer, file: Path) -> None:
    """Write a scorer; one weight a line, sorted."""
    text = json.dumps(scorer.model_dump(mode="json"), ensure_ascii=False, indent=1, sort_keys=True)
    file.write_text(text + "\n", encoding="utf-8")
