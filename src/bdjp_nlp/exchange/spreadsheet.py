"""Spreadsheet rows: every mark with its words, its document and its page, in cells that no spreadsheet runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from bdjp_nlp.document import Document
from bdjp_nlp.exchange.mark import Mark, MarkedText
from bdjp_nlp.exchange.material import Material
from bdjp_nlp.exchange.reading import Problem, Reading
from bdjp_nlp.rows import Passage
from bdjp_nlp.spreadsheet_cell import as_meant

DETAILS = (
    "canonical",
    "value",
    "unit",
    "usd",
    "usd_at",
    "stance",
    "explicit",
    "uncertain",
    "subject",
    "object",
    "indirect",
    "amount",
    "date",
    "modality",
    "asserted_by",
    "method",
    "entity_id",
)
COLUMNS = (
    "path",
    "page",
    "section",
    "layer",
    "label",
    "quote",
    "score",
    "status",
    "by",
    "human",
    *DETAILS,
    "title",
    "published",
    "doc_id",
    "passage_id",
    "start",
    "end",
    "passage",
)
"""`start` and `end` are half-open code points of `passage`; `published` is the document's date, `date` a fact's."""
NEEDED = ("label", "quote", "doc_id", "passage_id", "start", "end", "passage")
Cell = str | int | float | None


def rows(material: Material) -> Iterator[dict[str, Cell]]:
    """A row a mark under `COLUMNS`, in the order of the documents and of their text."""
    for paper in material.papers():
        for passage, marks in paper.passages():
            for mark in marks:
                yield _row(paper.document, passage, mark)


def _row(document: Document, passage: Passage, mark: Mark) -> dict[str, Cell]:
    section = document.section_by_id.get(passage.section_id or "")
    said = dict(mark.details)
    return {
        "path": document.path,
        "page": passage.page_first or None,
        "section": section.title if section else "",
        "layer": mark.layer,
        "label": mark.label,
        "quote": mark.quote,
        "score": mark.score,
        "status": mark.status,
        "by": mark.by,
        "human": "yes" if mark.human else "",
        **{name: said.get(name, "") for name in DETAILS},
        "title": document.title,
        "published": document.date,
        "doc_id": document.doc_id,
        "passage_id": passage.passage_id,
        "start": mark.start,
        "end": mark.end,
        "passage": passage.text,
    }


def read_rows(found: Iterable[Mapping[str, str]], name: str) -> Reading:
    """The marks of rows under `COLUMNS`; rows whose words are not where they say are looked for in their passage."""
    reading = Reading()
    texts: dict[tuple[str, str, str], list[Mark]] = {}
    for cells in found:
        said = {column: as_meant(cells.get(column) or "") for column in COLUMNS}
        text = said["passage"]
        span = _span(said, text)
        if span is None:
            reason = "its words are not in its passage, or more than once and not where it says"
            reading.problems.append(Problem(said["path"] or name, said["label"], said["quote"], reason))
            continue
        key = (said["doc_id"], said["passage_id"], text)
        texts.setdefault(key, []).append(_mark(said, span, text))
    reading.texts = [
        MarkedText(text, tuple(marks), name, doc_id, passage_id) for (doc_id, passage_id, text), marks in texts.items()
    ]
    return reading


def _span(said: Mapping[str, str], text: str) -> tuple[int, int] | None:
    quote = said["quote"]
    start = _whole(said["start"])
    if quote and start is not None and text[start : start + len(quote)] == quote:
        return start, start + len(quote)
    return (text.index(quote), text.index(quote) + len(quote)) if quote and text.count(quote) == 1 else None


def _mark(said: Mapping[str, str], span: tuple[int, int], text: str) -> Mark:
    mark = Mark(
        said["layer"],
        said["label"],
        *span,
        text[slice(*span)],
        said["by"],
        human=bool(said["human"]),
        score=_number(said["score"]),
        details=tuple((name, said[name]) for name in DETAILS if said[name]),
    )
    return replace(mark, status=said["status"]) if said["status"] else mark


def _whole(text: str) -> int | None:
    return int(float(text)) if text.replace(".", "", 1).isdigit() else None


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
