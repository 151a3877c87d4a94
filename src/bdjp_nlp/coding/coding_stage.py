"""What the stages of themes and of constraints share: batches of documents in, a row for every label and text out."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar

from bdjp_nlp.coding.document_units import coded_passages, unit_of
from bdjp_nlp.coding.model_files import load
from bdjp_nlp.coding.verdict import CodedUnit, Verdict, code
from bdjp_nlp.document import Document
from bdjp_nlp.models_in_use import IN_USE, current_id
from bdjp_nlp.pipeline_folder import PipelineFolder
from bdjp_nlp.rows import Coding, Passage, Section, Sentence
from bdjp_nlp.stage import Settings, Stage

SENTENCES_AT_ONCE = 512
"""A batch of documents is coded once it has so many: enough for fast matrices, little for the memory."""
DOCUMENTS_AT_ONCE = 256
"""The same for documents with hardly a sentence each."""


class CoderSettings(Settings):
    """`model`: the id of a folder under ``pipeline/models``, or "current": what ``current.toml`` names."""

    model: str = IN_USE


class CodingStage(Stage[CoderSettings]):
    """Judges every passage and every sentence by every label of one group of the codebook.

    A subclass sets `name`, which is also the codebook's group and the model's task, `writes`, and `row`.
    """

    reads = (Passage, Sentence, Section)
    settings_class = CoderSettings
    code: ClassVar[tuple[str, ...]] = ("bdjp_nlp.coding",)
    by_passage = True

    def __init__(self, settings: CoderSettings, folder: PipelineFolder) -> None:
        super().__init__(settings, folder)
        self.model = current_id(folder.models, self.name) if settings.model == IN_USE else settings.model
        self.coder = load(folder.models, self.model, self.name, folder.codebook.names(self.name))

    def resources(self) -> dict[str, str]:
        """The model, by its id."""
        return {"model": self.model}

    @abstractmethod
    def row(self, passage: Passage, sentence_id: str | None, verdict: Verdict) -> Coding:
        """The row of one verdict."""

    def __call__(self, documents: Iterable[Document]) -> Iterator[Document]:
        """The documents with a row for every label of every coded passage and of each of its sentences."""
        for batch in _batches(documents):
            passages = [coded_passages(document) for document in batch]
            units = [
                unit_of(document, passage) for document, coded in zip(batch, passages, strict=True) for passage in coded
            ]
            verdicts = iter(code(self.coder, units))
            for document, coded in zip(batch, passages, strict=True):
                rows = [row for passage in coded for row in self._rows(document, passage, next(verdicts))]
                yield document.with_layer(self.writes[0], rows)

    def _rows(self, document: Document, passage: Passage, coded: CodedUnit) -> Iterator[Coding]:
        for verdict in coded.passage:
            yield self.row(passage, None, verdict)
        sentences = document.sentences_by_passage.get(passage.passage_id, ())
        for sentence, verdicts in zip(sentences, coded.sentences, strict=True):
            for verdict in verdicts:
                yield self.row(passage, sentence.sentence_id, verdict)


def _batches(documents: Iterable[Document]) -> Iterator[Sequence[Document]]:
    batch: list[Document] = []
    sentences = 0
    for document in documents:
        batch.append(document)
        sentences += len(document.rows(Sentence))
        if sentences >= SENTENCES_AT_ONCE or len(batch) == DOCUMENTS_AT_ONCE:
            yield batch
            batch, sentences = [], 0
    if batch:
        yield batch
