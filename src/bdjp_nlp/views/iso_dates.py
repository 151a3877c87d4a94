"""ISO dates: the first and last day of a date as the tables write it (ISO 8601-2: 2023, 2023-04, 199X, 2019/2023)."""

from __future__ import annotations

import re
from calendar import monthrange

Days = tuple[str, str]
"""First and last day, YYYY-MM-DD each; they sort as text."""

_DATE = re.compile(r"(\d{4}|\d{3}X|\d{2}XX)(?:-(\d{2}))?(?:-(\d{2}))?")
_PARTS_OF_YEAR = {
    21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 12),  # seasons
    33: (1, 3), 34: (4, 6), 35: (7, 9), 36: (10, 12),  # quarters
    37: (1, 4), 38: (5, 8), 39: (9, 12), 40: (1, 6), 41: (7, 12),  # thirds and halves
}  # fmt: skip
"""ISO 8601-2's numbers for parts of a year, as months."""


def days(date: str) -> Days | None:
    """The days that a date takes in; None where it names no year (a duration, a day of any year)."""
    if "/" in date:
        sides = [days(side) for side in date.split("/")]
        known = [side for side in sides if side is not None]
        return (min(side[0] for side in known), max(side[1] for side in known)) if known else None
    match = _DATE.fullmatch(date.rstrip("~?%"))
    if match is None:
        return None
    year, month, day = match.groups()
    first, last = year.replace("X", "0"), year.replace("X", "9")
    if month is None:
        return f"{first}-01-01", f"{last}-12-31"
    number = int(month)
    months = (number, number) if 1 <= number <= 12 else _PARTS_OF_YEAR.get(number)
    if months is None or int(first) == 0:
        return None
    if day is not None:
        return f"{first}-{month}-{day}", f"{last}-{month}-{day}"
    return f"{first}-{months[0]:02d}-01", f"{last}-{months[1]:02d}-{monthrange(int(last), months[1])[1]}"


def overlap(one: Days, other: Days) -> bool:
    """Whether two periods share a day."""
    return one[0] <= other[1] and other[0] <= one[1]
