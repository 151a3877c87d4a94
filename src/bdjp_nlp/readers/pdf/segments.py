"""Words and segments: glyphs joined to what stands unbroken on one baseline.

A segment is a stretch of words on one baseline with no wide gap in it: a line of a column, a cell, a
bullet. Everything here is vectorised over the runs of glyphs of a page; strings are made once, for the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bdjp_nlp.readers.pdf.fonts import FontTable
from bdjp_nlp.readers.pdf.frame import Bools, Floats, Ints
from bdjp_nlp.readers.pdf.glyphs import PageGlyphs, joined

SEGMENT_GAP = 1.0
"""Ems: a wider gap may be a column gutter or a tab; word spaces of justified text stay below."""
BASELINE_STEP = 0.55
"""Ems of the larger size: superscripts rise by a third to a half, lines are a whole apart."""
INITIAL_RATIO = 2.2
"""Times: glyphs that differ more in size are no text and superscript but a drop capital and its text."""
BESIDE_RATIO = 1.6
"""Times: white between glyphs that differ more in size is measured by the smaller: line numbers stand close."""
BACKWARD_STEP = 0.6
"""Ems: a glyph that begins so far left of the last one's end belongs to another line."""
WORD_GAP = 0.18
"""Ems: white as wide as this between two text objects parts words even where the file has no space character."""
LETTER_GAP = (0.04, 1.5)
"""Ems between the letters of letter-spaced words, at least and at most."""
MIN_SPACED_LETTERS = 5
"""Letters, each by itself, that make a letter-spaced line."""
MIN_SPACED_REST = 3
"""Letters that do so on the line right below one: the last word of a heading may be short."""
SPACED_WORD_GAP = 1.6
"""Times the usual gap between its letters from which a gap parts two words of a letter-spaced line."""
RAISED_SIZE = 0.88
"""A superscript is set smaller than this share of the text it stands at."""
RAISED_STEP = (0.12, 0.95)
"""Ems of the larger size by which a superscript's baseline stands above its line's."""

OVERHANG = 0.03
"""Ems of white behind a superscript below which it may be set over the space behind its word."""

_ORDINAL_ENDINGS = frozenset(("st", "nd", "rd", "th"))
"""Raised behind a number they belong to it, even where the file has a space between them."""
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_SUPERSCRIPT_CODES = np.array(list(_SUPERSCRIPTS), np.uint32)
_EXPANSIONS = _SUPERSCRIPTS | {
    0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st",
    0x0132: "IJ", 0x0133: "ij", 0x01C4: "DŽ", 0x2024: ".", 0x2026: "…", 0x2E31: "·",
    0x2011: "-", 0x00B7: "·", 0xF0B7: "•", 0xF0A7: "▪", 0xF0D8: "➢", 0xF06F: "o", 0xF0FC: "✓", 0xF02D: "-",
}  # fmt: skip
"""Single glyphs written as what a reader types: ligatures, raised digits, and Symbol and Wingdings bullets."""
_EXPANDED = frozenset(map(chr, _EXPANSIONS))


class SegmentRow(NamedTuple):
    """What is known of one segment, as plain numbers: looking into arrays for each of them takes longer."""

    x0: float
    y0: float
    x1: float
    y1: float
    base: float
    size: float
    bold: float
    italic: float
    small: float
    font: int
    element: int


@dataclass(slots=True)
class PageWords:
    """The words and segments of one page.

    Words (one row each, ordered by segment): `text`; `box` (n, 4); `glued`: no space before it;
    `raised`: superscript.
    Segments: `first` and `last` word (half-open), `seg_box`, `seg_base`, `seg_size`, `seg_bold`,
    `seg_italic`, `seg_small` (small capitals), `seg_font`, `seg_element` (tag tree; -1 none); `rows`: the
    same, a row each. `recognised`: read from a picture, so that small signs are often taken for others; then `printed`
    has the words' boxes on the page as it was scanned, and all other boxes are of the page turned upright.
    """

    text: list[str]
    box: Floats
    glued: list[bool]
    raised: list[bool]
    first: list[int]
    last: list[int]
    seg_box: Floats
    seg_base: Floats
    seg_size: Floats
    seg_bold: Floats
    seg_italic: Floats
    seg_small: Floats
    seg_font: Ints
    seg_element: Ints
    recognised: bool = False
    printed: Floats | None = None
    rows: list[SegmentRow] = field(init=False)

    def __post_init__(self) -> None:
        numbers = (self.seg_base, self.seg_size, self.seg_bold, self.seg_italic, self.seg_small)
        columns = (*self.seg_box.T, *numbers, self.seg_font, self.seg_element)
        self.rows = list(map(SegmentRow._make, zip(*(column.tolist() for column in columns), strict=True)))


