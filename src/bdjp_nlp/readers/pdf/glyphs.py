"""Glyphs of a page as NumPy arrays: the only place that asks PDFium for characters.

Unicode text comes in one call a page, boxes in one call a character, and everything that is constant
over a text object (font, size, baseline, marked-content id, render mode, direction) in a few calls an
object. Coordinates leave this module as points from the top left of the page as it is displayed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import repeat
from math import hypot

import numpy as np
import numpy.typing as npt

from bdjp_nlp.readers.pdf.fonts import FontTable
from bdjp_nlp.readers.pdf.frame import Bools, Floats, Frame, Ints, drawings
from bdjp_nlp.readers.pdf.pdfium import Handle, ffi, lib

MAX_PAGE_CHARACTERS = 200_000
"""Characters a page; beyond it stands no prose but a drawing or an attack, and the rest is left."""
TILT = 0.12
"""Radians (7°): text turned further from the reading direction is no running text."""
INVISIBLE_MODES = (3, 7)
"""Text render modes that paint nothing: invisible, and clipping only."""
LIFTED_BOTTOM = 0.2
"""Ems above the baseline at which a superscript digit's ink begins; ordinary digits stand on it."""
LIFTED_HEIGHT = 0.55
"""Ems: superscript digits are lower than this, ordinary ones about 0.65."""


def _table(*codes: int | range) -> Bools:
    """Membership by code point of the basic plane."""
    table = np.zeros(0x10000, bool)
    for code in codes:
        table[list(code) if isinstance(code, range) else code] = True
    return table


_SEPARATOR_TABLE = _table(9, 10, 13, 0x20, 0xA0, 0x1680, range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000)
_DROPPED_TABLE = _table(range(0, 2), range(3, 9), 11, 12, range(14, 32), 0xAD, range(0x200B, 0x2010), 0x2060, 0xFEFF)
_HYPHEN_TABLE = _table(0xFFFE, 0x02, 0x2010)


@dataclass(slots=True)
class PageGlyphs:
    """The visible, upright glyphs of one page, in the order of the content stream; spaces are left out.

    All arrays have one row a glyph. `spaced`: white space stands before the glyph. `base`: the
    baseline, points from the top. `lifted`: a digit that the font itself draws small and high.
    `size`: the font size as displayed, points. `mcid`: -1 where none.
    `rules` and `images`: (n, 4) boxes. `raw_count`: characters before anything was left out.
    """

    number: int
    width: float
    height: float
    code: npt.NDArray[np.uint32]
    box: Floats
    base: Floats
    size: Floats
    font: Ints
    mcid: Ints
    spaced: Bools
    lifted: Bools
    rules: Floats
    images: Floats
    raw_count: int = 0
    hidden_count: int = 0
    rotation: int = 0
    warnings: list[str] = field(default_factory=list)


class _Scratch:
    """Buffers for PDFium's answers, made once and grown when a page needs more."""

    def __init__(self) -> None:
        self.capacity = 0
        self.reserve(1)

    def reserve(self, count: int) -> None:
        if count <= self.capacity:
            return
        self.capacity = max(8_192, count)
        self.boxes = np.zeros((self.capacity, 4), np.float32)
        self.units = np.zeros(self.capacity + 1, np.uint16)
        start = ffi.cast("char*", ffi.from_buffer(self.boxes))
        self.box_pointers = [start + 16 * i for i in range(self.capacity)]
        self.unit_pointer = ffi.cast("unsigned short*", ffi.from_buffer(self.units))


def read_glyphs(page: Handle, number: int, fonts: FontTable, scratch: _Scratch) -> PageGlyphs:
    """The glyphs, rules and images of an open PDFium page. `number`: 1-based."""
    frame = Frame(page)
    text_page = lib.FPDFText_LoadPage(page)
    try:
        count = 0 if text_page == ffi.NULL else max(0, int(lib.FPDFText_CountChars(text_page)))
        warnings = []
        if count > MAX_PAGE_CHARACTERS:
            warnings.append(f"page {number}: {count - MAX_PAGE_CHARACTERS} characters beyond the limit left out")
            count = MAX_PAGE_CHARACTERS
        scratch.reserve(count)
        code = _codes(text_page, count, scratch)
        boxes = _boxes(text_page, count, code, scratch)
        owner, rows = _objects(text_page, count, code, fonts)
        lifted = _lifted(text_page, code, owner, rows)
    finally:
        if text_page != ffi.NULL:
            lib.FPDFText_ClosePage(text_page)
    rules, images = drawings(page, frame)
    glyphs = _select(number, frame, code, boxes, owner, rows, lifted)
    glyphs.rules, glyphs.images, glyphs.warnings = rules, images, warnings
    return glyphs


