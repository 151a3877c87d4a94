"""Evidence: the words of a sentence that carry a label, by the model's own weights, checked by taking them out.

Each word has a worth: by the meaning scorer what its part of the sentence's vector adds to the label's linear logit,
else how far the linear logit falls when the word is deleted (occlusion, Zeiler and Fergus 2014). The run of words
with the highest sum is the evidence if the score falls when the run is deleted (comprehensiveness, DeYoung et al.
2020); else the whole sentence is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bdjp_nlp.coding.coder import Coder
from bdjp_nlp.coding.linear import LinearScorer
from bdjp_nlp.coding.meaning import MeaningScorer
from bdjp_nlp.coding.unit import Floats
from bdjp_nlp.rows import Span

_WORD = re.compile(r"\w[\w’'-]*")
LONGEST_RUN = 14
"""Words: the annotators' evidence has 14 words or fewer nine times in ten."""


@dataclass(frozen=True)
class Claim:
    """A sentence and the position of a label that it was given."""

    sentence: str
    label: int


def evidence(coder: Coder, claims: Sequence[Claim]) -> list[Span]:
    """For each claim the span of its evidence in its sentence (half-open code points)."""
    words = [[match.span() for match in _WORD.finditer(claim.sentence)] for claim in claims]
    worths = (
        _read_worths(coder.meaning, claims, words) if coder.meaning else _occluded_worths(coder.linear, claims, words)
    )
    runs = [best_run(spans, worth) for spans, worth in zip(words, worths, strict=True)]
    cut = [
        claim.sentence if run is None else _without(claim.sentence, run)
        for claim, run in zip(claims, runs, strict=True)
    ]
    before = _scores(coder, [claim.sentence for claim in claims])
    after = _scores(coder, cut)
    return [
        run if run is not None and after[row, claim.label] < before[row, claim.label] else (0, len(claim.sentence))
        for row, (claim, run) in enumerate(zip(claims, runs, strict=True))
    ]


def best_run(words: Sequence[Span], worth: Floats) -> Span | None:
    """The run of at most `LONGEST_RUN` neighbouring words that is worth most above the mean.

    None where no word is worth anything.
    """
    if not len(worth) or worth.max() <= 0:
        return None
    sums = np.concatenate([[0.0], np.cumsum(worth - max(0.0, float(worth.mean())))])
    best, span = 0.0, None
    for start in range(len(words)):
        ends = sums[start + 1 : start + 1 + LONGEST_RUN]
        end = int(ends.argmax())
        if ends[end] - sums[start] > best:
            best, span = float(ends[end] - sums[start]), (words[start][0], words[start + end][1])
    return span


def _scores(coder: Coder, sentences: Sequence[str]) -> Floats:
    """The sentences' logits by the scorer that gives the reasons, without their neighbours."""
    if coder.meaning is not None:
        return np.asarray(coder.meaning.encoder.vectors(sentences) @ coder.meaning.reason_weights(), dtype=np.float64)
    return _own_scores(coder.linear, sentences)


def _read_worths(meaning: MeaningScorer, claims: Sequence[Claim], words: Sequence[Sequence[Span]]) -> list[Floats]:
    """What each word's part of the sentence's vector adds to the label's logit."""
    worths: list[Floats] = []
    weights = meaning.reason_weights()
    readings = meaning.encoder.read([claim.sentence for claim in claims])
    for claim, spans, reading in zip(claims, words, readings, strict=True):
        worth = np.zeros(len(spans))
        starts = np.array([start for start, _ in spans])
        for (start, _), part in zip(reading.spans, reading.parts @ weights[:, claim.label], strict=True):
            place = int(np.searchsorted(starts, start, side="right")) - 1
            if place >= 0 and start < spans[place][1]:
                worth[place] += part
        worths.append(worth)
    return worths


def _occluded_worths(scorer: LinearScorer, claims: Sequence[Claim], words: Sequence[Sequence[Span]]) -> list[Floats]:
    """How far the linear logit falls without each word."""
    texts: list[str] = []
    for claim, spans in zip(claims, words, strict=True):
        texts += [claim.sentence, *(_without(claim.sentence, span) for span in spans)]
    scores = _own_scores(scorer, texts)
    worths: list[Floats] = []
    at = 0
    for claim, spans in zip(claims, words, strict=True):
        here = scores[at : at + len(spans) + 1, claim.label]
        worths.append(here[0] - here[1:])
        at += len(spans) + 1
    return worths


def _own_scores(scorer: LinearScorer, texts: Sequence[str]) -> Floats:
    """The part of the sentences' logits that is their own words' (not their neighbours' or heading's)."""
    if not texts:
        return np.zeros((0, len(scorer.sentence_model.estimators_)))
    vectors = scorer.features.transform(texts)
    width = vectors.shape[1]
    weights = np.column_stack(
        [getattr(model, "coef_", np.zeros((1, width)))[0, :width] for model in scorer.sentence_model.estimators_]
    )
    return np.asarray(vectors @ weights, dtype=np.float64)


def _without(sentence: str, span: Span) -> str:
    return sentence[: span[0]] + sentence[span[1] :]
