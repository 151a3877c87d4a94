"""Identifier: what a named thing is known by, in every document."""

from __future__ import annotations

from functools import lru_cache

from bdjp_nlp.entities.tokens import folded_name
from bdjp_nlp.identity import content_id


@lru_cache(maxsize=1 << 14)
def entity_id(label: str, canonical: str) -> str:
    """The identifier of a thing: the same for the same label and canonical name, however that is spelt."""
    return content_id(label, folded_name(canonical))
