"""What a page's picture shows beside its words: rules, bold and slanted strokes, and raised marks.

Tesseract gives words and boxes but no fonts, and reads superscript digits as quotes, stars or degree signs. The ink
itself tells: bold letters have long dark runs for their size, slanted ones stand straight when the line is sheared
back, and a superscript's ink ends well above the baseline. Coordinates here are pixels from the top left.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

Dark = npt.NDArray[np.bool_]
"""Rows and columns of a picture: true where there is ink."""
Span = tuple[int, int]
"""Half-open pixels."""
Box = tuple[int, int, int, int]
"""x0, y0, x1, y1 in pixels, half-open."""

INK_SHARE = 0.35
"""Share of the step from paper to black; hairlines are grey, and letters break where it is larger."""
SPECK_STEP = 60
"""Of 255 grey levels by which a speck differs from what is around it."""
RULE_LENGTH = 30.0
"""Points of unbroken ink that make a rule; dashes in titles are shorter."""
RULE_THICKNESS = 3.0
"""Points; thicker ink is a bar or a picture's edge."""
RULE_STEP = 3
"""Pixels by which the parts of one rule may be apart: a rule that is not quite level runs in steps."""
RULE_GAP = 2
"""Pixels of white within a thin rule that noise may leave."""
RULE_MARGIN = 4
"""Pixels above and below a rule that are looked at."""
RULE_INK = 0.25
"""Share of ink there from which it is no rule."""
SLANT = 0.2
"""Tangent of the angle at which italics lean, about (12 degrees)."""
RAISED_BOTTOM = 0.2
"""Ems above the baseline at which a superscript's ink ends at least."""
RAISED_HEIGHT = (0.29, 0.62)
"""Ems: quotes and dots are lower than superscript digits, capitals taller."""
RAISED_WIDTH = 0.55
"""Ems: no superscript digit is as wide."""
MAX_MARKS = 4
"""Digits and commas in one mark."""
MIN_SIGN = 6
"""Pixels of ink; less is dirt."""
SHAPE_SIZE = 20
"""Pixels, both ways, of the shapes that are compared."""
MIN_LIKENESS = 0.75
"""Cosine of two shapes' grey values from which they are the same digit."""
LOOK_BEHIND = 0.9
"""Ems behind a word in which a mark may stand that is outside its box."""


def dark_of(grey: Any) -> Dark:
    """Ink of a grey picture: darker than paper by more than `INK_SHARE` of what the darkest hundredth is."""
    pixels = np.asarray(grey)
    paper, black = float(np.median(pixels)), float(np.percentile(pixels, 1))
    return np.asarray(pixels < paper - INK_SHARE * max(paper - black, 1.0))


def cleaned(grey: Any) -> Any:
    """A grey picture without specks: pixels unlike all but two of their neighbours take the median of those.

    A median filter over all pixels would break hairlines, and with them letters and small figures.
    """
    from PIL import Image, ImageChops, ImageFilter

    dark = ImageChops.subtract(grey.filter(ImageFilter.RankFilter(3, 2)), grey)
    bright = ImageChops.subtract(grey, grey.filter(ImageFilter.RankFilter(3, 6)))
    lone = ImageChops.lighter(dark, bright).point(lambda step: 255 * (step > SPECK_STEP))
    return Image.composite(grey.filter(ImageFilter.MedianFilter(3)), grey, lone)


def rules_of(dark: Dark, scale: float) -> list[Box]:
    """Boxes (x0, y0, x1, y1) of the level and upright rules. `scale`: pixels a point."""
    length, thickness = round(RULE_LENGTH * scale), max(2, round(RULE_THICKNESS * scale))
    level = _level_rules(dark, length, thickness)
    upright = _level_rules(dark.T, length, thickness)
    return level + [(y0, x0, y1, x1) for x0, y0, x1, y1 in upright]


