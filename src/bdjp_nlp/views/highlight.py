"""Highlight: a document's text with its annotations as HTML, for notebooks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from zlib import crc32

from bdjp_nlp.document import Document
from bdjp_nlp.rows import Coding, Constraint, Entity, Passage, Theme

_STYLE = (
    "mark{padding:0 .2em;border-radius:.25em;color:inherit}mark small{margin-left:.3em;font-size:.65em;opacity:.75}"
    ".bdjp p{max-width:44em;line-height:1.6;margin:.2em 0 1em}.bdjp .codes{font-size:.75em;opacity:.8}"
)


def document_html(document: Document) -> str:
    """The passages with their entities marked and, above each, the themes and constraints assigned to it."""
    entities = _by_passage(document.rows(Entity)) if Entity.table in document.tables else {}
    codings: dict[str, list[Coding]] = {}
    for kind in (Theme, Constraint):
        if kind.table in document.tables:
            for row in document.rows(kind):
                if row.assigned and row.sentence_id is None:
                    codings.setdefault(row.passage_id, []).append(row)
    body = "".join(
        _passage_html(passage, entities.get(passage.passage_id, []), codings.get(passage.passage_id, []))
        for passage in document.passages
    )
    title = f"<h3>{escape(document.title)}</h3>" if document.title else ""
    return f'<div class="bdjp"><style>{_STYLE}</style>{title}{body}</div>'


def _by_passage(entities: Iterable[Entity]) -> dict[str, list[Entity]]:
    grouped: dict[str, list[Entity]] = {}
    for entity in entities:
        grouped.setdefault(entity.passage_id, []).append(entity)
    return grouped


def _passage_html(passage: Passage, entities: list[Entity], codings: list[Coding]) -> str:
    codes = " · ".join(f"{escape(c.label)} {c.score:.2f}" for c in codings)
    head = f'<div class="codes">{codes}</div>' if codes else ""
    return f"{head}<p>{''.join(_marked(passage.text, sorted(entities, key=lambda e: e.start)))}</p>"


def _marked(text: str, entities: list[Entity]) -> Iterator[str]:
    last = 0
    for entity in entities:
        if entity.start < last:
            continue
        yield escape(text[last : entity.start])
        hue = crc32(entity.label.encode()) % 360
        yield (
            f'<mark style="background:hsl({hue} 70% 60% / .3)" title="{escape(entity.canonical, quote=True)}">'
            f"{escape(text[entity.start : entity.end])}<small>{escape(entity.label)}</small></mark>"
        )
        last = entity.end
    yield escape(text[last:])
