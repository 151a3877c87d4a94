"""Glyphs of a page as NumPy arrays: the only place that asks PDFium for characters.

Unicode text comes in one call a page; font, size, baseline, marked-content id, render mode and direction
once a text object; boxes once for the first and the last glyph of a run, an unbroken stretch of one
object. Asking for the box of every glyph would take as long as everything else together.
Coordinates leave this module as points from the top left of the page as it is displayed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import repeat

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

SMALL_CAPITAL_HEIGHT = 0.57
"""Ems: small capitals are lower than this, letters with ascenders about 0.7."""


def _table(*codes: int | range) -> Bools:
    """Membership by code point of the basic plane."""
    table = np.zeros(0x10000, bool)
    for code in codes:
        table[list(code) if isinstance(code, range) else code] = True
    return table


_SEPARATOR_TABLE = _table(9, 10, 13, 0x20, 0xA0, 0x1680, range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000)
_DROPPED_TABLE = _table(range(0, 2), range(3, 9), 11, 12, range(14, 32), 0xAD, range(0x200B, 0x2010), 0x2060, 0xFEFF)
_HYPHEN_TABLE = _table(0xFFFE, 0x02, 0x2010)
_ASCENDER_TABLE = _table(*map(ord, "bdhkl"))
_HIGH_DIGIT_TABLE = _table(*map(ord, "⁰¹²³⁴⁵⁶⁷⁸⁹"))


@dataclass(slots=True)
class PageGlyphs:
    """The visible, upright glyphs of one page, in the order of the content stream; spaces are left out.

    Glyphs come in runs: unbroken stretches of one text object (a word, or a part of one).
    `code`: the code points of all runs, one behind the other. The other arrays have one row a run:
    `first`, `length`: its place in `code`. `spaced`: white space stands before it. `box`: points. `base`:
    the baseline, points from the top. `lifted`: digits that the font itself draws small and high.
    `size`: the font size as displayed, points. `mcid`: -1 where none.
    `rules` and `images`: (n, 4) boxes. `raw_count`: glyphs before anything was left out.
    """

    number: int
    width: float
    height: float
    code: npt.NDArray[np.uint32]
    first: Ints
    length: Ints
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


_RUN_ARRAYS = ("code", "length", "box", "base", "size", "font", "mcid", "spaced", "lifted")


def joined(pages: Sequence[PageGlyphs]) -> PageGlyphs:
    """The runs of several pages behind each other, as if they were of the first one."""
    if len(pages) == 1:
        return pages[0]
    counts = [len(page.code) for page in pages]
    shifts = np.cumsum(counts) - counts
    shifted = [page.first + shift for page, shift in zip(pages, shifts, strict=True)]
    whole = replace(pages[0], first=np.concatenate(shifted))
    for name in _RUN_ARRAYS:
        setattr(whole, name, np.concatenate([getattr(page, name) for page in pages]))
    return whole


@dataclass(frozen=True, slots=True)
class _Objects:
    """What is constant over each text object: origin and direction in user space, and the rest of it."""

    matrix: Floats
    size: npt.NDArray[np.float64]
    font: Ints
    mcid: Ints
    mode: Ints


class Scratch:
    """Buffers for PDFium's answers, made once a document and grown when a page needs more."""

    def __init__(self) -> None:
        self.capacity = 0
        self.reserve(1)

    def reserve(self, count: int) -> None:
        """Room for the answers about ``count`` characters."""
        if count <= self.capacity:
            return
        self.capacity = max(8_192, count)
        self.boxes = np.zeros((self.capacity, 4), np.float32)
        self.matrices = np.zeros((self.capacity, 6), np.float32)
        self.inks = np.zeros((self.capacity, 2), np.float64)
        self.units = np.zeros(self.capacity + 1, np.uint16)
        self._box_start = ffi.cast("char*", ffi.from_buffer(self.boxes))
        self._matrix_start = ffi.cast("char*", ffi.from_buffer(self.matrices))
        self._box_pointers: list[Handle] = []
        self._matrix_pointers: list[Handle] = []
        self._ink_start = ffi.cast("double*", ffi.from_buffer(self.inks))
        self._ink_pointers: list[Handle] = []
        self.unused = ffi.new("double*")
        self.unit_pointer = ffi.cast("unsigned short*", ffi.from_buffer(self.units))

    def box_pointers(self, count: int) -> list[Handle]:
        """Pointers to at least so many rows of `boxes`."""
        known = self._box_pointers
        known.extend(self._box_start + 16 * i for i in range(len(known), count))
        return known

    def matrix_pointers(self, count: int) -> list[Handle]:
        """Pointers to at least so many rows of `matrices`."""
        known = self._matrix_pointers
        known.extend(ffi.cast("FS_MATRIX*", self._matrix_start + 24 * i) for i in range(len(known), count))
        return known

    def ink_pointers(self, count: int) -> list[Handle]:
        """Pointers to at least so many rows of `inks`, to the first and the second number of each in turn."""
        known = self._ink_pointers
        known.extend(self._ink_start + i for i in range(len(known), 2 * count))
        return known


