"""Verdict: everything that is said of one label on one sentence or passage; what becomes a row of a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from bdjp_nlp.coding.coder import Coder, Judgement
from bdjp_nlp.coding.evidence import Claim, evidence
from bdjp_nlp.coding.manner import Put, Said
from bdjp_nlp.coding.unit import Unit, first_sentences
from bdjp_nlp.rows import Span


@dataclass(frozen=True, slots=True)
class Verdict:
    """One label on one text; `evidence`: half-open code points into the passage, of assigned labels only."""

    label: str
    score: float
    assigned: bool
    uncertain: bool
    evidence: tuple[Span, ...] = ()
    put: Put | None = None


@dataclass(frozen=True, slots=True)
class CodedUnit:
    """A verdict for every label on the passage and on each of its sentences."""

    passage: tuple[Verdict, ...]
    sentences: tuple[tuple[Verdict, ...], ...]

    @property
    def uncertain(self) -> bool:
        """Whether a person should look at some label of the passage."""
        return any(verdict.uncertain for verdict in self.passage)


def code(coder: Coder, units: Sequence[Unit]) -> list[CodedUnit]:
    """What a coder says of units, in their order."""
    if not units:
        return []
    judged = coder.judge(units)
    sentences = _bare(coder, judged.sentences)
    passages = _bare(coder, judged.passages)
    first = first_sentences(units)
    _add_reasons(coder, units, first, sentences, passages)
    return [
        CodedUnit(
            tuple(passages[number]), tuple(tuple(verdicts) for verdicts in sentences[first[number] : first[number + 1]])
        )
        for number in range(len(units))
    ]


def _bare(coder: Coder, judged: Judgement) -> list[list[Verdict]]:
    """Verdicts without reasons; scores have four places, so that tables are small and equal between machines."""
    rows = zip(
        np.round(judged.probabilities, 4).tolist(), judged.assigned.tolist(), judged.uncertain.tolist(), strict=True
    )
    return [
        [Verdict(*parts) for parts in zip(coder.labels, scores, assigned, uncertain, strict=True)]
        for scores, assigned, uncertain in rows
    ]


def _add_reasons(
    coder: Coder,
    units: Sequence[Unit],
    first: Sequence[int],
    sentences: list[list[Verdict]],
    passages: list[list[Verdict]],
) -> None:
    """Evidence, and how the label is put, for every assigned verdict of sentences, then of passages."""
    places: list[tuple[int, int, int]] = []
    for number in range(len(units)):
        rows = range(first[number], first[number + 1])
        for label in range(len(coder.labels)):
            bearing = [row for row in rows if sentences[row][label].assigned]
            if not bearing and passages[number][label].assigned and rows:
                bearing = [max(rows, key=lambda row: sentences[row][label].score)]
            places += [(number, row, label) for row in bearing]
    claims = [Claim(units[number], row - first[number], label) for number, row, label in places]
    spans = evidence(coder, claims)
    puts: Sequence[Put | None] = [None] * len(claims)
    if coder.manner is not None:
        puts = coder.manner.judge(_said(coder, claims))
    for (number, row, label), (start, end), put in zip(places, spans, puts, strict=True):
        offset = units[number].spans[row - first[number]][0]
        span = (offset + start, offset + end)
        if sentences[row][label].assigned:
            sentences[row][label] = replace(sentences[row][label], evidence=(span,), put=put)
        if passages[number][label].assigned:
            passages[number][label] = _joined(passages[number][label], span, put)


def _said(coder: Coder, claims: Sequence[Claim]) -> Said:
    """The claims as what a label's manner is told from."""
    vectors = None
    if coder.meaning is not None and claims:
        readings = coder.meaning.encoder.read([claim.unit for claim in claims], remember=False)
        vectors = np.stack([reading.sentences[claim.sentence] for reading, claim in zip(readings, claims, strict=True)])
    return Said([claim.text for claim in claims], [coder.labels[claim.label] for claim in claims], vectors)


def _joined(verdict: Verdict, span: Span, put: Put | None) -> Verdict:
    """A passage's verdict with one more sentence's reasons: explicit where one of them is."""
    if put is not None and verdict.put is not None:
        stance = verdict.put.stance
        put = Put(
            put.explicit or verdict.put.explicit,
            stance if put.stance != stance and verdict.put.explicit else put.stance,
        )
    return replace(verdict, evidence=(*verdict.evidence, span), put=put)
