"""Learning: what people decided on a run, as labelled texts for training.

A decision on one label of a passage says nothing of its other labels: they teach neither that they are there nor that
they are not. A passage with a disputed label waits until it is settled. Of names, what was not decided on in a passage
with a decision stands as the run has it, since names are learnt from whole passages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from bdjp_nlp.coding.flips import Placed
from bdjp_nlp.coding.labelled_unit import LabelledUnit
from bdjp_nlp.coding.manner import Put
from bdjp_nlp.coding.unit import Unit
from bdjp_nlp.errors import LabelsError
from bdjp_nlp.review.corpus import Corpus
from bdjp_nlp.review.decisions import DECISIONS, DecisionLog, Group
from bdjp_nlp.review.judged import JudgedPassage, judged
from bdjp_nlp.review.paper import Paper
from bdjp_nlp.review.settling import settle
from bdjp_nlp.rows import Passage

KIND = "reviewed"
"""What the units are called in a training report."""


@dataclass(frozen=True)
class ReviewedPassage:
    """A passage that people have judged, with what holds of it now."""

    paper: Paper
    judged: JudgedPassage


@dataclass(frozen=True)
class Reviewed:
    """The passages on which people decided in one group.

    `disputed` passages are left out until somebody settles them; `gone` are passages that the run no longer holds.
    """

    passages: tuple[ReviewedPassage, ...]
    disputed: int
    gone: int
    damaged: tuple[int, ...]

    @property
    def warnings(self) -> Iterator[str]:
        """What a person should know of them."""
        if self.disputed:
            yield f"{self.disputed} reviewed passages are left out: coders differ on them (bdjp review DIR shows them)"
        if self.gone:
            yield f"{self.gone} reviewed passages are left out: the run no longer holds them"
        if self.damaged:
            yield f"{DECISIONS}: lines that are no decision were passed over: {', '.join(map(str, self.damaged))}"


def reviewed(run: Path, group: Group) -> Reviewed:
    """The reviewed passages of a run, in the order of the first decision on each.

    Raises `StoreError` where `run` is no run, `LabelsError` where nobody has decided anything in the group.
    """
    corpus, log = Corpus(run), DecisionLog(run)
    settled = settle(log.read())
    places = {d.passage_id: d.doc_id for d in settled.standing.values() if d.group == group}
    disputed = {d.passage_id for ones in settled.disputed.values() for d in ones if d.group == group}
    if not places and not disputed:
        raise LabelsError(f"{log.file}: no decisions on {group} yet; take some with bdjp review {run}")
    found, gone = [], 0
    for passage_id, doc_id in places.items():
        if passage_id in disputed:
            continue
        paper = corpus.paper(doc_id) if corpus.holds(doc_id) else None
        passage = None if paper is None else paper.passage_by_id.get(passage_id)
        if paper is None or passage is None:
            gone += 1
            continue
        found.append(ReviewedPassage(paper, judged(paper, passage, settled)))
    return Reviewed(tuple(found), len(disputed), gone, tuple(log.damaged))


def labelled_units(passages: Sequence[ReviewedPassage], group: str, labels: Sequence[str]) -> list[LabelledUnit]:
    """Reviewed passages as units for training the coder of a group; labels on which nobody decided are undecided.

    A sentence bears the labels whose evidence lies in it; where a label of a passage has no evidence and the passage
    has several sentences, only the passage's labels are known.
    """
    return [_unit(one, group, frozenset(labels)) for one in passages]


def placed_passages(run: Path) -> Iterator[Placed]:
    """The passages of a run that are coded, as the coders see them; raises `StoreError` where `run` is no run."""
    corpus = Corpus(run)
    for doc_id in corpus.documents:
        paper = corpus.paper(doc_id)
        name = PurePath(paper.document.path).name
        for passage in filter(paper.is_coded, paper.passages):
            place = f"{name} p.{passage.page_first}" if passage.page_first else name
            yield Placed(place, _seen(paper, passage))


def _seen(paper: Paper, passage: Passage) -> Unit:
    spans = tuple((s.start, s.end) for s in paper.sentences.get(passage.passage_id, ())) or ((0, len(passage.text)),)
    return Unit(passage.text, spans, paper.heading(passage.section_id))


def _unit(one: ReviewedPassage, group: str, labels: frozenset[str]) -> LabelledUnit:
    paper, passage = one.paper, one.judged.passage
    unit = _seen(paper, passage)
    spans = unit.spans
    decided = [code for code in one.judged.codes if code.group == group and code.decided and code.label in labels]
    codes = [code for code in decided if code.holds]
    bearing = {
        code.label: [
            number
            for number, (start, end) in enumerate(spans)
            if len(spans) == 1 or any(first < end and start < last for first, last in code.evidence)
        ]
        for code in codes
    }
    known = all(bearing.values())
    return LabelledUnit(
        unit,
        frozenset(bearing),
        tuple(frozenset(label for label, where in bearing.items() if number in where) for number in range(len(spans)))
        if known
        else None,
        doc=paper.doc_id,
        source=paper.doc_id,
        kind=KIND,
        place=KIND,
        puts=tuple(
            (number, code.label, Put(bool(code.explicit), code.stance))
            for code in codes
            if code.stance is not None
            for number in bearing[code.label]
        ),
        undecided=labels - {code.label for code in decided},
    )
