"""Pieces: lines that belong together, with what is known of them, on their way to becoming blocks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from bdjp_nlp.readers.pdf.lines import Line

Role = Literal[
    "text", "heading", "title", "list_item", "quote", "caption", "note", "table", "contents", "abstract", "drop"
]

BULLET = re.compile(r"^[•▪◦●○■□➢✓‣⁃∙·*–—o§\-\uf0b7\uf0a7](?=\s|$)")
"""Bullets as they come out of fonts; a lone letter o is Courier's hollow bullet."""
ITEM_NUMBER = re.compile(r"^\(?(?:\d{1,3}|[a-z]|[ivxl]{1,5}|[A-Z])[.)](?=\s)")
REFERENCE_NUMBER = re.compile(r"^\[\d{1,3}\](?=\s)")
"""How the entries of a bibliography begin."""
_CLOSERS = "\"”’')]"
_INITIAL = re.compile(
    r"(?:^|[\s(.])(?:[A-Z]|Dr|Mr|Mrs|Ms|Prof|Gen|Lt|Col|Maj|Capt|Adm|Sen|Rep|St|Nos?|Art|vs|cf|pp?)\.$"
)

INITIAL_LENGTH = 8
"""Characters from the end within which an initial or abbreviation with its stop stands."""


def ends(text: str) -> bool:
    """Whether a text stops as paragraphs and items do: by a closing mark that is no initial's or abbreviation's."""
    closing = text.rstrip(_CLOSERS)[-1:]
    if not closing or closing not in ".!?:;":
        return False
    return text[-1] != "." or not _INITIAL.search(text, max(0, len(text) - INITIAL_LENGTH))


@dataclass(slots=True)
class Piece:
    """Lines in reading order that make one block, or a part of one.

    `level`, `number`: as in Block. `tag`: its type in the tag tree. `cell`: of a tagged cell, its page,
    table, row and element numbers.
    """

    lines: list[Line]
    role: Role = "text"
    level: int = 0
    number: str = ""
    tag: str = ""
    cell: tuple[int, int, int, int] | None = None
    _text: tuple[int, str] = (-1, "")

    @property
    def page(self) -> int:
        """The page on which it begins."""
        return self.lines[0].page

    @property
    def text(self) -> str:
        """The lines' text with a space between them; for looking at, not for the output."""
        if self._text[0] != len(self.lines):
            self._text = len(self.lines), " ".join(line.text for line in self.lines).strip()
        return self._text[1]

    @property
    def size(self) -> float:
        """The font size of its longest line, points."""
        return max(self.lines, key=lambda line: len(line.text)).size

    @property
    def bold(self) -> float:
        """The share of its width that is bold."""
        return _mean(self.lines, "bold")

    @property
    def capitals(self) -> bool:
        """All of it is set in capitals or small capitals."""
        return all(line.capitals for line in self.lines)

    @property
    def italic(self) -> float:
        """The share of its width that is italic."""
        return _mean(self.lines, "italic")


def _mean(lines: list[Line], name: str) -> float:
    total = sum(len(line.text) for line in lines) or 1
    return float(sum(getattr(line, name) * len(line.text) for line in lines)) / total


def fold(text: str) -> str:
    """Letters and digits only, lower case: for comparing headings with contents entries and outlines."""
    return re.sub(r"[\W_]+", "", text.lower())
