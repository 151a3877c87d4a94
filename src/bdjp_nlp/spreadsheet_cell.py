"""Spreadsheet cell: words in a cell that no spreadsheet takes for a formula, and back (OWASP, "CSV Injection")."""

from __future__ import annotations

from typing import TypeVar

T = TypeVar("T")

_TRIGGERS = ("=", "+", "-", "@", "\t", "\r")


def harmless(value: T) -> T | str:
    """A cell with an apostrophe before what begins like a formula; what is no text stays as it is."""
    return f"'{value}" if isinstance(value, str) and _begins_like_a_formula(value) else value


def as_meant(value: str) -> str:
    """The inverse of `harmless`."""
    return value[1:] if value.startswith("'") and _begins_like_a_formula(value[1:]) else value


def _begins_like_a_formula(value: str) -> bool:
    return value.lstrip("'").startswith(_TRIGGERS)
