"""Unwrap: lines to paragraphs. A break is kept where its author made it, undone where the line was merely full."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bdjp_nlp.readers.text.lines import Line
from bdjp_nlp.readers.text.markers import dangling
from bdjp_nlp.readers.text.measure import Measure, ends_in_space, ends_sentence, goes_on

_PAGE_CUT = 0.6
"""A line's width as a share of the usual one, from which on a sentence cut by a blank line is joined again."""
_STUMP = 0.7
"""Share of the usual width below which a line without a full stop, before a capital, is a block of its own."""
_VERY_SHORT = 0.55
"""The same for a line with a full stop where blank lines part most paragraphs and this one has none."""
_GLUED = 1.2
"""Times the usual width from which on two lines, one of each page, were put on one."""
_GLUED_REST = (0.72, 1.12)
"""Width of a glued line's second half as a share of the usual: a paragraph's first line is full but for its indent."""
_FLOWED = 0.9
"""Share of the sure width below which a line is a paragraph's last though a space after it says that it goes on."""
_LONG_UNWRAPPED = 60
"""Characters of a line without a full stop that is joined to a lower-case one even where lines are paragraphs."""
_INNER_END = re.compile(r"[.!?][”\")]?(?:\d{1,3})?\s+(?=[\"“]?[A-Z])")


def split_glued(lines: list[Line], measure: Measure) -> list[Line]:
    """Two pages' lines on one line parted again where a paragraph ends between them; the rest stays as it is."""
    if not measure.wrapped or measure.surely <= 0 or measure.gaps_tell:
        return lines
    out: list[Line] = []
    for line in lines:
        out.append(line)
        if line.run or len(line.text) < 40 or measure.width(line.text) < _GLUED * measure.full:
            continue
        place = _seam(line.text, measure)
        if place:
            rest = Line(line.text[place:], line.text[place:], line.indent, line.page, measure.gap + 1)
            line.text = line.text[:place].rstrip()
            out.append(rest)
    return out


def _seam(text: str, measure: Measure) -> int:
    """Where the second of two glued lines begins, if that begins a paragraph; else 0."""
    low, high = (share * measure.full for share in _GLUED_REST)
    best, distance = 0, float("inf")
    for found in _INNER_END.finditer(text):
        rest = measure.width(text[found.end() :])
        if low <= rest <= high and measure.reach(text[: found.end()].rstrip(), text[found.end() :]) < measure.surely:
            off = abs(rest - measure.full)
            if off < distance:
                best, distance = found.end(), off
    return best


def paragraphs(lines: Sequence[Line], measure: Measure) -> Iterator[Sequence[Line]]:
    """The lines in groups, a block each; every line is in exactly one."""
    start = 0
    for index in range(1, len(lines)):
        following = lines[index + 1] if index + 1 < len(lines) else None
        if breaks(lines[index - 1], lines[index], following, measure):
            yield lines[start:index]
            start = index
    if lines:
        yield lines[start:]


def breaks(line: Line, after: Line, following: Line | None, measure: Measure) -> bool:
    """Whether a block ends between two lines; `following` is the line after the second."""
    if after.bullet:
        return True
    gap = after.gap > measure.gap and not after.first
    if goes_on(line.text, after.text):
        return _cut(line, after, gap, measure)
    if gap and (not dangling(line.text) or measure.width(line.text) < _PAGE_CUT * measure.full):
        return True
    if not measure.wrapped:
        return True
    if dangling(line.text) or measure.surely <= 0:
        return gap and measure.surely <= 0
    return _ended(line, after, following, measure)


def _cut(line: Line, after: Line, gap: bool, measure: Measure) -> bool:
    """Whether to part two lines though a sentence seems to run on from one to the other."""
    if not measure.wrapped:
        return len(line.text) < _LONG_UNWRAPPED and not dangling(line.text)
    if not gap or line.page != after.page:
        return False
    return measure.width(line.text) < _PAGE_CUT * measure.full and not dangling(line.text)


def _ended(line: Line, after: Line, following: Line | None, measure: Measure) -> bool:
    """Whether a line that may be the last of its paragraph is, by its reach and the next line's indent."""
    reach = measure.reach(line.text, after.text)
    if measure.flowed:
        return not ends_in_space(line) or (reach < _FLOWED * measure.surely and ends_sentence(line.text))
    if not ends_sentence(line.text):
        return reach < _STUMP * measure.full and not measure.gaps_tell
    if after.indent > line.indent + 1 and following is not None and following.indent <= line.indent and not line.bullet:
        return True
    if measure.gaps_tell:
        return reach < _VERY_SHORT * measure.full
    if reach < measure.surely:
        return True
    if following is None or measure.indent is None or ends_sentence(after.text):
        return False
    return measure.indent.begins(measure.extent(after.text, following.text))
