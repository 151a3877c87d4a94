"""Dating: when relative dates are, from the document's date ("last year") or from the date before ("the same year")."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from bdjp_nlp.entities.naming import NamedMention
from bdjp_nlp.entities.values import Value

_FROM_TODAY = {"last": -1, "this": 0, "next": 1}
_FROM_BEFORE = {"same": 0, "that": 0, "following": 1, "previous": -1}
_RELATIVE = re.compile(r"(?:the )?(?P<which>\w+) (?P<unit>year|month)", re.IGNORECASE)
_YEAR = re.compile(r"\d{4}")
_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")


def dated(found: Iterable[Sequence[NamedMention]], label: str, today: str) -> list[list[NamedMention]]:
    """The mentions of a document's passages, relative dates among those of `label` resolved where that is possible.

    `today`: the document's date (ISO 8601), empty where it has none.
    """
    before, result = "", []
    for mentions in found:
        passage = []
        for named in mentions:
            if named.mention.label == label:
                named = _resolved(named, before, today)
                value = named.mention.value.value if named.mention.value else None
                if value is not None and _YEAR.match(value):
                    before = value.split("/")[-1]
            passage.append(named)
        result.append(passage)
    return result


def _resolved(named: NamedMention, before: str, today: str) -> NamedMention:
    match = _RELATIVE.fullmatch(named.mention.text)
    if match is None:
        return named
    which = match["which"].lower()
    base, step = (today, _FROM_TODAY[which]) if which in _FROM_TODAY else (before, _FROM_BEFORE.get(which))
    iso = _moved(base, match["unit"].lower(), step) if step is not None else None
    if iso is None:
        return named
    return NamedMention(dataclasses.replace(named.mention, value=Value(iso, iso)), iso)


def _moved(base: str, unit: str, step: int) -> str | None:
    """The year or month of a date, moved by so many; None where the date does not say it."""
    known = (_YEAR if unit == "year" else _MONTH).match(base)
    if known is None:
        return None
    if unit == "year":
        return f"{int(known[0]) + step:04}"
    first = date.fromisoformat(f"{known[0]}-01")
    moved = first if step == 0 else (first - timedelta(days=1)) if step < 0 else (first + timedelta(days=32))
    return f"{moved:%Y-%m}"
