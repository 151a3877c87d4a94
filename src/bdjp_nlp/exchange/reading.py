"""Reading: what a foreign file holds: marked texts, and what of it could not be used, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass, field

from bdjp_nlp.exchange.mark import MarkedText


@dataclass(frozen=True, slots=True)
class Problem:
    """A coding that finds no place. `source` is what the file calls the document."""

    source: str
    label: str
    quote: str
    reason: str


@dataclass
class Reading:
    """`texts` keep the file's order."""

    texts: list[MarkedText] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
