"""Unit: a block under way, with what a reader of marked-up text needs to judge it once the whole document is known."""

from __future__ import annotations

from dataclasses import dataclass, field

from bdjp_nlp.draft import Block


@dataclass(frozen=True)
class TypedMarker:
    """Raised digits that someone typed instead of inserting a note; `offset`: code points into the block's text."""

    offset: int
    text: str


@dataclass
class Unit:
    """A block; `role` its style's, `bold` and `size` (half points, 0 unknown) how its letters are set."""

    block: Block
    role: str = ""
    bold: bool = False
    size: int = 0
    typed: list[TypedMarker] = field(default_factory=list)
