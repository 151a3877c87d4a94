"""Units out of documents: which passages are coded, and under which headings they stand."""

from __future__ import annotations

from bdjp_nlp.coding.unit import Unit
from bdjp_nlp.document import Document
from bdjp_nlp.rows import Passage

UNCODED_KINDS = frozenset({"title", "caption"})
"""A title names what the whole is about and a caption what a picture shows: neither says anything by itself."""
HEADING_LEVELS = 2
"""A passage is read under its own heading and the one above; higher ones say what the whole text is about."""


def coded_passages(document: Document) -> list[Passage]:
    """The passages that are coded, in reading order."""
    return [passage for passage in document.passages if passage.kind not in UNCODED_KINDS]


def unit_of(document: Document, passage: Passage) -> Unit:
    """A passage as the coder sees it."""
    sentences = document.sentences_by_passage.get(passage.passage_id, ())
    return Unit(passage.text, tuple((s.start, s.end) for s in sentences), _heading(document, passage.section_id))


def _heading(document: Document, section_id: str | None) -> str:
    titles: list[str] = []
    while section_id is not None and len(titles) < HEADING_LEVELS:
        section = document.section_by_id[section_id]
        titles.append(section.title)
        section_id = section.parent_id
    return ". ".join(reversed(titles))
