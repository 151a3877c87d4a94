"""Exchange: about how many United States dollars a sum was worth, by the European Central Bank's reference rates.

The rates are those that the package CurrencyConverter carries (daily since 1999, some forty currencies); nothing is
fetched. A sum without a rate at its date has no such value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from importlib.metadata import version

from currency_converter import CurrencyConverter, RateNotFoundError

from bdjp_nlp.entities.values.numbers import plain

DOLLARS = "USD"
DIGITS = 4
"""Significant digits that are kept: a reference rate is not the rate of the payment."""
_MIDDLE_MONTH, _MIDDLE_DAY = 7, 15
"""Of a year without a month, and of a month without a day, the middle stands for the whole."""
_DATE = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(\d\d))?)?$")


@dataclass(frozen=True, slots=True)
class Dollars:
    """An amount (or ``low/high``) in United States dollars, and the date of its rate (ISO 8601)."""

    amount: str
    at: str


@lru_cache(maxsize=1)
def _converter() -> CurrencyConverter:
    return CurrencyConverter(fallback_on_missing_rate=True)


def rates_version() -> str:
    """Which rates are in use, for a stage's fingerprint."""
    return version("currencyconverter")


def rate_date(value: str | None) -> date | None:
    """The day that stands for a date (ISO 8601; of an interval its first end); None where it names no year."""
    match = _DATE.match((value or "").split("/")[0])
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2] or _MIDDLE_MONTH), int(match[3] or _MIDDLE_DAY))
    except ValueError:
        return None


def in_dollars(value: str, unit: str, at: date) -> Dollars | None:
    """A sum in dollars at a date; dollars stay what they are. None where there is no rate for its currency then."""
    try:
        amounts = [_converted(Decimal(amount), unit, at) for amount in value.split("/")]
    except (ValueError, InvalidOperation, RateNotFoundError):
        return None
    return Dollars("/".join(amounts), at.isoformat())


def _converted(amount: Decimal, unit: str, at: date) -> str:
    if unit == DOLLARS:
        return plain(amount)
    bounds = _converter().bounds.get(unit)
    if bounds is None or not bounds.first_date <= at <= bounds.last_date:
        raise ValueError(f"no rate for {unit} at {at}")
    worth = Decimal(_converter().convert(float(amount), unit, DOLLARS, at))
    return plain(Decimal(f"{worth:.{DIGITS - 1}e}"))
