"""Values: the grammars of numbers, sums of money, shares, quantities and dates in policy prose.

Each module has a regular expression that finds its kind in a text and a function that reads the found words. A value is
text in a standard's form: ISO 8601(-2) for dates, a plain decimal number for amounts, ISO 4217 for currencies. A
range of two values is written ``low/high``.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Value:
    """What the words of a mention say: `canonical` for people, `value` and `unit` for programs (None: not known)."""

    canonical: str
    value: str | None = None
    unit: str | None = None