def _level_rules(dark: Dark, length: int, thickness: int) -> list[Box]:
    """Runs of ink in rows, those of neighbouring rows joined, that are no thicker than a rule and stand in white."""
    closed = np.pad(dark, ((0, 0), (0, RULE_GAP)))
    for step in range(1, RULE_GAP + 1):
        closed[:, step : step + dark.shape[1]] |= dark
    edges = np.diff(np.pad(closed, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    rows, starts = np.nonzero(edges == 1)
    ends = np.nonzero(edges == -1)[1] - RULE_GAP
    long = ends - starts >= length
    found: list[list[int]] = []
    for y, x0, x1 in zip(rows[long].tolist(), starts[long].tolist(), ends[long].tolist(), strict=True):
        for rule in reversed(found):
            if y - rule[3] < RULE_STEP and x0 <= rule[2] + RULE_STEP and x1 >= rule[0] - RULE_STEP:
                rule[0], rule[2], rule[3] = min(rule[0], x0), max(rule[2], x1), y + 1
                break
        else:
            found.append([x0, y, x1, y + 1])
    return [(x0, y0, x1, y1) for x0, y0, x1, y1 in found if y1 - y0 <= thickness and _stands_free(dark, x0, y0, x1, y1)]


def _stands_free(dark: Dark, x0: int, y0: int, x1: int, y1: int) -> bool:
    """Hardly any ink just above and below: a rule, and not the serifs of a line of letters."""
    edges = (y0 - RULE_MARGIN, y1 + RULE_MARGIN - 1)
    return all(not 0 <= y < len(dark) or float(dark[y, x0:x1].mean()) < RULE_INK for y in edges)


def without(grey: Any, boxes: list[Box]) -> Any:
    """The grey picture with these boxes, and a pixel around them, painted as paper."""
    from PIL import Image

    pixels = np.array(grey)
    paper = int(np.median(pixels))
    for x0, y0, x1, y1 in boxes:
        pixels[max(0, y0 - 1) : y1 + 1, max(0, x0 - 1) : x1 + 1] = paper
    return Image.fromarray(pixels)


def run_length(dark: Dark) -> float:
    """Mean length of the level runs of ink, pixels: the breadth of a line's strokes; 0 without ink."""
    starts = np.count_nonzero(dark[:, 1:] & ~dark[:, :-1]) + np.count_nonzero(dark[:, 0])
    return float(np.count_nonzero(dark)) / starts if starts else 0.0


def leans(dark: Dark) -> bool:
    """Whether the upright strokes of a line lean as italics do: its columns are sharper when it is sheared back."""
    return _sharpness(dark, SLANT) > _sharpness(dark, 0.0)


def _sharpness(dark: Dark, shear: float) -> float:
    height, width = dark.shape
    profile = np.zeros(width + height, np.float64)
    for row in range(height):
        shift = round(shear * (height - 1 - row))
        profile[height - shift : height - shift + width] += dark[row]
    return float(np.square(profile).sum())


@dataclass(frozen=True, slots=True)
class Mark:
    """A raised mark at a word: the box of each of its signs, left to right. `behind`: it stands at the word's end."""

    signs: tuple[Box, ...]
    behind: bool


def raised_mark(dark: Dark, box: Box, limit: int, base: float, em: float) -> Mark | None:
    """The raised mark at a word's end, or else at its beginning; None where there is none.

    `box`: the word's; `limit`: where the next word begins; `base`: the line's baseline; `em`: its font size, pixels.
    """
    left, right = max(0, box[0] - 2), min(limit - 1, round(box[2] + LOOK_BEHIND * em), dark.shape[1])
    top, bottom = max(0, round(base - em)), min(dark.shape[0], round(base + 0.3 * em))
    signs = [
        sign for sign in signs_in(dark, (left, top, right, bottom)) if sign[0] < box[2] or _is_raised(sign, base, em)
    ]
    for behind in (True, False):
        high: list[Box] = []
        for sign in signs[::-1] if behind else signs:
            if not _is_raised(sign, base, em):
                break
            high.append(sign)
        if 0 < len(high) <= MAX_MARKS and (len(high) < len(signs) or not behind):
            return Mark(tuple(sorted(high)), behind)
    return None


def signs_in(dark: Dark, area: Box) -> list[Box]:
    """Boxes of the ink in an area, parted at white columns; without dirt and what reaches in from the line above."""
    x0, y0, x1, y1 = area
    ink = dark[y0:y1, x0:x1]
    if not ink.size:
        return []
    edges = np.flatnonzero(np.diff(np.pad(ink.any(axis=0), 1).astype(np.int8)))
    found: list[Box] = []
    for start, end in edges.reshape(-1, 2).tolist():
        part = ink[:, start:end]
        runs = np.flatnonzero(np.diff(np.pad(part.any(axis=1), 1).astype(np.int8))).reshape(-1, 2)
        top = runs[1, 0] if runs[0, 0] == 0 and len(runs) > 1 else runs[0, 0]
        if np.count_nonzero(part[top:]) >= MIN_SIGN:
            found.append((x0 + start, y0 + int(top), x0 + end, y0 + int(runs[-1, 1])))
    return found


def _is_raised(sign: Box, base: float, em: float) -> bool:
    low, high = RAISED_HEIGHT
    tall = low * em <= sign[3] - sign[1] <= high * em
    return tall and base - sign[3] >= RAISED_BOTTOM * em and sign[2] - sign[0] <= RAISED_WIDTH * em


class Digits:
    """The shapes of a document's digits, learnt from its numbers, by which small raised ones are read.

    A superscript is too small and too lonely for Tesseract, which reads words. Each sign is scaled to one height and
    compared with the mean shape of each digit (cosine of the grey values); digits that have not been met yet have the
    shapes of Pillow's font.
    """

    def __init__(self) -> None:
        self._sums = {digit: shape.copy() for digit, shape in _printed_digits().items()}

    def learn(self, text: str, grey: Any, dark: Dark, box: Box) -> None:
        """The digits of a word, if its ink falls into as many signs as it has characters."""
        if not any(map(str.isdigit, text)):
            return
        signs = signs_in(dark, box)
        if len(signs) == len(text):
            for character, sign in zip(text, signs, strict=True):
                if character in self._sums:
                    self._sums[character] += _shape(grey, sign)

    def read(self, grey: Any, signs: Iterable[Box], least: float = MIN_LIKENESS) -> str:
        """The digits of a mark; "" if one of its signs resembles none. `least`: the cosine that makes likeness."""
        text = ""
        for sign in signs:
            shape = _shape(grey, sign)
            likeness = {d: float(np.vdot(s, shape)) / float(np.linalg.norm(s)) for d, s in self._sums.items()}
            best = max(likeness, key=likeness.__getitem__)
            if likeness[best] < least:
                return ""
            text += best
        return text


@cache
def _printed_digits() -> dict[str, npt.NDArray[np.float64]]:
    from PIL import Image, ImageDraw, ImageFont

    shapes: dict[str, npt.NDArray[np.float64]] = {}
    for digit in "0123456789":
        picture = Image.new("L", (60, 60), 255)
        ImageDraw.Draw(picture).text((15, 5), digit, fill=0, font=ImageFont.load_default(40))
        (sign,) = signs_in(dark_of(picture), (0, 0, 60, 60))
        shapes[digit] = _shape(picture, sign)
    return shapes


def _shape(grey: Any, sign: Box) -> npt.NDArray[np.float64]:
    """A sign's ink in a square of one size, of length 1."""
    from PIL import Image

    part = grey.crop((sign[0] - 1, sign[1] - 1, sign[2] + 1, sign[3] + 1))
    width = min(SHAPE_SIZE, max(1, round(part.width * SHAPE_SIZE / part.height)))
    square = Image.new("L", (SHAPE_SIZE, SHAPE_SIZE), 255)
    square.paste(part.resize((width, SHAPE_SIZE), Image.Resampling.BICUBIC), ((SHAPE_SIZE - width) // 2, 0))
    ink = 255.0 - np.asarray(square, np.float64)
    return ink / max(1.0, float(np.linalg.norm(ink)))
