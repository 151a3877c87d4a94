"""The tag tree of a page: which structure element each piece of marked content belongs to.

Only elements that make a block count (paragraphs, headings, list items, cells, notes, contents
entries); inline ones (Span, Link, Reference) belong to the block around them. A tree that names too
little of the page's text is not trusted, and geometry decides instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import repeat
from typing import NamedTuple

import numpy as np

from bdjp_nlp.readers.pdf.frame import Ints
from bdjp_nlp.readers.pdf.pdfium import Handle, ffi, lib

MAX_DEPTH = 40
"""Levels of the tree followed; cyclic or hostile trees go on for ever."""
MAX_ELEMENTS = 20_000
"""Elements followed a page."""
MIN_COVERAGE = 0.7
"""Share of a page's glyphs that must lie in elements for the tree to be trusted there."""

_BLOCKS = frozenset(
    "P H H1 H2 H3 H4 H5 H6 Title Caption Note FENote LI TD TH TOCI Figure Formula Index BibEntry".split()
)
_CONTAINERS = {
    "Table": "table", "TOC": "toc", "TOCI": "toc", "Note": "note", "FENote": "note", "BlockQuote": "quote",
    "Figure": "figure", "Formula": "figure", "LI": "list", "Caption": "caption", "Index": "toc",
}  # fmt: skip
_RESETTING = ("Table", "L", "TOC", "BlockQuote")
"""Containers whose own content is no part of the block around them."""


class Element(NamedTuple):
    """A block of the tag tree.

    `role`: its own type; `inside`: what surrounds it; `depth`: list nesting; `row_cells`: of what stands
    in a table, how many cells its row has (layout tables and boxes have one), else 0; `table`, `row`:
    numbers of the table and row it stands in, counted over the page, else 0; `opens`: it is a cell.
    """

    role: str
    inside: frozenset[str]
    depth: int
    row_cells: int = 0
    table: int = 0
    row: int = 0


@dataclass(slots=True)
class PageTags:
    """`elements` in reading order; `owner`: marked-content id to element number."""

    elements: list[Element]
    owner: dict[int, int]

    def of_runs(self, mcid: Ints) -> Ints:
        """The element number of each run of glyphs, -1 for none (an artifact)."""
        if not len(mcid) or not self.owner:
            return np.full(len(mcid), -1, np.int32)
        keys = np.fromiter(self.owner.keys(), np.int64, len(self.owner))
        table = np.full(max(int(mcid.max()), int(keys.max())) + 2, -1, np.int32)
        table[keys] = np.fromiter(self.owner.values(), np.int32, len(self.owner))
        table[-1] = -1
        found: Ints = table[np.where(mcid < 0, -1, mcid)]
        return found


def covers(element: Ints, length: Ints) -> bool:
    """Whether enough of the page's glyphs (runs of this `length`) stand in elements for the tree to be trusted."""
    return bool(len(element)) and float(length[element >= 0].sum()) >= MIN_COVERAGE * float(length.sum())


def read_tags(page: Handle) -> PageTags | None:
    """The tag tree of an open page, None where it has none."""
    tree = lib.FPDF_StructTree_GetForPage(page)
    if tree == ffi.NULL:
        return None
    try:
        walk = _Walk()
        for index in range(lib.FPDF_StructTree_CountChildren(tree)):
            child = lib.FPDF_StructTree_GetChildAtIndex(tree, index)
            if child:
                walk.visit(child, walk.type_of(child), -1, _Place(), 0)
        return PageTags(walk.elements, walk.owner) if walk.owner else None
    finally:
        lib.FPDF_StructTree_Close(tree)


class _Place(NamedTuple):
    inside: frozenset[str] = frozenset()
    lists: int = 0
    row_cells: int = 0
    table: int = 0
    row: int = 0

    def element(self, role: str) -> Element:
        depth = self.lists + (role == "LI")
        return Element(role, self.inside, depth, self.row_cells, self.table, self.row)

    def within(self, role: str, row_cells: int | None, number: int) -> _Place:
        if role not in _CONTAINERS and role != "TR":
            return self
        container = _CONTAINERS.get(role)
        inside = self.inside | {container} if container else self.inside
        cells = self.row_cells if row_cells is None else row_cells
        table = number if role == "Table" else self.table
        row = number if role == "TR" else self.row
        return _Place(inside, self.lists + (role == "LI"), cells, table, row)


class _Walk:
    def __init__(self) -> None:
        self.elements: list[Element] = []
        self.owner: dict[int, int] = {}
        self.seen = 0
        self._buffer = ffi.new("char[]", 128)
        self._names: dict[bytes, str] = {}

    def visit(self, handle: int, role: str, block: int, place: _Place, level: int) -> None:
        """Depth first; `role`: the element's type; `block`: the element that inline content belongs to."""
        self.seen += 1
        if level > MAX_DEPTH or self.seen > MAX_ELEMENTS:
            return
        if role in _BLOCKS and not self._continues_item(role, block):
            block = self._opened(role, place)
        elif role in _RESETTING:
            block = -1
        children = self._children(handle)
        cells = sum(name in ("TD", "TH") for _, name, _ in children) if role == "TR" else None
        place = place.within(role, cells, self.seen)
        for child, name, mcid in children:
            if child:
                self.visit(child, name, block, place, level + 1)
                continue
            if block < 0:
                block = self._opened("P", place)
            self.owner[mcid] = block

    def _opened(self, role: str, place: _Place) -> int:
        """The number of a new block."""
        self.elements.append(place.element(role))
        return len(self.elements) - 1

    def _children(self, handle: int) -> list[tuple[int, str, int]]:
        """An element's children on this page: (element, its type, -1) or (0, "", marked-content id).

        An element that spans many pages has thousands of children, and PDFium knows only those of this page.
        """
        count = lib.FPDF_StructElement_CountChildren(handle)
        mcids = list(map(lib.FPDF_StructElement_GetChildMarkedContentID, repeat(handle, count), range(count)))
        others = [index for index, mcid in enumerate(mcids) if mcid < 0]
        elements = map(lib.FPDF_StructElement_GetChildAtIndex, repeat(handle), others)
        if len(others) == count:
            return [(child, self.type_of(child), -1) for child in elements if child]
        found = {index: child for index, child in zip(others, elements, strict=False) if child}
        return [
            (0, "", mcid) if mcid >= 0 else (found[index], self.type_of(found[index]), -1)
            for index, mcid in enumerate(mcids)
            if mcid >= 0 or index in found
        ]

    def _continues_item(self, role: str, block: int) -> bool:
        """The first paragraph of a list item, note, cell or contents entry is that block itself."""
        if role != "P" or block < 0:
            return False
        if self.elements[block].row_cells == 1:
            return False
        return block == len(self.elements) - 1 and self.elements[block].role in (
            "LI", "TD", "TH", "Note", "FENote", "TOCI", "Caption", "Figure",
        )  # fmt: skip

    def type_of(self, handle: int) -> str:
        """An element's type; "" for no element."""
        if not handle:
            return ""
        length = int(lib.FPDF_StructElement_GetType(handle, self._buffer, 128))
        if not 2 < length <= 128:
            return ""
        raw = ffi.unpack(self._buffer, length - 2)
        if raw not in self._names:
            self._names[raw] = raw.decode("utf-16-le", "replace")
        return self._names[raw]
