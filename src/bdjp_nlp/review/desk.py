"""Desk: a run opened for one reader, with the decisions as they stand for them."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa

from bdjp_nlp.codebook import Codebook
from bdjp_nlp.errors import UsageError
from bdjp_nlp.review.catalogue import Catalogue, catalogue
from bdjp_nlp.review.corpus import Corpus, PlaceOf
from bdjp_nlp.review.decisions import Decision, DecisionLog, Group, Place
from bdjp_nlp.review.doubts import doubts, still_waiting, waiting
from bdjp_nlp.review.judged import JudgedPassage, Reader, judged_here
from bdjp_nlp.review.judging import Ask, Judge, undoing
from bdjp_nlp.review.overlay import overlay
from bdjp_nlp.review.paper import Paper
from bdjp_nlp.review.presenting import PassageView, present
from bdjp_nlp.review.settling import Settled
from bdjp_nlp.review.told import Told, tell
from bdjp_nlp.rows import Passage

QUEUE = 100
"""Passages put in order at a time; when they are judged, the order is made anew."""
ROWS_FOR_LABELS = 1000
"""Rows of codes that are looked at for their labels: the first passage has one of each."""
CANDIDATES = 10
"""So many times as many of the least sure passages are compared for it."""


@dataclass(frozen=True)
class Standing:
    """The decisions that hold for the reader, by passage; `seen` lines of the log were read for it."""

    seen: int
    settled: Settled
    by_passage: dict[str, dict[Place, Decision]]
    quarrels: dict[str, dict[Place, tuple[Decision, ...]]]
    overlay: pa.Table

    @property
    def decided(self) -> int:
        """How many places are decided."""
        return len(self.settled.standing)


_LABELS_OF: dict[Group, str] = {
    "themes": f"SELECT DISTINCT label FROM (SELECT label FROM themes LIMIT {ROWS_FOR_LABELS}) ORDER BY 1",
    "constraints": f"SELECT DISTINCT label FROM (SELECT label FROM constraints LIMIT {ROWS_FOR_LABELS}) ORDER BY 1",
    "entities": "SELECT DISTINCT label FROM names ORDER BY 1",
    "facts": "SELECT DISTINCT relation FROM facts ORDER BY 1",
}


class Desk:
    """Everything that the pages ask for."""

    def __init__(self, run: Path, codebook: Codebook, reader: Reader, gazetteer: Path | None = None) -> None:
        self.corpus, self.reader, self.codebook = Corpus(run, gazetteer), reader, codebook
        self.log = DecisionLog(run)
        self._lock = threading.Lock()
        self._standing: Standing | None = None
        self._queue: list[PlaceOf] | None = None
        self._told: Told | None = None

    @property
    def run(self) -> Path:
        """The run directory."""
        return self.corpus.run

    @cached_property
    def labels(self) -> Catalogue:
        """The codebook's labels and those of the run."""
        present: dict[Group, list[str]] = {}
        for group, question in _LABELS_OF.items():
            if group in self.corpus.tables:
                present[group] = [label for (label,) in self.corpus.ask(question)]
        return catalogue(self.codebook, present)

    @property
    def standing(self) -> Standing:
        """The decisions as they stand now, other people's since the last look included."""
        with self._lock:
            decisions = self.log.read()
            if self._standing is None or self._standing.seen != len(decisions):
                self._standing = _standing(self.reader, decisions)
            return self._standing

    @property
    def told(self) -> Told:
        """What needs all facts of the run at once: made when it is first asked for, and again after another run."""
        if self._told is None or self._told.stamp != self.corpus.stamp:
            self._told = tell(self.corpus)
        return self._told

    def judged(self, doc_id: str, passage_id: str) -> tuple[Paper, JudgedPassage]:
        """A passage with what is said of it; raises `UsageError` where the document has no such one."""
        paper = self.corpus.paper(doc_id)
        passage = paper.passage_by_id.get(passage_id)
        if passage is None:
            raise UsageError(f"document {doc_id}: no passage {passage_id!r}")
        return paper, self._judged(paper, passage)

    def _judged(self, paper: Paper, passage: Passage) -> JudgedPassage:
        now = self.standing
        identifier = passage.passage_id
        return judged_here(paper, passage, now.by_passage.get(identifier, {}), now.quarrels.get(identifier, {}))

    def view(self, doc_id: str, passage_id: str) -> PassageView:
        """A passage for the template."""
        paper, found = self.judged(doc_id, passage_id)
        return present(paper, found, self.labels)

    def views(self, places: Iterable[PlaceOf]) -> list[PassageView]:
        """Passages for the template; those that the run no longer holds are left out."""
        return [
            self.view(place.doc_id, place.passage_id)
            for place in places
            if self.corpus.holds(place.doc_id) and place.passage_id in self.corpus.paper(place.doc_id).passage_by_id
        ]

    def decide(self, ask: Ask) -> list[Decision]:
        """Take and write down what the reader asks for; raises `UsageError` and `StoreError`."""
        _, found = self.judged(ask.doc_id, ask.passage_id)
        decisions = Judge(self.reader, self.labels, found).decisions(ask)
        with self._lock:
            self.log.append(decisions)
        return decisions

    def undo(self) -> list[Decision]:
        """Take back what the reader did last; the lines written, none where there is nothing left."""
        with self._lock:
            decisions = undoing(self.log.read(), self.reader)
            if decisions:
                self.log.append(decisions)
        return decisions

    def waiting(self) -> int:
        """How many passages have a label of which the model is unsure and nobody has decided."""
        return waiting(self.corpus, self.standing.overlay)

    def queue(self, limit: int) -> tuple[int, list[PlaceOf]]:
        """How many passages wait, and the first of them in the order in which they teach most.

        The order is kept while its passages are judged, and made anew once none of it waits.
        """
        left = still_waiting(self.corpus, self.standing.overlay, self._queue or ())
        first = [place for place in self._queue or () if place.passage_id in left]
        if not first:
            self._queue = first = self._ordered()
        return self.waiting(), first[:limit]

    def _ordered(self) -> list[PlaceOf]:
        columns = {(choice.group, choice.name): number for number, choice in enumerate(self.labels.codes)}
        found = doubts(self.corpus, self.standing.overlay, QUEUE * CANDIDATES)
        coded = [doubt for doubt in found if (doubt.group, doubt.label) in columns]
        places = list(dict.fromkeys(PlaceOf(doubt.doc_id, doubt.passage_id) for doubt in coded))
        rows = {place: number for number, place in enumerate(places)}
        probabilities = np.zeros((len(places), len(columns)))
        for doubt in coded:
            probabilities[rows[PlaceOf(doubt.doc_id, doubt.passage_id)], columns[doubt.group, doubt.label]] = (
                doubt.score
            )
        texts = self.corpus.texts([place.passage_id for place in places])
        kept = [number for number, place in enumerate(places) if place.passage_id in texts]
        from bdjp_nlp.coding.suggestion import suggest  # brings scikit-learn, which no other page needs

        suggestions = suggest(
            [texts[places[number].passage_id] for number in kept],
            probabilities[kept],
            [choice.name for choice in self.labels.codes],
            QUEUE,
        )
        return [places[kept[one.place]] for one in suggestions]

    def disputed(self) -> list[PlaceOf]:
        """The passages on which blind coders differ."""
        found = (PlaceOf(ones[0].doc_id, ones[0].passage_id) for ones in self.standing.settled.disputed.values())
        return list(dict.fromkeys(found))


def _standing(reader: Reader, decisions: Sequence[Decision]) -> Standing:
    settled = reader.standing(decisions)
    by_passage: dict[str, dict[Place, Decision]] = {}
    for place, decision in settled.standing.items():
        by_passage.setdefault(decision.passage_id, {})[place] = decision
    quarrels: dict[str, dict[Place, tuple[Decision, ...]]] = {}
    for place, ones in settled.disputed.items():
        quarrels.setdefault(ones[0].passage_id, {})[place] = ones
    return Standing(len(decisions), settled, by_passage, quarrels, overlay(settled.standing.values()))
