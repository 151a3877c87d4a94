"""Spoken: what the page's live region is to say of an answer, sent along with it."""

from __future__ import annotations

import json


def spoken(message: str) -> dict[str, str]:
    """The header that makes htmx raise the event ``said`` with the message; ASCII, whatever the message's script."""
    return {"hx-trigger": json.dumps({"said": message})}