def words_of_pages(pages: Sequence[PageGlyphs], fonts: FontTable, elements: Sequence[Ints | None]) -> list[PageWords]:
    """Words and segments of several pages, made together: the arrays of one page are too short to be quick.

    `elements`: for each page a number a run, or None; segments never cross its changes.
    """
    filled = [index for index, page in enumerate(pages) if len(page.first)]
    words = [_empty() for _ in pages]
    if not filled:
        return words
    runs = np.array([len(pages[index].first) for index in filled])
    glyphs = joined([pages[index] for index in filled])
    element = np.concatenate([
        np.full(count, -1, np.int32) if elements[index] is None else elements[index]
        for index, count in zip(filled, runs.tolist(), strict=True)
    ])  # fmt: skip
    opens = np.zeros(len(glyphs.first), bool)
    opens[np.cumsum(runs) - runs] = True
    together = _words_of_runs(glyphs, fonts, element, opens)
    ends = np.searchsorted(together.starts, np.cumsum(runs)).tolist()
    for index, (start, end) in zip(filled, pairwise([0, *ends]), strict=True):
        words[index] = together.part(start, end)
    return words


@dataclass(frozen=True, slots=True)
class _Together:
    """Words of several pages. `starts`: the first run of each segment; the rest as in `PageWords`."""

    starts: npt.NDArray[np.intp]
    text: list[str]
    box: Floats
    glued: list[bool]
    raised: list[bool]
    first: Ints
    last: Ints
    seg_box: Floats
    seg_base: Floats
    seg_size: Floats
    styles: Floats
    seg_font: Ints
    seg_element: Ints

    def part(self, start: int, end: int) -> PageWords:
        """The words of the segments from `start` to `end`, which are one page's."""
        low, high = int(self.first[start]), int(self.last[end - 1])
        return PageWords(
            text=self.text[low:high],
            box=self.box[low:high],
            glued=self.glued[low:high],
            raised=self.raised[low:high],
            first=(self.first[start:end] - low).tolist(),
            last=(self.last[start:end] - low).tolist(),
            seg_box=self.seg_box[start:end],
            seg_base=self.seg_base[start:end],
            seg_size=self.seg_size[start:end],
            seg_bold=self.styles[start:end, 0],
            seg_italic=self.styles[start:end, 1],
            seg_small=self.styles[start:end, 2],
            seg_font=self.seg_font[start:end],
            seg_element=self.seg_element[start:end],
        )


def _words_of_runs(glyphs: PageGlyphs, fonts: FontTable, element: Ints, opens: Bools) -> _Together:
    """Words and segments of runs. `opens`: the first run of each page."""
    same = _same_glyph(glyphs) & ~opens
    glyphs.spaced &= ~same
    raised = _raised(glyphs, opens)
    segment_start = _segment_starts(glyphs, element, same) | opens
    parted = ((glyphs.spaced | _gap_before(glyphs)) & ~_letter_spaced(glyphs, opens)) | segment_start
    word_start = parted.copy()
    word_start[1:] |= raised[1:] != raised[:-1]
    words = np.flatnonzero(word_start)
    segments = np.flatnonzero(segment_start)
    first = np.searchsorted(words, segments).astype(np.int32)
    style = np.array([(f.bold, f.italic, f.small) for f in fonts.fonts], np.float32)[glyphs.font]
    body = ((~raised).astype(np.float32) + np.float32(1e-3)) * glyphs.length
    weights = np.add.reduceat(body, segments)[:, None]
    size, base, font = _dominant(glyphs, segments, body)
    text, glued = _texts(glyphs.code, glyphs.first[words]), (~parted[words]).tolist()
    box = _union(glyphs.box, words)
    for index in np.flatnonzero(raised[words] & ~segment_start[words]).tolist():
        glued[index] |= text[index] in _ORDINAL_ENDINGS and text[index - 1][-1:].isdigit()
        after = index + 1
        if after < len(words) and glued[after] and text[index - 1][-1:].isalpha() and text[after][:2].isalpha():
            em = float(glyphs.size[words[after]])
            over_space = box[after, 0] - box[index, 2] < OVERHANG * em
            glued[after] = not (over_space and box[after, 0] - box[index - 1, 2] > WORD_GAP * em)
    return _Together(
        starts=segments,
        text=text,
        box=box,
        glued=glued,
        raised=raised[words].tolist(),
        first=first,
        last=np.append(first[1:], len(words)).astype(np.int32),
        seg_box=_union(glyphs.box, segments),
        seg_base=base,
        seg_size=size,
        styles=(np.add.reduceat(style * body[:, None], segments) / weights).astype(np.float32),
        seg_font=font,
        seg_element=element[segments],
    )


