"""From lines to text: words joined, hyphens repaired, markers taken out, every word with its box."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

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
        parts: list[str] = []  # each word, with the space that stands before it
        boxes: list[Floats] = []
        pages: list[int] = []
        markers: list[tuple[str, int]] = []  # and behind how many words they stand
        for line in lines:
            words = line.words
            if skip:
                skip, words = max(0, skip - len(words)), words[skip:]
            if line.has_raised:
                words = self._without_markers(line, words, parts, markers)
            source = line.source
            text, glued = source.text, source.glued
            added = [text[w] if glued[w] else " " + text[w] for w in words]
            if cut and added:
                added[0], cut = added[0].lstrip(" ")[cut:], 0
                if not added[0]:
                    added, words = added[1:], words[1:]
            if not added:
                continue
            first = added[0].lstrip(" ")
            if not parts:
                added[0] = first
            else:
                drop, between = joint(parts[-1].lstrip(" "), first, self.counts, self.repair)
                added[0] = between + first
                if drop:
                    parts[-1] = parts[-1][:-drop]
            parts += added
            boxes.append((source.box if source.printed is None else source.printed)[words])
            pages += [line.page] * len(words)
        return _composed(parts, boxes, pages, markers, line_boxes(lines))

    def _without_markers(
        self, line: Line, words: Sequence[int], parts: Sequence[str], markers: list[tuple[str, int]]
    ) -> list[int]:
        """A line's words without the note markers among them, which are added to `markers`."""
        text, raised = line.source.text, line.source.raised
        kept: list[int] = []
        for w in words:
            before = text[kept[-1]] if kept else parts[-1].lstrip(" ") if parts else ""
            if raised[w] and (found := self.markers(text[w], before)):
                markers += [(marker, len(parts) + len(kept)) for marker in found]
            else:
                kept.append(w)
        return kept


def _composed(
    parts: Sequence[str],
    boxes: Sequence[Floats],
    pages: Sequence[int],
    markers: Sequence[tuple[str, int]],
    areas: tuple[tuple[float, float, float, float, float], ...],
) -> Composed:
    if not parts:
        nothing = WordBoxes(np.zeros((0, 2), np.int32), np.zeros(0, np.int32), np.zeros((0, 4), np.float32))
        return Composed("", tuple(NoteReference(m, 0) for m, _ in markers), nothing, areas)
    length = np.fromiter(map(len, parts), np.int32, len(parts))
    end = np.cumsum(length, dtype=np.int32)
    text = "".join(parts)
    opening = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)[end - length]
    span = np.empty((len(parts), 2), np.int32)
    span[:, 0], span[:, 1] = end - length + (opening == ord(" ")), end
    references = tuple(NoteReference(m, int(end[behind - 1]) if behind else 0) for m, behind in markers)
    words = WordBoxes(span, np.array(pages, np.int32), np.concatenate(boxes))
    return Composed(text, references, words, areas)


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
