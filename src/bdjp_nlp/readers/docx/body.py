"""Body: a document's paragraphs and tables in reading order, as blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.etree import _Element as Element

from bdjp_nlp.draft import Block, BlockKind, DraftTable
from bdjp_nlp.readers.docx.inline import Inline, InlineReader
from bdjp_nlp.readers.docx.numbering import Numbering
from bdjp_nlp.readers.docx.styles import BODY_OUTLINE, Style, Styles
from bdjp_nlp.readers.docx.wordml import attribute, child, children, is_on, local, whole_number
from bdjp_nlp.readers.flowing import FlowingText, shifted
from bdjp_nlp.readers.heading_number import split_number
from bdjp_nlp.readers.text.tables import is_caption
from bdjp_nlp.readers.unit import TypedMarker, Unit

_CONTAINERS = frozenset("ins moveTo sdtContent smartTag customXml sdt body hyperlink".split())
_BULLET = re.compile(r"[•▪◦‣●○■□⁃∙·➢►▶✓❖\uf0b7\uf0a7]\s*(?=\S)")
_LAYOUT_WORDS = 40
"""Mean words of a cell from which on a table of one row is a page's layout and its cells are text."""


class BodyReader:
    """Walks a document's body; `units` and `tables` are what it found."""

    def __init__(self, styles: Styles, numbering: Numbering, inline: InlineReader) -> None:
        self.styles, self.numbering, self.inline = styles, numbering, inline
        self.units: list[Unit] = []
        self.tables: list[DraftTable] = []
        self.flow: FlowingText | None = None
        self.skipped: set[str] = set()

    def read(self, element: Element) -> None:
        """Reads an element's paragraphs and tables."""
        for inner in element:
            name = local(inner)
            if name == "p":
                self._paragraph(inner)
            elif name == "tbl":
                self._table(inner)
            elif name == "sdt" and self._is_contents(inner):
                continue
            elif name == "AlternateContent":
                choice = child(inner, "Choice")
                chosen = choice if choice is not None else child(inner, "Fallback")
                if chosen is not None:
                    self.read(chosen)
            elif name == "altChunk":
                self.skipped.add("a document embedded as a chunk")
            elif name in _CONTAINERS:
                self.read(inner)

    def finish(self) -> None:
        """Places what a last paragraph with a deleted end left over."""
        if self.flow is not None:
            found = Inline()
            found.text, found.references = self.flow.take()
            self.flow = None
            self._place(found, None, self.styles[""])

    def _is_contents(self, sdt: Element) -> bool:
        gallery = attribute(child(sdt, "sdtPr", "docPartObj", "docPartGallery"))
        return "contents" in gallery.lower() or is_on(child(sdt, "sdtPr", "showingPlcHdr"))

    def _paragraph(self, paragraph: Element) -> None:
        properties = child(paragraph, "pPr")
        mark = child(properties, "rPr")
        flow = self.flow or FlowingText()
        found = self.inline.read(paragraph, flow)
        if child(mark, "del") is not None or child(mark, "moveFrom") is not None:
            self.flow = flow
            flow.add(" ")
        else:
            self.flow = None
            style = self.styles[attribute(child(properties, "pStyle"))]
            found.text, found.references = flow.take()
            if not style.vanish:
                self._place(found, properties, style)
        for box in found.boxes:
            self._box(box)

    def _box(self, box: Element) -> None:
        """A text box: blocks of their own, after the paragraph that it is anchored in."""
        outer, self.flow = self.flow, None
        self.read(box)
        self.flow = outer

    def _place(self, found: Inline, properties: Element | None, style: Style) -> None:
        numbering = self._numbering(properties, style)
        if style.role == "contents" or not found.text:
            return
        level = self._level(properties, style)
        if level:
            number = self.numbering.number(*numbering) if numbering else ""
            title = found.text
            if not number:
                number, title = split_number(title)
            references = shifted(found.references, len(found.text) - len(title))
            self._add(Block("heading", title, level, number, references=references), found, style)
            return
        kind: BlockKind = "paragraph"
        depth = 0
        if style.role in ("title", "abstract", "quote", "caption"):
            kind = style.role
        elif numbering:
            self.numbering.number(*numbering)
            kind, depth = "list_item", max(numbering[1] + 1, style.depth)
        elif bullet := _BULLET.match(found.text):
            kind, depth = "list_item", 1
            self._cut(found, bullet.end())
        elif is_caption(found.text):
            kind = "caption"
        self._add(Block(kind, found.text, depth, references=found.references), found, style)

    def _cut(self, found: Inline, count: int) -> None:
        found.text, found.references = found.text[count:], shifted(found.references, count)
        found.typed = [TypedMarker(max(0, typed.offset - count), typed.text) for typed in found.typed]

    def _add(self, block: Block, found: Inline, style: Style) -> None:
        typed = [] if block.kind == "heading" and block.text != found.text else found.typed
        self.units.append(Unit(block, style.role, found.bold or style.bold, found.size or style.size, typed))

    def _numbering(self, properties: Element | None, style: Style) -> tuple[str, int] | None:
        own = child(properties, "numPr")
        if own is None:
            return style.numbering
        list_id = attribute(child(own, "numId")) or (style.numbering[0] if style.numbering else "")
        level = whole_number(attribute(child(own, "ilvl")), style.numbering[1] if style.numbering else 0)
        return (list_id, min(8, max(0, level))) if list_id not in ("", "0") else None

    def _level(self, properties: Element | None, style: Style) -> int:
        """A heading's level, 0 of other paragraphs: its own outline level, else its style's."""
        outline = whole_number(attribute(child(properties, "outlineLvl")), -1)
        if style.role in ("title", "caption", "subtitle"):
            return 0
        if style.level:
            return style.level
        return outline + 1 if 0 <= outline < BODY_OUTLINE else 0

    def _table(self, table: Element) -> None:
        grid = [list(_cells(row)) for row in _rows(table)]
        if sum(map(len, grid)) == 1 or (len(grid) == 1 and self._is_layout(grid[0])):
            for cell in [cell for row in grid for cell in row]:
                self.read(cell)
            return
        rows = []
        for row in grid:
            texts: list[str] = []
            for cell in row:
                merged = child(cell, "tcPr", "vMerge")
                goes_on = merged is not None and attribute(merged) != "restart"
                text = self._cell(cell)
                texts.append("" if goes_on else text)
                span = whole_number(attribute(child(cell, "tcPr", "gridSpan")), 1)
                texts += [""] * min(63, max(0, span - 1))
            rows.append(tuple(texts))
        if any(any(row) for row in rows):
            last = self.units[-1].block if self.units else None
            caption = last.text if last is not None and last.kind == "caption" else ""
            self.tables.append(DraftTable(tuple(rows), caption=caption))

    def _is_layout(self, cells: list[Element]) -> bool:
        words = [sum(len((part.text or "").split()) for part in cell.iter() if local(part) == "t") for cell in cells]
        return sum(words) >= _LAYOUT_WORDS * len(words)

    def _cell(self, cell: Element) -> str:
        """A cell's text; its notes keep their numbers, but have no place in the text."""
        inner = BodyReader(self.styles, self.numbering, self.inline)
        inner.read(cell)
        inner.finish()
        self.tables += inner.tables
        self.skipped |= inner.skipped
        return "\n".join(unit.block.text for unit in inner.units)


def _rows(table: Element) -> Iterator[Element]:
    """A table's rows but for those that a tracked change deletes."""
    for inner in table:
        name = local(inner)
        if name == "tr" and child(inner, "trPr", "del") is None:
            yield inner
        elif name in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _rows(inner)


def _cells(row: Element) -> Iterator[Element]:
    for inner in row:
        name = local(inner)
        if name == "tc":
            yield inner
        elif name in ("sdt", "sdtContent", "customXml", "ins"):
            yield from _cells(inner)


def note_texts(root: Element | None, kind: str, inline: InlineReader) -> dict[str, str]:
    """The notes' texts of a part by their ids, separators left out."""
    texts: dict[str, str] = {}
    for note in children(root, kind):
        if attribute(note, "type") in ("", "normal"):
            parts = []
            for paragraph in note.iter():
                if local(paragraph) == "p":
                    flow = FlowingText()
                    inline.read(paragraph, flow)
                    parts.append(flow.take()[0])
            texts[attribute(note, "id")] = " ".join(filter(None, parts))
    return texts
