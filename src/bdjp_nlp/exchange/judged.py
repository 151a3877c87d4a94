"""Judged: decisions of a review as marks of the people who took them, and what they make of the models' marks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from bdjp_nlp.document import Document
from bdjp_nlp.exchange.mark import ACCEPTED, ADDED, REJECTED, Details, Mark
from bdjp_nlp.exchange.unit import Unit
from bdjp_nlp.review.decisions import Decision, Place, Standing, read_decisions
from bdjp_nlp.review.settling import Settled, latest, settle
from bdjp_nlp.rows import Entity, Fact, Span


class Judged:
    """The decisions of a run; none where nobody has taken any."""

    def __init__(self, run: Path) -> None:
        self._decisions = read_decisions(run)

    @cached_property
    def _settled(self) -> Settled:
        return settle(self._decisions)

    @cached_property
    def _by_document(self) -> dict[str, list[Decision]]:
        """What each coder said last of each place, by document."""
        coders: dict[str, list[Decision]] = {}
        for decision in self._decisions:
            coders.setdefault(decision.coder, []).append(decision)
        found: dict[str, list[Decision]] = {}
        for decisions in coders.values():
            for decision in latest(decisions).values():
                found.setdefault(decision.doc_id, []).append(decision)
        return found

    @cached_property
    def _standing(self) -> dict[str, tuple[Decision, ...]]:
        found: dict[str, tuple[Decision, ...]] = {}
        for decision in self._settled.standing.values():
            found[decision.doc_id] = (*found.get(decision.doc_id, ()), decision)
        return found

    def standing(self, doc_id: str) -> tuple[Decision, ...]:
        """The decisions that hold in a document."""
        return self._standing.get(doc_id, ())

    @property
    def disputed(self) -> int:
        """Places on which blind coders differ and nobody has settled the matter."""
        return len(self._settled.disputed)

    def of_people(self, document: Document, layers: Iterable[str], unit: Unit) -> Iterator[Mark]:
        """The marks of people in a document: what they accepted, changed or added, not what they rejected."""
        for decision in self._by_document.get(document.doc_id, []):
            passage = document.passage_by_id.get(decision.passage_id)
            if passage is None or decision.group not in layers or decision.new is None or not decision.new.holds:
                continue
            for start, end in _spans(decision, decision.new, document, unit):
                yield Mark(
                    decision.group,
                    decision.new.label,
                    passage.doc_start + start,
                    passage.doc_start + end,
                    passage.text[start:end],
                    decision.coder,
                    human=True,
                    status=ACCEPTED if decision.action == "accept" else ADDED,
                    details=_details(decision.new),
                )

    def on(self, mark: Mark, passage_id: str, doc_start: int) -> Mark:
        """A model's mark with the status that people gave it."""
        decision = self._settled.standing.get(_place(mark, passage_id, doc_start))
        if decision is None or decision.new is None:
            return mark
        kept = decision.new.holds and decision.new.label == mark.label
        return replace(mark, status=ACCEPTED if kept else REJECTED)


def _spans(decision: Decision, new: Standing, document: Document, unit: Unit) -> Sequence[Span]:
    """What a person's mark covers: as a model's, the sentences that carry the label, where it is known which."""
    if new.evidence and unit is Unit.evidence:
        return new.evidence
    if new.evidence and unit is Unit.sentence:
        sentences = document.sentences_by_passage.get(decision.passage_id, ())
        bearing = [(s.start, s.end) for s in sentences if any(a < s.end and s.start < b for a, b in new.evidence)]
        return bearing or [(decision.start, decision.end)]
    return [(decision.start, decision.end)]


def _place(mark: Mark, passage_id: str, doc_start: int) -> Place:
    """The mark's place as `Decision.place` writes it."""
    span = (str(mark.start - doc_start), str(mark.end - doc_start))
    if mark.layer == Entity.table:
        return (mark.layer, passage_id, *span)
    if mark.layer == Fact.table:
        return (mark.layer, passage_id, *span, mark.detail("subject") or "", mark.label, mark.detail("object") or "")
    return (mark.layer, passage_id, mark.label)


def _details(standing: Standing) -> Details:
    explicit = {True: "yes", False: "no", None: None}[standing.explicit]
    said = {
        "canonical": standing.canonical,
        "stance": standing.stance,
        "explicit": explicit,
        "subject": standing.subject,
        "object": standing.object,
    }
    return tuple((name, value) for name, value in said.items() if value)
