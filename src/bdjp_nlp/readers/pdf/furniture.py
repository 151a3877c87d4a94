"""Running heads, feet, page numbers and line numbers: what repeats from page to page.

Text near the top or bottom edge is compared over pages with its digits masked and its height on the
page rounded; left and right pages may differ, so a pattern needs to recur on enough pages of one parity.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from bdjp_nlp.readers.pdf.lines import unbroken_text
from bdjp_nlp.readers.pdf.segments import PageWords

MARGIN_ZONE = 0.13
"""Share of the page height, at the top and at the bottom, in which furniture stands."""
OUTER_ZONE = 0.25
"""Share of the page height in which its first and its last line may be furniture: small books have wide margins."""
HEIGHT_STEP = 6.0
"""Points: furniture keeps its height on the page to within about this much."""
MIN_REPEATS = 2
"""Pages on which a pattern must recur; in a document of two pages, both."""
PAGE_NUMBER = re.compile(
    r"^[\W_]*(?:page|pg\.?|p\.|seite|s\.)?\s*(?:[a-z]{1,3}[-–.])?(?:\d{1,4}|[ivxlc]{1,7})"
    r"(?:\s*(?:of|/|\||von)\s*\d{1,4})?[\W_]*$",
    re.I,
)
SURE_SHARE = 0.5
"""Share of the pages on which a text stands at one height that makes it furniture even close to the page's text."""
SURE_PAGES = 3
"""Pages that are enough for that; in a short paper two notes may end in the same words."""
WHITE_STEPS = 1.3
"""Times the page's usual distance of lines that part running heads and feet from the text, at least."""
WHITE_EMS = 1.45
"""Ems that do."""
MAX_BAND_LINES = 4
"""Lines of a running head or foot; more before the white are text."""
MAX_REMOVED = 0.6
"""Share of the document's words beyond which what repeats is no furniture."""
OUTERMOST_STEP = 3.0
"""Points within which segments are on the page's outermost line."""
MIN_NUMBERED_LINES = 6
"""Line numbers on a page before they count as such, if no page before it has them in the same place."""
MAX_BESIDE = 2
"""Segments beside most line numbers, at most: lines of two columns; the first column of a table has more."""
COUNTING_SHARE = 0.8
"""Share of the steps from one line number to the next that are equal."""
EDGE_STEP = 4.0
"""Points within which numbers end at one edge."""
LEVEL_SHARE = 0.4
"""Share of the pages that must have furniture at a height for all else at that height to be furniture."""


@dataclass(slots=True)
class PageText:
    """A page's words with what is needed to compare it with others. Sizes in points."""

    number: int
    width: float
    height: float
    words: PageWords


def furniture_segments(pages: Sequence[PageText]) -> dict[int, set[int]]:
    """Segments to leave out, by page number."""
    patterns: dict[tuple[str, int], dict[int, tuple[int, ...]]] = defaultdict(dict)
    candidates: list[tuple[int, int, str, int, str]] = []
    numbered = _line_numbers(pages)
    set_apart = {page.number: _set_apart(page, numbered[page.number]) for page in pages}
    for page in pages:
        for segment, text, place in _margin_segments(page, numbered[page.number]):
            mask = _mask(text)
            candidates.append((page.number, segment, mask, place, text))
            patterns[mask, place][page.number] = tuple(int(d) for d in re.findall(r"\d{1,6}", text))
    out: dict[int, set[int]] = defaultdict(set)
    total = len(pages)
    outermost = {(page.number, s) for page in pages for s in _outermost(page, numbered[page.number])}
    for number, segment, mask, place, text in candidates:
        seen: dict[int, tuple[int, ...]] = {}
        for near in (-1, 0, 1):
            seen.update(patterns.get((mask, place + near), {}))
        steps = _steps_with_pages(number, seen)
        alone = bool(PAGE_NUMBER.match(text)) and (number, segment) in outermost and (steps or len(seen) < 3)
        apart = segment in set_apart[number] or len(seen) >= max(min(SURE_PAGES, total), SURE_SHARE * total)
        if apart and (alone or (_recurs(len(seen), total, mask) and steps)):
            out[number].add(segment)
    _add_level_mates(pages, candidates, set_apart, out)
    for page in pages:
        out[page.number] |= numbered[page.number]
    return {} if _leaves_nothing(pages, out) else dict(out)


