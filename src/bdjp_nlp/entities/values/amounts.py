"""Shares and quantities: "74 per cent", "3–5%", "4.5 million vaccine doses", "12 nautical miles"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bdjp_nlp.entities.values import Value
from bdjp_nlp.entities.values.numbers import (
    FIGURES,
    MULTIPLIER,
    RANGE,
    WORDS,
    plain,
    read_number,
    read_range,
    split_change,
)

PERCENT_SIGN = "%"
_SHARE = r"(?:\s?%|(?<=\d)pc\b|[\s-](?i:per[\s-]cent|percent|percentage\spoints?|per\scentum|pct)\b)"
_NUMBER = rf"(?:{FIGURES}|(?i:{WORDS}))"
_PART_OF_ONE = (
    r"(?i:(?:an?|one)\shalf|half|(?:an?|one)[\s-]quarter|three[\s-]quarters|(?:an?|one)[\s-]third|two[\s-]thirds|(?:an?|one)[\s-]tenth)"
    r"\s(?i:of\s)?(?i:an?|one|1)[\s-](?i:per[\s-]cent|percent|percentage\spoint)\b"
)
_PARTS = (("three quarter", "0.75"), ("quarter", "0.25"), ("two third", "0.67"), ("third", "0.33"), ("tenth", "0.1"))
_A_HUNDRED = r"(?i:an?\shundred\sper\s?cent)\b"
PERCENT = re.compile(
    rf"(?<![\w.,])(?:{_PART_OF_ONE}|{_A_HUNDRED}"
    rf"|(?P<number>[-−]?{_NUMBER}(?:(?:\s?%)?{RANGE}{_NUMBER})?){_SHARE}(?!\w))"
)
_PERCENT_HINT = re.compile(r"%|\dpc|[Pp]er[\s-]?cent|PER CENT|pct")

_COUNTED = re.compile(
    rf"^(?P<number>(?:{FIGURES}|(?i:{WORDS}))(?:[\s-]?{MULTIPLIER}\b)?(?:{RANGE}(?:{FIGURES}|(?i:{WORDS}))(?:[\s-]?{MULTIPLIER}\b)?)?)"
    r"[\s-]*(?P<counted>.*)$",
    re.DOTALL,
)

UNITS = (
    "nautical miles?|cubic (?:kilometres?|kilometers?|metres?|meters?|feet)|km/h|kph|mph"
    "|sq(?:uare|\\.) (?:nautical )?(?:miles?|kilometres?|kilometers?|metres?|meters?|feet|km)"
    "|metric tonn?e?s?|short tons?|gross tons?|megatons?|kilotons?|NM|nm|yards?|ounces?|TEUs?"
    "|MWh|GWh|kWh|[MGk]Hz|[MG]bps|terabytes?|gigabytes?|horsepower|km²|m²|m³"
    "|miles?|knots"
    "|kilometres?|kilometers?|km2?|metres?|meters?|feet|foot|acres?|hectares?|tonnes?|tons?|kilograms?|kg|pounds|litres?|liters?"
    "|gallons?|barrels?|megawatts?|gigawatts?|MW|GW|kilowatts?|kW|degrees|hours?|minutes|mm|cm"
)
MEASURE = re.compile(
    rf"(?<![\w.,$€£¥]){_NUMBER}(?:[\s-]?{MULTIPLIER}\b)?(?:{RANGE}{_NUMBER}(?:[\s-]?{MULTIPLIER}\b)?)?[\s-]?(?:{UNITS})(?![\w/-])"
)
"""A number with a unit of measure."""


def find_percents(text: str) -> Iterator[tuple[int, int, Value]]:
    """Every share: (start, end, value), half-open code points."""
    if _PERCENT_HINT.search(text) is None:
        return
    for match in PERCENT.finditer(text):
        start, end = match.span()
        second = split_change(text, start, end)
        ends = [PERCENT.fullmatch(piece) for piece in (text[start : second - len(" to ")], text[second:end])]
        if second and ends[0] is not None and ends[1] is not None:
            yield start, second - len(" to "), _share(ends[0])
            yield second, end, _share(ends[1])
        else:
            yield start, end, _share(match)


def find_measures(text: str, numbers: Sequence[int]) -> Iterator[tuple[int, int, Value]]:
    """Every number with a unit of measure: (start, end, value), half-open; `numbers`: where numbers begin."""
    yield from _from(MEASURE, text, numbers)


def read_percent(text: str) -> Value:
    """The share that the words say: "74 per cent" → 74%, value 74, unit %."""
    match = PERCENT.fullmatch(text)
    return _share(match) if match else Value(text)


def _share(match: re.Match[str]) -> Value:
    if match["number"] is None:
        words = match[0].lower().replace("-", " ")
        part = next((value for name, value in _PARTS if name in words), "0.5")
        value = "100" if "hundred" in words else part
        return Value(value + PERCENT_SIGN, value, PERCENT_SIGN)
    negative = match["number"][0] in "-−"
    ends = read_range(match["number"].lstrip("-−").replace(PERCENT_SIGN, ""))
    if ends is None:
        return Value(match[0])
    low, high = (plain(-end if negative else end) for end in ends)
    value = low if low == high else f"{low}/{high}"
    return Value(value + PERCENT_SIGN, value, PERCENT_SIGN)


def read_quantity(text: str) -> Value:
    """Number and what it counts: "4.5 million doses" → 4500000 doses, value 4500000, unit doses."""
    match = _COUNTED.match(text)
    if match is None:
        return Value(text)
    number = match["number"].strip()
    ends = read_range(number)
    single = None if ends else read_number(number)
    if ends is None and single is None:
        return Value(text)
    low, high = map(plain, ends) if ends else (plain(single or 0),) * 2  # type: ignore[arg-type]  # 0 is never reached
    value = low if low == high else f"{low}/{high}"
    counted = match["counted"].strip()
    return Value(f"{value} {counted}".strip(), value, counted or None)


_PLURAL = r"(?:[a-z-]{3,}s|personnel|troops|police|people|men|women|staff|aircraft|children|militar(?:y|ies)|infantry)"
COUNTED = re.compile(
    rf"(?<![\w.,$€£¥-]){_NUMBER}(?:[\s-]?{MULTIPLIER}\b)?(?:\sof\s|[\s])(?:[\w.’'-]+\s){{0,4}}?{_PLURAL}(?![\w-])"
    rf"|(?<![\w.,$€£¥-]){_NUMBER}-(?:member|nation|country|person|ship|man|strong|party|state)(?!\w)"
)
"""A number and the nearest plural after it: a guess at what it counts."""


def find_counted(text: str, numbers: Sequence[int]) -> Iterator[tuple[int, int, Value]]:
    """Every number with the nearest plural noun after it, as `find_measures`."""
    yield from _from(COUNTED, text, numbers)


def _from(pattern: re.Pattern[str], text: str, numbers: Sequence[int]) -> Iterator[tuple[int, int, Value]]:
    done = 0
    for start in numbers:
        match = pattern.match(text, start) if start >= done else None
        if match is not None:
            done = match.end()
            yield match.start(), match.end(), read_quantity(match[0])
