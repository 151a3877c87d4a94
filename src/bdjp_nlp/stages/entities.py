"""Entities: finds who and what each sentence names, and gives it one name across the document."""

from __future__ import annotations

import dataclasses
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import groupby, tee

from bdjp_nlp.document import Document
from bdjp_nlp.entities.dating import dated
from bdjp_nlp.entities.evidence import EvidenceFinder, load_finder
from bdjp_nlp.entities.gazetteer import gazetteer_id
from bdjp_nlp.entities.identifier import entity_id
from bdjp_nlp.entities.mention import Mention
from bdjp_nlp.entities.model_files import TASK, load
from bdjp_nlp.entities.naming import NamedMention
from bdjp_nlp.entities.patterns import Roles
from bdjp_nlp.entities.recogniser import Recogniser
from bdjp_nlp.entities.senses import AcronymConflict
from bdjp_nlp.entities.values.exchange import Dollars, in_dollars, rate_date, rates_version
from bdjp_nlp.models_in_use import IN_USE, current_id
from bdjp_nlp.rows import Entity, Passage, Sentence
from bdjp_nlp.stage import Settings, Stage

GROUP = TASK
"""The codebook's group of entity labels."""
CONFLICT = "several meanings of the acronym"
"""How the warning begins that a document gives one acronym several long forms."""


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
        """The model, the gazetteer with its patterns, the codebook's labels, the exchange rates."""
        return {
            "model": self._model,
            "gazetteer": gazetteer_id(self.folder.gazetteer),
            "labels": self.folder.codebook.group_id(GROUP),
            "rates": rates_version(),
        }

    def __call__(self, documents: Iterable[Document]) -> Iterator[Document]:
        """The documents with their entities, in the order of passages and offsets."""
        ahead, behind = tee(documents)
        texts = ([passage.text for passage in document.passages] for document in ahead)
        for document, found in zip(behind, self.recogniser(texts), strict=True):
            told = with_conflicts(document, found.conflicts)
            yield told.with_layer(Entity, entity_rows(document, found.mentions, self._finder.roles))


def entity_rows(document: Document, found: Iterable[Sequence[NamedMention]], roles: Roles) -> Iterator[Entity]:
    """Rows of the mentions found in each passage of a document; relative dates and dollars come from its date."""
    by_passage = document.sentences_by_passage
    for passage, mentions in zip(document.passages, dated(found, roles.date, document.date), strict=True):
        sentences = by_passage.get(passage.passage_id, ())
        for sentence, inside in _by_sentence(sentences, mentions):
            yield from (_row(passage, sentence, named, inside, document.date, roles) for named in inside)


def _by_sentence(
    sentences: Sequence[Sentence], mentions: Iterable[NamedMention]
) -> Iterator[tuple[Sentence, list[NamedMention]]]:
    """The mentions that lie within one sentence, by their sentences."""
    starts = [sentence.start for sentence in sentences]
    for position, group in groupby(mentions, lambda named: bisect_right(starts, named.mention.start) - 1):
        if position >= 0:
            end = sentences[position].end
            yield sentences[position], [named for named in group if named.mention.end <= end]


def _row(
    passage: Passage, sentence: Sentence, named: NamedMention, beside: Sequence[NamedMention], today: str, roles: Roles
) -> Entity:
    mention = named.mention
    value = mention.value
    dollars = _dollars(mention, beside, today, roles.date) if mention.label == roles.money else None
    return Entity(
        passage_id=passage.passage_id,
        sentence_id=sentence.sentence_id,
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
        usd=dollars.amount if dollars else None,
        usd_at=dollars.at if dollars else None,
    )


def _dollars(mention: Mention, beside: Sequence[NamedMention], today: str, label: str) -> Dollars | None:
    """A sum in dollars at the date that stands nearest to it in its sentence, else at the document's."""
    value = mention.value
    if value is None or value.value is None or value.unit is None:
        return None
    dates = [
        (abs(other.mention.start - mention.start), day)
        for other in beside
        if other.mention.label == label and other.mention.value and (day := rate_date(other.mention.value.value))
    ]
    at = min(dates)[1] if dates else rate_date(today)
    return in_dollars(value.value, value.unit, at) if at is not None else None


def with_conflicts(document: Document, conflicts: Iterable[AcronymConflict]) -> Document:
    """The document with a warning for each acronym that it gives several long forms."""
    kept = [warning for warning in document.warnings if not warning.startswith(CONFLICT)]
    found = [f"{CONFLICT} {one.short}: {'; '.join(one.expansions)}" for one in conflicts]
    return dataclasses.replace(document, warnings=(*kept, *found)) if found or document.warnings else document