def _leaves_nothing(pages: Sequence[PageText], out: dict[int, set[int]]) -> bool:
    """The pages hold little but what repeats: slides, forms, labels. Then that is the text."""
    total = sum(len(page.words.text) for page in pages)
    removed = sum(p.words.last[s] - p.words.first[s] for p in pages for s in out.get(p.number, ()))
    return removed > MAX_REMOVED * total


def _add_level_mates(
    pages: Sequence[PageText],
    candidates: Sequence[tuple[int, int, str, int, str]],
    set_apart: dict[int, set[int]],
    out: dict[int, set[int]],
) -> None:
    """What stands as low as the running feet, or (from page 2) as high as the running heads, is one too."""
    heads: Counter[float] = Counter()
    feet: Counter[float] = Counter()
    for page in pages:
        bases = page.words.seg_base[sorted(out.get(page.number, ()))]
        top, bottom = bases[bases < page.height / 2], bases[bases > page.height / 2]
        if len(top):
            heads[round(float(top.max()))] += 1
        if len(bottom):
            feet[round(float(bottom.min()))] += 1
    enough = max(min(3, len(pages)), round(LEVEL_SHARE * len(pages)))
    head = max((level for level, n in heads.items() if n >= enough), default=-1.0)
    foot = min((level for level, n in feet.items() if n >= enough), default=1e9)
    by_page = {page.number: page for page in pages}
    for number, segment, _, _, _ in candidates:
        if segment not in set_apart[number]:
            continue
        base = float(by_page[number].words.seg_base[segment])
        if base >= foot - 1 or (number > 1 and base <= head + 1):
            out[number].add(segment)


def _recurs(pages_seen: int, total: int, mask: str) -> bool:
    if total < 2 or not mask:
        return False
    return pages_seen >= max(MIN_REPEATS, min(3, round(0.15 * total))) or (total <= 3 and pages_seen >= 2)


def _steps_with_pages(number: int, seen: dict[int, tuple[int, ...]]) -> bool:
    """Each number in the text stays the same from page to page, or counts the pages; notes do neither."""
    mine = seen[number]
    if not mine:
        return True
    agreeing = 0
    for other, theirs in seen.items():
        if other != number and len(theirs) == len(mine):
            step = other - number
            agreeing += all(b - a in (0, step) for a, b in zip(mine, theirs, strict=True))
    return agreeing >= max(1, 0.34 * (len(seen) - 1))


def _outermost(page: PageText, line_numbers: set[int]) -> list[int]:
    """Segments on the page's first and last line."""
    others = [s for s in range(len(page.words.rows)) if s not in line_numbers]
    if not others:
        return []
    base = page.words.seg_base[others]
    edge = (base >= base.max() - OUTERMOST_STEP) | (base <= base.min() + OUTERMOST_STEP)
    return [others[i] for i in np.flatnonzero(edge)]


def _set_apart(page: PageText, line_numbers: set[int]) -> set[int]:
    """The segments of the page's first and last lines that wide white parts from the text."""
    words = page.words
    others = np.array([s for s in range(len(words.first)) if s not in line_numbers], np.intp)
    if not len(others):
        return set()
    order = others[np.argsort(words.seg_base[others], kind="stable")]
    base = words.seg_base[order]
    breaks = [0, *(np.flatnonzero(np.diff(base) > OUTERMOST_STEP) + 1).tolist(), len(order)]
    inward = order.tolist()
    lines = [inward[start:end] for start, end in pairwise(breaks)]
    steps = np.diff(base[breaks[:-1]])
    usual = float(np.median(steps)) if len(steps) else 0.0

    def band(places: range) -> set[int]:
        for count, (here, there) in enumerate(pairwise(places), 1):
            size = min(words.rows[lines[here][0]].size, words.rows[lines[there][0]].size)
            if steps[min(here, there)] > max(WHITE_STEPS * usual, WHITE_EMS * size):
                outer = [s for place in places[:count] for s in lines[place]]
                return set() if any(words.raised[words.first[s]] for s in outer) else set(outer)
            if count == MAX_BAND_LINES:
                return set()
        return set(others.tolist())

    return band(range(len(lines))) | band(range(len(lines) - 1, -1, -1))


