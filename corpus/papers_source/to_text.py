"""Plain text: set clean for a screen, or as it looks when it was copied out of a PDF."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from paper import NOTICE, Block, Paper, SourceError, Span, Spans, plain

COPIED_WIDTH = 84
LINES_PER_PAGE = 46
BULLET = "•"


def build_text(paper: Paper) -> bytes:
    """The paper in the layout its head names, "clean" or "copied"."""
    if paper.head.layout not in ("clean", "copied"):
        raise SourceError(f"{paper.stem}: plain text has no layout {paper.head.layout!r}; use clean or copied")
    lines = clean(paper) if paper.head.layout == "clean" else copied(paper)
    return ("\n".join(lines) + "\n").encode()


def front(paper: Paper) -> list[str]:
    """The lines above the first block, empty where a paper has no such fact."""
    head = paper.head
    return [head.title, ", ".join(head.authors), f"{head.publisher}, {head.series}", head.date_shown, NOTICE]


def clean(paper: Paper) -> Iterator[str]:
    """A line a paragraph, empty lines between, notes as [1] with their texts at the end."""
    yield from (line for line in front(paper) if line)
    for block in paper.blocks:
        yield ""
        yield from clean_block(block)
    if paper.notes:
        yield from ("", "Notes", "")
        yield from (f"[{number}] {plain(spans)}" for number, spans in paper.notes.items())


def clean_block(block: Block) -> Iterator[str]:
    """The lines of one block."""
    text = "".join(span.text or f"[{span.note}]" for span in block.spans)
    if block.kind == "heading":
        yield f"{block.number} {text}".strip()
    elif block.kind == "list_item":
        yield f"{'  ' * (block.level - 1)}{block.marker} {text}"
    elif block.kind == "quote":
        yield f"    {text}"
    else:
        yield text
        yield from table_lines(block)


def table_lines(block: Block) -> Iterator[str]:
    """The cells of a table in columns."""
    widths = [max(map(len, column)) for column in zip(*block.rows, strict=True)]
    for row in block.rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


@dataclass(slots=True)
class CopiedPage:
    """The lines of one page and the notes that belong at its foot."""

    lines: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def is_full(self, more: int) -> bool:
        """Whether `more` lines would not fit."""
        return len(self.lines) + len(self.notes) + more > LINES_PER_PAGE


def copied(paper: Paper) -> Iterator[str]:
    """Hard line breaks, page by page: a running head, lines, notes at the foot, and the page's number."""
    number = paper.head.first_page
    for position, page in enumerate(copied_pages(paper)):
        if position:
            yield from (
                (f"{number} {paper.head.publisher}", "")
                if number % 2 == 0
                else (f"{paper.head.short_title} {number}", "")
            )
        yield from (*page.lines, *page.notes, *([str(number)] if position == 0 else []), "")
        number += 1


def copied_pages(paper: Paper) -> Iterator[CopiedPage]:
    """Fill pages line by line; a note stands on the page of its marker."""
    page = CopiedPage([line for text in front(paper) for line in textwrap.wrap(text, COPIED_WIDTH)] + [""])
    for block in paper.blocks:
        for line, markers in [*copied_lines(block), ("", [])]:
            notes = [wrapped for number in markers for wrapped in wrap_note(number, paper.notes[number])]
            if page.is_full(1 + len(notes)):
                yield page
                page = CopiedPage()
            page.lines.append(line)
            page.notes.extend(notes)
    yield page


def wrap_note(number: str, spans: Spans) -> list[str]:
    """A note's lines; its number is glued to the first word, as pdf copies it."""
    return textwrap.wrap(number + plain(spans), COPIED_WIDTH)


def copied_lines(block: Block) -> Iterator[tuple[str, Sequence[str]]]:
    """The block's lines, each with the numbers of the notes marked in it; markers are glued to the word before."""
    words, markers_of = glued_words(block.spans)
    bullet = f"{block.marker} " if block.ordered else f"{BULLET} "
    prefix = {"heading": f"{block.number} ".lstrip(), "list_item": bullet}.get(block.kind, "")
    done = 0
    for line in textwrap.wrap(prefix + " ".join(words), COPIED_WIDTH, break_on_hyphens=False, break_long_words=False):
        length = len(line.removeprefix(prefix).split()) if done == 0 else len(line.split())
        yield line, [number for word in range(done, done + length) for number in markers_of.get(word, [])]
        done += length
    yield from ((" ".join(row), []) for row in block.rows)


def glued_words(spans: Iterable[Span]) -> tuple[list[str], dict[int, list[str]]]:
    """The words with note digits glued to them, and for a word's place the notes it bears."""
    text = ""
    markers_of: dict[int, list[str]] = {}
    for span in spans:
        text += span.text or span.note
        if span.note:
            markers_of.setdefault(len(text.split()) - 1, []).append(span.note)
    return text.split(), markers_of
