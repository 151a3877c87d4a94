"""Markers: bullets and numbers at lines' starts, those that make list items and those that a conversion made up."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import pairwise

from bdjp_nlp.readers.text.lines import Line
from bdjp_nlp.readers.text.measure import ends_sentence, goes_on

_MIN_FALSE_RUN = 4
"""Marked lines in a row from which on they may be prose that was bulleted line by line."""
_RUNS_ON = 0.4
"""Share of a false run's lines that break off in mid-sentence."""
_EVEN = 0.6
"""A prose line's least length as a share of the run's median, the last left out; list items are more uneven."""
_EVEN_SHARE = 0.9

_MAX_ITEM_LINES = 40
"""Lines between two items beyond which they are of two lists."""
_COMPANY = 25
"""Lines within which a number or dash needs a second one of its kind to be a list item's."""

_SIGN = r"[•▪◦‣●○■□⁃∙·➢►▶✓❖\uf0b7\uf0a7]"
BULLET = re.compile(rf"({_SIGN}|[-–—*+o](?=\s))\s+(?=\S)")
_LONE_BULLET = re.compile(rf"{_SIGN}$")
NUMBER = re.compile(r"(\d{1,3}[.)]|\(\d{1,3}\)|\(?[a-z][.)]|\(?[ivx]{1,5}[.)])\s+(?=\S)")
_DASH = frozenset("-–—*+o")
_DANGLING = re.compile(r"(?:[,–—-]|\b(?:the|a|an|of|and|to|in|on|by|for|with|from|as|at|its|their|that|which|or))$")
_LONGEST_DANGLING = 12
_INNER_STOP = re.compile(r"[a-z)”\"]\.\s+[A-Z]")


def dangling(text: str) -> bool:
    """Whether a line cannot be the end of anything."""
    return _DANGLING.search(text[-_LONGEST_DANGLING:]) is not None


def join_lone_bullets(lines: list[Line]) -> list[Line]:
    """Bullets that stand alone on a line put before the line that follows."""
    out: list[Line] = []
    waiting: Line | None = None
    for line in lines:
        if _LONE_BULLET.match(line.text):
            waiting = line
            continue
        if waiting is not None and not BULLET.match(line.text):
            line.text, line.gap, line.indent = f"{waiting.text} {line.text}", waiting.gap, waiting.indent
        waiting = None
        out.append(line)
    return out


def strip_false_runs(lines: list[Line]) -> int:
    """Takes the markers off prose of which every line was made a list item; returns how many such runs there are.

    Such a run's lines get its number in `run`, since they may be set to another width than the rest.
    """
    count = 0
    index = 0
    while index < len(lines):
        end = _run_end(lines, index)
        if end - index >= _MIN_FALSE_RUN and _is_prose(lines[index:end]):
            count += 1
            for line in lines[index:end]:
                line.text, line.run = _bare(line.text), count
        index = max(end, index + 1)
    return count


def mark_items(lines: list[Line], taken: set[int]) -> None:
    """Takes the markers off list items into `bullet` and gives their depth; lines in `taken` are something else."""
    marked = {i: found for i, line in enumerate(lines) if i not in taken and (found := _marker(line))}
    company = _Company(marked)
    real = {i: marker for i, marker in marked.items() if _is_item(lines, marked, company, i)}
    stack: list[tuple[int, str]] = []
    last = -2
    for index in sorted(real):
        line, sign = lines[index], real[index]
        if any(i in taken for i in range(last + 1, index)) or index - last > _MAX_ITEM_LINES:
            stack = []
        kind = _family(sign)
        while stack and (line.indent < stack[-1][0] or (line.indent == stack[-1][0] and kind != stack[-1][1])):
            if line.indent == stack[-1][0] and all(kind != family for _, family in stack):
                break
            stack.pop()
        if not stack or stack[-1] != (line.indent, kind):
            stack.append((line.indent, kind))
        line.bullet, line.depth = sign, len(stack)
        line.text = line.text[len(sign) :].lstrip()
        last = index