def _margin_segments(page: PageText, line_numbers: set[int]) -> list[tuple[int, str, int]]:
    """(segment, text, height class) of the segments near the page's top and bottom, line numbers aside."""
    words = page.words
    if not len(words.seg_base):
        return []
    base = words.seg_base
    zone = MARGIN_ZONE * page.height
    outer = (base <= base.min() + OUTERMOST_STEP) & (base < OUTER_ZONE * page.height)
    outer |= (base >= base.max() - OUTERMOST_STEP) & (base > (1 - OUTER_ZONE) * page.height)
    near = np.flatnonzero((base < zone) | (base > page.height - zone) | outer).tolist()
    found = []
    for s in near:
        if s in line_numbers or words.raised[words.first[s]]:
            continue
        text = unbroken_text(words, words.first[s], words.last[s])
        from_edge = float(base[s]) if base[s] < page.height / 2 else -(page.height - float(base[s]))
        found.append((s, text, round(from_edge / HEIGHT_STEP)))
    return found


def _mask(text: str) -> str:
    masked = re.sub(r"\d+", "#", text.lower())
    masked = re.sub(r"\b[ivxlc]{1,6}\b", "#", masked)
    return re.sub(r"[^\w#]+", "", masked)


def _line_numbers(pages: Sequence[PageText]) -> dict[int, set[int]]:
    """Segments of lone rising numbers in one narrow column, as drafts and court papers carry them, by page number.

    A page with few lines, such as a last one, has them where the pages before it do.
    """
    out: dict[int, set[int]] = {}
    edges: set[int] = set()
    for page in pages:
        found: set[int] = set()
        for edge, entries in _lone_numbers(page).items():
            enough = len(entries) >= MIN_NUMBERED_LINES or not edges.isdisjoint((edge - 1, edge, edge + 1))
            if enough and _count_lines(page, entries):
                found.update(segment for _, _, segment in entries)
                edges.add(edge)
        out[page.number] = found
    return out


def _lone_numbers(page: PageText) -> dict[int, list[tuple[float, int, int]]]:
    """(baseline, number, segment) of the numbers that stand by themselves, from top to bottom, by right edge."""
    words = page.words
    numbers: dict[int, list[tuple[float, int, int]]] = defaultdict(list)
    for s in range(len(words.first)):
        if words.last[s] - words.first[s] == 1:
            text = words.text[words.first[s]]
            if text.isdigit() and len(text) <= 4:
                edge = round(float(words.seg_box[s, 2]) / EDGE_STEP)
                numbers[edge].append((float(words.seg_base[s]), int(text), s))
    return {edge: sorted(entries) for edge, entries in numbers.items()}


def _count_lines(page: PageText, entries: Sequence[tuple[float, int, int]]) -> bool:
    """Numbers that rise by one or five from line to line, to the left of the page's text and not of a table's cells."""
    steps = Counter(b[1] - a[1] for a, b in pairwise(entries))
    if steps:
        step, count = steps.most_common(1)[0]
        if step not in (1, 5) or count < COUNTING_SHARE * (len(entries) - 1):
            return False
    boxes, bases = page.words.seg_box, page.words.seg_base
    if float(np.median(boxes[:, 0])) <= float(boxes[entries[0][2], 2]):
        return False
    beside = np.median([np.count_nonzero(np.abs(bases - base) < OUTERMOST_STEP) - 1 for base, _, _ in entries])
    return float(beside) <= MAX_BESIDE
