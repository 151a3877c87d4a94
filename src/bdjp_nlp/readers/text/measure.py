"""Measure: how wide a text's lines are set, and so whether a line was broken because it was full or on purpose.

After the idea of paragraph recovery from line lengths in text conversion tools: a line that would have had room for
the next line's first word was ended by its author. The room is not guessed but read off the lines that cannot be
ends, those without a full stop whose sentence goes on in lower case on the next line.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from math import exp
from statistics import fmean, pstdev

from bdjp_nlp.readers.text.lines import Line

_MIN_FULL_LINES = 5
"""Certain lines from which on their statistics are believed."""
_WRAPPED_SHARE = 0.15
"""Share of lines that break off in mid-sentence; in a text with a line a paragraph there are hardly any."""
_SAMPLE_LINES = 20_000
_LOW, _DOUBT = 0.04, 0.25
"""Quantiles of the certain lines' reach: below the first a line was surely ended on purpose, below the second maybe."""
_TOO_WIDE = 1.4
"""Times the median width above which two lines were glued to one."""
_LONG_LINE = 160
"""Characters; longer lines are paragraphs, shorter ones may be sentences set one a line."""

_SENTENCE_END = re.compile(r"[.!?…:][\"”’'»)\]]*(?:\d{1,3}|[*†‡])?$")
_TAIL = 16
"""Characters at a line's end that tell whether a sentence ends there."""
_GOES_ON = re.compile(r"[(\"“‘'«\[]?[a-zà-öø-ÿ]")

_NARROW = "iljtfrI.,;:!'’‘|()[]-/ "
_WIDE = "mwMWOQGDHNUCABKRVXYZ@%—&"


def _proportional() -> bytes:
    """Widths of Latin-1 characters in hundredths of an em, as in Times, by four classes."""
    table = bytearray([47] * 256)
    for character in _NARROW:
        table[ord(character.encode("latin-1", "replace"))] = 29
    for character in _WIDE:
        table[ord(character.encode("latin-1", "replace"))] = 70
    for character in "sceaz":
        table[ord(character)] = 42
    table[ord("m")] = table[ord("W")] = 85
    table[ord("?")] = 45
    return bytes(table)


_TIMES = _proportional()


_FLOWED_SHARE = 0.7
"""Share of the certain lines that end in a space where spaces tell."""
_MIN_FIRST_LINES = 6
"""Sure first lines of paragraphs from which on their indent is believed."""
_LEAST_SPREAD = 0.02
"""Of the full width; a spread measured below this is luck."""


@dataclass(frozen=True)
class FirstLines:
    """How much of the width a paragraph's first line fills, against any other line.

    Extents (see `Measure.extent`) as mean and standard deviation, and the odds that a line which ends in a full stop
    and fills its width is nevertheless a paragraph's last.
    """

    first: tuple[float, float]
    other: tuple[float, float]
    odds: float

    def begins(self, extent: float) -> bool:
        """Whether a line of this extent rather begins a paragraph (Bayes, both kinds normally spread).

        Of two pages' lines on one, the second is taken for full.
        """
        if extent > _TOO_WIDE * self.other[0]:
            extent -= self.other[0]
        return self.odds * _density(extent, *self.first) > _density(extent, *self.other)


def _density(value: float, mean: float, deviation: float) -> float:
    return exp(-0.5 * ((value - mean) / deviation) ** 2) / deviation


@dataclass(frozen=True)
class Measure:
    """How a stretch of lines is set.

    `flowed`: a line that goes on ends in a space and no other does (RFC 3676; pdfium writes so too).
    `proportional`: widths are in hundredths of an em, else in characters. `wrapped`: lines are parts of paragraphs.
    `surely`, `maybe`: a line's reach (its width and that of the next line's first word) below which it was ended on
    purpose. `full`: the usual width of a line. `gap`: blank lines between two lines of one paragraph.
    `gaps_tell`: whether paragraphs are parted by more blank lines than that.
    """

    proportional: bool
    wrapped: bool
    surely: float
    maybe: float
    full: float
    gap: int
    gaps_tell: bool
    indent: FirstLines | None = None
    flowed: bool = False

    def width(self, text: str) -> float:
        """A text's width."""
        if self.proportional:
            return sum(text.encode("latin-1", "replace").translate(_TIMES))
        return len(text)

    def reach(self, line: str, following: str) -> float:
        """How wide the line would be with the next line's first word on it."""
        return self.width(f"{line} {following.split(None, 1)[0]}")

    def extent(self, line: str, following: str) -> float:
        """The middle between the line's width and its reach: the best guess of the width it was set to."""
        return (self.width(line) + self.reach(line, following)) / 2


