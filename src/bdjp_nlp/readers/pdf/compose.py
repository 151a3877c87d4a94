"""From lines to text: words joined, hyphens repaired, markers taken out, every word with its box."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from bdjp_nlp.draft import NoteReference, WordBoxes
from bdjp_nlp.readers.pdf.frame import Floats
from bdjp_nlp.readers.pdf.hyphens import joint
from bdjp_nlp.readers.pdf.lines import Line

MarkerTest = Callable[[str, str], Sequence[str]]
"""(superscript text, word before it) to the note markers in it; empty where it is no marker."""
UNIT_BEFORE = re.compile(r"(?:^|\W)(?:k?m|cm|mm|ft|mi|nm|sq|co|x|r)$", re.I)
"""A raised 2 or 3 behind these is an exponent."""


@dataclass(frozen=True, slots=True)
class Composed:
    """A block's text with its references and word boxes; offsets are code points into `text`."""

    text: str
    references: tuple[NoteReference, ...]
    words: WordBoxes
    boxes: tuple[tuple[float, float, float, float, float], ...]


class Composer:
    """Builds texts for one document. `markers`: which superscripts are note markers."""

    def __init__(self, counts: Counter[str], markers: MarkerTest, repair_hyphens: bool = True) -> None:
        self.counts = counts
        self.markers = markers
        self.repair = repair_hyphens

    def compose(self, lines: Sequence[Line], skip: int = 0, cut: int = 0) -> Composed:
        """The lines as one text. `skip`: words left out at the start; `cut`: characters of the next one."""
        text = _Text()
        references: list[NoteReference] = []
        for line in lines:
            source, words = line.source, line.words
            if skip:
                skip, words = max(0, skip - len(words)), words[skip:]
            raised = source.raised
            at_line_start = True
            for w in words:
                word = source.text[w]
                if cut:
                    word, cut = word[cut:], 0
                if raised[w] and (found := self.markers(word, text.last)):
                    references.extend(NoteReference(m, text.length) for m in found)
                    continue
                if not word:
                    continue
                if not text.last:
                    between = ""
                elif at_line_start:
                    drop, between = joint(text.last, word, self.counts, self.repair)
                    if drop:
                        text.shorten(drop)
                else:
                    between = "" if source.glued[w] else " "
                text.add(between, word)
                at_line_start = False
                text.where.append((line, w))
        return Composed("".join(text.parts), tuple(references), _word_boxes(text), line_boxes(lines))


class _Text:
    """A text as it grows: its parts, and the span of each word with its place on the pages."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.where: list[tuple[Line, int]] = []
        self.length = 0
        self.last = ""

    def add(self, between: str, word: str) -> None:
        """Put a word behind what stands between it and the last one."""
        self.parts.append(between + word)
        start = self.length + len(between)
        self.starts.append(start)
        self.length = start + len(word)
        self.ends.append(self.length)
        self.last = word

    def shorten(self, count: int) -> None:
        """Take characters off the last word."""
        self.parts[-1] = self.parts[-1][:-count]
        self.length -= count
        self.ends[-1] = self.length


def _word_boxes(text: _Text) -> WordBoxes:
    if not text.where:
        return WordBoxes(np.zeros((0, 2), np.int32), np.zeros(0, np.int32), np.zeros((0, 4), np.float32))
    boxes: list[Floats] = []
    for _, group in groupby(text.where, key=lambda place: id(place[0].source)):
        places = list(group)
        boxes.append(places[0][0].source.box[[w for _, w in places]])
    span = np.array([text.starts, text.ends], np.int32).T
    page = np.array([line.page for line, _ in text.where], np.int32)
    return WordBoxes(np.ascontiguousarray(span), page, np.concatenate(boxes))


def line_boxes(lines: Sequence[Line]) -> tuple[tuple[float, float, float, float, float], ...]:
    """One box for each stretch of lines that run down one column of one page."""
    boxes: list[list[float]] = []
    last: Line | None = None
    for line in lines:
        below = last is not None and last.page == line.page and line.base >= last.base - last.size
        if below:
            box = boxes[-1]
            box[1], box[2] = min(box[1], line.x0), min(box[2], line.y0)
            box[3], box[4] = max(box[3], line.x1), max(box[4], line.y1)
        else:
            boxes.append([float(line.page), line.x0, line.y0, line.x1, line.y1])
        last = line
    return tuple((b[0], round(b[1], 2), round(b[2], 2), round(b[3], 2), round(b[4], 2)) for b in boxes)


class KnownMarkers:
    """Tells note markers among superscripts by the notes that the document has.

    Call with the superscript and the word before it; gives its markers ("12,13" gives two), or none
    where it is an ordinal's ending, an exponent, or a number far beyond the notes.
    """

    def __init__(self, markers: Sequence[str]) -> None:
        self.known = set(markers)
        numbers = [int(m) for m in markers if m.isdigit()]
        self.highest = max(numbers, default=0)
        self.lost: list[str] = []

    def __call__(self, raised: str, before: str) -> Sequence[str]:
        """The markers in a superscript that stands behind the word ``before``."""
        stripped = raised.strip("[]() ")
        if stripped in self.known:
            exponent = stripped in ("2", "3") and bool(UNIT_BEFORE.search(before))
            return () if exponent else (stripped,)
        found: list[str] = []
        for part in re.split(r"[,;\s]+", stripped):
            ends = re.fullmatch(r"(\d{1,4})[-–](\d{1,4})", part)
            if ends and int(ends[1]) < int(ends[2]) <= int(ends[1]) + 20:
                found.extend(str(n) for n in range(int(ends[1]), int(ends[2]) + 1))
            elif part.isdigit() or part in self.known:
                found.append(part)
            elif part:
                return ()
        if (
            not found
            or UNIT_BEFORE.search(before)
            or any(m.isdigit() and int(m) > max(self.highest, 3) + 40 for m in found)
        ):
            return () if found else ((stripped,) if re.fullmatch(r"[*†‡§]{1,3}", stripped) else ())
        self.lost.extend(m for m in found if m not in self.known)
        return found
