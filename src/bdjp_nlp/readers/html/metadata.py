"""Metadata: what a page's head says of its title, authors and date, in meta elements and JSON-LD."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml.etree import _Element as Element

from bdjp_nlp.readers.html.boilerplate import tag_of
from bdjp_nlp.readers.text.front import find_date

_TITLES = ("citation_title", "dc.title", "dcterms.title", "og:title", "twitter:title")
_AUTHORS = ("citation_author", "dc.creator", "dcterms.creator", "author", "article:author", "parsely-author", "byl")
_DATES = (
    "citation_publication_date", "citation_date", "article:published_time", "dc.date", "dcterms.date", "dc.date.issued",
    "dcterms.created", "date", "pubdate", "publish-date", "parsely-pub-date", "datepublished", "og:published_time",
)  # fmt: skip
_MAX_JSON = 1 << 20
"""Characters of one JSON-LD script that are looked at."""
_MAX_VALUES = 10_000
_SITE = re.compile(r"\s+[|–—·»-]\s+[^|–—·»]{2,40}$")
_BETWEEN = re.compile(r"\s*;\s*|\s+and\s+|\s*,\s+(?=[A-Z][^,]*\s)|\s*&\s*")
_SLASHED = re.compile(r"(\d{4})/(\d{1,2})(?:/(\d{1,2}))?$")
_YEAR = re.compile(r"(\d{4})$")


@dataclass(frozen=True)
class Metadata:
    """What the head says; empty where it does not."""

    title: str = ""
    authors: tuple[str, ...] = ()
    date: str = ""


def read_metadata(root: Element) -> Metadata:
    """The page's title, authors and date: scholarly and Dublin Core elements first, then JSON-LD, then the rest."""
    metas: dict[str, list[str]] = {}
    page_title = ""
    linked: dict[str, list[str]] = {}
    for element in root.iter():
        tag = tag_of(element)
        if tag == "meta":
            name = (element.get("name") or element.get("property") or element.get("itemprop") or "").strip().lower()
            value = " ".join((element.get("content") or "").split())
            if name and value:
                metas.setdefault(name, []).append(value)
        elif tag == "title" and not page_title:
            page_title = " ".join((element.text or "").split())
        elif tag == "script" and "ld+json" in (element.get("type") or "").lower():
            for key, value in _json_values(element.text or ""):
                linked.setdefault(key, []).append(value)
        elif tag == "time" and element.get("datetime"):
            metas.setdefault("time", []).append(element.get("datetime") or "")
    title = _first(metas, _TITLES[:3]) or next(iter(linked.get("headline", [])), "") or _first(metas, _TITLES[3:])
    authors = [name for key in _AUTHORS[:3] for name in metas.get(key, [])] or linked.get("author", [])
    authors = authors or [name for key in _AUTHORS[3:] for name in metas.get(key, [])]
    dates = [d for key in _DATES[:2] for d in metas.get(key, [])] + linked.get("datePublished", [])
    dates += [d for key in (*_DATES[2:], "time") for d in metas.get(key, [])]
    return Metadata(
        _SITE.sub("", title or page_title) or title or page_title,
        tuple(dict.fromkeys(_names(authors))),
        next((found for text in dates if (found := _date(text))), ""),
    )


def _first(metas: dict[str, list[str]], names: tuple[str, ...]) -> str:
    return next((metas[name][0] for name in names if name in metas), "")


def _names(authors: list[str]) -> Iterator[str]:
    for text in authors:
        if "://" in text or text.startswith("@"):
            continue
        surname_first = re.fullmatch(r"([^\s,]+),\s+([^,]+)", text)
        if surname_first:
            yield f"{surname_first[2]} {surname_first[1]}"
        else:
            yield from (
                name for part in _BETWEEN.split(re.sub(r"^by\s+", "", text, flags=re.I)) if (name := part.strip(" ,"))
            )


def _date(text: str) -> str:
    slashed = _SLASHED.match(text.strip())
    if slashed:
        return "-".join(part if len(part) > 1 else f"0{part}" for part in slashed.groups() if part)
    year = _YEAR.match(text.strip())
    return find_date(text) or (year[1] if year else "")


def _json_values(text: str) -> Iterator[tuple[str, str]]:
    """The headline, authors' names and date in a JSON-LD script; nothing where it is no JSON."""
    try:
        stack = [json.loads(text[:_MAX_JSON])]
    except (ValueError, RecursionError):
        return
    seen = 0
    while stack and seen < _MAX_VALUES:
        value = stack.pop(0)
        seen += 1
        if isinstance(value, list):
            stack += value
        elif isinstance(value, dict):
            for key in ("headline", "datePublished"):
                if isinstance(value.get(key), str):
                    yield key, " ".join(value[key].split())
            for name in _author_names(value.get("author")):
                yield "author", name
            stack += [value[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in value]


def _author_names(author: object) -> Iterator[str]:
    for one in author if isinstance(author, list) else [author]:
        name = one.get("name") if isinstance(one, dict) else one
        if isinstance(name, str) and name.strip():
            yield " ".join(name.split())