def read_glyphs(page: Handle, number: int, fonts: FontTable, scratch: Scratch) -> PageGlyphs:
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
        glyphs = _read_runs(text_page, number, frame, _codes(text_page, count, scratch), fonts, scratch)
    finally:
        if text_page != ffi.NULL:
            lib.FPDFText_ClosePage(text_page)
    glyphs.rules, glyphs.images = drawings(page, frame)
    glyphs.warnings = warnings
    return glyphs


def _read_runs(
    text_page: Handle,
    number: int,
    frame: Frame,
    code: npt.NDArray[np.uint32],
    fonts: FontTable,
    scratch: Scratch,
) -> PageGlyphs:
    """The runs that a reader of the page would see without turning it."""
    plane = np.minimum(code, 0xFFFF)
    separator = _SEPARATOR_TABLE[plane]
    solid = np.flatnonzero(~separator & ~_DROPPED_TABLE[plane])
    handle = _handles(text_page, solid)
    handle, solid = handle[handle != 0], solid[handle != 0]
    code, plane = code[solid], plane[solid]
    object_start = _changes(handle)
    objects = _objects(text_page, handle[object_start], solid[object_start], fonts, scratch)
    owner = np.cumsum(object_start) - 1
    _tell_small_capitals(text_page, code, solid, owner, objects, fonts, scratch)
    lifted = _lifted(text_page, code, solid, owner, objects, scratch)
    run_start = object_start | _changes(lifted) | _changes(_HIGH_DIGIT_TABLE[plane])
    run_start[1:] |= solid[1:] != solid[:-1] + 1
    first = np.flatnonzero(run_start)
    length = np.append(first[1:], len(solid)) - first
    edges = _boxes(text_page, solid[first], solid[first + length - 1], scratch)
    own = owner[first]
    matrix, size, mode = objects.matrix[own], objects.size[own], objects.mode[own]
    box = frame.boxes(edges[:, 0], edges[:, 3], edges[:, 2], edges[:, 1])
    along, across = _turned(matrix[:, 0], matrix[:, 1], frame.rotation)
    painted = (mode != INVISIBLE_MODES[0]) & (mode != INVISIBLE_MODES[1])
    if len(solid) and length[painted].sum() < 0.1 * len(solid):
        painted[:] = True  # the text layer of a scan is invisible by design
    inside = (box[:, 2] > 0) & (box[:, 0] < frame.width) & (box[:, 3] > 0) & (box[:, 1] < frame.height)
    real = (size > 0.5) & np.isfinite(box).all(axis=1)
    keep = (np.abs(across) < TILT * along) & painted & inside & real
    spaced = np.ones(int(keep.sum()), bool)
    separators_before = np.cumsum(separator)[solid[first[keep]]]
    spaced[1:] = separators_before[1:] > separators_before[:-1]
    code[_HYPHEN_TABLE[plane]] = ord("-")
    kept_length = length[keep].astype(np.int32)
    own = own[keep]
    _, base = frame.point(matrix[keep, 4], matrix[keep, 5])
    return PageGlyphs(
        number=number,
        width=frame.width,
        height=frame.height,
        code=code[np.repeat(keep, length)],
        first=(np.cumsum(kept_length) - kept_length).astype(np.int32),
        length=kept_length,
        box=box[keep],
        base=base.astype(np.float32),
        size=size[keep].astype(np.float32),
        font=objects.font[own],
        mcid=objects.mcid[own],
        spaced=spaced,
        lifted=lifted[first[keep]],
        rules=np.zeros((0, 4), np.float32),
        images=np.zeros((0, 4), np.float32),
        raw_count=len(solid),
        hidden_count=int(length[~painted].sum()),
        rotation=frame.rotation,
    )


