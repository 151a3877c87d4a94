"""spaCy entities: the gazetteer and the grammars of values before spaCy's own English model.

An alternative to the stage ``entities`` for who wants spaCy's recogniser, and the line that ours is measured against:
name it in ``pipeline.toml`` in its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from bdjp_nlp.document import Document
from bdjp_nlp.entities.evidence import Evidence, EvidenceFinder, load_finder
from bdjp_nlp.entities.gazetteer import gazetteer_id
from bdjp_nlp.entities.mention import Mention, Method
from bdjp_nlp.entities.naming import Namer
from bdjp_nlp.entities.spacy_model import VERSION, WEIGHTS_SHA256, installed_model, load_spacy
from bdjp_nlp.entities.values.exchange import rates_version
from bdjp_nlp.errors import ConfigurationError, alternatives
from bdjp_nlp.rows import Entity, Passage, Sentence
from bdjp_nlp.stage import NoSettings, Stage
from bdjp_nlp.stages.entities import GROUP, entity_rows, with_conflicts
from bdjp_nlp.toml_file import load_toml, validated

if TYPE_CHECKING:
    from spacy.tokens import Doc

LABELS_FILE = "spacy_labels.toml"
LISTED_SCORE = 0.95
"""Of names that a list knows and values that a grammar reads: their share of right ones on the annotated texts."""
MODEL_SCORE = 0.7
"""spaCy gives no probability; this is the share of right ones among the mentions that only it finds."""


class _LabelsFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    labels: dict[str, str]


class SpacyEntities(Stage[NoSettings]):
    """Writes the same rows as the stage ``entities``, found by lists, grammars and spaCy."""

    name = "spacy_entities"
    reads = (Passage, Sentence)
    writes = (Entity,)
    code = ("bdjp_nlp.entities", "bdjp_nlp.stages.entities")

    @cached_property
    def _labels(self) -> tuple[str, ...]:
        return self.folder.codebook.names(GROUP)

    @cached_property
    def _finder(self) -> EvidenceFinder:
        return load_finder(self.folder.gazetteer, self._labels)

    @cached_property
    def _label_of(self) -> dict[str, str]:
        file = self.folder.gazetteer / LABELS_FILE
        found = validated(_LabelsFile, load_toml(file), str(file)).labels
        for label in found.values():
            if label not in self._labels:
                raise ConfigurationError(f"{file}: unknown label {label!r} ({alternatives(label, self._labels)})")
        return found

    @cached_property
    def _spacy(self) -> Any:
        return load_spacy()

    @cached_property
    def _namer(self) -> Namer:
        return Namer(self._finder)

    def resources(self) -> dict[str, str]:
        """Which package the weights come from, and the gazetteer."""
        return {
            "spacy model": f"{installed_model().package} {VERSION} (weights sha256 {WEIGHTS_SHA256[:12]})",
            "gazetteer": gazetteer_id(self.folder.gazetteer),
            "labels": self.folder.codebook.group_id(GROUP),
            "rates": rates_version(),
        }

    def __call__(self, documents: Iterable[Document]) -> Iterator[Document]:
        """The documents with their entities."""
        for document in documents:
            texts = [passage.text for passage in document.passages]
            mentions = [
                (evidence.tokens, list(self._mentions(evidence, doc)))
                for evidence, doc in zip(map(self._finder, texts), self._spacy.pipe(texts), strict=True)
            ]
            named, conflicts = self._namer(mentions)
            told = with_conflicts(document, conflicts)
            yield told.with_layer(Entity, entity_rows(document, named, self._finder.roles))

    def _mentions(self, evidence: Evidence, doc: Doc) -> Iterator[Mention]:
        """Listed names and values first, the longest of those that overlap, then what else spaCy finds."""
        taken: list[tuple[int, int]] = []
        found = sorted(self._listed(evidence), key=lambda mention: mention.start - mention.end)
        for mention in [*found, *self._tagged(evidence, doc)]:
            if all(mention.end <= start or end <= mention.start for start, end in taken):
                taken.append((mention.start, mention.end))
                yield mention

    def _listed(self, evidence: Evidence) -> Iterator[Mention]:
        tokens = evidence.tokens
        spans: Sequence[Any] = (*evidence.matches, *evidence.built, *evidence.values)
        for span in spans:
            start, end = tokens.starts[span.first], tokens.ends[span.stop - 1]
            name = next((name for name in getattr(span, "names", ()) if not name.ambiguous), None)
            if name is None and hasattr(span, "names"):
                continue
            method = Method.GAZETTEER if name else Method.PATTERN
            label = name.label if name else span.label
            value = getattr(span, "value", None)
            yield Mention(start, end, tokens.text[start:end], label, method, LISTED_SCORE, name, value)

    def _tagged(self, evidence: Evidence, doc: Doc) -> Iterator[Mention]:
        text = evidence.tokens.text
        for entity in doc.ents:
            label = self._label_of.get(entity.label_)
            start, end = entity.start_char, entity.end_char
            if text[start:end].lower().startswith("the "):
                start += len("the ")
            if text[start:end].endswith(("'s", "’s")):
                end -= len("'s")
            if label is not None and start < end:
                value = self._finder.read(label, text[start:end])
                yield Mention(start, end, text[start:end], label, Method.MODEL, MODEL_SCORE, None, value)
