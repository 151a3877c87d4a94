"""Dates and periods: found in policy prose and read to ISO 8601, or ISO 8601-2 (EDTF) where that has the form.

"24–30 September 2023" → 2023-09-24/2023-09-30, "the 1990s" → 199X, "June 3" → --06-03 (ISO 8601:2000, no year),
"2019 to 2023" → 2019/2023, "two years" → P2Y. "may" is a month only in capitals and in a date's company.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from bdjp_nlp.entities.values import Value
from bdjp_nlp.entities.values.numbers import FIGURES, NUMBER_WORDS, WORDS, plain, read_number, read_range

_MONTHS = "january february march april may june july august september october november december".split()
_SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
"""Seasons by their numbers in ISO 8601-2."""
_QUARTER_BASE, _HALF_BASE = 32, 39
"""ISO 8601-2 numbers quarters 33 to 36 and halves 40 and 41."""
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_CENTURIES = {
    word: number
    for number, word in enumerate("sixteenth seventeenth eighteenth nineteenth twentieth twenty-first".split(), 16)
}
_DURATIONS = {"day": "D", "week": "W", "month": "M", "year": "Y", "decade": "Y", "fortnight": "D"}

_M = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|JANUARY|FEBRUARY|MARCH|APRIL|MAY|JUNE|JULY|AUGUST|SEPTEMBER|OCTOBER|NOVEMBER|DECEMBER"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
)
_D = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_Y = r"(?:1[4-9]\d\d|20\d\d|21[0-4]\d)"
_YEAR = rf"(?<![\d.,/$€£¥])(?<!esolution\s){_Y}(?![\d]|[.,]\d|%|\s?(?:per\s?cent|million|billion|km\b|tonnes|tons))"
_TO = r"\s?(?:[-–—]|to|and|until|through)\s?"
_THROUGH = r"\s?(?:[-–—]|to|until|through)\s?"
_PART = r"(?:(?i:early|mid|late|year[-\s]end|end)[-\s])"
_SEASON = r"(?i:spring|summer|autumn|fall|winter)"
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_FISCAL = r"(?:(?i:fiscal|financial|budget|academic|calendar|marketing)\s(?i:years?)|(?i:fiscal)|J?FYs?)"
_YY = rf"{_Y}(?:\s?[-–/]\s?(?:{_Y}|\d\d)(?!\d))?"
_HALF = r"\sand\sa\shalf"
_UNIT = r"(?:days?|weeks?|fortnights?|months?|years?|decades?)"

FORMS = (
    rf"(?<=[Bb]etween\s){_D}\s{_M}\sand\s{_D}\s{_M},?\s{_Y}(?!\d)",
    r"\d{4}-(?:0[1-9]|1[0-2])-(?:[0-2]\d|3[01])(?!\d)",
    r"(?<![\d/.])(?:[0-2]?\d|3[01])[./](?:[0-2]?\d|3[01])[./](?:19|20)\d\d(?!\d)",
    rf"(?:{_WEEKDAY},?\s)?(?:{_D}\s{_M}(?:,?\s{_Y})?{_THROUGH}{_D}\s{_M}(?:,?\s{_Y}(?!\d))?"
    rf"|{_D}(?:{_TO}{_D})?(?:\sof)?\s{_M}(?:,?\s{_Y}(?!\d))?)",
    rf"(?:{_WEEKDAY},?\s)?{_M}\s{_D}(?![\d:])(?:,?\s{_Y})?{_THROUGH}{_M}\s{_D}(?:,?\s{_Y}(?!\d))?",
    rf"{_M}\s{_D}\s(?:to|through|and)\s{_D},?\s{_Y}(?!\d)",
    rf"(?:{_WEEKDAY},?\s)?{_M}\s{_D}(?:\s?[-–—]\s?{_D})?(?![\d:])(?:,?\s{_Y}(?!\d))?",
    rf"{_PART}?{_M}(?:,|\sof)?\s{_Y}{_THROUGH}{_PART}?(?:{_M}(?:,|\sof)?\s)?{_Y}(?!\d)",
    rf"{_M}{_TO}{_M},?\s{_Y}(?!\d)",
    rf"{_PART}?{_M}(?:,|\sof)?\s{_Y}(?!\d)",
    rf"{_FISCAL}\s?(?:\d{{4}}|\d\d)(?:\s?[-–/]\s?(?:\d{{4}}|\d\d))?(?!\d)(?:{_THROUGH}(?:{_FISCAL}\s?)?{_Y}(?!\d))?",
    rf"(?i:first|second|third|fourth|last|1st|2nd|3rd|4th)\s(?i:quarter|half|trimester)\sof\s(?:{_FISCAL}\s?)?{_YY}",
    rf"(?i:first|last)\s(?i:six\smonths)\sof\s{_Y}(?!\d)",
    rf"(?:Q[1-4]|H[12])\s(?:of\s)?{_Y}(?!\d)",
    rf"(?:[1-4]Q|[12]H)\s?{_Y}(?!\d)",
    r"(?<=['’‘])[2-9]0s(?!\w)",
    rf"{_PART}?{_SEASON}(?:\sof|,)?\s{_Y}(?!\d)",
    rf"{_PART}?(?:1[4-9]|20)\d0s(?:{_THROUGH}{_PART}?(?:1[4-9]|20)\d0s)?",
    rf"{_PART}?(?:(?i:sixteenth|seventeenth|eighteenth|nineteenth|twentieth|twenty-first)|1[6-9]th|20th|21st)[\s-]centur(?:y|ies)",
    rf"{_PART}?{_YEAR}(?:{_THROUGH}{_PART}?{_Y}|\s?[-–/]\s?\d\d|/{_Y})(?![\d-]|[.,]\d)",
    rf"{_PART}?{_YEAR}",
    rf"(?i:this|last|next|that|the\ssame|the\sfollowing|the\sprevious)\s(?:year|month|week|{_SEASON}|quarter|{_M}|{_WEEKDAY})(?!\w)",
    r"(?:(?<=[Ii]n\s)|(?<=by\s)|(?<=[Ss]ince\s)|(?<=until\s)|(?<=[Dd]uring\s)|(?<=of\s)|(?<=from\s)|(?<=to\s)|(?<=[Ee]arly\s)|(?<=[Ll]ate\s)|(?<=next\s))(?:March|May)(?![\w-]|\s[A-Z])",
    rf"{_PART}{_M}(?![\w-]|\s[A-Z])",
    r"(?:January|February|April|June|July|August|September|October|November|December)(?!\w|\s[A-Z]|['’]s)",
    rf"{_WEEKDAY}(?!\w)",
    r"(?:an?|one)\s(?:year|month|decade|week|day)\sand\sa\shalf(?!\w)",
    r"half\sa\s(?:century|decade|year)(?!\w)",
    rf"(?<![\w.,])(?:{FIGURES}|(?i:{WORDS}))(?:(?:{_TO})(?:{FIGURES}|(?i:{WORDS})))?(?:{_HALF})?[\s-](?:{_UNIT})(?![\w-])",
)
"""The forms of dates, the longer and surer first; at one place the first that fits is taken."""

DATE = re.compile(r"(?<![\w$€£¥])(?=[\w])(?:" + "|".join(f"(?:{form})" for form in FORMS) + ")")

_WORD = re.compile(r"\w+")
_OPENERS = frozenset(
    [
        *(form for month in _MONTHS for form in (month, month[:3], f"{month[:3]}.")),
        *(f"{day}day" for day in ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")),
        *(
            "sept",
            "early",
            "mid",
            "late",
            "end",
            "year",
            "this",
            "last",
            "next",
            "that",
            "the",
            "q1",
            "q2",
            "q3",
            "q4",
            "h1",
            "h2",
        ),
        *("fiscal", "financial", "budget", "academic", "calendar", "marketing"),
        *_SEASONS,
        *_ORDINALS,
        *(century.split("-")[0] for century in _CENTURIES),
        *NUMBER_WORDS,
    ]
)
"""Words in lower case with which a date that begins with no digit may begin."""
_ARTICLE = re.compile(r"^[Tt]he\s")


def find_dates(text: str, words: Iterable[tuple[str, int]] | None = None) -> Iterator[tuple[int, int, Value]]:
    """Every date and period: (start, end, value), half-open code points.

    `words`: the text's words and where they begin, where that is known already.
    """
    if words is None:
        words = ((match[0], match.start()) for match in _WORD.finditer(text))
    done = 0
    for word, begin in words:
        opens = word[0].isdigit() or word[:2] == "FY" or word[:3] == "JFY" or word.lower() in _OPENERS
        match = DATE.match(text, begin) if opens and begin >= done else None
        if match is None:
            continue
        start, end = match.span()
        done = end
        article = _ARTICLE.match(match[0])
        start += article.end() if article else 0
        while text[end - 1] in " ,":
            end -= 1
        yield start, end, read_date(text[start:end])


def read_date(text: str) -> Value:
    """The date that the words say; where they say none that stands in a calendar, they are their own canonical form."""
    for reader in (_numeric, _fiscal, _duration, _century, _relative, _calendar):
        value = reader(text)
        if value is not None:
            return value
    return Value(text)


def _iso(value: str) -> Value:
    return Value(value, value)


def _numeric(text: str) -> Value | None:
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return _iso(text)
    match = re.fullmatch(r"(\d{1,2})([./])(\d{1,2})[./](\d{4})", text)
    if match is None:
        return None
    first, second, year = int(match[1]), int(match[3]), match[4]
    day, month = (second, first) if second > len(_MONTHS) else (first, second)
    return _iso(f"{year}-{month:02}-{day:02}") if month <= len(_MONTHS) else None


_FISCAL_FORM = re.compile(
    rf"(?P<kind>{_FISCAL})\s?(?P<year>\d{{4}}|\d\d)(?:(?:\s?[-–/]\s?|{_THROUGH}(?:{_FISCAL}\s?)?)(?P<last>\d{{4}}|\d\d))?$"
)


def _fiscal(text: str) -> Value | None:
    """Budget years by their numbers, which ISO 8601 has no form for: FY2023-24 → 2023/2024."""
    match = _FISCAL_FORM.match(text)
    if match is None:
        return Value(text) if re.search(rf"\sof\s{_FISCAL}", text) else None
    year = match["year"] if len(match["year"]) > 2 else f"20{match['year']}"
    kind = match["kind"].lower().removesuffix("s")
    kind = "fiscal year" if kind.startswith(("fy", "jfy", "fiscal")) else kind
    if match["last"] is None:
        return Value(f"{kind} {year}", year)
    last = match["last"] if len(match["last"]) > 2 else year[:2] + match["last"]
    return Value(f"{kind} {year}/{last}", f"{year}/{last}")


def _duration(text: str) -> Value | None:
    whole = re.fullmatch(r"(?:an?|one)\s(\w+)\sand\sa\shalf", text, re.IGNORECASE)
    part = re.fullmatch(r"half\sa\s(\w+)", text, re.IGNORECASE)
    if part is not None:
        text = {"century": "50 years", "decade": "5 years", "year": "6 months"}.get(part[1].lower(), text)
    match = re.fullmatch(rf"(.+?)({_HALF})?[\s-]({_UNIT})", f"1.5 {whole[1]}s" if whole else text)
    if match is None:
        return None
    words = "1" if match[1].lower() in ("a", "an") else match[1]
    number = read_number(words)
    ends = read_range(words) or ((number, number) if number is not None else None)
    if ends is None:
        return None
    unit = match[3].rstrip("s")
    days = {"fortnight": 14, "decade": 10}.get(unit, 1)
    half = Decimal("0.5") if match[2] else Decimal(0)
    low, high = ends[0] + half, ends[1] + half
    counts = [plain(low)] if low == high else [plain(low), plain(high)]
    periods = [f"P{plain(end * days)}{_DURATIONS[unit]}" for end in ((low,) if low == high else (low, high))]
    return Value(f"{'/'.join(counts)} {unit}" + ("" if high == 1 else "s"), "/".join(periods))


def _century(text: str) -> Value | None:
    match = re.search(r"([\w-]+?)[\s-]centur", text.lower())
    if match is None:
        return None
    number = _CENTURIES.get(match[1].split()[-1]) or int(re.sub(r"\D", "", match[1]) or 0)
    return _iso(f"{number - 1:02}XX") if number else None


def _relative(text: str) -> Value | None:
    if re.search(r"\d", text):
        return None
    return Value(text) if re.match(r"(?i:this|last|next|that|same|following|previous)\s", text) else None


_PIECE = re.compile(
    rf"(?P<decade>\d\d\d0s)|(?P<year>{_Y})(?:\s?[-–/]\s?(?P<short>\d\d)(?!\d))?|(?P<over>/)|(?P<day>\d{{1,2}})(?:st|nd|rd|th)?"
    rf"|(?P<quarter>Q[1-4]|H[12])|(?P<part>quarter|half)|(?P<season>{_SEASON})|(?P<word>[^\W\d_]+)|(?P<to>[-–—])"
)


def _calendar(text: str) -> Value | None:
    """Dates made of days, months, seasons, parts of years, years and decades, alone or as the two ends of a range."""
    text = re.sub(r"(?i:six\smonths)", "half", re.sub(r"^([1-4]|[12])([QH])\s?", r"\2\1 ", text))
    text = re.sub(r"^([2-9]0s)$", r"19\1", text)
    ends: list[dict[str, str]] = [{}]
    ordinal = 0
    for match in _PIECE.finditer(text):
        kind, piece = match.lastgroup or "", match[0]
        if match["year"] and match["short"]:
            ends[-1]["year"] = match["year"]
            ends.append({"year": match["year"][:2] + match["short"]})
            continue
        if kind == "word":
            lower = piece.lower().rstrip(".")
            month = next((n for n, name in enumerate(_MONTHS, 1) if len(lower) > 2 and name.startswith(lower)), 0)
            if not month and lower.startswith("sept"):
                month = 9
            if month:
                ends[-1]["month"] = f"{month:02}"
            elif lower in ("to", "until", "through", "and"):
                ends.append({})
            elif lower in _ORDINALS:
                ordinal = _ORDINALS[lower]
        elif kind in ("to", "over"):
            ends.append({})
        elif kind == "part":
            base = _QUARTER_BASE if piece == "quarter" else _HALF_BASE
            ends[-1]["month"] = str(base + (min(ordinal, 2) if piece == "half" else ordinal))
        elif kind == "quarter":
            ends[-1]["month"] = str((_QUARTER_BASE if piece[0] == "Q" else _HALF_BASE) + int(piece[1]))
        elif kind == "season":
            ends[-1]["month"] = str(_SEASONS[piece.lower()])
        else:
            ends[-1][kind] = match[kind]
    return _assembled([end for end in ends if end])


def _assembled(ends: list[dict[str, str]]) -> Value | None:
    if not ends or len(ends) > 2:
        return None
    if len(ends) == 2:
        low, high = ends
        for key in ("year", "month"):
            if key in high and key not in low and "decade" not in low:
                low[key] = high[key]
            elif key in low and key not in high and "decade" not in high and "day" in high:
                high[key] = low[key]
    written = [_written(end) for end in ends]
    if any(one is None for one in written):
        return None
    return _iso("/".join(one for one in written if one))


def _written(end: dict[str, str]) -> str | None:
    if "decade" in end:
        return end["decade"][:3] + "X"
    year, month, day = end.get("year"), end.get("month"), end.get("day")
    if day and month:
        return f"{year or '-'}-{month}-{int(day):02}"
    if day:
        return None
    if month:
        return f"{year or '-'}-{month}"
    return year