def _marker(line: Line) -> str:
    found = BULLET.match(line.text) or NUMBER.match(line.text)
    return found[1] if found else ""


class _Company:
    """Which markers stand near which others of their kind; looked up in logarithmic time."""

    def __init__(self, marked: dict[int, str]) -> None:
        self.places: dict[tuple[str, int], list[int]] = {}
        for index, sign in marked.items():
            self.places.setdefault((_family(sign), _ordinal(sign)), []).append(index)

    def has(self, kind: str, ordinal: int, after: int, before: int) -> bool:
        """Whether one of this kind and place in its series stands at an index in (after, before)."""
        places = self.places.get((kind, ordinal), [])
        at = bisect_right(places, after)
        return at < len(places) and places[at] < before


def _is_item(lines: list[Line], marked: dict[int, str], company: _Company, index: int) -> bool:
    """Whether a marker is an item's: bullets always, numbers and dashes beside others of their kind."""
    sign = marked[index]
    if not (sign in _DASH or sign[-1] in ".)"):
        return True
    line = lines[index]
    if (
        index
        and index - 1 not in marked
        and line.gap == 0
        and goes_on(lines[index - 1].text, line.text[len(sign) :].strip())
    ):
        return False
    kind, ordinal = _family(sign), _ordinal(sign)
    if sign in _DASH:
        return company.has(kind, ordinal, index - _COMPANY, index) or company.has(
            kind, ordinal, index, index + _COMPANY
        )
    if company.has(kind, ordinal - 1, index - _COMPANY, index):
        return True
    return ordinal == 1 and company.has(kind, 2, index, index + _COMPANY)


def _family(sign: str) -> str:
    core = sign.strip("().")
    shape = "1" if core.isdigit() else "a" if core.isalpha() and sign[-1] in ".)" else sign
    return re.sub(r"[^().]+", shape, sign) if sign[-1] in ".)" else sign


_ROMAN = {
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "v": 5,
    "vi": 6,
    "vii": 7,
    "viii": 8,
    "ix": 9,
    "x": 10,
    "xi": 11,
    "xii": 12,
}


def _ordinal(sign: str) -> int:
    """The place in its series: of "3." 3, of "(b)" 2, of "iv)" 4; "i", "v" and "x" are taken as Roman."""
    core = sign.strip("().")
    if core.isdigit():
        return int(core)
    if core in _ROMAN:
        return _ROMAN[core]
    return ord(core[0]) - ord("a") + 1 if core else 0


def _run_end(lines: list[Line], start: int) -> int:
    """Where the lines end that all bear one bullet, or numbers growing by one, from `start` on."""
    first = _marker(lines[start])
    if not first:
        return start
    number = first.rstrip(".)")
    end = start + 1
    while end < len(lines):
        sign = _marker(lines[end])
        expected = f"{int(number) + end - start}{first[-1]}" if number.isdigit() else first
        if sign != expected:
            break
        end += 1
    return end


def _is_prose(lines: list[Line]) -> bool:
    texts = [_bare(line.text) for line in lines]
    pairs = list(pairwise(texts))
    runs_on = sum(goes_on(a, b) for a, b in pairs) / len(pairs)
    lengths = sorted(map(len, texts[:-1]))
    median = lengths[len(lengths) // 2]
    even = sum(length >= _EVEN * median for length in lengths) / len(lengths)
    telling = any(dangling(a) for a in texts[:-1]) or any(_INNER_STOP.search(text) for text in texts)
    unended = sum(not ends_sentence(text) for text in texts[:-1]) / len(pairs)
    return telling and runs_on >= _RUNS_ON and even >= _EVEN_SHARE and unended > 1 - _RUNS_ON


def _bare(text: str) -> str:
    found = BULLET.match(text) or NUMBER.match(text)
    return text[found.end() :] if found else text
