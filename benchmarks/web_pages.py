# ruff: noqa: E501  (markup is easier to read on long lines)
"""The HTML reader on pages in the manner of many sites, whose true text is known; beside trafilatura where it is installed.

    python benchmarks/web_pages.py [--pages 56] [--first 0] [--keep FOLDER]

Each page is invented prose (`invented_prose`) in the markup of a kind of site: a ministry's divs without meaning, Drupal,
WordPress with its footnote block, a newspaper, a think tank, a layout table of the nineties, a government portal. Around
it stand cookie banners, menus, share bars, related links, newsletters and legal notes. Printed are sentences intact,
paragraphs recall and precision, headings, notes and anchors, and `chrome`: how many of the surrounding texts got in.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Sequence
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bdjp_nlp.draft import Block, Draft
from bdjp_nlp.readers.html import read_html
from invented_prose import heading, item, note, paragraph
from structure_scores import Tally, letters, score

CHROME = {
    "cookies": "We use cookies to improve your experience on this website and to analyse how it is used by our visitors.",
    "newsletter": "Sign up for our weekly newsletter and get the latest analysis delivered straight to your inbox.",
    "legal": "All rights reserved. No part of this website may be reproduced without our written permission in advance.",
    "related": "Ten things to know about the annual budget before the next round of talks begins in the capital city",
    "menu": "About us",
    "share": "Share this article on social media",
    "comment": "Great read, thank you very much for publishing this, I look forward to reading the second part of it soon!",
}
"""Texts that stand around a page's own."""


class Page:
    """One page's body as (kind, text) parts, and its truth."""

    def __init__(self, number: int) -> None:
        self.dice = random.Random(number)
        self.title = f"{heading(self.dice)}: {heading(self.dice)}"
        self.notes: dict[str, str] = {}
        self.gold: dict[str, Any] = {"paragraphs": [], "headings": [], "notes": {}, "note_anchors": {}}
        self.parts: list[tuple[str, str]] = []

    def write(self, reference: Callable[[str], str], notes: bool) -> None:
        """Fill the page; `reference`: the markup of a note's marker."""
        for section in range(self.dice.randint(2, 4)):
            if section:
                self.gold["headings"].append(heading(self.dice))
                self.parts.append(("h2", self.gold["headings"][-1]))
            for _ in range(self.dice.randint(2, 5)):
                self.parts.append(("p", self._paragraph(reference, notes)))
            if self.dice.random() < 0.4:
                entries = [item(self.dice) for _ in range(3)]
                self.gold["paragraphs"] += entries
                self.parts.append(("ul", "".join(f"<li>{escape(e)}</li>" for e in entries)))
            if self.dice.random() < 0.3:
                words = " ".join(paragraph(self.dice, 2, 3))
                self.gold["paragraphs"].append(words)
                self.parts.append(("blockquote", f"<p>{escape(words)}</p>"))
        self.gold |= {"title": self.title, "headings_complete": True}

    def _paragraph(self, reference: Callable[[str], str], notes: bool) -> str:
        sentences = paragraph(self.dice)
        words = " ".join(sentences)
        self.gold["paragraphs"].append(words)
        markup = escape(words)
        if self.dice.random() < 0.2:
            first = markup.split(" ", 3)
            markup = f'{first[0]} <a href="/t/{len(words)}">{" ".join(first[1:3])}</a> {first[3]}'
        if notes and self.dice.random() < 0.4:
            key = str(len(self.notes) + 1)
            self.notes[key] = self.gold["notes"][key] = note(self.dice)
            self.gold["note_anchors"][key] = words[-40:]
            markup += reference(key)
        return markup

    def html(self, tags: dict[str, str]) -> str:
        """The parts in their order; `tags`: by kind, an opening tag other than the plain one."""
        closed = []
        for kind, markup in self.parts:
            opening = tags.get(kind, f"<{kind}>")
            closed.append(f"{opening}{markup}</{opening[1:].split()[0].rstrip('>')}>")
        return "\n".join(closed)


LINKS = "".join(f'<li><a href="/p/{n}">{CHROME["related"]} ({n})</a></li>' for n in range(4))
MENU = "".join(f'<li><a href="/m/{n}">{CHROME["menu"]} {n}</a></li>' for n in range(9))


def ministry(page: Page) -> str:
    """Divs without meaning, paragraphs as divs with a class, a side column of links."""
    page.write(lambda k: f'<sup><a href="#_ftn{k}" name="_ftnref{k}">[{k}]</a></sup>', notes=True)
    notes = "".join(
        f'<div id="ftn{k}"><p><a href="#_ftnref{k}" name="_ftn{k}">[{k}]</a> {escape(t)}</p></div>'
        for k, t in page.notes.items()
    )
    body = page.html({"p": '<div class="txt">', "h2": '<div class="subttl" role="heading" aria-level="2">'})
    return f"""<div id="wrap"><div id="hd"><ul>{MENU}</ul></div><div id="ck" class="cookie-bar">{CHROME["cookies"]}</div>
    <div id="c1"><h1>{escape(page.title)}</h1><div class="sns">{CHROME["share"]}</div>{body}<hr>{notes}</div>
    <div id="c2"><div class="ttl">Related pages</div><ul>{LINKS}</ul></div><div id="ft"><p>{CHROME["legal"]}</p></div></div>"""


