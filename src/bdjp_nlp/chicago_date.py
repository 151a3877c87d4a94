"""Chicago date: a date as the Chicago Manual of Style writes it (17th edition)."""

from __future__ import annotations

import datetime
import re

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
"""Not those of the computer's language, in which `strftime` would name them."""


def written_date(date: str) -> str:
    """An ISO 8601 day, month or year in words; anything else, also a day that no calendar has, as it stands."""
    found = _ISO.fullmatch(date)
    if found is None:
        return date
    year, month, day = found.groups()
    try:
        first_day = datetime.date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return date
    if month is None:
        return year
    name = _MONTHS[first_day.month - 1]
    return f"{name} {year}" if day is None else f"{name} {first_day.day}, {year}"