def measure(lines: list[Line]) -> Measure:
    """The measure of a stretch of lines."""
    pairs = list(pairwise(lines[: _SAMPLE_LINES + 1]))
    certain = [(a, b) for a, b in pairs if goes_on(a.text, b.text) and not b.bullet]
    gaps = Counter(b.gap for _, b in certain if not b.first)
    gap = gaps.most_common(1)[0][0] if gaps else 0
    wrapped = len(certain) >= _WRAPPED_SHARE * max(1, len(pairs))
    if not wrapped or len(certain) < _MIN_FULL_LINES:
        return _unmeasured(lines, wrapped, gap, any(b.gap > gap for _, b in pairs))
    best = min((_fit(certain, proportional, gap) for proportional in (False, True)), key=lambda fit: fit[0])[1]
    best = replace(_with_gaps(best, pairs), flowed=_flowed(certain, pairs))
    return best if best.gaps_tell else replace(best, indent=_first_lines(best, pairs, certain))


def ends_sentence(text: str) -> bool:
    """Whether a line ends as a sentence does, a note's marker behind it or not."""
    return _SENTENCE_END.search(text[-_TAIL:]) is not None


def goes_on(text: str, following: str) -> bool:
    """Whether a sentence surely runs on from one line to the next."""
    return not ends_sentence(text) and _GOES_ON.match(following) is not None


def ends_in_space(line: Line) -> bool:
    """Whether a line has a space after its last word."""
    return line.raw.endswith(" ")


def _flowed(certain: list[tuple[Line, Line]], pairs: list[tuple[Line, Line]]) -> bool:
    ends = [a for a, b in pairs if ends_sentence(a.text) and not _GOES_ON.match(b.text)]
    going = sum(ends_in_space(a) for a, _ in certain) >= _FLOWED_SHARE * len(certain)
    return going and sum(not ends_in_space(a) for a in ends) > 0 and len(ends) >= _MIN_FULL_LINES


def _unmeasured(lines: list[Line], wrapped: bool, gap: int, gaps: bool) -> Measure:
    """Too little to tell by lengths: blank lines part paragraphs, or every line is one."""
    lengths = sorted(len(line.text) for line in lines)
    median = lengths[len(lengths) // 2] if lengths else 0
    grouped = sum(line.gap > 0 for line in lines) * 2 <= len(lines)
    joins = (wrapped or grouped) and median < _LONG_LINE
    return Measure(False, joins, -1.0, -1.0, float(median), gap, gaps)


def _fit(certain: list[tuple[Line, Line]], proportional: bool, gap: int) -> tuple[float, Measure]:
    """The measure by one way of counting width, and how far the certain lines spread by it."""
    bare = Measure(proportional, True, 0.0, 0.0, 0.0, gap, False)
    widths = sorted(bare.width(a.text) for a, _ in certain)
    median = widths[len(widths) // 2]
    reaches = sorted(
        reach for a, b in certain if (reach := bare.reach(a.text, b.text)) <= _TOO_WIDE * median or len(certain) < 20
    ) or [median]
    low, doubt, middle = (reaches[int(q * (len(reaches) - 1))] for q in (_LOW, _DOUBT, 0.5))
    return (middle - low) / max(1.0, middle), Measure(proportional, True, low, doubt, median, gap, False)


def _with_gaps(found: Measure, pairs: list[tuple[Line, Line]]) -> Measure:
    """Says whether most lines that look like a paragraph's end are followed by a wider gap."""
    ends = [
        b.gap > found.gap
        for a, b in pairs
        if ends_sentence(a.text) and not _GOES_ON.match(b.text) and found.reach(a.text, b.text) < found.surely
    ]
    return replace(found, gaps_tell=bool(ends) and sum(ends) * 2 >= len(ends))


def _first_lines(found: Measure, pairs: list[tuple[Line, Line]], certain: list[tuple[Line, Line]]) -> FirstLines | None:
    """What first lines look like, learnt from those after a line that was surely ended; None where too few."""
    firsts, ends = [], 0
    for (a, b), (_, c) in pairwise(pairs):
        if not ends_sentence(a.text) or _GOES_ON.match(b.text) or not goes_on(b.text, c.text):
            continue
        ends += 1
        if found.reach(a.text, b.text) < found.surely:
            firsts.append(found.extent(b.text, c.text))
    if len(firsts) < _MIN_FIRST_LINES:
        return None
    others = [extent for a, b in certain if (extent := found.extent(a.text, b.text)) <= _TOO_WIDE * found.full]
    firsts = [extent for extent in firsts if extent <= _TOO_WIDE * found.full]
    least = _LEAST_SPREAD * found.full
    # A paragraph's last line is of any length, so a full one is as rare as the sure band is of the whole width;
    # a line inside a paragraph is always full.
    share = len(firsts) / ends
    full_last = 1 - min(1.0, found.surely / max(found.maybe * 1.1, 1.0))
    return FirstLines(
        (fmean(firsts), max(least, pstdev(firsts))),
        (fmean(others), max(least, pstdev(others))),
        share * full_last / max(1 - share, 1 / ends),
    )
