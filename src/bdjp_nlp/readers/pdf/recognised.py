"""From Tesseract's words to a page's words: dirt left out, sizes and styles measured, raised marks taken apart."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians, sin
from statistics import fmean, median
from typing import Any, NamedTuple

import numpy as np

from bdjp_nlp.readers.pdf.frame import Floats
from bdjp_nlp.readers.pdf.ink import MIN_LIKENESS, Box, Dark, Digits, leans, raised_mark, run_length
from bdjp_nlp.readers.pdf.lines import MIN_CAPITALS
from bdjp_nlp.readers.pdf.segments import SEGMENT_GAP, PageWords

MIN_CONFIDENCE = 30.0
"""Tesseract's percentage below which a word is dirt, if its line or its height do not speak for it."""
SURE_SHARE = 0.5
"""Share of such words from which a line is text; patterns of pictures and the edges of boxes have fewer."""
SURE = 85.0
"""Tesseract's percentage from which a number's digits are learnt."""
WORD_HEIGHT = 0.45
"""Share of its line's usual height that a doubtful word has at least; dirt is lower."""
HEIGHT_SHARE = 0.9
"""Of a word's box height to its font size, about: boxes end at ascenders and descenders."""
PARAGRAPH_SHARE = 0.12
"""Share by which the measured sizes of a paragraph's lines differ at most."""
SIZE_SHARE = 0.05
"""Share by which measured sizes of paragraphs in one size differ."""
CAPITAL_HEIGHT = 0.67
"""Ems: capitals, digits and ascenders in text faces."""
DESCENT = 0.22
"""Ems from the baseline to the lower edge of letters with descenders."""
BULLET_GAP = 0.3
"""Ems of white behind a bullet, at least."""
BOLD_RATIO = 1.3
"""Times the page's usual breadth of strokes from which a line is bold; bold faces have about 1.6."""
MIN_LETTERS = 4
"""Letters in a line before its strokes say that it is bold or slanted."""

SMALL_CAPITALS = 0.9
"""Share of the page's usual size below which a line of capitals is set in small capitals."""
EXPECTED_LIKENESS = 0.6
"""Cosine from which a raised sign is a digit where Tesseract, too, read none of the line's letters."""

_BELOW = re.compile(r"[gjpqyQ,;()\[\]{}|/“”\"'’‘*°^-]")
_TALL = re.compile(r"[A-Z0-9bdfhkl]")
_MISREAD_BULLETS = frozenset("+ » « ¢ © ® e o ° * = ¥ > s".split())
"""What Tesseract takes bullets for; none of them is a word that begins a line in English."""
_MISREAD_ROMAN = re.compile(r"^(?=.*[Il|])[Il|1]{1,3}\.$")
"""Small Roman numbers as Tesseract reads them at the beginning of a line."""
_MISREAD_MARKS = "‘’'°*“”\"®©!|^¢º?¹²³"
"""What Tesseract takes raised digits for."""


class Token(NamedTuple):
    """A recognised word: its box in pixels, Tesseract's confidence in per cent, how it stands to the word before."""

    text: str
    x0: int
    y0: int
    x1: int
    y1: int
    confidence: float
    raised: bool = False
    glued: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """The upright grey picture of a page and its ink; `points` a pixel; by how many degrees it was turned."""

    grey: Any
    dark: Dark
    points: float
    angle: float

    def as_scanned(self, box: Floats) -> Floats:
        """Boxes, points, where they stand on the page before it was turned upright."""
        if not self.angle:
            return box
        turn, (width, height) = radians(self.angle), self.grey.size
        centre = np.array([width, height]) * self.points / 2
        middle = (box[:, :2] + box[:, 2:]) / 2 - centre
        x = cos(turn) * middle[:, 0] - sin(turn) * middle[:, 1]
        y = sin(turn) * middle[:, 0] + cos(turn) * middle[:, 1]
        half = (box[:, 2:] - box[:, :2]) / 2
        there = np.stack([x, y], axis=1) + centre
        return np.concatenate([there - half, there + half], axis=1).astype(np.float32)


@dataclass(slots=True)
class _Row:
    """A recognised line: its words from left to right, size and baseline in pixels, the paragraph it stands in."""

    tokens: list[Token]
    size: float
    base: float
    paragraph: tuple[int, int]