def _changes(values: npt.NDArray[np.generic]) -> Bools:
    """Where a value differs from the one before; true for the first."""
    changed = np.ones(len(values), bool)
    changed[1:] = values[1:] != values[:-1]
    return changed


def _codes(text_page: Handle, count: int, scratch: Scratch) -> npt.NDArray[np.uint32]:
    """Unicode code points, one a character: in bulk where PDFium's text maps one to one, else singly."""
    if not count:
        return np.zeros(0, np.uint32)
    written = int(lib.FPDFText_GetText(text_page, 0, count, scratch.unit_pointer))
    units = scratch.units[:count]
    if written == count + 1 and not ((units >= 0xD800) & (units < 0xE000)).any():
        return units.astype(np.uint32)
    singly = map(lib.FPDFText_GetUnicode, repeat(text_page), range(count))
    return np.fromiter(singly, np.uint32, count)


def _handles(text_page: Handle, place: npt.NDArray[np.intp]) -> npt.NDArray[np.uint64]:
    """The text object of the characters at these places (0: made up by PDFium).

    Asked for the first of each unbroken stretch, for the last where the next stretch is another object's, and for
    those between where the two differ.
    """

    def ask(places: npt.NDArray[np.intp]) -> npt.NDArray[np.uint64]:
        answers = map(lib.FPDFText_GetTextObject, repeat(text_page), places.tolist())
        return np.fromiter(answers, np.uint64, len(places))

    if not len(place):
        return np.zeros(0, np.uint64)
    starts = np.ones(len(place), bool)
    starts[1:] = place[1:] != place[:-1] + 1
    first = np.flatnonzero(starts)
    last = np.append(first[1:], len(place)) - 1
    opening = ask(place[first])
    handle = np.repeat(opening, last - first + 1)
    doubtful = last > first
    doubtful[:-1] &= opening[1:] != opening[:-1]
    asked = np.flatnonzero(doubtful)
    closing = ask(place[last[asked]])
    doubtful[asked] = closing != opening[asked]
    handle[last[asked]] = closing
    between = np.repeat(doubtful, last - first + 1)
    between[first] = between[last] = False
    handle[between] = ask(place[between])
    return handle


def _objects(
    text_page: Handle,
    handle: npt.NDArray[np.uint64],
    first: npt.NDArray[np.intp],
    fonts: FontTable,
    scratch: Scratch,
) -> _Objects:
    """What holds for the text objects with these handles, each by its first character."""
    count, handles, places = len(handle), handle.tolist(), first.tolist()
    deque(map(lib.FPDFText_GetMatrix, repeat(text_page), places, scratch.matrix_pointers(count)), maxlen=0)
    matrix = scratch.matrices[:count].copy()
    size = np.fromiter(map(lib.FPDFText_GetFontSize, repeat(text_page), places), np.float64, count)
    number: dict[int, int] = {}
    font_handles = list(map(lib.FPDFTextObj_GetFont, handles))
    for font in dict.fromkeys(font_handles):
        number[font] = fonts.number(font) if font else fonts.add("", False, False)
    return _Objects(
        matrix=matrix,
        size=size * np.hypot(matrix[:, 2], matrix[:, 3]),
        font=np.fromiter(map(number.__getitem__, font_handles), np.int32, count),
        mcid=np.fromiter(map(lib.FPDFPageObj_GetMarkedContentID, handles), np.int32, count),
        mode=np.fromiter(map(lib.FPDFTextObj_GetTextRenderMode, handles), np.int32, count),
    )


