"""Depth: pages nested deeper than the parser follows, made shallower before it sees them, so that no text is lost."""

from __future__ import annotations

import re

MAX_DEPTH = 60
"""Open elements from which on further ones of a page that is too deep are not opened; real pages stay below."""
_TOO_DEEP = 220
"""Depth at which a page is made shallower; libxml2 gives up at 256."""
_TAG = re.compile(r"<(/?)([A-Za-z][\w:-]*)[^<>]*>")
_UNCOUNTED = frozenset(
    """area base br col embed hr img input link meta param source track wbr p li dt dd tr td th thead tbody tfoot option
    h1 h2 h3 h4 h5 h6 html body head""".split()
)
"""Elements that hold nothing, or that the next of their kind ends whether they are closed or not."""
_WEIGHT = {"table": 4, "ul": 2, "ol": 2, "dl": 2}
"""What an element of a kind adds to the depth with those that it cannot do without."""


def shallow(text: str) -> str:
    """The page with the tags of elements deeper than `MAX_DEPTH` left out, their text kept; most pages as they are."""
    depth = deepest = 0
    for found in _TAG.finditer(text):
        name = found[2].lower()
        if name not in _UNCOUNTED:
            depth = max(0, depth + _WEIGHT.get(name, 1) * (-1 if found[1] else 1))
            deepest = max(deepest, depth)
    return _flattened(text) if deepest > _TOO_DEEP else text


def _flattened(text: str) -> str:
    depth = 0

    def kept(found: re.Match[str]) -> str:
        nonlocal depth
        if found[2].lower() in _UNCOUNTED:
            return found[0]
        if found[1]:
            depth = max(0, depth - 1)
            return found[0] if depth < MAX_DEPTH else " "
        depth += 1
        return found[0] if depth <= MAX_DEPTH else " "

    return _TAG.sub(kept, text)
