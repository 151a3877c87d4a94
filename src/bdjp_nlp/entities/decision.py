"""Decision: which candidates become mentions.

A logistic regression over the candidates' signs, fitted on documents that the model has not learnt from, gives each a
calibrated probability ("stacking", Wolpert 1992); of candidates that overlap, those stay whose probabilities together
are highest over the threshold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bdjp_nlp.entities.candidates import Candidate, note_signs, propose, sign_matrix
from bdjp_nlp.entities.chunks import chunk_spans
from bdjp_nlp.entities.evidence import Evidence, EvidenceFinder
from bdjp_nlp.entities.mention import Mention, Method
from bdjp_nlp.entities.network import Floats
from bdjp_nlp.entities.tagging import TagScheme

THRESHOLD = 0.45
"""A mention is worth naming from this probability on: about half of the F1 that is reached (Lipton et al. 2014)."""
CERTAIN = 0.9
"""Least probability of a date, sum or share that a grammar reads whole, and of a name that only one thing bears: on the
annotated texts 97 of 100 such are mentions."""
STRENGTH = 0.3
"""The regression's inverse regularisation (scikit-learn's C)."""


@dataclass(frozen=True)
class Judge:
    """The fitted weights of the signs."""

    weights: Floats

    def __call__(self, signs: Floats) -> Floats:
        """The probability of each candidate; `signs` is their `sign_matrix`."""
        scores = signs @ self.weights
        result: Floats = 1 / (1 + np.exp(-scores))
        return result


def fit_judge(matrix: Floats, right: np.ndarray) -> Judge:
    """A judge from the signs of candidates (rows) and whether each is a mention."""
    from sklearn.linear_model import LogisticRegression  # only training wants it

    model = LogisticRegression(C=STRENGTH, fit_intercept=False, solver="newton-cholesky")
    return Judge(model.fit(matrix.astype(np.float64), right).coef_[0].astype(np.float32))


class Decider:
    """Turns evidence and the model's probabilities into mentions."""

    def __init__(self, finder: EvidenceFinder, scheme: TagScheme, judge: Judge) -> None:
        self.finder, self.scheme, self.judge = finder, scheme, judge
        roles = finder.roles
        self._grammars = (roles.date, roles.money, roles.percent, roles.quantity)

    def candidates(self, evidence: Evidence, probabilities: Floats) -> list[Candidate]:
        """The candidates of a text with their signs; `probabilities` is (tokens, tags)."""
        lists = self.finder.patterns.lists
        chunks = chunk_spans(evidence.tokens.words, probabilities, self.scheme, lists)
        found = propose(evidence, self.scheme.decode(probabilities), chunks, lists)
        note_signs(found, evidence, probabilities, self.scheme, lists)
        return found

    def __call__(self, evidence: Evidence, probabilities: Floats) -> list[Mention]:
        """The mentions of one text in their order, none overlapping another."""
        found = self.candidates(evidence, probabilities)
        chosen = self.chosen(found, sign_matrix(found, self.scheme.labels))
        return [self._mention(evidence, candidate, score) for candidate, score in chosen]

    def chosen(self, found: Sequence[Candidate], signs: Floats) -> list[tuple[Candidate, float]]:
        """The candidates that become mentions, with their probabilities; `signs` is their `sign_matrix`."""
        if not found:
            return []
        scores = self.judge(signs)
        certain = [row for row, candidate in enumerate(found) if self._certain(candidate)]
        lone = [row for row in certain if not found[row].signs["in_tagged"]]
        scores[lone] = np.maximum(scores[lone], CERTAIN)
        rows = choose(found, scores)
        taken = {at for row in rows for at in range(found[row].first, found[row].stop)}
        for row in certain:
            if taken.isdisjoint(range(found[row].first, found[row].stop)):
                scores[row] = max(scores[row], CERTAIN)
                rows.append(row)
                taken.update(range(found[row].first, found[row].stop))
        return [(found[row], float(scores[row])) for row in sorted(rows, key=lambda row: found[row].first)]

    def _certain(self, candidate: Candidate) -> bool:
        signs, roles = candidate.signs, self.finder.roles
        if candidate.value is not None:
            read = candidate.label in (roles.money, roles.percent) or (candidate.label == roles.date and signs["dated"])
            return bool(read)
        return bool(signs["only"] and not signs["lower"] and not signs["in_sure"])

    def _mention(self, evidence: Evidence, candidate: Candidate, score: float) -> Mention:
        tokens = evidence.tokens
        start, end = tokens.starts[candidate.first], tokens.ends[candidate.stop - 1]
        text = tokens.text[start:end]
        if candidate.name is not None:
            method = Method.GAZETTEER
        elif candidate.value is not None or (candidate.built and not candidate.tagged):
            method = Method.PATTERN
        else:
            method = Method.MODEL
        value = self.finder.read(candidate.label, text) if candidate.label in self._grammars else None
        return Mention(start, end, text, candidate.label, method, score, candidate.name, value)


def choose(candidates: Sequence[Candidate], scores: Floats, threshold: float = THRESHOLD) -> list[int]:
    """The rows of the candidates that do not overlap and gain most over the threshold, longer ones more."""
    rows = [row for row in range(len(candidates)) if scores[row] > threshold]
    rows.sort(key=lambda row: candidates[row].stop)
    best: list[tuple[float, list[int]]] = [(0.0, [])]
    for position, row in enumerate(rows):
        before = position
        while before and candidates[rows[before - 1]].stop > candidates[row].first:
            before -= 1
        length = candidates[row].stop - candidates[row].first
        gain = best[before][0] + (float(scores[row]) - threshold) * length**0.5
        best.append((gain, [*best[before][1], row]) if gain > best[position][0] else best[position])
    return best[-1][1]
