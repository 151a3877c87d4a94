"""WordprocessingML: names and values of elements in either of its namespaces, transitional and strict."""

from __future__ import annotations

from collections.abc import Iterator

from lxml.etree import _Element as Element


def local(element: Element) -> str:
    """An element's name without its namespace; "" for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Element | None, name: str = "val") -> str:
    """An attribute's value by its name without the namespace; "" where it is missing."""
    if element is None:
        return ""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""


def child(element: Element | None, *path: str) -> Element | None:
    """The first descendant along a path of names; None where there is none."""
    for name in path:
        if element is None:
            return None
        element = next((inner for inner in element if local(inner) == name), None)
    return element


def children(element: Element | None, name: str) -> Iterator[Element]:
    """The children of one name."""
    if element is not None:
        yield from (inner for inner in element if local(inner) == name)


def whole_number(text: str, default: int) -> int:
    """A whole number in decimal digits, else the default."""
    stripped = text.strip()
    if stripped.lstrip("-").isascii() and stripped.lstrip("-").isdigit() and len(stripped) < 10:
        return int(stripped)
    return default


def is_on(element: Element | None) -> bool:
    """Whether a switch such as w:b or w:vanish is there and not set off."""
    return element is not None and attribute(element).lower() not in ("0", "false", "off", "none")