def _tell_small_capitals(
    text_page: Handle,
    code: npt.NDArray[np.uint32],
    place: npt.NDArray[np.intp],
    owner: npt.NDArray[np.intp],
    objects: _Objects,
    fonts: FontTable,
    scratch: Scratch,
) -> None:
    """Give objects in small capitals a font of their own: letters with ascenders, but no taller than small letters.

    Asked for the first such object of each line, and for the others of lines whose first one is in small capitals.
    """
    tall = np.flatnonzero(_ASCENDER_TABLE[np.minimum(code, 0xFFFF)])
    tall = tall[_changes(owner[tall])]
    of_object, at = owner[tall], place[tall]

    def low(index: npt.NDArray[np.intp]) -> Bools:
        bottom, top = _ink(text_page, at[index], scratch)
        height = top - bottom
        result: Bools = (height > 0) & (height < SMALL_CAPITAL_HEIGHT * objects.size[of_object[index]])
        return result

    opening = np.flatnonzero(_changes(objects.matrix[of_object, 5]))
    small = low(opening)
    if not small.any():
        return
    others = np.flatnonzero(np.repeat(small, np.diff(np.append(opening, len(tall)))))
    for number in of_object[others[low(others)]].tolist():
        objects.font[number] = fonts.in_small_capitals(int(objects.font[number]))


def _lifted(
    text_page: Handle,
    code: npt.NDArray[np.uint32],
    place: npt.NDArray[np.intp],
    owner: npt.NDArray[np.intp],
    objects: _Objects,
    scratch: Scratch,
) -> Bools:
    """Digits that the font draws as superscripts: no smaller by font size, but their ink stands high.

    Asked for the first and the last digit of a number, and for those between where one of the two is high.
    """

    def high(index: npt.NDArray[np.intp]) -> Bools:
        own = owner[index]
        bottom, top = _ink(text_page, place[index], scratch)
        size, base = objects.size[own], objects.matrix[own, 5]
        result: Bools = (bottom - base > LIFTED_BOTTOM * size) & (size > 0) & (top - bottom < LIFTED_HEIGHT * size)
        return result

    is_digit = (code >= 0x30) & (code <= 0x39)
    lifted = np.zeros(len(code), bool)
    inner = np.zeros(len(code), bool)
    inner[1:-1] = is_digit[1:-1] & is_digit[:-2] & is_digit[2:]
    edges = np.flatnonzero(is_digit & ~inner)
    lifted[edges] = high(edges)
    if lifted.any():
        between = inner & _touched(is_digit, lifted)
        lifted[between] = high(np.flatnonzero(between))
    return lifted


def _touched(members: Bools, chosen: Bools) -> Bools:
    """The unbroken stretches of members in which one is chosen."""
    stretch = np.cumsum(_changes(members)) - 1
    found: Bools = members & np.isin(stretch, stretch[chosen])
    return found


def _ink(
    text_page: Handle, place: npt.NDArray[np.intp], scratch: Scratch
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Lower and upper edges of the ink of the characters at these places, user space; 0 where there is none."""
    count, unused = len(place), repeat(scratch.unused)
    pointers = scratch.ink_pointers(count)
    scratch.inks[:count] = 0.0
    asked = map(
        lib.FPDFText_GetCharBox, repeat(text_page), place.tolist(), unused, unused, pointers[::2], pointers[1::2]
    )
    deque(asked, maxlen=0)
    return scratch.inks[:count, 0].copy(), scratch.inks[:count, 1].copy()


def _boxes(text_page: Handle, first: npt.NDArray[np.intp], last: npt.NDArray[np.intp], scratch: Scratch) -> Floats:
    """(n, 4) left, top, right, bottom of runs in user space: advance widths, the font's ascent and descent."""
    several = np.flatnonzero(last != first)
    places = [*first.tolist(), *last[several].tolist()]
    scratch.reserve(len(places))
    deque(map(lib.FPDFText_GetLooseCharBox, repeat(text_page), places, scratch.box_pointers(len(places))), maxlen=0)
    box = scratch.boxes[: len(first)].copy()
    end = scratch.boxes[len(first) : len(places)]
    box[several, 0] = np.minimum(box[several, 0], end[:, 0])
    box[several, 1] = np.maximum(box[several, 1], end[:, 1])
    box[several, 2] = np.maximum(box[several, 2], end[:, 2])
    box[several, 3] = np.minimum(box[several, 3], end[:, 3])
    return box


def _turned(x: Floats, y: Floats, rotation: int) -> tuple[Floats, Floats]:
    """A direction in user space as seen on a page displayed with ``rotation`` clockwise quarter turns."""
    return ((x, y), (y, -x), (-x, -y), (-y, x))[rotation]
