"""Headings by look: in a document without heading styles, short lines set bold or larger than the text."""

from __future__ import annotations

from dataclasses import replace

from bdjp_nlp.draft import Block
from bdjp_nlp.readers.flowing import shifted
from bdjp_nlp.readers.heading_number import split_number
from bdjp_nlp.readers.unit import Unit

_MAX_WORDS = 16
_MAX_CHARACTERS = 140
_MIN_BLOCKS = 5
"""Fewer blocks are a note or a letter, in which nothing is a heading for being bold."""
_MAX_SHARE = 0.4
"""Share of short bold lines above which bold is the text's own face."""


def headings_by_look(units: list[Unit]) -> list[Unit]:
    """The units, with headings found by their look where no style names one."""
    if len(units) < _MIN_BLOCKS or any(unit.block.kind == "heading" for unit in units):
        return units
    size = _text_size(units)
    found = [i for i, unit in enumerate(units) if _looks_like_one(unit, size) and _has_text_below(units, i, size)]
    if not found or len(found) > _MAX_SHARE * len(units):
        return units
    title = found[0] if found[0] == 0 and _largest_alone(units, found) else -1
    ranks = sorted({(units[i].size, units[i].block.text.isupper()) for i in found if i != title}, reverse=True)
    for i in found:
        block = units[i].block
        if i == title:
            units[i].block = replace(block, kind="title")
            continue
        number, text = split_number(block.text)
        level = (
            number.count(".") + 1 if number[:1].isdigit() else 1 + ranks.index((units[i].size, block.text.isupper()))
        )
        units[i].typed = units[i].typed if not number else []
        references = shifted(block.references, len(block.text) - len(text))
        units[i].block = Block("heading", text.rstrip(":"), min(level, 9), number, references=references)
    return units


def _text_size(units: list[Unit]) -> int:
    letters: dict[int, int] = {}
    for unit in units:
        letters[unit.size] = letters.get(unit.size, 0) + len(unit.block.text)
    return max(letters, key=lambda size: letters[size])


def _looks_like_one(unit: Unit, size: int) -> bool:
    block = unit.block
    text = block.text
    if block.kind not in ("paragraph", "list_item") or unit.role in ("subtitle", "author", "date"):
        return False
    if len(text.split()) > _MAX_WORDS or len(text) > _MAX_CHARACTERS or text[-1] in ".;," or not text[0].isalnum():
        return False
    return unit.bold or (unit.size > size > 0)


def _has_text_below(units: list[Unit], index: int, size: int) -> bool:
    """Whether a paragraph follows, be it after further headings."""
    after = next((u for u in units[index + 1 :] if not _looks_like_one(u, size)), None)
    return after is not None


def _largest_alone(units: list[Unit], found: list[int]) -> bool:
    return len(found) > 1 and units[found[0]].size > max(units[i].size for i in found[1:])
