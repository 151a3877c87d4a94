"""Facts: who did, does, will or might do what to whom, read from the grammar of sentences that can bear a fact."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice

from pydantic import Field

from bdjp_nlp.document import Document
from bdjp_nlp.facts.candidate import Candidate, ReadSentence
from bdjp_nlp.facts.events import dated_events
from bdjp_nlp.facts.extraction import Extractor
from bdjp_nlp.facts.gate import load_place_scorer
from bdjp_nlp.facts.parser import weights_id
from bdjp_nlp.facts.resources import ENTITIES, RELATIONS, load_extractor, wording_folder
from bdjp_nlp.facts.scorer import Scorer, load_scorer
from bdjp_nlp.identity import files_id
from bdjp_nlp.rows import DatedEvent, Entity, Fact, Passage, Sentence
from bdjp_nlp.stage import Settings, Stage

DEFAULT_THRESHOLD = 0.5
"""The mean of precision and recall on left-out training texts is best from 0.4 to 0.5; the higher, for precision."""
SENTENCES_AT_ONCE = 1024
"""Documents are read together until they have so many sentences: enough for the parser's batches, little for memory."""
_NUMBER = re.compile(r"(\d[\d./]*) (.+)")


class FactSettings(Settings):
    """`threshold`: the least probability with which a candidate is written."""

    threshold: float = Field(default=DEFAULT_THRESHOLD, ge=0, le=1)


class Facts(Stage[FactSettings]):
    """Writes the facts of every passage, each with its modality, its source in the text, its words and a score."""

    name = "facts"
    reads = (Passage, Sentence, Entity)
    writes = (Fact, DatedEvent)
    settings_class = FactSettings
    code = ("bdjp_nlp.facts",)
    by_passage = True

    @cached_property
    def _extractor(self) -> Extractor:
        return load_extractor(self.folder, load_place_scorer(wording_folder(self.folder)))

    @cached_property
    def _scorer(self) -> Scorer:
        return load_scorer(wording_folder(self.folder))

    def resources(self) -> dict[str, str]:
        """The frames, the wording, the two scorers; the codebook's names; the parser; names of states and peoples."""
        files = [file for pattern in ("*.toml", "*.json") for file in wording_folder(self.folder).glob(pattern)]
        return {
            "wording": files_id(files, wording_folder(self.folder)),
            "labels": self.folder.codebook.group_id(ENTITIES) + "|" + self.folder.codebook.group_id(RELATIONS),
            "parser": weights_id(),
            "gazetteer": files_id(self.folder.gazetteer.glob("*.csv"), self.folder.gazetteer),
        }

    def __call__(self, documents: Iterable[Document]) -> Iterator[Document]:
        """The documents with their facts, in the order of passages and offsets."""
        for batch in _batches(documents):
            sentences = [list(read_sentences(document)) for document in batch]
            found = iter(self._extractor.candidates([read for each in sentences for read in each]))
            for document, reads in zip(batch, sentences, strict=True):
                candidates = [candidate for each in islice(found, len(reads)) for candidate in each]
                yield self._with_layers(document, reads, candidates)

    def _with_layers(
        self, document: Document, sentences: Sequence[ReadSentence], candidates: Sequence[Candidate]
    ) -> Document:
        passages, wording = document.passage_by_id, self._extractor.wording
        events = [
            event
            for read in sentences
            for event in dated_events(read, passages[read.sentence.passage_id].text, wording)
        ]
        return document.with_layer(Fact, self._rows(document, candidates)).with_layer(DatedEvent, events)

    def _rows(self, document: Document, candidates: Sequence[Candidate]) -> Iterator[Fact]:
        """The candidates over the threshold; of those that say the same in one passage, the most probable."""
        best: dict[tuple[str, ...], tuple[float, Candidate]] = {}
        for candidate in candidates:
            score = self._scorer(candidate.signs)
            key = (candidate.sentence.passage_id, *candidate.key)
            if score >= self.settings.threshold and (key not in best or score > best[key][0]):
                best[key] = score, candidate
        passages = document.passage_by_id
        for score, candidate in best.values():
            yield fact_row(passages[candidate.sentence.passage_id].text, candidate, round(score, 4))


def _batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    batch: list[Document] = []
    sentences = 0
    for document in documents:
        batch.append(document)
        sentences += len(document.rows(Sentence))
        if sentences >= SENTENCES_AT_ONCE:
            yield batch
            batch, sentences = [], 0
    if batch:
        yield batch


def read_sentences(document: Document) -> Iterator[ReadSentence]:
    """A document's sentences with their mentions and those of the sentences before them in the passage."""
    mentions: dict[str, list[Entity]] = {}
    for entity in document.rows(Entity):
        mentions.setdefault(entity.sentence_id, []).append(entity)
    for passage in document.passages:
        before: list[Sequence[Entity]] = []
        for sentence in document.sentences_by_passage.get(passage.passage_id, ()):
            here = mentions.get(sentence.sentence_id, [])
            yield ReadSentence(sentence, here, tuple(before))
            before.append(here)


def fact_row(text: str, candidate: Candidate, score: float) -> Fact:
    """The row of a candidate; `text` is its passage's."""
    amount, unit = _amount(candidate.amount)
    return Fact(
        passage_id=candidate.sentence.passage_id,
        sentence_id=candidate.sentence.sentence_id,
        subject=candidate.subject.name,
        relation=candidate.relation,
        object=candidate.object.name,
        amount=amount,
        unit=unit,
        date=candidate.date.value if candidate.date else None,
        modality=candidate.modality,
        asserted_by=candidate.asserted_by,
        start=candidate.start,
        end=candidate.end,
        quote=text[candidate.start : candidate.end],
        score=score,
        indirect=candidate.indirect.name if candidate.indirect else None,
        subject_start=candidate.subject.start,
        subject_end=candidate.subject.end,
        object_start=candidate.object.start,
        object_end=candidate.object.end,
    )


def _amount(entity: Entity | None) -> tuple[str | None, str | None]:
    """A sum's or quantity's number and unit; both None where there is none."""
    if entity is None:
        return None, None
    number = _NUMBER.fullmatch(entity.canonical)
    if entity.unit is None and number:
        return number[1], number[2]
    return entity.value, entity.unit
