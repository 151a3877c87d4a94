"""Walk: a page's elements in order, as blocks. No recursion: pages may be nested deeper than Python can call."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree
from lxml.etree import _Element as Element

from bdjp_nlp.draft import Block, BlockKind, DraftTable
from bdjp_nlp.readers.flowing import FlowingText, shifted
from bdjp_nlp.readers.heading_number import split_number
from bdjp_nlp.readers.html.boilerplate import tag_of
from bdjp_nlp.readers.html.notes import PageNotes
from bdjp_nlp.readers.text.tables import is_caption
from bdjp_nlp.readers.unit import TypedMarker, Unit

_BLOCKS = frozenset(
    """address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer header h1
    h2 h3 h4 h5 h6 hr html legend li main ol p pre section summary table tbody td tfoot th thead tr ul
    caption""".split()
)
_SKIPPED = frozenset("script style noscript template head title svg rt rp del".split())
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LAYOUT_WORDS = 40
"""Mean words of a filled cell from which on a table is a page's layout and its cells are text."""
_TYPED = re.compile(r"\d{1,3}$")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_BULLET = re.compile(r"[•▪◦‣●○■□⁃∙·➢►▶]\s*(?=\S)")
_MAX_SPAN = 64


class Walk:
    """Gathers the blocks and tables of an element."""

    def __init__(self, notes: PageNotes) -> None:
        self.notes = notes
        self.units: list[Unit] = []
        self.tables: list[DraftTable] = []
        self.flow = FlowingText()
        self.typed: list[TypedMarker] = []
        self.lists = 0
        self.quotes = 0
        self.captions = 0
        self.pre = 0
        self.heading = 0
        self.breaks = 0
        self.judged: dict[Element, bool] = {}

    def read(self, root: Element) -> None:
        """Reads an element with all that it holds."""
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            tag = tag_of(element)
            if event == "start":
                if self._skips(element, tag):
                    walk.skip_subtree()
                else:
                    self._start(element, tag)
                continue
            if not self._skipped(element, tag):
                self._end(element, tag)
            if element is not root and element.tail:
                self._say(element.tail)
        self._flush()

    def _skipped(self, element: Element, tag: str) -> bool:
        return (
            not tag
            or tag in _SKIPPED
            or element in self.notes.markers
            or element in self.notes.bodies
            or (element in self.notes.backs or (tag == "table" and self._is_data(element)))
        )

    def _skips(self, element: Element, tag: str) -> bool:
        """Whether an element is not walked into: no text, a note's marker or body, or a table, which is read whole."""
        if not self._skipped(element, tag):
            return False
        if element in self.notes.markers:
            self.flow.mark(self.notes.markers[element])
        elif element in self.notes.bodies:
            self._flush()
        elif tag == "table":
            self._flush()
            self._table(element)
        return True

    def _start(self, element: Element, tag: str) -> None:
        if tag in _BLOCKS:
            self._flush()
            self._enter(element, tag, 1)
        elif tag == "br":
            self.breaks += 1
            if self.breaks > 1 and not self.heading:
                self._flush()
            self.flow.add(" ")
        elif tag == "q":
            self._say("“")
        elif tag == "sup" and self.flow.length and not len(element) and _TYPED.match((element.text or "").strip()):
            self.typed.append(TypedMarker(self.flow.length, (element.text or "").strip()))
        if element.text:
            self._say(element.text)

    def _end(self, element: Element, tag: str) -> None:
        if tag == "q":
            self._say("”")
        if tag in _BLOCKS:
            self._flush()
            self._enter(element, tag, -1)

    def _enter(self, element: Element, tag: str, step: int) -> None:
        """Counts what is open (step 1) or closed (-1)."""
        if tag in ("ul", "ol"):
            self.lists += step
        elif tag == "blockquote":
            self.quotes += step
        elif tag in ("figcaption", "caption"):
            self.captions += step
        elif tag == "pre":
            self.pre += step
        level = _HEADINGS.get(tag) or _aria_level(element)
        if level:
            self.heading = level if step > 0 else 0

    def _say(self, text: str) -> None:
        text = text.replace("\xad", "").replace("\u200b", "")
        if self.breaks and text.strip():
            self.breaks = 0
        if not self.pre:
            self.flow.add(text)
            return
        for place, paragraph in enumerate(_BLANK_LINE.split(text)):
            if place:
                self._flush()
            self.flow.add(paragraph)

    def _flush(self) -> None:
        text, references = self.flow.take()
        typed, self.typed = self.typed, []
        self.breaks = 0
        if not any(map(str.isalnum, text)):
            return
        if self.heading:
            number, title = split_number(text)
            moved = shifted(references, len(text) - len(title))
            block = Block("heading", title, self.heading, number, references=moved)
            self.units.append(Unit(block, typed=[] if number else typed))
            return
        kind, level = self._kind(text)
        if kind == "paragraph" and (bullet := _BULLET.match(text)):
            cut = bullet.end()
            text, references, kind, level = text[cut:], shifted(references, cut), "list_item", 1
            typed = [TypedMarker(max(0, found.offset - cut), found.text) for found in typed]
        self.units.append(Unit(Block(kind, text, level, references=references), typed=typed))

    def _kind(self, text: str) -> tuple[BlockKind, int]:
        if self.captions or (is_caption(text) and not self.lists):
            return "caption", 0
        if self.lists:
            return "list_item", self.lists
        return ("quote", 0) if self.quotes else ("paragraph", 0)

    def _is_data(self, table: Element) -> bool:
        """Whether a table is one, and not a page's layout."""
        if table not in self.judged:
            self.judged[table] = self._judge(table)
        return self.judged[table]

    def _judge(self, table: Element) -> bool:
        if table.get("role") in ("presentation", "none"):
            return False
        rows = list(_rows(table))
        cells = [cell for row in rows for cell in _cells(row)]
        if len(cells) <= 1 or max(sum(1 for _ in _cells(row)) for row in rows) < 2:
            return False
        if next(table.iter("th"), None) is not None or next(table.iter("caption"), None) is not None:
            return True
        if any(tag_of(inner) == "table" for cell in cells for inner in cell.iter()):
            return False
        words = [count for cell in cells if (count := sum(len(piece.split()) for piece in cell.itertext()))]
        return not words or sum(words) < _LAYOUT_WORDS * len(words)

    def _table(self, table: Element) -> None:
        caption = next((_text(e) for e in table.iter("caption")), "")
        if not caption and self.units and self.units[-1].block.kind == "caption":
            caption = self.units[-1].block.text
        rows = []
        for row in _rows(table):
            texts: list[str] = []
            for cell in _cells(row):
                span = cell.get("colspan") or "1"
                texts += [
                    _text(cell, self.notes),
                    *[""]
                    * (min(_MAX_SPAN, int(span)) - 1 if span.isascii() and span.isdigit() and len(span) < 4 else 0),
                ]
            rows.append(tuple(texts))
        if any(any(row) for row in rows):
            self.tables.append(DraftTable(tuple(rows), caption=caption))


def _aria_level(element: Element) -> int:
    if element.get("role") != "heading":
        return 0
    level = element.get("aria-level") or "2"
    return int(level) if level in "123456789" and len(level) == 1 else 2


def _rows(table: Element) -> Iterator[Element]:
    for inner in table:
        tag = tag_of(inner)
        if tag == "tr":
            yield inner
        elif tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in inner if tag_of(row) == "tr")


def _cells(row: Element) -> Iterator[Element]:
    return (cell for cell in row if tag_of(cell) in ("td", "th"))


def _text(element: Element, notes: PageNotes | None = None) -> str:
    """An element's text on one line, without notes' markers."""
    parts: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, inner in walk:
        skipped = tag_of(inner) in _SKIPPED or not tag_of(inner) or (notes is not None and inner in notes.markers)
        if event == "start":
            if skipped:
                walk.skip_subtree()
            else:
                parts.append(" " if tag_of(inner) in _BLOCKS or tag_of(inner) == "br" else "")
                parts.append(inner.text or "")
        elif inner is not element:
            parts.append(" " if tag_of(inner) in _BLOCKS else "")
            parts.append(inner.tail or "")
    return " ".join("".join(parts).replace("\xad", "").split())