def _empty() -> PageWords:
    none, ints = np.zeros(0, np.float32), np.zeros(0, np.int32)
    boxes = np.zeros((0, 4), np.float32)
    return PageWords([], boxes, [], [], [], [], boxes, none, none, none, none, none, ints, ints)


def _same_glyph(glyphs: PageGlyphs) -> Bools:
    """Letters that one glyph stands for (a ligature's "f", "f", "i"), which share its box."""
    same = np.zeros(len(glyphs.first), bool)
    same[1:] = (np.abs(np.diff(glyphs.box, axis=0)) < 0.01).all(axis=1)
    return same


def _gap_before(glyphs: PageGlyphs) -> Bools:
    gap = np.zeros(len(glyphs.first), bool)
    gap[1:] = glyphs.box[1:, 0] - glyphs.box[:-1, 2] > WORD_GAP * np.minimum(glyphs.size[1:], glyphs.size[:-1])
    return gap


def _letter_spaced(glyphs: PageGlyphs, opens: Bools) -> Bools:
    """Runs that belong to the word before them although white stands between: s p a c e d letters."""
    joined = np.zeros(len(glyphs.first), bool)
    gap = glyphs.box[1:, 0] - glyphs.box[:-1, 2]
    alone = glyphs.length <= 2
    link = alone[1:] & alone[:-1] & (np.abs(np.diff(glyphs.base)) < 0.1) & (np.abs(np.diff(glyphs.size)) < 0.1)
    link &= ~opens[1:]
    low, high = LETTER_GAP
    link &= (gap > low * glyphs.size[1:]) & (gap < high * glyphs.size[1:])
    edges = np.flatnonzero(np.diff(np.concatenate([[False], link, [False]]).astype(np.int8))).reshape(-1, 2)
    spaced: dict[int, tuple[int, float]] = {}  # by font: where the last such line ended, and the gap of its letters
    for start, end in edges[edges[:, 1] - edges[:, 0] >= MIN_SPACED_REST - 1].tolist():
        font = int(glyphs.font[start])
        before, usual = spaced.get(font, (-2, 0.0))
        below = before + 1 == start and glyphs.base[start] > glyphs.base[before]
        codes = glyphs.code[glyphs.first[start : end + 1]]
        letters = ((codes >= 0x41) & (codes <= 0x5A)) | ((codes >= 0x61) & (codes <= 0x7A)) | (codes >= 0xC0)
        single = glyphs.length[start : end + 1] == 1
        if (letters & single).sum() >= max(MIN_SPACED_REST if below else MIN_SPACED_LETTERS, 0.8 * (end - start)):
            gaps = gap[start:end]
            usual = usual if below else float(np.median(gaps))
            joined[start + 1 : end + 1] = gaps < SPACED_WORD_GAP * usual
            spaced[font] = (end, usual)
    return joined


