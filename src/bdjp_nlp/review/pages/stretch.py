"""Stretch: the piece of a long list that a page shows, and the links to those before and after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request

PASSAGES_A_PAGE = 20
LINES_A_PAGE = 50


@dataclass(frozen=True)
class PageLinks:
    """Where a long list goes on; addresses are None at its ends."""

    first: int
    last: int
    count: int
    previous: str | None
    next: str | None


def number(request: Request, name: str) -> int:
    """A count from the address; 0 where it is none."""
    value = request.query_params.get(name, "0")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0


def links(request: Request, offset: int, size: int, found: int, count: int, anchor: str = "") -> PageLinks:
    """Links to the pages before and after; `found` is how many there are at least up to one beyond this page."""
    values: Mapping[str, str] = {key: value for key, value in request.query_params.items() if key != "from"}
    found = found if found > offset else offset + found
    hash_ = f"#{anchor}" if anchor else ""

    def at(start: int) -> str:
        return f"{request.url.path}?{urlencode({**values, **({'from': str(start)} if start else {})})}{hash_}"

    return PageLinks(
        offset + 1,
        min(offset + size, found),
        count,
        at(max(0, offset - size)) if offset else None,
        at(offset + size) if found > offset + size else None,
    )
