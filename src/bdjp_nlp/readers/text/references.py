"""References: footnote digits glued to words ("visits.1 The", "mines10", "law,8"), told from figures by their sequence.

A lone digit after a word may be anything; digits that count from 1 to N through a text are its notes. The best chain of
growing numbers is found by dynamic programming over the candidates, each weighted by how little else it could be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

MIN_CHAIN = 3
"""Members from which on a chain of numbers is believed to be a text's notes."""
_MIN_WEIGHT = 2.2
_MAX_SKIP = 4
"""Numbers that may be missing between two neighbours, whose markers a conversion has lost."""
_SKIP_COST = 0.45
_START_COST = 0.12
"""Per number before the chain's first: an excerpt may begin at note 23, but seldom does."""
_MAX_START_COST = 1.2
_RESTART_COST = 1.5
"""For beginning again at 1, as notes numbered by chapter do."""

_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_STRONG, _FAIR, _WEAK = 1.0, 0.6, 0.3

_AFTER_STOP = (
    r"(?<=[^\W\d_][.,;:!?])|(?<=[”\"’')\]][.,;:!?])|(?<=[.,;:!?][”\"’')\]])|(?<=[^\W\d_][”\"’)\]])|(?<=\d[”\")\]])"
)
_CANDIDATE = re.compile(
    rf"(?P<stop>(?:{_AFTER_STOP})(\d{{1,3}}))(?=[\s,;:)—–]|$)"
    r"|(?P<year>(?<=\d{4}[.,;:])(\d{1,3}))(?=\s+[\"“‘(]?[A-Z]|\s*$)"
    r"|(?P<word>(?<=[a-zà-öø-ÿ]{2})(\d{1,3}))(?=[\s,;:.)—–]|$)"
    r"|(?P<acronym>(?<=[A-Z]{3})(\d{1,3}))(?=[\s,;:.)—–]|$)"
    r"|(?P<super>[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})"
    r"|(?P<bracket>\s?\[(\d{1,3})\])"
    r"|(?P<apart>(?<=[a-z)”][.!?]) (\d{1,3}))(?=\s+[\"“‘]?[A-Z][a-z]|\s*$)"
)
_WEIGHT = {
    "stop": _STRONG,
    "year": _FAIR,
    "word": _FAIR,
    "acronym": _WEAK,
    "super": _STRONG,
    "bracket": _STRONG,
    "apart": _WEAK,
}
_DIGIT = re.compile(r"[\d⁰¹²³⁴-⁹]")
_STOPPED = re.compile(r"[.!?,;:”\")]$")
_ABBREVIATED = re.compile(
    r"(?:^|[\s(])(?:p|pp|vol|no|nos|art|arts|para|paras|sec|ch|fig|s|ss|cl|n|nn|v|ver|op|cap|c|d|b|reg)[.]$", re.I
)
_UNIT = re.compile(r"(?<![^\W\d_])(?:[kcmµ]?m|ft|mi|CO|in|yd)$")
_NAMED_NUMBER = re.compile(
    r"(?:covid|agenda|vision|mach|group|phase|type|mark|article|section|class|level|tier)$", re.I
)
_ADDRESS = re.compile(r"(?:https?://|www\.|doi\.org)\S*$")


@dataclass(frozen=True)
class Reference:
    """A marker found: in the text of index `text`, at [start, end) of it."""

    text: int
    start: int
    end: int
    number: int
    weight: float
    kind: str


def find_references(texts: Sequence[str], known: frozenset[int] = frozenset()) -> list[Reference]:
    """The markers of a text's notes, in reading order; empty where no sequence bears them out.

    `known` are numbers of notes whose own text was found: a marker of one of them needs no further evidence.
    """
    candidates: list[Reference] = []
    for index, text in enumerate(texts):
        if index and lone_marker(text, texts[index - 1]):
            candidates.append(Reference(index, 0, len(text), int(text), _FAIR, "lone"))
        else:
            candidates += _candidates(index, text, known)
    chain = best_chain(candidates)
    borne_out = sum(found.number in known for found in chain)
    solid = len(chain) >= MIN_CHAIN and sum(found.weight for found in chain) >= _MIN_WEIGHT
    if solid or (chain and borne_out == len(chain)):
        return chain
    return [found for found in candidates if found.kind == "super" and found.weight >= _STRONG]


def lone_marker(text: str, before: str) -> bool:
    """Whether a line may be a marker that a conversion put on a line of its own, after the sentence it belongs to."""
    return (
        len(text) <= 3 and text.isascii() and text.isdigit() and text[0] != "0" and _STOPPED.search(before) is not None
    )


def _candidates(index: int, text: str, known: frozenset[int]) -> Iterator[Reference]:
    if not _DIGIT.search(text):
        return
    for found in _CANDIDATE.finditer(text):
        kind = found.lastgroup or ""
        kind = next(name for name in _WEIGHT if found[name] is not None)
        digits = found[0].translate(_SUPERSCRIPT).strip(" []")
        number = int(digits)
        before = text[max(0, found.start() - 80) : found.start()]
        if number == 0 or digits[0] == "0" or _is_other(kind, before, found[0]):
            continue
        weight = _WEIGHT[kind] + (0.5 if number in known else 0.0)
        yield Reference(index, found.start(), found.end(), number, weight, kind)


def _is_other(kind: str, before: str, digits: str) -> bool:
    """Whether the digits are a page, a unit's power, part of a name or of an address."""
    if _ADDRESS.search(before):
        return True
    if kind == "super":
        return digits in "²³" and _UNIT.search(before) is not None
    if kind in ("stop", "apart") and _ABBREVIATED.search(before):
        return True
    return kind in ("word", "acronym") and (
        _NAMED_NUMBER.search(before) is not None or _UNIT.search(before) is not None
    )


def best_chain(candidates: list[Reference]) -> list[Reference]:
    """The growing chain of the greatest weight; time grows with the number of candidates alone."""
    best_by_value: dict[int, int] = {}
    score: list[float] = []
    previous: list[int] = []
    top = -1
    for place, candidate in enumerate(candidates):
        value = candidate.number
        best, source = -min(_START_COST * (value - 1), _MAX_START_COST), -1
        if value == 1 and top >= 0 and score[top] - _RESTART_COST > best:
            best, source = score[top] - _RESTART_COST, top
        for skip in range(_MAX_SKIP + 1):
            before = best_by_value.get(value - 1 - skip)
            if before is not None and score[before] - skip * _SKIP_COST > best:
                best, source = score[before] - skip * _SKIP_COST, before
        score.append(best + candidate.weight)
        previous.append(source)
        held = best_by_value.get(value)
        if held is None or score[place] >= score[held]:
            best_by_value[value] = place
        if top < 0 or score[place] > score[top]:
            top = place
    chain: list[Reference] = []
    while top >= 0:
        chain.append(candidates[top])
        top = previous[top]
    return chain[::-1]
