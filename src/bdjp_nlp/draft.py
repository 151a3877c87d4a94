"""Draft: what a reader hands over, a document's parts in reading order before offsets exist.

A reader knows its file format and nothing of sentences, identifiers or offsets into the whole;
`bdjp_nlp.document.Document.from_draft` turns a draft into the canonical text and its structure.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

BlockKind = Literal["title", "heading", "abstract", "paragraph", "list_item", "quote", "caption"]


@dataclass(frozen=True, slots=True)
class WordBoxes:
    """Where the words of one block stand on their pages.

    Arrays of one length, a row a word (a word broken over two lines has two rows).
    `span`: (n, 2) int32, half-open code points into the block's text.
    `page`: (n,) int32, 1-based. `box`: (n, 4) float32, x0, y0, x1, y1 in points from the page's top left.
    """

    span: npt.NDArray[np.int32]
    page: npt.NDArray[np.int32]
    box: npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class NoteReference:
    """A note's marker that was taken out of a block's text.

    `offset`: code points into the block's text, where the marker stood.
    """

    marker: str
    offset: int


@dataclass(frozen=True, slots=True)
class Block:
    """One unit of text as its author set it.

    `level`: of a heading, 1 for the highest; of a list item, its nesting depth from 1; else 0.
    `number`: of a heading, as printed without a closing point ("2.1", "IV", "A"); else "".
    `text`: without line ends, note markers, bullets, and (in headings) without the number.
    `boxes`: a part of a page each, (page, x0, y0, x1, y1), points from the top left, 1-based pages;
    empty where the format has no pages.
    """

    kind: BlockKind
    text: str
    level: int = 0
    number: str = ""
    page: int = 1
    boxes: tuple[tuple[float, float, float, float, float], ...] = ()
    references: tuple[NoteReference, ...] = ()
    words: WordBoxes | None = None


@dataclass(frozen=True, slots=True)
class DraftNote:
    """A foot- or endnote's own text. `page`: 1-based, where it begins."""

    marker: str
    text: str
    page: int = 1


@dataclass(frozen=True, slots=True)
class DraftTable:
    """A table's cells; its text stands in no block.

    `box`: what of page `page` (1-based) it takes up, x0, y0, x1, y1 in points from the top left; None where the format
    has no pages.
    """

    rows: tuple[tuple[str, ...], ...]
    page: int = 1
    caption: str = ""
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """All that a reader found in one file.

    `title` and `authors` are what the front matter says (metadata only where the pages say nothing);
    `date` is ISO 8601 or "". `pages` is 0 where the format has none.
    `warnings` name what was lost or doubtful, with the page; `partial` is true where text is missing.
    """

    blocks: tuple[Block, ...]
    notes: tuple[DraftNote, ...] = ()
    tables: tuple[DraftTable, ...] = ()
    title: str = ""
    authors: tuple[str, ...] = ()
    date: str = ""
    pages: int = 0
    warnings: tuple[str, ...] = ()
    partial: bool = False
    media_type: str = field(default="application/octet-stream")
