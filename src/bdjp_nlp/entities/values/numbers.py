"""Numbers in figures and words, with multipliers: "4.5 million", "twenty-three thousand", "1,50,000"."""

from __future__ import annotations

import re
from decimal import Decimal

_ONES = {
    word: number
    for number, word in enumerate(
        (
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
            "seventeen eighteen nineteen"
        ).split()
    )
}
_TENS = {
    word: 10 * number for number, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_SMALL = _ONES | _TENS | {"fourty": 40, "dozen": 12, "a": 1, "an": 1}
MULTIPLIERS = {
    "hundred": 10**2,
    "thousand": 10**3,
    "lakh": 10**5,
    "million": 10**6,
    "crore": 10**7,
    "billion": 10**9,
    "trillion": 10**12,
    "k": 10**3,
    "m": 10**6,
    "mn": 10**6,
    "mln": 10**6,
    "bn": 10**9,
    "tn": 10**12,
}
"""Words and abbreviations that multiply the number before them."""

NUMBER_WORDS = frozenset((*_ONES, *_TENS, "a", "an"))
"""Words with which a number may begin."""

FIGURES = r"(?:\d{1,3}(?:,\d{2,3})+|\d+)(?:\.\d+)?"
"""A number in figures."""

_WORD = "|".join(sorted((*_ONES, *_TENS, "fourty"), key=len, reverse=True))
_LARGE = "hundred|thousand|lakh|million|crore|billion|trillion"
WORDS = rf"(?:(?:{_WORD})|(?:an?\s(?=(?:{_LARGE}|dozen)\b)))(?:[\s-](?:and\s)?(?:{_WORD}|{_LARGE})\b)*"
"""A number in words (lower case; use with the flag for ignoring case)."""

MULTIPLIER = r"(?:hundred|thousand|lakh|million|crore|billion|trillion|mln|mn|bn|tn|k|m)"
"""A multiplier after figures."""

RANGE = r"\s?(?:[-–—]|to|and)\s?"
"""What stands between the two ends of a range."""


def read_number(text: str) -> Decimal | None:
    """The number that figures or words say, multipliers taken in; None where they say none.

    "4.5 million" → 4500000, "two hundred and six" → 206, "1,50,000" → 150000.
    """
    total, current, seen = Decimal(0), Decimal(0), False
    for word in re.findall(r"\d[\d,]*(?:\.\d+)?|[^\W\d_]+", text.lower()):
        if word[0].isdigit():
            current, seen = current + Decimal(word.replace(",", "")), True
        elif word.rstrip("s") in MULTIPLIERS or word in MULTIPLIERS:
            factor = MULTIPLIERS[word if word in MULTIPLIERS else word.rstrip("s")]
            if factor == MULTIPLIERS["hundred"]:
                current *= factor
            else:
                total, current = total + (current if seen else Decimal(1)) * factor, Decimal(0)
            seen = True
        elif word in _SMALL:
            current = current * _SMALL[word] if word == "dozen" and seen else current + _SMALL[word]
            seen = True
        elif word != "and":
            return None
    return total + current if seen else None


def plain(number: Decimal) -> str:
    """A number without exponent, separators or trailing zeros: "4500000", "2.5"."""
    written = f"{number:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


_ENDS = re.compile(
    rf"^(?P<low>(?:{FIGURES}|{WORDS})(?:[\s-]?{MULTIPLIER}\b)?)(?:{RANGE}(?P<high>(?:{FIGURES}|{WORDS})(?:[\s-]?{MULTIPLIER}\b)?))?$",
    re.IGNORECASE,
)
_OWN_MULTIPLIER = re.compile(rf"(?:(?<=\d)|\b){MULTIPLIER}$", re.IGNORECASE)


def read_range(text: str) -> tuple[Decimal, Decimal] | None:
    """The two ends of "8–9 billion"; a lone number is both; the second's multiplier serves the first."""
    match = _ENDS.match(text.strip())
    if match is None:
        return None
    low_text, high_text = match["low"], match["high"]
    low = read_number(low_text)
    high = read_number(high_text) if high_text else low
    if low is None or high is None:
        return None
    shared = _OWN_MULTIPLIER.search(high_text) if high_text else None
    if shared and not _OWN_MULTIPLIER.search(low_text):
        low *= MULTIPLIERS[shared[0].lower()]
    return low, high
