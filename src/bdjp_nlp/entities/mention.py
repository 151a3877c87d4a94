"""Mention: a span of a passage that has been decided to name something."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bdjp_nlp.entities.gazetteer import Name
from bdjp_nlp.entities.values import Value


class Method(StrEnum):
    """Who found a mention."""

    GAZETTEER = "gazetteer"
    MODEL = "model"
    PATTERN = "pattern"
    ACRONYM = "acronym"


@dataclass(frozen=True, slots=True)
class Mention:
    """Half-open code points into the passage; `name` where a list knows it, `value` where a grammar reads it."""

    start: int
    end: int
    text: str
    label: str
    method: Method
    score: float
    name: Name | None = None
    value: Value | None = None