def drupal(page: Page) -> str:
    """Drupal's regions, blocks and fields."""
    page.write(lambda k: f'<a class="see-footnote" id="ref{k}" href="#fn{k}">{k}</a>', notes=True)
    notes = "".join(
        f'<li class="footnote" id="fn{k}"><a class="footnote-label" href="#ref{k}">{k}.</a> {escape(t)}</li>'
        for k, t in page.notes.items()
    )
    return f"""<div class="dialog-off-canvas-main-canvas"><div class="region region-header"><nav><ul>{MENU}</ul></nav></div>
    <div class="eu-cookie-compliance-banner"><p>{CHROME["cookies"]}</p></div><div class="region region-content">
    <div class="node node--type-article"><h1 class="page-title"><span>{escape(page.title)}</span></h1>
    <div class="field field--name-body field--type-text-with-summary">{page.html({})}<ul class="footnotes">{notes}</ul></div>
    <div class="block block-addtoany"><p>{CHROME["share"]}</p></div></div>
    <div class="view view-related-content"><h2>You may also like</h2><ul>{LINKS}</ul></div></div>
    <div class="region region-footer"><p>{CHROME["legal"]}</p></div></div>"""


def wordpress(page: Page) -> str:
    """WordPress blocks with the core footnote block, a newsletter box and comments."""
    page.write(lambda k: f'<sup data-fn="f{k}" class="fn"><a href="#f{k}" id="f{k}-link">{k}</a></sup>', notes=True)
    notes = "".join(
        f'<li id="f{k}">{escape(t)} <a href="#f{k}-link" aria-label="Jump to reference">↩︎</a></li>'
        for k, t in page.notes.items()
    )
    notes = f'<ol class="wp-block-footnotes">{notes}</ol>' if notes else ""
    return f"""<header class="wp-block-template-part"><nav class="wp-block-navigation"><ul>{MENU}</ul></nav></header>
    <main class="wp-block-group"><h1 class="wp-block-post-title">{escape(page.title)}</h1>
    <div class="entry-content wp-block-post-content">{page.html({"h2": '<h2 class="wp-block-heading">'})}{notes}
    <div class="sharedaddy sd-sharing-enabled"><h3>{CHROME["share"]}</h3></div>
    <div class="wp-block-jetpack-subscriptions newsletter"><p>{CHROME["newsletter"]}</p></div></div>
    <div class="wp-block-comments"><h2>One response</h2><ol><li><p>{CHROME["comment"]}</p></li></ol></div></main>
    <footer><p>{CHROME["legal"]}</p></footer><div class="cky-consent-bar"><p>{CHROME["cookies"]}</p></div>"""


def newspaper(page: Page) -> str:
    """Machine-made class names, advertisements and teasers between the paragraphs."""
    page.write(lambda k: "", notes=False)
    half = len(page.parts) // 2
    teaser = f'<div class="css-1x promo-box"><a href="/x">{CHROME["related"]}</a></div><div class="ad-slot">Advertisement</div>'
    page.parts.insert(half, ("raw", teaser))
    body = page.html({"p": '<p class="css-at9mc1 evys1bk0">', "raw": "<div>"})
    return f"""<div id="app"><div class="css-1d"><nav aria-label="sections"><ul>{MENU}</ul></nav></div>
    <article class="css-vxcmzt"><h1 data-testid="headline">{escape(page.title)}</h1><div class="css-sh share-tools">{CHROME["share"]}
    </div><section name="articleBody">{body}</section><div class="newsletter-signup"><p>{CHROME["newsletter"]}</p></div>
    </article><aside><h2>Most read</h2><ul>{LINKS}</ul></aside><footer><small>{CHROME["legal"]}</small></footer>
    <div role="dialog" aria-label="privacy"><p>{CHROME["cookies"]}</p></div></div>"""


def think_tank(page: Page) -> str:
    """Sections in rows and columns, notes in a collapsed list behind markers without links back."""
    page.write(lambda k: f'<sup class="footnote-ref"><a href="#note-{k}">{k}</a></sup>', notes=True)
    notes = "".join(f'<li id="note-{k}"><p>{escape(t)}</p></li>' for k, t in page.notes.items())
    page.gold["headings"] += ["Notes"] if notes else []
    notes = f'<div class="accordion"><h3>Notes</h3><ol class="references">{notes}</ol></div>' if notes else ""
    return f"""<div class="site"><div class="site-header"><ul class="menu">{MENU}</ul></div><div class="row"><div class="col-8">
    <div class="hero"><h1>{escape(page.title)}</h1></div><div class="wysiwyg">{page.html({"h2": "<h2>"})}</div>{notes}
    <div class="post-tags"><a href="/t/1">Defence</a> <a href="/t/2">Fleets</a> <a href="/t/3">Budgets</a></div></div>
    <div class="col-4 sidebar"><div class="widget"><p>{CHROME["newsletter"]}</p></div><ul>{LINKS}</ul></div></div>
    <div class="site-footer"><p>{CHROME["legal"]}</p></div></div><div id="onetrust-banner-sdk"><p>{CHROME["cookies"]}</p></div>"""


