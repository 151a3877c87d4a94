"""Recogniser: from the texts of documents to named mentions; evidence, model, decision and naming in one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bdjp_nlp.entities.decision import Decider, Judge
from bdjp_nlp.entities.evidence import Evidence, EvidenceFinder
from bdjp_nlp.entities.naming import NamedMention, Namer
from bdjp_nlp.entities.senses import AcronymConflict
from bdjp_nlp.entities.tagger import Tagger

BATCH_TOKENS = 4096
"""Tokens that the network sees at once: enough for fast matrix products, few enough for the processor's cache."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """The mentions of each text of one document, and the document's acronyms with several meanings."""

    mentions: list[list[NamedMention]]
    conflicts: tuple[AcronymConflict, ...]


class Recogniser:
    """Finds and names mentions in batches of documents, each a sequence of texts."""

    def __init__(self, finder: EvidenceFinder, tagger: Tagger, judge: Judge) -> None:
        self.finder, self.tagger = finder, tagger
        self.decide = Decider(finder, tagger.scheme, judge)
        self.name = Namer(finder)

    def __call__(self, documents: Iterable[Sequence[str]]) -> Iterator[Recognised]:
        """What is found in each document, in their order; the model sees texts of several documents at once."""
        waiting: list[list[Evidence]] = []
        size = 0
        for texts in documents:
            waiting.append([self.finder(text) for text in texts])
            size += sum(len(evidence.tokens) for evidence in waiting[-1])
            if size >= BATCH_TOKENS:
                yield from self._recognised(waiting)
                waiting, size = [], 0
        yield from self._recognised(waiting)

    def _recognised(self, documents: Sequence[Sequence[Evidence]]) -> Iterator[Recognised]:
        flat = [evidence for texts in documents for evidence in texts]
        decided = iter(
            self.decide(evidence, probabilities)
            for batch in _batches(flat)
            for evidence, probabilities in zip(batch, self.tagger.probabilities(batch), strict=True)
        )
        for texts in documents:
            yield Recognised(*self.name([(evidence.tokens, next(decided)) for evidence in texts]))


def _batches(texts: Sequence[Evidence]) -> Iterator[list[Evidence]]:
    batch: list[Evidence] = []
    size = 0
    for evidence in texts:
        batch.append(evidence)
        size += len(evidence.tokens)
        if size >= BATCH_TOKENS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
