"""Footnotes: their bodies at the foot of a column or in an endnotes section, and their markers' forms.

A note zone is the run of lines at a column's foot that are set smaller than the body, or stand below a
short rule. Inside it a note begins where a marker does that fits the sequence; what stands before the
first marker goes on from the page before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from bdjp_nlp.readers.pdf.frame import Floats
from bdjp_nlp.readers.pdf.headings import is_caption
from bdjp_nlp.readers.pdf.lines import Line
from bdjp_nlp.readers.pdf.measures import BodyStyle
from bdjp_nlp.readers.pdf.pieces import Piece, ends

SMALLER = 0.6
"""Points below the body's size from which text at the foot may be a note."""
ZONE_TOP = 0.25
"""Share of the page height above which no note zone begins."""
RULE_SHARE = 0.6
"""A separator rule is no longer than this share of the column; table rules are longer."""
MIN_HIGH = 4
"""Notes that begin with a superscript before all are expected to."""
HIGH_SHARE = 0.8
"""Share of the notes that then must do so."""
MAX_STEP = 6
"""How far a superscript number may run ahead of the last note's: markers get lost, sequences do not jump."""
MAX_CARRIED = 8
"""Lines of a note carried over from the page before, where no rule stands above them; more are a box of small text."""
BELOW_GAP = 2.4
"""Ems between baselines below which a line goes on the note above it: widely spaced manuscripts have two."""
SOURCE = re.compile(r"^(?:sources?|notes?|note to|key)\s*:", re.I)
NUMBER = re.compile(r"^[\[(]?(\d{1,4})[\])]?[.:]?$")
GLUED_NUMBER = re.compile(r"^(\d{1,3})(?=[^\W\d]|[“\"‘(])")
MISREAD_MARKER = re.compile(r"^[‘’'°*“”\"®©!|]{1,2}(?=[A-Z])")
"""What a superscript number looks like to OCR; the sequence says which number it is."""
SYMBOL = re.compile(r"^([*∗†‡§¶‖#]{1,3}|[*∗]{1,4})$")
_FIRST_NOTE = re.compile(r"^[\[(]?(?:1|i)[\])]?[.:]?$|^1(?=[^\W\d])")
LETTER = re.compile(r"^([a-z])[.)]?$")


@dataclass(slots=True)
class NoteBody:
    """A note's lines. `skip`: words of the first line that are its marker; `glued`: characters of it."""

    marker: str
    lines: list[Line]
    skip: int
    glued: int = 0