def nineties(page: Page) -> str:
    """A layout table, paragraphs without end tags, headings as bold paragraphs' own lines."""
    page.write(lambda k: f"<sup>{k}</sup>", notes=True)
    notes = "".join(f"<p>{k}. {escape(t)}" for k, t in page.notes.items())
    page.gold["headings"] += ["Notes"] if notes else []
    notes = f"<hr><h3>Notes</h3>{notes}" if notes else ""
    return f"""<table width="100%"><tr><td colspan="2"><font size="1">{"".join(f'<a href="{n}.htm">Page {n}</a> | ' for n in range(8))}
    </font></td></tr><tr><td valign="top" width="140"><ul>{LINKS}</ul></td><td valign="top"><h1>{escape(page.title)}</h1>
    {page.html({})}{notes}</td></tr><tr><td colspan="2"><hr><p class="footer">{CHROME["legal"]}</p></td></tr></table>"""


def portal(page: Page) -> str:
    """A government portal: landmarks, a contents list of the page, feedback and licence at the end."""
    page.write(
        lambda k: f'<sup id="fnref:{k}" role="doc-noteref"><a href="#fn:{k}" class="footnote">[footnote {k}]</a></sup>',
        True,
    )
    notes = "".join(
        f'<li id="fn:{k}" role="doc-endnote"><p>{escape(t)} <a href="#fnref:{k}" class="reversefootnote">↩</a></p></li>'
        for k, t in page.notes.items()
    )
    contents = "".join(f'<li><a href="#s">{escape(h)}</a></li>' for h in page.gold["headings"])
    return f"""<div class="gem-c-cookie-banner" role="region"><p>{CHROME["cookies"]}</p></div><header role="banner"><ul>{MENU}</ul></header>
    <main id="content" role="main"><h1 class="heading-xl">{escape(page.title)}</h1><nav role="navigation"><h2>Contents</h2>
    <ol>{contents}</ol></nav><div class="govspeak">{page.html({})}<div class="footnotes" role="doc-endnotes"><ol>{notes}</ol></div>
    </div></main><div class="feedback"><p>{CHROME["newsletter"]}</p></div><footer role="contentinfo"><p>{CHROME["legal"]}</p></footer>"""


SITES = (ministry, drupal, wordpress, newspaper, think_tank, nineties, portal)


def by_trafilatura(markup: str) -> Draft:
    """What trafilatura takes for the page's text, as a draft."""
    import trafilatura
    from lxml import etree

    text = trafilatura.extract(markup, output_format="xml", include_comments=False, include_tables=False) or "<doc/>"
    blocks = []
    for element in etree.fromstring(text.encode()).iter("p", "item", "head", "quote"):
        words = " ".join("".join(element.itertext()).split())
        kind = {"p": "paragraph", "item": "list_item", "head": "heading", "quote": "quote"}[element.tag]
        blocks.append(Block(kind=kind, text=words, level=int(kind == "heading")))
    return Draft(blocks=tuple(blocks))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pages", type=int, default=8 * len(SITES))
    parser.add_argument("--first", type=int, default=0, help="number of the first page: other numbers, other pages")
    parser.add_argument("--keep", type=Path, help="write the pages into this folder")
    chosen = parser.parse_args(arguments)
    readers: dict[str, Callable[[str], Draft]] = {"ours": lambda markup: read_html(markup.encode(), "page.html")}
    if find_spec("trafilatura"):
        readers["trafilatura"] = by_trafilatura
    tallies: dict[tuple[str, str], Tally] = {}
    leaks: dict[tuple[str, str], int] = {}
    for number in range(chosen.first, chosen.first + chosen.pages):
        page, site = Page(number), SITES[number % len(SITES)]
        inner = site(page)
        markup = f"<!doctype html><html lang=en><head><title>{escape(page.title)} | A Site</title></head><body>{inner}</body></html>"
        if chosen.keep:
            chosen.keep.mkdir(parents=True, exist_ok=True)
            (chosen.keep / f"{site.__name__}-{number}.html").write_text(markup, encoding="utf-8")
        for name, read in readers.items():
            draft = read(markup)
            everything = letters(" ".join(b.text for b in draft.blocks))
            for row in (site.__name__, "all"):
                score(draft, page.gold, tallies.setdefault((name, row), Tally()))
                found = sum(letters(text) in everything for text in CHROME.values() if len(text) > 12)
                leaks[name, row] = leaks.get((name, row), 0) + found
    print(Tally.header(26) + "  chrome")
    for (name, row), tally in sorted(tallies.items()):
        print(f"{name:12s}{row:14s}{tally.row()}{leaks[name, row]:8d}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
