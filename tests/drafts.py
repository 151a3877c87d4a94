"""Drafts and documents for tests, plain and random."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from bdjp_nlp.document import Document, from_draft
from bdjp_nlp.draft import Block, Draft, DraftNote, DraftTable, NoteReference, WordBoxes

KINDS = ("title", "heading", "abstract", "paragraph", "list_item", "quote", "caption")
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=80)


def word_boxes(text: str, page: int = 1) -> WordBoxes:
    """A box for each word, side by side."""
    spans, at = [], 0
    for word in text.split():
        at = text.index(word, at)
        spans.append((at, at + len(word)))
        at += len(word)
    span = np.array(spans, dtype=np.int32).reshape(-1, 2)
    box = np.array([[s, 10, e, 20] for s, e in spans], dtype=np.float32).reshape(-1, 4)
    return WordBoxes(span, np.full(len(spans), page, dtype=np.int32), box)


@st.composite
def blocks(draw: st.DrawFn) -> Block:
    """Any block, with note references inside its text."""
    kind, text = draw(st.sampled_from(KINDS)), draw(TEXT)
    offsets = draw(st.lists(st.integers(0, len(text)), max_size=2))
    return Block(
        kind=kind,
        text=text,
        level=draw(st.integers(0, 4)),
        number=draw(st.sampled_from(["", "1", "2.1", "IV"])),
        references=tuple(NoteReference(draw(st.sampled_from(["1", "2", "*"])), offset) for offset in offsets),
        words=word_boxes(text) if draw(st.booleans()) else None,
    )


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    """Any draft."""
    notes = draw(st.lists(st.builds(DraftNote, st.sampled_from(["1", "2", "*"]), TEXT), max_size=3))
    cells = st.tuples(TEXT, TEXT)
    tables = draw(st.lists(st.builds(DraftTable, st.lists(cells, max_size=3).map(tuple)), max_size=2))
    return Draft(tuple(draw(st.lists(blocks(), max_size=8))), tuple(notes), tuple(tables), pages=1)


def document(*texts: str) -> Document:
    """A document of some paragraphs."""
    return from_draft(Draft(tuple(Block("paragraph", text) for text in texts)), path="a.txt", sha256="0" * 64)
