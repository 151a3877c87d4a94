"""HTML: a page's own text and structure, without what surrounds it.

Menus, banners, share buttons, related pages and comments are taken out (`boilerplate`), notes are found by their links
(`notes`), then the rest is read in order (`walk`). In doubt a paragraph stays.
"""

from __future__ import annotations

import re
from dataclasses import replace

from lxml import etree
from lxml.etree import _Element as Element

from bdjp_nlp.draft import Block, Draft, DraftNote
from bdjp_nlp.errors import DocumentError
from bdjp_nlp.readers.encoding import clean_characters, decode
from bdjp_nlp.readers.html.boilerplate import main_part, prune
from bdjp_nlp.readers.html.depth import shallow
from bdjp_nlp.readers.html.metadata import read_metadata
from bdjp_nlp.readers.html.notes import PageNotes, body_text, find_notes
from bdjp_nlp.readers.html.walk import Walk
from bdjp_nlp.readers.media_type import HTML
from bdjp_nlp.readers.typed_notes import resolve_typed
from bdjp_nlp.readers.unit import Unit

__all__ = ["read_html"]

_CHARSET = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.I)
_HEAD_BYTES = 8_192
_ABSTRACT = frozenset(("abstract", "executive summary", "summary"))
_IMPRINT = re.compile(r"©|\(c\)\s|copyright\b|all rights reserved", re.I)
_IMPRINT_WORDS = 60
"""Words up to which a text that begins like this is an imprint and not about one."""
_MAX_BYTES = 64 << 20
"""A page of more is a data dump; its tree would take a gigabyte."""


def read_html(data: bytes, name: str) -> Draft:
    """The parts of a page; `name` is the file's, for messages.

    Raises `DocumentError`: too_large, damaged, no_text where the parser finds no element in it.
    """
    if len(data) > _MAX_BYTES:
        raise DocumentError("too_large", f"{name}: a page of {len(data) >> 20} MB; split it, or save its text as .txt")
    root = _parse(data, name)
    metadata = read_metadata(root)
    notes = find_notes(root)
    body = next(root.iter("body"), root)
    prune(body, _protected(body, notes))
    main = main_part(body)
    walk = Walk(notes)
    walk.read(main)
    if not walk.units and main is not body:
        walk = Walk(notes)
        walk.read(body)
    resolved = resolve_typed(walk.units)
    title, blocks = _title(resolved.units, body, metadata.title)
    bodies = [DraftNote(marker, text) for e, marker in notes.bodies.items() if (text := body_text(e, marker, notes))]
    return Draft(
        blocks=tuple(_with_abstract(_without_imprint(blocks))),
        notes=(*bodies, *resolved.notes),
        tables=tuple(walk.tables),
        title=title,
        authors=metadata.authors,
        date=metadata.date,
        media_type=HTML,
    )


def _parse(data: bytes, name: str) -> Element:
    declared = _CHARSET.search(data[:_HEAD_BYTES])
    text = clean_characters(decode(data, declared[1].decode("ascii") if declared else "")).replace("\f", " ")
    text = shallow(text)
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True, recover=True
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace") or b"<html></html>", parser)
    except (etree.XMLSyntaxError, etree.ParserError, ValueError) as error:
        raise DocumentError(
            "damaged", f"{name}: no HTML could be read from it ({error}); save the page again"
        ) from None
    if root is None:
        raise DocumentError("no_text", f"{name}: no HTML element in it; save the page again from the browser")
    return root


def _protected(body: Element, notes: PageNotes) -> set[Element]:
    """The notes' texts and what they stand in, which stay though they may look like lists of links."""
    kept: set[Element] = set()
    for element in notes.bodies:
        for one in (element, *element.iterancestors()):
            if one in kept:
                break
            kept.add(one)
    return kept


def _title(units: list[Unit], body: Element, said: str) -> tuple[str, list[Block]]:
    """The page's only heading of the first level, or what its head says; that heading becomes the title block."""
    blocks = [unit.block for unit in units]
    first = [i for i, block in enumerate(blocks) if block.kind == "heading" and block.level == 1]
    same = [i for i in first if said and blocks[i].text.casefold() in said.casefold()]
    if len(first) == 1 or same:
        at = same[0] if same else first[0]
        if not blocks[at].number:
            title = blocks[at].text
            blocks[at] = replace(blocks[at], kind="title", level=0)
            return title, _raised(blocks)
    heading = next((text for e in body.iter("h1") if (text := " ".join("".join(e.itertext()).split()))), "")
    return (heading if not first and heading else said), _raised(blocks)


def _without_imprint(blocks: list[Block]) -> list[Block]:
    """The blocks without the claim of rights at the page's end."""
    while blocks and _IMPRINT.match(blocks[-1].text) and len(blocks[-1].text.split()) < _IMPRINT_WORDS:
        blocks = blocks[:-1]
    return blocks


def _raised(blocks: list[Block]) -> list[Block]:
    """The headings' levels counted from the highest that there is."""
    levels = [block.level for block in blocks if block.kind == "heading"]
    cut = min(levels, default=1) - 1
    return [replace(b, level=b.level - cut) if b.kind == "heading" else b for b in blocks]


def _with_abstract(blocks: list[Block]) -> list[Block]:
    """The paragraphs under a heading "Abstract" marked as such."""
    within = False
    out = []
    for block in blocks:
        if block.kind == "heading":
            within = block.text.casefold().strip(" :") in _ABSTRACT
        out.append(replace(block, kind="abstract") if within and block.kind == "paragraph" else block)
    return out
