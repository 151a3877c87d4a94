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
    "b": 10**9,
    "tn": 10**12,
}
"""Words and abbreviations that multiply the number before them."""

NUMBER_WORDS = frozenset((*_ONES, *_TENS, "a", "an", "half"))
"""Words with which a number may begin."""

FIGURES = r"(?:\d{1,3}(?:,\d{2,3})+|\d+)(?:\.\d+)?"
"""A number in figures."""

_WORD = "|".join(sorted((*_ONES, *_TENS, "fourty"), key=len, reverse=True))
_LARGE = "hundred|thousand|lakh|million|crore|billion|trillion"
_HALF = rf"(?:half\sa\s(?=(?:{_LARGE}|dozen)\b))"
_QUARTER = rf"(?:(?:an?|one|three)[\s-]quarters?\sof\san?\s(?=(?:{_LARGE})\b))"
WORDS = (
    rf"(?:{_QUARTER}|(?:{_WORD})|{_HALF}|(?:an?\s(?=(?:{_LARGE}|dozen)\b)))"
    rf"(?:[\s-](?:and\s)?(?:{_WORD}|{_LARGE})\b|[\s-]and[\s-]a[\s-]half\b)*"
)
"""A number in words (lower case; use with the flag for ignoring case)."""

MULTIPLIER = (
    r"(?:(?:hundred|thousand|lakh)\s(?:thousand|million|crore|billion)"
    r"|hundred|thousand|lakh|million|crore|billion|trillion|mln|mn|bn|tn|k|m)"
)
"""A multiplier after figures, or two ("lakh crore")."""

RANGE = r"\s?(?:[-–—]|to|and)\s?"
"""What stands between the two ends of a range."""


_QUARTERS = re.compile(r"\b(an?|one|three)[\s-]quarters?\sof\san?\b", re.IGNORECASE)
_CHANGED = re.compile(
    r"(?:r[io]se|risen|rais|gr[eo]w|increas|decreas|declin|f[ea]ll|dropp?|cut|reduc|lower|up|down|expand|shr[aiu]nk|climb|jump"
    r"|slip|slid|surg|sw[eo]ll|widen|mov|went|gone|chang|doubl|tripl|halv|lift|push|brought)\w*(?:\s[\w’'-]+){0,5}\sfrom\s(?:\w+\s){0,2}$"
)
_LOOK_BACK = 90
"""Code points before a range in which a verb of change stands."""


def split_change(text: str, start: int, end: int) -> int:
    """Where the second of two values begins in "rose from 2% to 3%", which is no range; 0 where it is one."""
    at = text.find(" to ", start, end)
    changed = at >= 0 and _CHANGED.search(text[max(0, start - _LOOK_BACK) : start])
    return at + len(" to ") if changed else 0


def read_number(text: str) -> Decimal | None:
    """The number that figures or words say, multipliers taken in; None where they say none.

    "4.5 million" → 4500000, "two hundred and six" → 206, "1,50,000" → 150000, "3 lakh crore" → 3000000000000.
    """
    text = _QUARTERS.sub(lambda match: "0.75" if match[1].lower() == "three" else "0.25", text)
    total, group, current = Decimal(0), Decimal(0), Decimal(0)
    before, seen = "", False
    for word in re.findall(r"\d[\d,]*(?:\.\d+)?|[^\W\d_]+", text.lower()):
        factor = MULTIPLIERS.get(word) or MULTIPLIERS.get(word.rstrip("s"))
        if word[0].isdigit():
            current += Decimal(word.replace(",", ""))
        elif factor is not None and before in MULTIPLIERS and before != "hundred":
            group *= factor
        elif factor == MULTIPLIERS["hundred"]:
            current *= factor
        elif factor is not None:
            total, group, current = total + group, (current if seen else Decimal(1)) * factor, Decimal(0)
        elif word == "half":
            current += Decimal("0.5") - (before in ("a", "an"))
        elif word in ("a", "an") and before == "half":
            continue
        elif word in _SMALL:
            current = current * _SMALL[word] if word == "dozen" and seen else current + _SMALL[word]
        elif word != "and":
            return None
        seen = seen or word != "and"
        before = word
    return total + group + current if seen else None


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
        low *= read_number(f"1 {shared[0]}") or 1
    return low, high