def new_scratch() -> _Scratch:
    """Buffers to hand to `read_glyphs`, one set a document."""
    return _Scratch()


def _codes(text_page: Handle, count: int, scratch: _Scratch) -> npt.NDArray[np.uint32]:
    """Unicode code points, one a character: in bulk where PDFium's text maps one to one, else singly."""
    if not count:
        return np.zeros(0, np.uint32)
    written = int(lib.FPDFText_GetText(text_page, 0, count, scratch.unit_pointer))
    units = scratch.units[:count]
    if written == count + 1 and not ((units >= 0xD800) & (units < 0xE000)).any():
        return units.astype(np.uint32)
    singly = map(lib.FPDFText_GetUnicode, repeat(text_page), range(count))
    return np.fromiter(singly, np.uint32, count)


def _lifted(text_page: Handle, code: npt.NDArray[np.uint32], owner: Ints, rows: npt.NDArray[np.float64]) -> Bools:
    """Digits that the font draws as superscripts: no smaller by font size, but their ink stands high."""
    lifted = np.zeros(len(code), bool)
    left, right, bottom, top = (ffi.new("double*") for _ in range(4))
    digits = np.flatnonzero((code >= 0x30) & (code <= 0x39) & (owner >= 0))
    own = rows[owner[digits]] if len(digits) else rows
    for index, base, size in zip(digits.tolist(), own[:, 1].tolist(), own[:, 5].tolist(), strict=False):
        if lib.FPDFText_GetCharBox(text_page, index, left, right, bottom, top):
            lifted[index] = bottom[0] - base > LIFTED_BOTTOM * size > 0 and top[0] - bottom[0] < LIFTED_HEIGHT * size
    return lifted


def _boxes(text_page: Handle, count: int, code: npt.NDArray[np.uint32], scratch: _Scratch) -> Floats:
    """(n, 4) left, top, right, bottom in user space: advance widths, the font's ascent and descent."""
    wanted = np.flatnonzero(~_SEPARATOR_TABLE[np.minimum(code, 0xFFFF)]).tolist()
    pointers = map(scratch.box_pointers.__getitem__, wanted)
    deque(map(lib.FPDFText_GetLooseCharBox, repeat(text_page), wanted, pointers), maxlen=0)
    return scratch.boxes[:count].copy()


def _objects(
    text_page: Handle, count: int, code: npt.NDArray[np.uint32], fonts: FontTable
) -> tuple[Ints, npt.NDArray[np.float64]]:
    """The text object of each character (-1: generated by PDFium) and a table of the objects.

    Table columns: baseline x, baseline y, font, mcid, render mode, size, direction x, direction y.
    """
    owner = np.full(count, -1, np.int32)
    rows: list[tuple[float, ...]] = []
    font_numbers: dict[Handle, int] = {}
    reader = _ObjectReader(text_page)
    get, start = lib.FPDFText_GetTextObject, 0
    step_over = _SEPARATOR_TABLE[np.minimum(code, 0xFFFF)].tolist()
    while start < count:
        if step_over[start]:
            start += 1
            continue
        handle = get(text_page, start)
        end = _run_end(get, text_page, handle, start, count)
        if handle != ffi.NULL:
            owner[start:end] = len(rows)
            font_handle = lib.FPDFTextObj_GetFont(handle)
            if font_handle not in font_numbers:
                known = font_handle != ffi.NULL
                font_numbers[font_handle] = fonts.number(font_handle) if known else fonts.add("", False, False)
            rows.append(reader.row(handle, start, font_numbers[font_handle]))
        start = end
    return owner, np.array(rows, np.float64).reshape(-1, 8)


