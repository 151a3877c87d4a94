"""Notes: links to footnotes and back, told from other links by what they say and where they point."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree
from lxml.etree import _Element as Element

from bdjp_nlp.readers.html.boilerplate import tag_of

_MARKER = re.compile(
    r"[\[(]?\s*(?:(?:foot|end)?note\s+|n\.?\s*)?(\d{1,4}|[*†‡§¶#]{1,4}|[ivxl]{1,6}|[a-z])\s*[\])]?\.?$", re.I
)
_NOTE_NAME = re.compile(
    r"(?:^|[_\W\d])_?(?:fn|ftn|edn|sdfootnote|sdendnote|foot-?notes?|end-?notes?|notes?|cite|cite_note|ref|reference|n)(?=$|[_\W\d])|ftn|note",
    re.I,
)
_REFERRING = frozenset(("doc-noteref", "doc-biblioref"))
_BACK = re.compile(r"[↩↑⤴⏎^\s︎]+$|(?:back|return|jump up)\b", re.I)
_HOLDERS = ("li", "aside", "dd", "tr")
_BLOCKS = ("p", "div", "section", "td")
_MAX_BODY = 6_000
"""Letters of one note; a target that holds more is a section of the text."""
_LEADING = re.compile(r"[\[(]?\s*(\d{1,4}|[*†‡§¶#]{1,4}|[ivxl]{1,6}|[a-z])\s*[\])]?\s*[.:]?\s+(?=\S)")


@dataclass
class PageNotes:
    """A page's notes.

    `markers`: a referring link (or the <sup> around it) → marker. `bodies`: element with a note's text → marker.
    `backs`: links that only lead back.
    """

    markers: dict[Element, str] = field(default_factory=dict)
    bodies: dict[Element, str] = field(default_factory=dict)
    backs: set[Element] = field(default_factory=set)


def find_notes(root: Element) -> PageNotes:
    """The notes of a page by its links."""
    place: dict[Element, int] = {}
    targets: dict[str, Element] = {}
    for index, element in enumerate(root.iter()):
        if tag_of(element):
            place[element] = index
            for name in (element.get("id"), element.get("name") if tag_of(element) == "a" else None):
                if name:
                    targets.setdefault(name, element)
    notes = PageNotes()
    for link in root.iter("a"):
        href = link.get("href") or ""
        target = targets.get(href.rpartition("#")[2]) if "#" in href else None
        if target is None or target is link:
            continue
        text = _short_text(link)
        if place[target] < place[link]:
            if _BACK.match(text) or _MARKER.match(text) or link.get("role") == "doc-backlink":
                notes.backs.add(link)
            continue
        marker = _MARKER.match(text)
        if marker and _refers(link, href):
            body = _body(target)
            if body is not None and not _holds(body, link):
                notes.markers[_outermost(link)] = marker[1]
                notes.bodies.setdefault(body, marker[1])
    return notes


def body_text(body: Element, marker: str, notes: PageNotes) -> str:
    """A note's text without its number and its links back."""
    parts: list[str] = []
    walk = etree.iterwalk(body, events=("start", "end"))
    for event, element in walk:
        skipped = (
            element in notes.backs
            or tag_of(element) in ("script", "style", "")
            or element.get("role") == "doc-backlink"
        )
        if event == "start":
            if skipped:
                walk.skip_subtree()
            elif element.text:
                parts.append(element.text)
        if event == "end" and element is not body:
            if tag_of(element) in ("p", "div", "li", "br", "td"):
                parts.append(" ")
            parts.append(element.tail or "")
    text = " ".join("".join(parts).replace("\xad", "").split()).strip(" ↩↑⤴︎^")
    found = _LEADING.match(text)
    return text[found.end() :] if found and found[1].lower() == marker.lower() else text


def _refers(link: Element, href: str) -> bool:
    """Whether a link that reads like a marker is one: raised, said to be, or pointing at something so named."""
    if link.get("role") in _REFERRING or link.get("epub:type") == "noteref":
        return True
    raised = tag_of(_outermost(link)) == "sup" or any(tag_of(inner) == "sup" for inner in link.iter())
    return raised or _NOTE_NAME.search(f"{href.rpartition('#')[2]} {link.get('class') or ''}") is not None


def _outermost(link: Element) -> Element:
    """The <sup> or the like around a link that holds nothing else."""
    element = link
    while True:
        parent = element.getparent()
        if parent is None or tag_of(parent) not in ("sup", "span", "small", "cite") or len(parent) != 1:
            return element
        around = (parent.text or "") + (element.tail or "")
        if around.strip(" []()\xa0"):
            return element
        element = parent


def _body(target: Element) -> Element | None:
    """The block that holds a note's text: the target, or what it stands in."""
    for element in (target, *target.iterancestors()):
        tag = tag_of(element)
        if tag in ("body", "html", "main", "article", "ol", "ul", "table"):
            return None
        if tag in _HOLDERS or tag in _BLOCKS:
            parent = element.getparent()
            named = (
                parent is not None
                and tag == "p"
                and tag_of(parent) in ("li", "div", "aside", "dd")
                and _is_note(parent)
            )
            chosen = parent if named and parent is not None else element
            return chosen if len("".join(chosen.itertext())) <= _MAX_BODY else None
    return None


def _is_note(element: Element) -> bool:
    """Whether an element around a note's paragraph is the note: an item, or named with a number."""
    if tag_of(element) in ("li", "aside", "dd"):
        return True
    return (
        re.match(r"_?(?:ftn|edn|fn|sdfootnote|sdendnote|footnote|endnote|note)[-_]?\d", element.get("id") or "", re.I)
        is not None
    )


def _holds(element: Element, inner: Element) -> bool:
    return any(above is element for above in (inner, *inner.iterancestors()))


def _short_text(link: Element) -> str:
    parts = []
    length = 0
    for piece in link.itertext():
        parts.append(piece)
        length += len(piece)
        if length > 60:
            break
    return " ".join("".join(parts).split())