def lines_of(found: Mapping[str, Sequence[Any]]) -> list[_Row]:
    """Lines of words from Tesseract's table, without dirt."""
    lines: dict[tuple[int, int, int], list[Token]] = {}
    for i, text in enumerate(found["text"]):
        if text.strip():
            key = (found["block_num"][i], found["par_num"][i], found["line_num"][i])
            x, y = int(found["left"][i]), int(found["top"][i])
            end = x + int(found["width"][i]), y + int(found["height"][i])
            lines.setdefault(key, []).append(Token(text.strip(), x, y, *end, float(found["conf"][i])))
    rows = []
    for key, tokens in lines.items():
        if kept := _without_dirt(tokens):
            kept.sort(key=lambda token: token.x0)
            rows.append(_Row(kept, *_size_and_base(kept), key[:2]))
    _settle_sizes(rows)
    return rows


def words_of(rows: Sequence[_Row], picture: Picture, digits: Digits, font: int) -> PageWords:
    """Words and segments of recognised lines, in points; a wide gap begins a new segment."""
    for row in rows:
        for token in row.tokens:
            if token.confidence >= SURE:
                digits.learn(token.text, picture.grey, picture.dark, token[1:5])
    tokens: list[Token] = []
    first: list[int] = []
    kinds: list[tuple[float, float]] = []  # size and baseline of each segment
    for row in rows:
        edge: int | None = None
        for token in _with_marks(_with_first_mended(row), row, picture, digits):
            if edge is None or token.x0 - edge > 2 * SEGMENT_GAP * row.size:
                first.append(len(tokens))
                kinds.append((row.size, row.base))
            tokens.append(token)
            edge = token.x1
    last = [*first[1:], len(tokens)][: len(first)]
    parts = [tokens[a:b] for a, b in zip(first, last, strict=True)]
    bold, italic = _styles(parts, [size for size, _ in kinds], picture.dark)
    box = np.array([token[1:5] for token in tokens], np.float32).reshape(-1, 4) * picture.points
    segment_box = np.array([_around(part) for part in parts], np.float32).reshape(-1, 4) * picture.points
    measured = np.array(kinds, np.float32).reshape(-1, 2) * picture.points
    count = len(first)
    return PageWords(
        text=[token.text for token in tokens],
        box=box,
        glued=[token.glued for token in tokens],
        raised=[token.raised for token in tokens],
        first=first,
        last=last,
        seg_box=segment_box,
        seg_base=measured[:, 1],
        seg_size=(np.round(measured[:, 0] * 2) / 2).astype(np.float32),
        seg_bold=bold,
        seg_italic=italic,
        seg_small=np.zeros(count, np.float32),
        seg_font=np.full(count, font, np.int32),
        seg_element=np.full(count, -1, np.int32),
        recognised=True,
        printed=picture.as_scanned(box),
    )


def _around(tokens: Sequence[Token]) -> Box:
    return (
        min(t.x0 for t in tokens),
        min(t.y0 for t in tokens),
        max(t.x1 for t in tokens),
        max(t.y1 for t in tokens),
    )


def _without_dirt(tokens: Sequence[Token]) -> list[Token]:
    """Words that Tesseract is sure of, and doubtful ones with letters that are as high; nothing of a line of dirt."""
    sure = [t.y1 - t.y0 for t in tokens if t.confidence >= MIN_CONFIDENCE]
    if len(sure) < SURE_SHARE * len(tokens):
        return []
    least = WORD_HEIGHT * median(sure)

    def holds(token: Token) -> bool:
        if token.confidence >= MIN_CONFIDENCE:
            return True
        return token.y1 - token.y0 >= least and any(c.isalnum() for c in token.text)

    return [t for t in tokens if holds(t)]


def _with_first_mended(row: _Row) -> list[Token]:
    """A line's words with its first sign set right where that is a misread bullet or Roman number."""
    if len(row.tokens) < 2:
        return row.tokens
    token, after = row.tokens[:2]
    alone = token.x1 - token.x0 < row.size and after.x0 - token.x1 > BULLET_GAP * row.size
    if token.text in _MISREAD_BULLETS and alone:
        return [token._replace(text="•"), *row.tokens[1:]]
    if _MISREAD_ROMAN.match(token.text):
        return [token._replace(text="I" * (len(token.text) - 1) + "."), *row.tokens[1:]]
    return row.tokens


