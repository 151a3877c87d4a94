"""The true structure of a paper, in the form that structure scores read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from paper import Block, Paper, plain

ANCHOR_CHARACTERS = 40
# Shorter texts are found by chance; the score compares only passages of more than 60 letters.
MIN_LETTERS = 61
RUNNING_TEXT = ("abstract", "paragraph", "list_item", "quote")


def truth(paper: Paper) -> dict[str, Any]:
    """One line of truth.jsonl.

    `paragraphs`: running text of at least MIN_LETTERS letters, list items, quotes and the abstract included.
    `headings`: with their numbers; a label over an abstract or over the notes is none.
    `note_anchors`: up to 40 characters of the block's text that stand before each marker.
    `blocks`: everything in reading order, also what is short. `furniture` is not told: it is all the rest.
    """
    running = [block for block in paper.blocks if block.kind in RUNNING_TEXT]
    head = paper.head
    return {
        "file_stem": paper.stem,
        "format": head.format,
        "kind": head.kind,
        "countries": list(head.countries),
        "title": head.title,
        "authors": list(head.authors),
        "date": head.date,
        "paragraphs": [text for text in map(text_of, running) if letters(text) >= MIN_LETTERS],
        "headings": [heading_of(block) for block in paper.blocks if block.kind == "heading"],
        "headings_complete": True,
        "notes": {number: plain(spans) for number, spans in paper.notes.items()},
        "note_anchors": {number: before for block in running for number, before in anchors(block)},
        "tables": [
            {"caption": text_of(block), "rows": [list(row) for row in block.rows]}
            for block in paper.blocks
            if block.kind == "table"
        ],
        "blocks": [
            {"kind": block.kind, "level": block.level, "number": block.number.rstrip("."), "text": text_of(block)}
            for block in paper.blocks
        ],
    }


def text_of(block: Block) -> str:
    """The block's plain text."""
    return plain(block.spans)


def heading_of(block: Block) -> str:
    """The heading as printed, its number included."""
    return f"{block.number} {text_of(block)}".strip()


def letters(text: str) -> int:
    """How many letters of the Latin alphabet the text holds."""
    return len(re.findall(r"[a-zA-Z]", text))


def anchors(block: Block) -> Iterator[tuple[str, str]]:
    """Each marker of the block with the text before it."""
    for position, span in enumerate(block.spans):
        if span.note:
            yield span.note, plain(block.spans[:position])[-ANCHOR_CHARACTERS:]
