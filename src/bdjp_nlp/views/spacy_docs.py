"""spaCy documents: passages with their sentences, entities and codes as `Doc`, and a run as a `DocBin`.

A `Doc` is one passage: its tokens are the recogniser's, so that every mention's ends are ends of tokens; a mention is a
span in ``doc.ents`` whose ``label_`` is the codebook's, ``kb_id_`` its `entity_id`, and whose ``_.canonical``,
``_.value``, ``_.unit``, ``_.method`` and ``_.score`` are the row's columns; codes are in ``doc.cats`` with their
scores; ``doc.user_data`` holds `doc_id` and `passage_id`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import spacy
from spacy.tokens import Doc, DocBin, Span
from spacy.util import filter_spans, get_words_and_spaces
from spacy.vocab import Vocab

from bdjp_nlp.document import Document
from bdjp_nlp.entities.spacy_spans import ATTRIBUTES, entity_span, register_attributes
from bdjp_nlp.entities.tokens import tokenise
from bdjp_nlp.rows import Annotation, Coding, Constraint, Entity, Passage, Row, Sentence, Theme
from bdjp_nlp.store.run_directory import read_table, table_names
from bdjp_nlp.store.schema import DOC_ID, from_arrow

STORED = ("SENT_START", "ENT_IOB", "ENT_TYPE", "ENT_KB_ID")

R = TypeVar("R", bound=Row)
A = TypeVar("A", bound=Annotation)


def passage_doc(
    vocab: Vocab,
    passage: Passage,
    sentences: Iterable[Sentence] = (),
    entities: Iterable[Entity] = (),
    codes: Iterable[Coding] = (),
    doc_id: str = "",
) -> Doc:
    """One passage as a `Doc`; the rows are those of this passage, `codes` its own (sentences' codes are left out)."""
    register_attributes()
    words, spaces = get_words_and_spaces(tokenise(passage.text).words, passage.text)
    doc = Doc(vocab, words=words, spaces=spaces)
    starts = {sentence.start for sentence in sentences}
    for token in doc if starts else ():
        token.is_sent_start = token.i == 0 or token.idx in starts
    doc.ents = filter_spans([_span(doc, entity) for entity in entities])
    doc.cats = {code.label: code.score for code in codes if code.sentence_id is None}
    doc.user_data |= {"doc_id": doc_id, "passage_id": passage.passage_id}
    return doc


def _span(doc: Doc, entity: Entity) -> Span:
    span = entity_span(doc, entity.start, entity.end, entity.label, entity.entity_id)
    for name in ATTRIBUTES:
        span._.set(name, getattr(entity, name))
    return span


def document_docs(document: Document, vocab: Vocab | None = None) -> Iterator[Doc]:
    """The passages of an analysed document, in their order, with the layers that it has."""

    def rows(kind: type[R]) -> list[tuple[str, R]]:
        return [(document.doc_id, row) for row in document.rows(kind)] if kind.table in document.tables else []

    passages = [(document.doc_id, passage) for passage in document.passages]
    return _docs(passages, rows(Sentence), rows(Entity), [*rows(Theme), *rows(Constraint)], vocab)


def run_docs(run: Path, vocab: Vocab | None = None) -> Iterator[Doc]:
    """The passages of a run's documents; raises `StoreError` where the run has no passages or is damaged."""
    written = table_names(run)

    def rows(kind: type[R]) -> list[tuple[str, R]]:
        if kind.table not in written and kind is not Passage:
            return []
        table = read_table(run, kind.table)
        return list(zip(table.column(DOC_ID).to_pylist(), from_arrow(kind, table), strict=True))

    return _docs(rows(Passage), rows(Sentence), rows(Entity), [*rows(Theme), *rows(Constraint)], vocab)


def doc_bin(docs: Iterable[Doc]) -> DocBin:
    """Docs packed with their entities, custom attributes, codes and identifiers."""
    return DocBin(attrs=STORED, docs=docs, store_user_data=True)


def _docs(
    passages: Iterable[tuple[str, Passage]],
    sentences: Sequence[tuple[str, Sentence]],
    entities: Sequence[tuple[str, Entity]],
    codes: Sequence[tuple[str, Coding]],
    vocab: Vocab | None,
) -> Iterator[Doc]:
    vocab = vocab or spacy.blank("en").vocab
    of_sentences, of_entities, of_codes = _by_place(sentences), _by_place(entities), _by_place(codes)
    for doc_id, passage in passages:
        at = (doc_id, passage.passage_id)
        found = of_sentences.get(at, ()), of_entities.get(at, ()), of_codes.get(at, ())
        yield passage_doc(vocab, passage, *found, doc_id)


def _by_place(rows: Iterable[tuple[str, A]]) -> Mapping[tuple[str, str], Sequence[A]]:
    """Rows by document and passage."""
    found: defaultdict[tuple[str, str], list[A]] = defaultdict(list)
    for doc_id, row in rows:
        found[doc_id, row.passage_id].append(row)
    return found
