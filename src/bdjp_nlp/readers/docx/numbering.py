"""Numbering: what Word counts itself, headings' numbers and list items' levels, from numbering.xml."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml.etree import _Element as Element

from bdjp_nlp.readers.docx.wordml import attribute, child, children, is_on, whole_number

_PLACE = re.compile(r"%(\d)")
MAX_LEVEL = 9
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
    (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_LARGEST_ROMAN = 3999


@dataclass(frozen=True)
class Level:
    """One level of a list: its number format, its text with %1 to %9 for the counters, and where it starts."""

    form: str = "decimal"
    text: str = ""
    start: int = 1
    legal: bool = False


class Numbering:
    """Counts through a document; `number` has to be asked in reading order."""

    def __init__(self, root: Element | None) -> None:
        abstract = {attribute(e, "abstractNumId"): _levels(e) for e in children(root, "abstractNum")}
        links = {attribute(child(e, "styleLink")): attribute(e, "abstractNumId") for e in children(root, "abstractNum")}
        for e in children(root, "abstractNum"):
            linked = attribute(child(e, "numStyleLink"))
            if linked and linked in links and not abstract[attribute(e, "abstractNumId")]:
                abstract[attribute(e, "abstractNumId")] = abstract[links[linked]]
        self.lists: dict[str, dict[int, Level]] = {}
        self.counter_of: dict[str, str] = {}
        for e in children(root, "num"):
            key, base = attribute(e, "numId"), attribute(child(e, "abstractNumId"))
            overrides = list(children(e, "lvlOverride"))
            self.lists[key] = {**abstract.get(base, {}), **_overridden(overrides, abstract.get(base, {}))}
            self.counter_of[key] = f"num {key}" if overrides else f"abstract {base}"
        self.counters: dict[str, dict[int, int]] = {}

    def number(self, list_id: str, level: int) -> str:
        """Counts on and gives the number as printed, without a closing point; "" for bullets."""
        levels = self.lists.get(list_id, {})
        counters = self.counters.setdefault(self.counter_of.get(list_id, list_id), {})
        here = levels.get(level, Level(text=f"%{level + 1}."))
        counters[level] = counters.get(level, here.start - 1) + 1
        for deeper in [key for key in counters if key > level]:
            del counters[deeper]
        if here.form in ("bullet", "none"):
            return ""

        def printed(found: re.Match[str]) -> str:
            place = int(found[1]) - 1
            its = levels.get(place, Level())
            return format_number(counters.get(place, its.start), "decimal" if here.legal else its.form)

        return _PLACE.sub(printed, here.text).strip().rstrip(".):").lstrip("(").strip()

    def is_bullet(self, list_id: str, level: int) -> bool:
        """Whether a level has bullets, not numbers."""
        return self.lists.get(list_id, {}).get(level, Level()).form == "bullet"


def _levels(element: Element) -> dict[int, Level]:
    return {min(MAX_LEVEL, whole_number(attribute(e, "ilvl"), 0)): _level(e) for e in children(element, "lvl")}


def _level(element: Element) -> Level:
    return Level(
        attribute(child(element, "numFmt")) or "decimal",
        attribute(child(element, "lvlText")),
        whole_number(attribute(child(element, "start")), 1),
        is_on(child(element, "isLgl")),
    )


def _overridden(overrides: list[Element], base: dict[int, Level]) -> dict[int, Level]:
    out: dict[int, Level] = {}
    for override in overrides:
        level = whole_number(attribute(override, "ilvl"), 0)
        own = child(override, "lvl")
        now = _level(own) if own is not None else base.get(level, Level(text=f"%{level + 1}."))
        start = whole_number(attribute(child(override, "startOverride")), now.start)
        out[level] = Level(now.form, now.text, start, now.legal)
    return out


def format_number(value: int, form: str) -> str:
    """A counter in one of Word's number formats; unknown ones are decimal."""
    if form in ("lowerRoman", "upperRoman") and 0 < value <= _LARGEST_ROMAN:
        roman = ""
        for size, letters in _ROMAN:
            roman += letters * (value // size)
            value %= size
        return roman.upper() if form == "upperRoman" else roman
    if form in ("lowerLetter", "upperLetter") and value > 0:
        letter = chr(ord("a") + (value - 1) % 26) * min(5, (value - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form == "chicago" and value > 0:
        return "*†‡§"[(value - 1) % 4] * min(5, (value - 1) // 4 + 1)
    return "" if form == "none" else str(value)