def _with_marks(tokens: Sequence[Token], row: _Row, picture: Picture, digits: Digits) -> list[Token]:
    """A line's words, those with a raised number at their end or beginning taken apart."""
    out: list[Token] = []
    for index, token in enumerate(tokens):
        limit = tokens[index + 1].x0 if index + 1 < len(tokens) else picture.dark.shape[1]
        mark = raised_mark(picture.dark, token[1:5], limit, row.base, row.size)
        least = EXPECTED_LIKENESS if mark and _reads_as_mark(token.text, mark.behind) else MIN_LIKENESS
        number = digits.read(picture.grey, mark.signs, least) if mark else ""
        if mark is None or not number:
            plain = re.sub(r"^[|]+|[|]+$", "", token.text)
            out.append(token._replace(text=plain or token.text))
            continue
        signs = mark.signs
        box = (signs[0][0], min(s[1] for s in signs), signs[-1][2], max(s[3] for s in signs))
        raised = Token(number, *box, token.confidence, raised=True, glued=mark.behind)
        rest = _rest_of(token.text, number, mark.behind)
        if mark.behind:
            out += [token._replace(text=rest, x1=max(token.x0 + 1, min(token.x1, box[0])))] if rest else []
            out.append(raised._replace(glued=bool(rest)))
        else:
            out.append(raised)
            out += [token._replace(text=rest, x0=min(token.x1 - 1, box[2]), glued=True)] if rest else []
    return out


def _reads_as_mark(text: str, behind: bool) -> bool:
    """Whether Tesseract read one of the signs for which it takes raised digits."""
    return text[-1 if behind else 0] in _MISREAD_MARKS


def _rest_of(text: str, number: str, behind: bool) -> str:
    """A word without what Tesseract read for the number at its end or beginning, if it read it at all."""
    if (text.endswith if behind else text.startswith)(number):
        return text[: -len(number)] if behind else text[len(number) :]
    signs = f"[{re.escape(_MISREAD_MARKS)}]{{1,{len(number)}}}"
    return re.sub(f"{signs}$" if behind else f"^{signs}", "", text)


def _styles(parts: Sequence[Sequence[Token]], sizes: Sequence[float], dark: Dark) -> tuple[Floats, Floats]:
    """Which segments are bold and which are italic, 1 or 0."""
    breadth, slanted = np.zeros(len(parts), np.float32), np.zeros(len(parts), np.float32)
    for index, (part, size) in enumerate(zip(parts, sizes, strict=True)):
        if sum(c.isalpha() for token in part for c in token.text) < MIN_LETTERS:
            continue
        x0, y0, x1, y1 = _around(part)
        ink = dark[max(0, y0) : y1, max(0, x0) : x1]
        breadth[index] = run_length(ink) / max(size, 1.0)
        slanted[index] = leans(ink)
    usual = float(np.median(breadth[breadth > 0])) if breadth.any() else 0.0
    return (breadth > BOLD_RATIO * usual).astype(np.float32), slanted


def _settle_sizes(rows: Sequence[_Row]) -> None:
    """One size for a paragraph's lines that hardly differ, and one for paragraphs that hardly do."""
    paragraphs: dict[tuple[int, int], list[_Row]] = {}
    for row in rows:
        paragraphs.setdefault(row.paragraph, []).append(row)
    for members in paragraphs.values():
        usual = median(row.size for row in members)
        for row in members:
            if abs(row.size - usual) < PARAGRAPH_SHARE * usual:
                row.size = usual
    usual = median(row.size for row in rows for _ in row.tokens) if rows else 0.0
    for row in rows:
        text = " ".join(token.text for token in row.tokens)
        if row.size < SMALL_CAPITALS * usual and text.isupper() and sum(map(str.isalpha, text)) >= MIN_CAPITALS:
            row.size = usual
    for row, size in zip(rows, _common_sizes([row.size for row in rows]), strict=True):
        row.size = size


def _common_sizes(sizes: Sequence[float]) -> list[float]:
    """Sizes with those that differ little set to their commonest, largest groups first."""
    values = np.array(sizes, float)
    snapped = values.copy()
    left = np.ones(len(values), bool)
    while left.any():
        near = np.abs(values[None, :] - values[left][:, None]) < SIZE_SHARE * values[left][:, None]
        crowd = (near & left[None, :]).sum(axis=1)
        centre = float(values[left][int(np.argmax(crowd))])
        members = left & (np.abs(values - centre) < SIZE_SHARE * centre)
        snapped[members] = float(np.median(values[members]))
        left &= ~members
    return [float(v) for v in snapped]


def _size_and_base(tokens: Sequence[Token]) -> tuple[float, float]:
    """Font size and baseline of a line, pixels: from words with capitals and nothing below the line."""
    standing = [t for t in tokens if not _BELOW.search(t.text)]
    tall = [t.y1 - t.y0 for t in standing if _TALL.search(t.text)]
    if tall:
        return fmean(tall) / CAPITAL_HEIGHT, float(median(t.y1 for t in standing))
    low, high = max(t.y1 for t in tokens), min(t.y0 for t in tokens)
    size = (low - high) / HEIGHT_SHARE
    return size, float(median(t.y1 for t in standing)) if standing else low - DESCENT * size
