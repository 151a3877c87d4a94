"""Flowing text: gathers a block's text piece by piece, white space made one space, notes' markers anchored."""

from __future__ import annotations

import re
from dataclasses import replace

from bdjp_nlp.draft import NoteReference

_SPACES = re.compile(r"\s+")
_CLOSES = re.compile(r"[.,;:!?)\]”’»]")


class FlowingText:
    """A text that grows; `take` gives it with its references, whose offsets are code points into it."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.references: list[NoteReference] = []

    def add(self, piece: str) -> None:
        """Adds text; white space at the start, or after other white space, is left out."""
        piece = _SPACES.sub(" ", piece)
        if not piece:
            return
        spaced = not self.parts or self.parts[-1].endswith(" ")
        if spaced and piece[0] == " ":
            piece = piece[1:]
        elif spaced and self._after_marker() and _CLOSES.match(piece):
            self._drop_space()
        if piece:
            self.parts.append(piece)
            self.length += len(piece)

    def mark(self, marker: str) -> None:
        """Anchors a note here, before a space that precedes its marker."""
        space = bool(self.parts) and self.parts[-1].endswith(" ")
        self.references.append(NoteReference(marker, self.length - space))

    def take(self) -> tuple[str, tuple[NoteReference, ...]]:
        """The text without space at its end, and its references; empties the builder."""
        text = "".join(self.parts).rstrip()
        references = tuple(replace(found, offset=min(found.offset, len(text))) for found in self.references)
        self.parts, self.length, self.references = [], 0, []
        return text, references

    def _after_marker(self) -> bool:
        return bool(self.references) and self.references[-1].offset == self.length - 1

    def _drop_space(self) -> None:
        self.parts[-1] = self.parts[-1][:-1]
        self.length -= 1


def shifted(references: tuple[NoteReference, ...], cut: int) -> tuple[NoteReference, ...]:
    """References of a text whose first `cut` code points are taken off."""
    return tuple(replace(found, offset=max(0, found.offset - cut)) for found in references)
