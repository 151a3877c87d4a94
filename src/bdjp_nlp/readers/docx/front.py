"""Front matter: title, authors and date, from styles, then from the first page's wording, then from the properties."""

from __future__ import annotations

import re
from dataclasses import replace

from lxml.etree import _Element as Element

from bdjp_nlp.draft import Block
from bdjp_nlp.readers.docx.wordml import local
from bdjp_nlp.readers.text.front import FrontMatter, author_names, find_date, read_front
from bdjp_nlp.readers.unit import Unit

_NO_TITLE = re.compile(
    r"(?:microsoft word\b.*|(?:document|untitled|dokument|presentation)\s*\d*|.*\.docx?|title|draft)$", re.I
)
_NO_AUTHOR = re.compile(
    r"(?:user|admin|administrator|author|owner|microsoft.*|unknown|python-docx|dell|hp|lenovo|\W*)$", re.I
)
_NEAR_TITLE = 6
"""Blocks after the title within which its authors and date stand."""


def front_matter(units: list[Unit], properties: Element | None) -> tuple[FrontMatter, list[Block]]:
    """What the document says of itself, and its blocks."""
    core = _core(properties)
    blocks = [unit.block for unit in units]
    titles = [block.text for block in blocks if block.kind == "title"]
    guessed, guessed_blocks = read_front(blocks)
    if titles:
        title = " ".join(titles[:1])
    elif guessed.title:
        title, blocks = guessed.title, guessed_blocks
    else:
        title, blocks = _lone_top_heading(blocks)
    near = _after_title(units)
    authors = tuple(n for u in units if u.role == "author" for n in author_names(u.block.text) or (u.block.text,))
    authors = authors or next((names for text in near if (names := author_names(text))), guessed.authors)
    date = next((found for u in units if u.role == "date" and (found := find_date(u.block.text))), "")
    date = date or next((found for text in near if (found := find_date(text))), guessed.date)
    return (
        FrontMatter(title or core.title, authors or core.authors, date or core.date),
        blocks,
    )


def _lone_top_heading(blocks: list[Block]) -> tuple[str, list[Block]]:
    """A first heading that is the only one of its level is the title."""
    headings = [block for block in blocks if block.kind == "heading"]
    if len(headings) < 2 or blocks[0] is not headings[0] or headings[0].number:
        return "", blocks
    if any(block.level <= headings[0].level for block in headings[1:]):
        return "", blocks
    cut = headings[0].level
    rest = [replace(b, level=max(1, b.level - cut)) if b.kind == "heading" else b for b in blocks[1:]]
    return headings[0].text, [replace(headings[0], kind="title", level=0), *rest]


def _after_title(units: list[Unit]) -> list[str]:
    place = next((i for i, unit in enumerate(units) if unit.block.kind == "title"), None)
    if place is None:
        return []
    near = []
    for unit in units[place + 1 : place + 1 + _NEAR_TITLE]:
        if unit.block.kind == "heading" or len(unit.block.text) > 200:
            break
        near.append(unit.block.text)
    return near


def _core(root: Element | None) -> FrontMatter:
    values = {local(e): (e.text or "").strip() for e in root} if root is not None else {}
    title = values.get("title", "")
    creators = [name.strip() for name in re.split(r"[;,]", values.get("creator", ""))]
    return FrontMatter(
        "" if _NO_TITLE.match(title) else title,
        tuple(name for name in creators if name and not _NO_AUTHOR.match(name)),
        find_date(values.get("created", "")),
    )