@dataclass(slots=True)
class NoteCollector:
    """Gathers note bodies over the pages of a document, in order. `at_the_end`: the endnotes have begun."""

    body: BodyStyle
    follow_sequence: bool = True
    bodies: list[NoteBody] = field(default_factory=list)
    last: int = 0
    at_the_end: bool = False

    def take_zone(self, lines: Sequence[Line], rules: Floats, height: float) -> list[Line]:
        """The column's lines without its note zone, whose notes are kept here.

        Once the endnotes have begun there are no zones: `take_endnotes` reads them in order.
        """
        if self.at_the_end:
            return list(lines)
        for index, line in enumerate(lines):
            if self._opens_endnotes(line, lines[index + 1 : index + 2]):
                self.at_the_end = True
                return [*self._without_zone(lines[:index], rules, height), *lines[index:]]
        return self._without_zone(lines, rules, height)

    def _opens_endnotes(self, line: Line, after: Sequence[Line]) -> bool:
        """The heading of the endnotes in a document without numbered footnotes, with the first note below it."""
        if self.last or not after or not is_endnotes_title(line.text):
            return False
        return line.size > self.body.size - 2 * SMALLER and bool(
            _FIRST_NOTE.match(after[0].source.text[after[0].words[0]])
        )

    def _without_zone(self, lines: Sequence[Line], rules: Floats, height: float) -> list[Line]:
        start = self._zone_start(lines, rules, height)
        zone = list(lines[start:])
        if not zone:
            return list(lines)
        first = next((i for i, line in enumerate(zone) if self._marker(line) is not None), None)
        if first is None and (opening := _opening_number(zone)) is not None:
            self.last = opening - 1
            first = next((i for i, line in enumerate(zone) if self._marker(line) is not None), None)
        if first is None:
            if not self.bodies or _is_apart(zone[0]) or not self._continues(zone, lines, rules):
                return list(lines)
            self.bodies[-1].lines.extend(zone)
            return list(lines[:start])
        keep = list(lines[:start])
        zone, below = self._cut_below(zone, first)
        if first and (not self.bodies or _is_apart(zone[0]) or not self._continues(zone[:first], lines, rules)):
            keep += zone[:first]
            zone = zone[first:]
        self.add(zone)
        return keep + below

    def _cut_below(self, zone: list[Line], first: int) -> tuple[list[Line], list[Line]]:
        """The zone's notes, of which line `first` is the first, and what stands below them, as figures may.

        That begins with a caption, with lines of the body's size below smaller notes, or behind wide white.
        """
        size = zone[first].size
        for index in range(first + 1, len(zone)):
            above, line = zone[index - 1], zone[index]
            white = line.base - above.base > BELOW_GAP * line.size
            larger = line.size > size + SMALLER and not self._small(line)
            if (white or larger or is_caption(line.text)) and not line.first_raised and self._marker(line) is None:
                return zone[:index], zone[index:]
        return zone, []

    def add(self, lines: Sequence[Line]) -> None:
        """Lines known to be notes; those before the first marker go on from the last note."""
        for line in lines:
            self._add_line(line)

    def _add_line(self, line: Line, tagged: bool = False) -> None:
        found = self._marker(line, tagged)
        if found is not None:
            marker, skip, glued = found
            self.bodies.append(NoteBody(marker, [line], skip, glued))
            if marker.isdigit():
                self.last = int(marker)
        elif self.bodies:
            self.bodies[-1].lines.append(line)

    def add_tagged(self, lines: Sequence[Line]) -> None:
        """The lines of a tagged note; some producers put all notes of a page into one element."""
        if not self.bodies and self._marker(lines[0], tagged=True) is None:
            return
        for position, line in enumerate(lines):
            self._add_line(line, tagged=position == 0)

    def is_note(self, line: Line) -> bool:
        """A small line with the next note's superscript number first: a note, though its tag does not say so."""
        if not line.first_raised or not self._small(line):
            return False
        found = self._marker(line)
        return found is not None and found[0] == str(self.last + 1)

    def _unfinished(self, line: Line) -> bool:
        previous = self.bodies[-1].lines[-1]
        return line.page - previous.page <= 1 and abs(line.size - previous.size) < SMALLER

    def _continues(self, carried: Sequence[Line], lines: Sequence[Line], rules: Floats) -> bool:
        """Whether a zone's first lines, which no marker begins, go on from the last note."""
        if self._rule_above(carried[0], lines, rules):
            return True
        return self._unfinished(carried[0]) and len(carried) <= MAX_CARRIED

    def _zone_start(self, lines: Sequence[Line], rules: Floats, height: float) -> int:
        """Index of the zone's first line; len(lines) where there is none."""
        start = len(lines)
        while start > 0 and self._small(lines[start - 1]) and lines[start - 1].base > ZONE_TOP * height:
            start -= 1
        for index in range(len(lines) - 1, -1, -1):
            line = lines[index]
            if index < start and line.base > 0.4 * height and self._rule_above(line, lines, rules):
                marked = self._marker(line) is not None
                return index if marked or start < len(lines) else start
        return start

    def _small(self, line: Line) -> bool:
        return line.size <= self.body.size - SMALLER

    def _rule_above(self, line: Line, lines: Sequence[Line], rules: Floats) -> bool:
        """A short rule stands between this line and the one above it."""
        index = next((i for i, other in enumerate(lines) if other is line), 0)
        above = lines[index - 1].base if index else 0.0
        width = max(line.right - line.left, 1.0)
        for x0, y0, x1, y1 in rules.tolist():
            flat = x1 - x0 > y1 - y0 and x1 - x0 <= RULE_SHARE * width
            beside = abs(x0 - line.left) < 3 * line.size
            if flat and beside and above - 1 < y0 < line.y1 - 0.4 * line.size and line.base - y1 < 4 * line.size:
                return True
        return False

    def _marker(self, line: Line, tagged: bool = False) -> tuple[str, int, int] | None:
        """(marker, words to skip, characters to cut of the next word) if a note begins with this line."""
        words, source = line.words, line.source
        first = source.text[words[0]]
        raised = source.raised[words[0]]
        taken = 1
        while raised and taken < len(words) and source.raised[words[taken]] and source.glued[words[taken]]:
            first += source.text[words[taken]]
            taken += 1
        if match := NUMBER.match(first):
            number = int(match[1])
            if not raised and self._sets_markers_high():
                return None
            if raised and source.recognised and not self.last < number <= self.last + MAX_STEP:
                return str(self.last + 1), taken, 0  # misread
            if self._fits(number, raised or tagged or self._aligned(line)) and len(words) > taken:
                return match[1], taken, 0
            return None
        if source.recognised and (match := MISREAD_MARKER.match(first)) and not SYMBOL.match(first):
            return str(self.last + 1), 0, len(match[0])
        if SYMBOL.match(first) and len(words) > taken:
            return first, taken, 0
        if raised and LETTER.match(first) and len(words) > taken:
            return first.strip(".)"), taken, 0
        if (match := GLUED_NUMBER.match(first)) and not raised and int(match[1]) == self.last + 1 and self.last:
            return match[1], 0, len(match[1])
        if first[:1] in "*†‡" and len(first) > 1 and first[1:2].isalpha():
            return first[0], 0, 1
        return None

    def _sets_markers_high(self) -> bool:
        """The document's notes begin with superscripts; a plain number then begins a wrapped line."""
        high = sum(body.lines[0].first_raised for body in self.bodies)
        return high >= MIN_HIGH and high > HIGH_SHARE * len(self.bodies)

    def _aligned(self, line: Line) -> bool:
        """It begins where the last note began, after a line that ended one."""
        if not self.bodies:
            return False
        last = self.bodies[-1]
        ended = ends(last.lines[-1].text) or last.lines[-1].right - last.lines[-1].x1 > 3 * line.size
        return ended and (abs(last.lines[0].x0 - line.x0) < line.size or line.page != last.lines[0].page)

    def _fits(self, number: int, raised: bool) -> bool:
        if not self.follow_sequence:
            return raised
        if number == self.last + 1:
            return True
        if raised:
            return self.last < number <= self.last + MAX_STEP or number == 1 or not self.bodies
        return number == 1 and (not self.bodies or self.last > 1)


