"""Entities: finds who and what each sentence names, and gives it one name across the document."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import tee

from bdjp_nlp.coding.model_files import IN_USE, current_id
from bdjp_nlp.document import Document
from bdjp_nlp.entities.evidence import EvidenceFinder, load_finder
from bdjp_nlp.entities.model_files import TASK, load
from bdjp_nlp.entities.naming import NamedMention, entity_id
from bdjp_nlp.entities.recogniser import Recogniser
from bdjp_nlp.rows import Entity, Passage, Sentence
from bdjp_nlp.stage import Settings, Stage

GROUP = TASK
"""The codebook's group of entity labels."""


class EntitySettings(Settings):
    """`model`: the id of a trained model, or "current" for the one that ``models/current.toml`` names."""

    model: str = IN_USE


class Entities(Stage[EntitySettings]):
    """Writes every mention with its label, canonical name, identifier, method, score and value."""

    name = "entities"
    reads = (Passage, Sentence)
    writes = (Entity,)
    settings_class = EntitySettings
    code = ("bdjp_nlp.entities",)

    @cached_property
    def _labels(self) -> tuple[str, ...]:
        return self.folder.codebook.names(GROUP)

    @cached_property
    def _finder(self) -> EvidenceFinder:
        return load_finder(self.folder.gazetteer, self._labels)

    @cached_property
    def _model(self) -> str:
        chosen = self.settings.model
        return current_id(self.folder.models, TASK) if chosen == IN_USE else chosen

    @cached_property
    def recogniser(self) -> Recogniser:
        """The recogniser with the chosen model; raises `ModelError` where that cannot be used."""
        return Recogniser(self._finder, *load(self.folder.models, self._model, self._labels))

    def resources(self) -> dict[str, str]:
        """The model, the gazetteer with its patterns, and the codebook's labels."""
        return {
            "model": self._model,
            "gazetteer": self._finder.gazetteer.content_id,
            "labels": self.folder.codebook.group_id(GROUP),
        }

    def __call__(self, documents: Iterable[Document]) -> Iterator[Document]:
        """The documents with their entities, in the order of passages and offsets."""
        ahead, behind = tee(documents)
        texts = ([passage.text for passage in document.passages] for document in ahead)
        for document, found in zip(behind, self.recogniser(texts), strict=True):
            yield document.with_layer(Entity, entity_rows(document, found.mentions))


def entity_rows(document: Document, found: Iterable[Sequence[NamedMention]]) -> Iterator[Entity]:
    """Rows of the mentions found in each passage of a document."""
    by_passage = document.sentences_by_passage
    for passage, mentions in zip(document.passages, found, strict=True):
        yield from _rows(passage, by_passage.get(passage.passage_id, ()), mentions)


def _rows(passage: Passage, sentences: Sequence[Sentence], mentions: Iterable[NamedMention]) -> Iterator[Entity]:
    """Rows of the mentions that lie within one sentence."""
    starts = [sentence.start for sentence in sentences]
    for named in mentions:
        mention = named.mention
        position = bisect_right(starts, mention.start) - 1
        if position < 0 or mention.end > sentences[position].end:
            continue
        value = mention.value
        yield Entity(
            passage_id=passage.passage_id,
            sentence_id=sentences[position].sentence_id,
            start=mention.start,
            end=mention.end,
            text=mention.text,
            label=mention.label,
            canonical=named.canonical,
            entity_id=entity_id(mention.label, named.canonical),
            method=str(mention.method),
            score=round(mention.score, 4),
            value=value.value if value else None,
            unit=value.unit if value else None,
        )
