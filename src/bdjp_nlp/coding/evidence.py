"""Evidence: the words of a sentence that carry a label, by the model's own weights, checked by taking them out.

Each word has a worth: what its part of the sentence's vector adds to the label's logit, which is linear in the vector
and so the sum of its words' parts; without an encoder, how far the logit of the words falls when the word is deleted
(occlusion, Zeiler and Fergus 2014). The run of words with the highest sum is the evidence if the score falls when the
evidence is deleted from the passage (comprehensiveness, DeYoung et al. 2020); else the whole sentence is. The score is
the quickest encoder's: where it falls, the label's probability falls as often as where the best one's does, at a sixth
of the time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bdjp_nlp.coding.coder import Coder
from bdjp_nlp.coding.linear import LinearScorer
from bdjp_nlp.coding.meaning import MeaningScorer
from bdjp_nlp.coding.unit import Floats, Unit
from bdjp_nlp.rows import Span

_WORD = re.compile(r"\w[\w’'-]*")
LONGEST_RUN = 14
"""Words: the annotators' evidence has 14 words or fewer nine times in ten."""


@dataclass(frozen=True)
class Claim:
    """A sentence of a unit, by its number there, and the position of a label that it was given."""

    unit: Unit
    sentence: int
    label: int

    @property
    def text(self) -> str:
        """The sentence."""
        return self.unit.sentences[self.sentence]


def evidence(coder: Coder, claims: Sequence[Claim]) -> list[Span]:
    """For each claim the span of its evidence in its sentence (half-open code points)."""
    words = [[match.span() for match in _WORD.finditer(claim.text)] for claim in claims]
    if coder.meaning is None:
        worths = _occluded_worths(coder.linear, claims, words)
    else:
        worths = _read_worths(coder.meaning, claims, words)
    runs = [best_run(spans, worth) for spans, worth in zip(words, worths, strict=True)]
    before = _scores(coder, claims)
    after = _scores(coder, _cut(claims, runs))
    return [
        run if run is not None and now < was else (0, len(claim.text))
        for claim, run, was, now in zip(claims, runs, before, after, strict=True)
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


def _cut(claims: Sequence[Claim], runs: Sequence[Span | None]) -> list[Claim]:
    """The claims in passages from which all their evidence is gone, so that each passage is read once more only."""
    gone: dict[Unit, dict[int, list[Span]]] = {}
    for claim, run in zip(claims, runs, strict=True):
        if run is not None:
            gone.setdefault(claim.unit, {}).setdefault(claim.sentence, []).append(run)
    cut = {unit: _without(unit, spans) for unit, spans in gone.items()}
    return [Claim(cut.get(claim.unit, claim.unit), claim.sentence, claim.label) for claim in claims]


def _without(unit: Unit, gone: dict[int, list[Span]]) -> Unit:
    """The unit's sentences without some spans of theirs, joined by spaces."""
    texts: list[str] = []
    spans: list[Span] = []
    at = 0
    for number, sentence in enumerate(unit.sentences):
        keep = np.ones(len(sentence), dtype=bool)
        for start, end in gone.get(number, ()):
            keep[start:end] = False
        texts.append("".join(sign for sign, stays in zip(sentence, keep, strict=True) if stays))
        spans.append((at, at + len(texts[-1])))
        at += len(texts[-1]) + 1
    return Unit(" ".join(texts), tuple(spans), unit.heading)


def _scores(coder: Coder, claims: Sequence[Claim]) -> list[float]:
    """Of each claim the sentence's logit for its label, by the scorer that reasons are checked by."""
    if coder.quickest is None:
        scores = _own_scores(coder.linear, [claim.text for claim in claims])
        return [float(row[claim.label]) for row, claim in zip(scores, claims, strict=True)]
    weights = coder.quickest.sentence_weights()
    readings = coder.quickest.encoder.read([claim.unit for claim in claims], remember=False)
    return [
        float(reading.sentences[claim.sentence] @ weights[:, claim.label])
        for reading, claim in zip(readings, claims, strict=True)
    ]


def _read_worths(meaning: MeaningScorer, claims: Sequence[Claim], words: Sequence[Sequence[Span]]) -> list[Floats]:
    """What each word's part of the sentence's vector adds to the label's logit."""
    worths: list[Floats] = []
    weights = meaning.sentence_weights()
    readings = meaning.encoder.read([claim.unit for claim in claims])
    for claim, spans, reading in zip(claims, words, readings, strict=True):
        worth = np.zeros(len(spans))
        starts = np.array([start for start, _ in spans])
        read, parts = reading.parts(claim.sentence)
        for (start, _), part in zip(read, parts @ weights[:, claim.label], strict=True):
            place = int(np.searchsorted(starts, start, side="right")) - 1
            if place >= 0 and start < spans[place][1]:
                worth[place] += part
        worths.append(worth)
    return worths


def _occluded_worths(scorer: LinearScorer, claims: Sequence[Claim], words: Sequence[Sequence[Span]]) -> list[Floats]:
    """How far the linear logit falls without each word."""
    texts: list[str] = []
    for claim, spans in zip(claims, words, strict=True):
        texts += [claim.text, *(claim.text[:start] + claim.text[end:] for start, end in spans)]
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
