"""spaCy DocBin: a document a passage, entities as ``ents``, and every layer as a group of ``spans`` that may overlap.

Tokens are cut so that every mark begins and ends with one. A span group's attributes say, span by span, by whom, how
surely and what else; ``user_data`` says which passage it is.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import spacy
from spacy.tokens import Doc, DocBin, Span, SpanGroup
from spacy.vocab import Vocab

from bdjp_nlp.errors import UsageError
from bdjp_nlp.exchange.mark import Mark, MarkedText, standing
from bdjp_nlp.exchange.material import Material
from bdjp_nlp.exchange.pieces import pieces, without_overlaps
from bdjp_nlp.exchange.reading import Problem, Reading
from bdjp_nlp.exchange.writing import write_file
from bdjp_nlp.rows import Entity

_PLACE = ("doc_id", "passage_id", "path", "page")
_SAID = "said"


def write(material: Material, out: Path) -> None:
    """Write a run's passages."""
    bin_ = DocBin(store_user_data=True)
    vocab = spacy.blank("en").vocab
    overlapping = 0
    for paper in material.papers():
        for passage, marks in paper.passages():
            kept = standing(marks)
            doc = _doc(vocab, passage.text, kept)
            overlapping += _annotate(doc, kept, material.layers)
            place = (paper.document.doc_id, passage.passage_id, paper.document.path, passage.page_first)
            doc.user_data.update(zip(_PLACE, place, strict=True))
            bin_.add(doc)
    if overlapping:
        material.notes.append(f"{overlapping} entities overlap a longer one: they are in spans, not in ents")
    write_file(out, bin_.to_bytes())


def _doc(vocab: Vocab, text: str, marks: tuple[Mark, ...]) -> Doc:
    """The text in tokens. A blank after a token belongs to it, unless a mark begins or ends with the blank."""
    starts, ends = {mark.start for mark in marks}, {mark.end for mark in marks}
    words: list[str] = []
    spaces: list[bool] = []
    at = 0
    for start, end in [*pieces(text, starts | ends), (len(text), len(text))]:
        blank = text[at:start]
        if words and blank.startswith(" ") and at not in starts and at + 1 not in ends:
            spaces[-1], blank = True, blank[1:]
        found = [*_cut(blank, start - len(blank), starts | ends), *([text[start:end]] if start < end else [])]
        words += found
        spaces += [False] * len(found)
        at = end
    return Doc(vocab, words=words, spaces=spaces)


def _cut(blank: str, offset: int, edges: set[int]) -> list[str]:
    """Blanks, cut where a mark begins or ends."""
    cuts = [0, *(edge - offset for edge in sorted(edges) if 0 < edge - offset < len(blank)), len(blank)]
    return [blank[a:b] for a, b in pairwise(cuts) if a < b]


def _annotate(doc: Doc, marks: tuple[Mark, ...], layers: tuple[str, ...]) -> int:
    """Put the marks on a document; gives the number of entities that found no place in ``ents``."""
    for layer in layers:
        own = [mark for mark in marks if mark.layer == layer]
        spans = [_span(doc, mark) for mark in own]
        group = SpanGroup(doc, name=layer, spans=spans, attrs={_SAID: [_said(mark) for mark in own]})
        doc.spans[layer] = group
    entities = {(mark.start, mark.end): mark for mark in reversed(marks) if mark.layer == Entity.table}
    chosen = without_overlaps(entities)
    doc.ents = tuple(_span(doc, entities[span]) for span in sorted(chosen))
    return len(entities) - len(chosen)


def _span(doc: Doc, mark: Mark) -> Span:
    span = doc.char_span(mark.start, mark.end, label=mark.label, kb_id=mark.detail("entity_id") or "")
    assert span is not None, f"tokens do not fit {mark}"
    return span


def _said(mark: Mark) -> dict[str, Any]:
    return {
        "by": mark.by,
        "human": mark.human,
        "score": mark.score,
        "status": mark.status,
        "details": [list(pair) for pair in mark.details],
    }


def read(path: Path) -> Reading:
    """The marks of a DocBin: its span groups, and the ``ents`` of documents that have none."""
    try:
        docs = list(DocBin().from_bytes(path.read_bytes()).get_docs(spacy.blank("en").vocab))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{path}: is no spaCy DocBin ({type(error).__name__}: {error})") from None
    reading = Reading()
    for number, doc in enumerate(docs, 1):
        said = {key: str(doc.user_data.get(key, "")) for key in _PLACE}
        name = said["path"] or f"document {number}"
        marks = [mark for group in doc.spans.values() for mark in _marks(group)]
        if not doc.spans:
            marks = [
                Mark(Entity.table, ent.label_, ent.start_char, ent.end_char, ent.text, human=True) for ent in doc.ents
            ]
        if not doc.text.strip() and marks:
            reading.problems.append(Problem(name, "", "", "it has no text"))
        reading.texts.append(MarkedText(doc.text, tuple(marks), name, said["doc_id"], said["passage_id"]))
    return reading


def _marks(group: SpanGroup) -> list[Mark]:
    said = group.attrs.get(_SAID) or [{}] * len(group)
    return [
        Mark(
            group.name,
            span.label_,
            span.start_char,
            span.end_char,
            span.text,
            str(one.get("by", "")),
            bool(one.get("human", True)),
            one.get("score"),
            str(one.get("status", "assigned")),
            tuple((str(key), str(value)) for key, value in one.get("details", ())),
        )
        for span, one in zip(group, said, strict=True)
    ]