def _run_end(get: Callable[[Handle, int], Handle], text_page: Handle, handle: Handle, start: int, count: int) -> int:
    """One past the last character of the object that begins at ``start``: by leaps, then by halves."""
    inside, leap = start, 4
    outside = count
    while inside + leap < count:
        if get(text_page, inside + leap) != handle:
            outside = inside + leap
            break
        inside += leap
        leap *= 2
    while outside - inside > 1:
        middle = (inside + outside) // 2
        if get(text_page, middle) == handle:
            inside = middle
        else:
            outside = middle
    return inside + 1


class _ObjectReader:
    """Reads what is constant over a text object, through one set of buffers."""

    def __init__(self, text_page: Handle) -> None:
        self.text_page = text_page
        self.x, self.y = ffi.new("double*"), ffi.new("double*")
        self.matrix = ffi.new("FS_MATRIX*")

    def row(self, handle: Handle, first: int, font: int) -> tuple[float, ...]:
        """See `_objects` for the columns."""
        lib.FPDFText_GetCharOrigin(self.text_page, first, self.x, self.y)
        lib.FPDFText_GetMatrix(self.text_page, first, self.matrix)
        m = self.matrix
        size = float(lib.FPDFText_GetFontSize(self.text_page, first)) * hypot(m.c, m.d)
        mcid = int(lib.FPDFPageObj_GetMarkedContentID(handle))
        mode = int(lib.FPDFTextObj_GetTextRenderMode(handle))
        return (self.x[0], self.y[0], font, mcid, mode, size, m.a, m.b)


def _select(
    number: int,
    frame: Frame,
    code: npt.NDArray[np.uint32],
    edges: Floats,
    owner: Ints,
    rows: npt.NDArray[np.float64],
    lifted: Bools,
) -> PageGlyphs:
    """Leave out spaces, and what a reader would not see or would have to turn the page to read."""
    plane = np.minimum(code, 0xFFFF)
    separator = _SEPARATOR_TABLE[plane]
    solid = ~separator & ~_DROPPED_TABLE[plane] & (owner >= 0)
    index = np.flatnonzero(solid)
    own = rows[owner[index]] if len(rows) else np.zeros((0, 8))
    along, across = _turned(own[:, 6], own[:, 7], frame.rotation)
    upright = np.abs(across) < TILT * along
    painted = (own[:, 4] != INVISIBLE_MODES[0]) & (own[:, 4] != INVISIBLE_MODES[1])
    if len(index) and painted.sum() < 0.1 * len(index):
        painted[:] = True  # the text layer of a scan is invisible by design
    box = frame.boxes(edges[index, 0], edges[index, 3], edges[index, 2], edges[index, 1])
    inside = (box[:, 2] > 0) & (box[:, 0] < frame.width) & (box[:, 3] > 0) & (box[:, 1] < frame.height)
    real = (own[:, 5] > 0.5) & np.isfinite(box).all(axis=1)
    keep = upright & painted & inside & real
    before = np.concatenate([[0], np.cumsum(separator)])
    gaps = before[index]
    kept = index[keep]
    kept_gaps = gaps[keep]
    spaced = np.ones(len(kept), bool)
    spaced[1:] = kept_gaps[1:] > kept_gaps[:-1]
    chosen = code[kept].copy()
    chosen[_HYPHEN_TABLE[plane[kept]]] = ord("-")
    own = own[keep]
    _, base_y = frame.point(own[:, 0].astype(np.float32), own[:, 1].astype(np.float32))
    return PageGlyphs(
        number=number,
        width=frame.width,
        height=frame.height,
        code=chosen,
        box=box[keep],
        base=base_y.astype(np.float32),
        size=own[:, 5].astype(np.float32),
        font=own[:, 2].astype(np.int32),
        mcid=own[:, 3].astype(np.int32),
        spaced=spaced,
        lifted=lifted[kept],
        rules=np.zeros((0, 4), np.float32),
        images=np.zeros((0, 4), np.float32),
        raw_count=int(solid.sum()),
        hidden_count=int((~painted).sum()),
        rotation=frame.rotation,
    )


def _turned(
    x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], rotation: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """A direction in user space as seen on a page displayed with ``rotation`` clockwise quarter turns."""
    return ((x, y), (y, -x), (-x, -y), (-y, x))[rotation]
