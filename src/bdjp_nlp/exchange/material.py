"""Material: what of a run leaves it, paper by paper, with the marks of its models and of the people who reviewed it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from bdjp_nlp.codebook import Codebook
from bdjp_nlp.document import Document
from bdjp_nlp.errors import StoreError
from bdjp_nlp.exchange.judged import Judged
from bdjp_nlp.exchange.mark import ASSIGNED, Mark, Paper, ordered
from bdjp_nlp.exchange.unit import Unit
from bdjp_nlp.rows import Coding, Constraint, Entity, Fact, Passage, Sentence, Theme
from bdjp_nlp.store.run_directory import RunDirectory, open_run, read_run_json, table_names
from bdjp_nlp.store.shard import DocumentRecord, whole_records

LAYERS: dict[str, type[Theme | Constraint | Entity | Fact]] = {
    kind.table: kind for kind in (Theme, Constraint, Entity, Fact)
}
"""The tables whose rows are marks."""


@dataclass(frozen=True)
class Material:
    """A run to export. `layers`: the tables wanted; those that the run lacks are named in `missing`.

    `gazetteer`: the folder of name lists, by which a network has each state once.
    """

    run: Path
    codebook: Codebook
    layers: tuple[str, ...] = tuple(LAYERS)
    unit: Unit = Unit.sentence
    texts: bool = True
    gazetteer: Path | None = None
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        open_run(self.run)
        for layer in self.missing:
            self.notes.append(f"the run has no table {layer}; it is left out")

    @cached_property
    def info(self) -> dict[str, Any]:
        """The content of ``run.json``."""
        return read_run_json(self.run)

    @property
    def name(self) -> str:
        """What the run's folder is called."""
        return self.run.resolve().name

    @property
    def missing(self) -> list[str]:
        """Wanted tables that the run does not have."""
        there = table_names(self.run)
        return [layer for layer in self.layers if layer not in there]

    def version(self, layer: str) -> str:
        """What made a layer: its model's id, or else the fingerprint of its stage."""
        pipeline = self.info["pipeline"]
        for stage in pipeline["stages"]:
            if stage["name"].endswith(layer):
                return str(stage["resources"].get("model") or pipeline["fingerprints"][stage["name"]])
        return layer

    def papers(self) -> Iterator[Paper]:
        """The documents that could be read, in the run's order, one in memory at a time."""
        judged = Judged(self.run)
        if judged.disputed:
            self.notes.append(
                f"{judged.disputed} places are disputed among blind coders; every coder's mark is exported"
            )
        for document in self.documents():
            people = judged.of_people(document, self.layers, self.unit)
            yield Paper(document, ordered((*self._models(document, judged), *people)), judged.standing(document.doc_id))

    def documents(self, only: Collection[str] | None = None) -> Iterator[Document]:
        """The documents alone, with their layers, one in memory at a time; `only` those with these identifiers."""
        directory = RunDirectory(self.run)
        directory.records = whole_records(self.run)
        for number, record in sorted(directory.records.items()):
            kinds = [kind for name, kind in (*LAYERS.items(), (Sentence.table, Sentence)) if name in record.files]
            for one in record.documents:
                if one.status != "failed" and (only is None or one.doc_id in only):
                    yield self._stored(directory, number, one, kinds)

    def _stored(self, directory: RunDirectory, number: int, record: DocumentRecord, kinds: list[type[Any]]) -> Document:
        try:
            return directory.stored_document(number, record, kinds)
        except KeyError as error:
            raise StoreError(
                f"{self.run}: its tables were written by another version ({error.args[0]}); run again into the same "
                "folder, what changed is computed anew"
            ) from None

    def _models(self, document: Document, judged: Judged) -> Iterator[Mark]:
        """The models' marks with the status that people gave them."""
        for passage_id, mark in self._marks(document):
            yield judged.on(mark, passage_id, document.passage_by_id[passage_id].doc_start)

    def _marks(self, document: Document) -> Iterator[tuple[str, Mark]]:
        """Passage and mark of every row."""
        for layer in self.layers:
            kind = LAYERS[layer]
            if layer not in document.tables:
                continue
            if kind is Entity:
                for row in document.rows(Entity):
                    yield row.passage_id, _entity(document, row, self.version(layer))
            elif kind is Fact:
                for fact in document.rows(Fact):
                    yield fact.passage_id, _fact(document, fact, self.version(layer))
            else:
                yield from self._codings(document, kind)  # type: ignore[arg-type]

    def _codings(self, document: Document, kind: type[Theme | Constraint]) -> Iterator[tuple[str, Mark]]:
        rows: list[Theme | Constraint] = [row for row in document.rows(kind) if row.assigned]
        by_sentence = {(row.passage_id, row.label) for row in rows if row.sentence_id is not None}
        for row in rows:
            whole = row.sentence_id is None
            if self.unit is Unit.passage and not whole:
                continue
            if self.unit is not Unit.passage and whole and (row.passage_id, row.label) in by_sentence:
                continue
            for mark in _coding(document, row, self.unit):
                yield row.passage_id, mark


def _coding(document: Document, row: Coding, unit: Unit) -> Iterator[Mark]:
    passage = document.passage_by_id[row.passage_id]
    spans = [_extent(document, passage, row)]
    if unit is Unit.evidence and row.evidence:
        spans = list(row.evidence)
    details = [("uncertain", "yes")] if row.uncertain else []
    if isinstance(row, Constraint):
        details += _said(stance=row.stance, explicit={True: "yes", False: "no", None: None}[row.explicit])
    for start, end in spans:
        yield Mark(
            row.table,
            row.label,
            passage.doc_start + start,
            passage.doc_start + end,
            passage.text[start:end],
            row.model,
            score=row.score,
            status=ASSIGNED,
            details=tuple(details),
        )


def _extent(document: Document, passage: Passage, row: Coding) -> tuple[int, int]:
    if row.sentence_id is None:
        return 0, len(passage.text)
    sentences = document.sentences_by_passage.get(passage.passage_id, ())
    found = next(sentence for sentence in sentences if sentence.sentence_id == row.sentence_id)
    return found.start, found.end


def _entity(document: Document, row: Entity, version: str) -> Mark:
    said = _said(
        canonical=row.canonical, entity_id=row.entity_id, value=row.value, unit=row.unit, usd=row.usd,
        usd_at=row.usd_at, method=row.method,
    )  # fmt: skip
    return _mark(document, row, row.label, row.text, version, said)


def _fact(document: Document, row: Fact, version: str) -> Mark:
    said = _said(
        subject=row.subject, object=row.object, indirect=row.indirect, amount=row.amount, unit=row.unit, date=row.date,
        modality=row.modality, asserted_by=row.asserted_by,
    )  # fmt: skip
    return _mark(document, row, row.relation, row.quote, version, said)


def _mark(
    document: Document, row: Entity | Fact, label: str, quote: str, version: str, said: list[tuple[str, str]]
) -> Mark:
    at = document.passage_by_id[row.passage_id].doc_start
    span = (at + row.start, at + row.end)
    return Mark(row.table, label, *span, quote, version, score=row.score, details=tuple(said))


def _said(**values: object) -> list[tuple[str, str]]:
    return [(name, str(value)) for name, value in values.items() if value not in (None, "")]