def _segment_starts(glyphs: PageGlyphs, element: Ints, same: Bools) -> Bools:
    larger = np.maximum(glyphs.size[1:], glyphs.size[:-1])
    smaller = np.minimum(glyphs.size[1:], glyphs.size[:-1])
    step = np.abs(np.diff(glyphs.base))
    gap = glyphs.box[1:, 0] - glyphs.box[:-1, 2]
    start = np.ones(len(glyphs.first), bool)
    start[1:] = (
        (step > BASELINE_STEP * np.where(larger > INITIAL_RATIO * smaller, smaller, larger))
        | (gap > SEGMENT_GAP * np.where(larger > BESIDE_RATIO * smaller, smaller, larger))
        | ((gap < -BACKWARD_STEP * larger) & ~same[1:])
        | (element[1:] != element[:-1])
    )
    return start


def _raised(glyphs: PageGlyphs, opens: Bools) -> Bools:
    """Superscript glyphs: smaller than a neighbouring run on the line, and standing above its baseline."""
    count = len(glyphs.first)
    change = opens.copy()
    change[1:] |= (np.abs(np.diff(glyphs.size)) > 0.1) | (np.abs(np.diff(glyphs.base)) > 0.1)
    start = np.flatnonzero(change)
    raised = glyphs.lifted.copy()
    if int(glyphs.code.max()) >= 0xB2:
        raised |= np.isin(glyphs.code[glyphs.first], _SUPERSCRIPT_CODES)
    if len(start) < 2:
        return raised
    end = np.append(start[1:], count)
    size, base = glyphs.size[start], glyphs.base[start]
    left, right = glyphs.box[start, 0], glyphs.box[end - 1, 2]
    low, high = RAISED_STEP

    def stands_above(other: slice, mine: slice, gap: Floats, reach: float) -> Bools:
        step = (base[other] - base[mine]) / size[other]
        near = (gap > -0.6 * size[other]) & (gap < reach * size[other])
        smaller = (size[mine] < RAISED_SIZE * size[other]) & (INITIAL_RATIO * size[mine] > size[other])
        result: Bools = smaller & (step > low) & (step < high) & near
        return result

    mark = np.zeros(len(start), bool)
    earlier, later, beside = slice(0, -1), slice(1, None), ~opens[start[1:]]
    mark[later] |= stands_above(earlier, later, left[later] - right[earlier], 1.0) & beside
    mark[earlier] |= stands_above(later, earlier, left[later] - right[earlier], 3.0) & beside
    result: Bools = raised | np.repeat(mark, end - start)
    return result


def _dominant(glyphs: PageGlyphs, segments: npt.NDArray[np.intp], weight: Floats) -> tuple[Floats, Floats, Ints]:
    """Size, baseline and font of most glyphs of each segment."""
    count = len(glyphs.first)
    change = np.zeros(count, bool)
    change[1:] = (
        (np.abs(np.diff(glyphs.size)) > 0.1) | (np.abs(np.diff(glyphs.base)) > 0.1) | (np.diff(glyphs.font) != 0)
    )
    change[segments] = True
    runs = np.flatnonzero(change)
    area = np.add.reduceat(weight * glyphs.size * glyphs.size, runs)
    owner = np.searchsorted(segments, runs, side="right") - 1
    best = np.lexsort((area, owner))
    lasts = np.append(np.flatnonzero(np.diff(owner[best])), len(best) - 1)
    chosen = runs[best[lasts]]
    return glyphs.size[chosen], glyphs.base[chosen], glyphs.font[chosen]


def _union(box: Floats, starts: npt.NDArray[np.intp]) -> Floats:
    low = np.minimum.reduceat(box[:, :2], starts, axis=0)
    high = np.maximum.reduceat(box[:, 2:], starts, axis=0)
    return np.concatenate([low, high], axis=1)


def _texts(code: npt.NDArray[np.uint32], starts: Ints) -> list[str]:
    valid = np.where((code > 0x10FFFF) | ((code >= 0xD800) & (code < 0xE000)), 0xFFFD, code)
    whole = valid.astype("<u4").tobytes().decode("utf-32-le")
    words = [whole[a:b] for a, b in pairwise([*starts.tolist(), len(whole)])]
    if whole.isascii() or _EXPANDED.isdisjoint(whole):
        return words
    return [w if w.isascii() else w.translate(_EXPANSIONS) for w in words]
