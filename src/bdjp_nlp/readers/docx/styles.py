"""Styles: what a paragraph's style makes it, by name in any language, outline level and ancestry."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from lxml.etree import _Element as Element

from bdjp_nlp.readers.docx.wordml import attribute, child, children, is_on, local, whole_number

StyleRole = Literal[
    "", "title", "subtitle", "author", "date", "abstract", "quote", "caption", "contents", "note", "list"
]

_MAX_ANCESTORS = 20
"""Styles are based on each other; a file that makes a circle of it is not followed further."""
BODY_OUTLINE = 9
"""The outline level that stands for no heading."""

_HEADING = re.compile(
    r"(?:heading|überschrift|ueberschrift|titre|título|titulo|titolo|título|rubrik|kop|overskrift|otsikko|nagłówek|naglowek"
    r"|nadpis|заголовок|επικεφαλίδα|başlık|címsor|cím|titlu|heading|intestazione|encabezado|cabeçalho|标题|標題|見出し|제목"
    r"|শিরোনাম|عنوان|כותרת|h)\s*[-_]?\s*(\d)\b",
    re.I,
)
_LIST_DEPTH = re.compile(r"list (?:bullet|number|continue|paragraph)? ?(\d)$", re.I)
_ROLE_NAMES: dict[StyleRole, str] = {
    "contents": r"(?:toc|verzeichnis|tm|tdc|indice|sommario)\s*\d|table of figures|contents? \d|toc heading",
    "title": r"(?:document |report |paper |article )?(?:title|titel|titre|título|titolo|название|表題|标题|標題)",
    "subtitle": r"subtitle|untertitel|sous-titre|subtítulo|sottotitolo|ondertitel",
    "author": r"authors?|autor(?:en)?|auteurs?|byline",
    "date": r"date|datum|fecha|data",
    "abstract": r"(?:abstract|summary|executive summary|zusammenfassung|résumé|resumen)(?: text| body)?",
    "caption": r"(?:table |figure )?caption|beschriftung|légende|legende|epígrafe|didascalia|bijschrift|legenda",
    "quote": r"(?:intense |block )?(?:quote|quotation|zitat|citation|cita|citazione|citaat|citat)s?|intensives zitat"
    r"|block text|extract|blockquote",
    "note": r"(?:foot|end)note text|(?:fuß|fuss|end)notentext",
}
_ROLES = {role: re.compile(rf"(?:{names})$", re.I) for role, names in _ROLE_NAMES.items()}


@dataclass(frozen=True)
class Style:
    """What a paragraph style says. `level`: of a heading, from 1, else 0. `numbering`: list's id and level, or None.

    `size` in half points; `depth`: the nesting in a list style's name ("List Bullet 2"), else 0.
    """

    level: int = 0
    role: StyleRole = ""
    numbering: tuple[str, int] | None = None
    bold: bool = False
    size: int = 0
    vanish: bool = False
    depth: int = 0


class Styles:
    """A document's paragraph styles by their ids."""

    def __init__(self, root: Element | None) -> None:
        self.elements = {attribute(e, "styleId"): e for e in children(root, "style")}
        self.default = next(
            (
                key
                for key, e in self.elements.items()
                if attribute(e, "type") == "paragraph" and attribute(e, "default") in ("1", "true", "on")
            ),
            "",
        )
        self.known: dict[str, Style] = {}
        size = child(root, "docDefaults", "rPrDefault", "rPr", "sz")
        self.default_size = whole_number(attribute(size), 0)

    def __getitem__(self, style_id: str) -> Style:
        key = style_id or self.default
        if key not in self.known:
            self.known[key] = self._resolve(key)
        return self.known[key]

    def _resolve(self, style_id: str) -> Style:
        """A style with what it takes over from those it is based on."""
        level, role, bold, size, vanish = 0, "", None, 0, None
        outline: int | None = None
        numbering_id, numbering_level = "", -1
        names: list[str] = []
        key, seen = style_id, 0
        while key and seen < _MAX_ANCESTORS:
            element = self.elements.get(key)
            name = (attribute(child(element, "name")) or key).split(",")[0].strip()
            names.append(name)
            level = level or heading_level(name)
            role = role or (style_role(name) if not level else "")
            properties, run = child(element, "pPr"), child(element, "rPr")
            found = child(properties, "outlineLvl")
            if outline is None and found is not None:
                outline = whole_number(attribute(found), BODY_OUTLINE)
            numbering_id = numbering_id or attribute(child(properties, "numPr", "numId"))
            if numbering_level < 0:
                numbering_level = whole_number(attribute(child(properties, "numPr", "ilvl")), -1)
            bold = bold if bold is not None else _switch(run, "b")
            vanish = vanish if vanish is not None else _switch(run, "vanish")
            size = size or whole_number(attribute(child(run, "sz")), 0)
            key, seen = attribute(child(element, "basedOn")), seen + 1
        if not level and outline is not None and 0 <= outline < BODY_OUTLINE and role in ("", "list"):
            level = outline + 1
        depth = next((int(d[1]) for name in names if (d := _LIST_DEPTH.match(name))), 0)
        numbering = (numbering_id, max(0, numbering_level)) if numbering_id not in ("", "0") else None
        return Style(level, role, numbering, bool(bold), size or self.default_size, bool(vanish), depth)  # type: ignore[arg-type]


def heading_level(name: str) -> int:
    """The level in a heading style's name ("heading 2", "Überschrift 2"), else 0."""
    found = _HEADING.match(name)
    return int(found[1]) if found and found[1] != "0" else 0


def style_role(name: str) -> StyleRole:
    """What a style's name makes of a paragraph, else ""."""
    return next((role for role, pattern in _ROLES.items() if pattern.match(name)), "")


def _switch(run: Element | None, name: str) -> bool | None:
    found = child(run, name)
    return None if found is None else is_on(found)


def run_size(run: Element) -> int:
    """A run's own size in half points, 0 where it has none."""
    return whole_number(attribute(child(run, "rPr", "sz")), 0)


def run_bold(run: Element) -> bool | None:
    """Whether a run is set bold itself; None where it leaves that to its style."""
    return _switch(child(run, "rPr"), "b")


def is_superscript(run: Element) -> bool:
    """Whether a run is raised."""
    properties = child(run, "rPr")
    if attribute(child(properties, "vertAlign")) == "superscript":
        return True
    return whole_number(attribute(child(properties, "position")), 0) > 0


def hidden(run: Element) -> bool:
    """Whether a run is hidden text."""
    return local(run) == "r" and is_on(child(run, "rPr", "vanish"))
