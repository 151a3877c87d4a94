"""Boilerplate: which parts of a page are not its text.

After Barbaresi (2021), "Trafilatura": by element, role and class, by share of links, and never where most of the page's
prose would go with them.
"""

from __future__ import annotations

import re

from lxml import etree
from lxml.etree import _Element as Element

MAX_PRUNED_PROSE = 0.35
"""Share of the page's prose above which a part is kept whatever its class says."""
_LINK_DENSITY = 0.66
"""Share of a part's letters within links above which it is a menu or a list of related pages."""
_MIN_LINKS = 3
_MAX_LINK_TEXT = 60
"""Mean letters per link of a menu; a bibliography's links stand in longer text."""
_TEASER_DENSITY = 0.92
_MAX_TEASER_TEXT = 250
"""The same for lists of other pages' headlines, which are links from end to end."""

_DROPPED_TAGS = frozenset(
    """script style noscript template iframe svg canvas object embed audio video nav form button select input textarea
    option datalist dialog menu head link meta base map area rt rp del title""".split()
)
_DROPPED_ROLES = frozenset(
    "navigation banner contentinfo complementary search dialog alertdialog alert menu menubar toolbar form".split()
)
_CHROME = re.compile(
    r"(?:^|[\s_-])(?:cookies?|consent|gdpr|ccpa|onetrust|share|sharing|sharebar|addthis|addtoany|social|socials|sns|follow-us|related|recommended"
    r"|recommendations|read-?more|more-?from|also-?like|trending|popular|most-?read|newsletter|subscribe|subscription|signup|sign-?up"
    r"|comments?|commentlist|disqus|respond|breadcrumbs?|sidebar|side-?bar|widgets?|promo|promotion|advert|adverts|advertisement|ads?"
    r"|sponsored|banner|popup|pop-?up|modal|overlay|toolbar|nav|navbar|navigation|menu|mega-?menu|pagination|pager|paging|skip-?links?"
    r"|skip-?to|login|masthead|site-?header|site-?footer|footer|topbar|off-?canvas|donate|paywall|toc|table-of-contents|mw-editsection"
    r"|noprint|print-?hidden|sr-only|visually-?hidden|screen-?reader-?text|screen-reader|author-bio|about-author|tags|tag-list|post-tags"
    r"|rating|feedback|outbrain|taboola|teaser|carousel|jump-?link|back-?to-?top)(?:$|[\s_-])",
    re.I,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_NOTES = re.compile(r"foot-?notes?|end-?notes?|(?:^|[\s_-])(?:fn|notes|references|reflist)(?:$|[\s_-])", re.I)
_PROSE_TAGS = frozenset("p li blockquote pre dd td figcaption h1 h2 h3 h4 h5 h6".split())
_MAIN = ("article", "main")
_MAIN_NAMES = re.compile(
    r"^(?:main|content|main-?content|article|article-?(?:body|content|text)|post-?(?:body|content)|entry-?content|story-?body|body-?content"
    r"|page-?content|mw-content-text|mw-parser-output|report-?body|field--name-body)$",
    re.I,
)
_MAIN_SHARE = 0.5
"""Share of the page's prose that an element has to hold to be taken for its main part."""


def tag_of(element: Element) -> str:
    """An element's name in lower case, without a namespace; "" of comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


class Prose:
    """Letters of each element: all, within links, and within paragraphs; counted once for the whole tree."""

    def __init__(self, root: Element) -> None:
        self.letters: dict[Element, int] = {}
        self.linked: dict[Element, int] = {}
        self.links: dict[Element, int] = {}
        inside = 0
        for event, element in etree.iterwalk(root, events=("start", "end")):
            tag = tag_of(element)
            if event == "start":
                own = len((element.text or "").strip()) if tag and tag not in _DROPPED_TAGS else 0
                inside += tag == "a"
                self.letters[element] = own
                self.linked[element] = own if inside else 0
                self.links[element] = int(tag == "a")
                continue
            inside -= tag == "a"
            parent = element.getparent()
            if parent is None or element is root:
                continue
            tail = len((element.tail or "").strip()) if tag_of(parent) not in _DROPPED_TAGS else 0
            self.letters[parent] += self.letters[element] + tail
            self.linked[parent] += self.linked[element] + (tail if inside else 0)
            self.links[parent] += self.links[element]

    def plain(self, element: Element) -> int:
        """Letters outside links."""
        return self.letters[element] - self.linked[element]


def prune(root: Element, protected: set[Element]) -> None:
    """Takes the boilerplate out of a page; `protected` are elements that stay, with all that holds them."""
    prose = Prose(root)
    total = max(1, prose.plain(root))
    doomed = []
    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        if element is root or element in protected:
            continue
        tag = tag_of(element)
        sure = not tag or tag in _DROPPED_TAGS or _is_hidden(element)
        heavy = prose.plain(element) > MAX_PRUNED_PROSE * total
        if (sure and not (heavy and tag in ("form", "dialog"))) or (
            not heavy and (_is_chrome(element, tag) or _is_link_list(element, tag, prose))
        ):
            doomed.append(element)
            walk.skip_subtree()
    for element in doomed:
        _remove(element)


def main_part(root: Element) -> Element:
    """The element that holds the page's text: marked as such and with most of its prose, else the whole."""
    prose = Prose(root)
    total = max(1, prose.plain(root))
    best = root
    for element in root.iter():
        tag = tag_of(element)
        marked = tag in _MAIN or element.get("role") in ("main", "article") or element.get("itemprop") == "articleBody"
        named = tag in ("div", "section", "td") and any(_MAIN_NAMES.match(name) for name in _names(element))
        if (
            (marked or named)
            and prose.plain(element) >= _MAIN_SHARE * total
            and prose.plain(element) >= prose.plain(best) * _MAIN_SHARE
        ):
            best = element
            if marked:
                break
    return best


def _names(element: Element) -> list[str]:
    return [*(element.get("class") or "").split(), element.get("id") or ""]


def _is_hidden(element: Element) -> bool:
    if element.get("hidden") is not None and element.get("hidden") != "until-found":
        return True
    return element.get("aria-hidden") == "true" or _HIDDEN.search(element.get("style") or "") is not None


def _is_chrome(element: Element, tag: str) -> bool:
    if tag in (
        "html",
        "body",
        "main",
        "article",
        "p",
        "h1",
        "h2",
        "h3",
        "em",
        "strong",
        "a",
        "sup",
        "span",
        "td",
        "tr",
        "li",
    ) and not (tag in ("p", "a", "span", "li", "td") and _CHROME.search(element.get("class") or "")):
        return False
    if element.get("role") in _DROPPED_ROLES:
        return True
    if tag in ("header", "footer", "aside"):
        within = any(tag_of(above) in _MAIN for above in element.iterancestors())
        return tag != "header" or not within
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return _CHROME.search(names) is not None and _NOTES.search(names) is None


def _is_link_list(element: Element, tag: str, prose: Prose) -> bool:
    if tag not in ("ul", "ol", "div", "section", "table", "p", "dl") or prose.links[element] < _MIN_LINKS:
        return False
    linked, letters = prose.linked[element], max(1, prose.letters[element])
    if _NOTES.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
        return False
    mean = linked / prose.links[element]
    return (linked > _LINK_DENSITY * letters and mean < _MAX_LINK_TEXT) or (
        linked > _TEASER_DENSITY * letters and mean < _MAX_TEASER_TEXT
    )


def _remove(element: Element) -> None:
    """Takes an element out of its tree; the text behind it stays."""
    parent = element.getparent()
    if parent is None:
        return
    tail = element.tail or ""
    before = element.getprevious()
    parent.remove(element)
    if before is not None:
        before.tail = (before.tail or "") + " " + tail
    else:
        parent.text = (parent.text or "") + " " + tail
