"""Marks: overlapping highlights cut into pieces that do not overlap, each knowing every highlight that covers it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bdjp_nlp.review.catalogue import LabelChoice
from bdjp_nlp.rows import Span


@dataclass(frozen=True)
class Mark:
    """A highlight: half-open code points, its label, and what a reader is told of it.

    `depth`: how many lines it stands below the text, so that lines of codes on the same words do not cover each other;
    entities lie behind the words and have none. `state`: as of `bdjp_nlp.review.judged.State`. `units`: the span in
    UTF-16, for the browser.
    """

    start: int
    end: int
    choice: LabelChoice
    state: str
    depth: int = 0
    note: str = ""
    entity_id: str = ""
    units: Span = (0, 0)


@dataclass(frozen=True)
class NoteMarker:
    """Where a note's marker stood; `href`, `part`: where the note is, and in which part of the page."""

    offset: int
    marker: str
    note_id: str
    href: str = ""
    part: str = ""


@dataclass(frozen=True)
class Piece:
    """A run of text under the same marks; `notes` are the markers that stood just before it."""

    text: str
    start: int
    end: int
    lines: tuple[Mark, ...]
    mention: Mark | None
    notes: tuple[NoteMarker, ...]


def pieces(text: str, marks: Sequence[Mark], notes: Sequence[NoteMarker] = ()) -> list[Piece]:
    """The text in pieces; joined they are the text again, code point by code point."""
    cuts = {0, len(text)}
    for mark in marks:
        cuts |= {mark.start, mark.end}
    cuts |= {min(note.offset, len(text)) for note in notes}
    edges = sorted(cuts)
    found = []
    for start, end in zip(edges, [*edges[1:], len(text)], strict=True):
        here = [mark for mark in marks if mark.start <= start and end <= mark.end and start < end]
        markers = tuple(note for note in notes if min(note.offset, len(text)) == start)
        if start == end and not markers:
            continue
        found.append(
            Piece(
                text[start:end],
                start,
                end,
                tuple(sorted((m for m in here if m.choice.group != "entities"), key=lambda m: m.depth)),
                next((m for m in here if m.choice.group == "entities"), None),
                markers,
            )
        )
    return found
