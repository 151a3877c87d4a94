"""Paper: one sample paper as its source states it, before any file format is chosen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal

NOTICE = "Synthetic text written for bdjp-nlp; people, sums and events are invented."

SpanStyle = Literal["plain", "emphasis", "strong", "inserted", "deleted"]
BlockKind = Literal["heading", "abstract", "paragraph", "list_item", "quote", "table", "figure"]


class SourceError(Exception):
    """A source that breaks the rules of the dialect; the message names file, line and remedy."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one style; `note` is the number of a note whose marker stands here (then `text` is empty)."""

    text: str
    style: SpanStyle = "plain"
    note: str = ""


Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """One unit of text.

    `level`: of a heading from 1, of a list item its depth from 1. `number`: of a heading, with its closing point if
    that is printed ("2.1", "IV."). `marker`: of a list item, "-" or "3.". `rows`: of a table, the header first.
    `bars`: of a figure, label and value. In tables and figures `spans` is the caption.
    """

    kind: BlockKind
    spans: Spans
    level: int = 0
    number: str = ""
    marker: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    bars: tuple[tuple[str, float], ...] = ()

    @property
    def ordered(self) -> bool:
        """Whether the block is an item of a numbered list."""
        return self.marker not in ("", "-")


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above a paper: bibliographic facts, and how it is to be built.

    `date` is ISO 8601, `date_shown` is what the reader sees. `first_page` is the number printed on the first page.
    """

    title: str
    authors: tuple[str, ...]
    date: str
    date_shown: str
    kind: str
    format: str
    layout: str
    publisher: str
    series: str
    countries: tuple[str, ...]
    short_title: str
    abstract_label: str = "Abstract"
    first_page: int = 1
    tagged: bool = True


@dataclass(frozen=True, slots=True)
class Paper:
    """A parsed source. `stem` is the file name without ending; `notes` maps each note's number to its text."""

    stem: str
    head: Head
    blocks: tuple[Block, ...]
    notes: dict[str, Spans]


@dataclass(slots=True)
class ListNode:
    """A list as it nests: each item with the list below it, if any."""

    ordered: bool
    items: list[tuple[Block, ListNode | None]] = field(default_factory=list)


def plain(spans: Iterable[Span]) -> str:
    """The text without styles and note markers, tracked changes accepted."""
    return "".join(span.text for span in spans if span.style != "deleted")


def nest(items: Sequence[Block]) -> ListNode:
    """Turn list items in reading order into a tree by their levels."""
    root = ListNode(items[0].ordered)
    open_lists = [root]
    for item in items:
        while item.level < len(open_lists):
            open_lists.pop()
        if item.level > len(open_lists):
            parent, _ = open_lists[-1].items[-1]
            child = ListNode(item.ordered)
            open_lists[-1].items[-1] = (parent, child)
            open_lists.append(child)
        open_lists[-1].items.append((item, None))
    return root


def grouped(blocks: Iterable[Block]) -> Iterator[Block | ListNode]:
    """The blocks in order, with each run of list items given as one tree."""
    for is_list, run in groupby(blocks, key=lambda block: block.kind == "list_item"):
        if is_list:
            yield nest(list(run))
        else:
            yield from run