def _is_apart(line: Line) -> bool:
    """A source or a caption, which goes on from no note."""
    return bool(SOURCE.match(line.text)) or is_caption(line.text)


def _opening_number(lines: Sequence[Line]) -> int | None:
    """The first of two numbers in a row that lines begin with: where a sequence does not begin at 1."""
    matches = [NUMBER.match(line.text.split(" ", 1)[0]) for line in lines if line.text]
    numbers = [int(match[1]) for match in matches if match]
    return next((a for a, b in pairwise(numbers) if b == a + 1), None)


def is_endnotes_title(text: str) -> bool:
    """A heading under which endnotes stand."""
    return bool(
        re.match(r"^(?:\d+\.?\s*)?(?:end\s?notes|foot\s?notes|notes|notes and references|references)\s*:?$", text, re.I)
    )


def take_endnotes(pieces: list[Piece], collector: NoteCollector) -> list[Piece]:
    """Pieces without the endnotes, which are kept by the collector: 1, 2, 3, … under a fitting heading."""
    kept: list[Piece] = []
    inside = False
    for piece in pieces:
        if piece.role == "heading":
            inside = is_endnotes_title(piece.text)
            if inside:
                collector.last = 0
            kept.append(piece)
            continue
        if inside and piece.role in ("text", "list_item", "note"):
            begins = collector._marker(piece.lines[0]) is not None
            if begins or (collector.bodies and kept and kept[-1].role == "heading" and collector.last):
                collector.add(piece.lines)
                continue
        kept.append(piece)
    return kept
