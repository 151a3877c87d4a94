"""Document: the page of a paper, its structure and its text."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bdjp_nlp.review.desk import Desk
from bdjp_nlp.review.page_image import PDF
from bdjp_nlp.review.pages import notes
from bdjp_nlp.review.pages.frame import Frame
from bdjp_nlp.review.pages.leaf import asked_paper, open_leaf
from bdjp_nlp.review.paper import Paper
from bdjp_nlp.review.presenting import Entry, HeadingView, Part, PassageEntry, part_name, passage_href


@dataclass(frozen=True)
class StructureEntry:
    """A heading in the list beside the text."""

    number: str
    title: str
    level: int
    count: int
    href: str
    part: str


def show(frame: Frame, request: Request) -> Response:
    """One paper: structure, text, page."""
    paper = asked_paper(frame.desk, request)
    at = request.query_params.get("at", "")
    parts = _parts(frame.desk, paper, at)
    present = {
        "themes": {row.label for rows in paper.codings.values() for row in rows if row.table == "themes"},
        "constraints": {row.label for rows in paper.codings.values() for row in rows if row.table == "constraints"},
        "entities": {row.label for rows in paper.mentions.values() for row in rows},
    }
    names = (("themes", "Themes"), ("constraints", "Constraints"), ("entities", "Names"), ("facts", "Facts"))
    has_pages = paper.document.media_type == PDF and paper.document.pages > 0
    found, missing = open_leaf(paper, at, 1) if has_pages else (None, "")
    return frame.html(
        "document.html",
        paper.document.title or Path(paper.document.path).name,
        "Overview",
        desk=True,
        doc_id=paper.doc_id,
        document=paper.document,
        structure=_structure(paper),
        layers=[(group, name) for group, name in names if present.get(group) or (group == "facts" and paper.facts)],
        present=present | {"facts": set()},
        parts=parts,
        notes=notes.stretches(paper, at),
        tables=paper.tables,
        has_pages=has_pages,
        leaf=found,
        leaf_of=at,
        leaf_missing=missing,
    )


def part(frame: Frame, request: Request) -> Response:
    """Some of a paper's passages, for the place that was kept free for them."""
    paper = asked_paper(frame.desk, request)
    cuts = paper.parts
    place = int(request.path_params["number"])
    if place >= len(cuts):
        raise HTTPException(404, f"the document has only {len(cuts)} parts")
    shown = _entries(frame.desk, paper, cuts[place])
    return HTMLResponse(frame.templates.get_template("part.html").render(shown=shown))


def _parts(desk: Desk, paper: Paper, at: str) -> list[Part]:
    """All parts of a paper, the first and the one that holds `at` with their content."""
    parts = []
    for place, identifiers in enumerate(paper.parts):
        lengths = [len(paper.passage_by_id[one].text) for one in identifiers if one in paper.passage_by_id]
        empty = Part(place, f"Part {place + 1} of the text", identifiers[0], sum(lengths))
        shown = at in identifiers or place == 0
        parts.append(replace(empty, shown=_entries(desk, paper, identifiers)) if shown else empty)
    return parts


def _entries(desk: Desk, paper: Paper, identifiers: list[str]) -> list[Entry]:
    entries: list[Entry] = []
    for identifier in identifiers:
        section = paper.section_by_id.get(identifier)
        if section is not None:
            rank = min(section.level + 1, 6)
            entries.append(HeadingView(section.section_id, section.number, section.title, rank))
        elif paper.passage_by_id[identifier].kind != "title":
            entries.append(PassageEntry(desk.view(paper.doc_id, identifier)))
    return entries


def _structure(paper: Paper) -> list[StructureEntry]:
    coded: dict[str, int] = {}
    for passage in paper.passages:
        if passage.section_id and any(row.assigned for row in paper.codings.get(passage.passage_id, ())):
            coded[passage.section_id] = coded.get(passage.section_id, 0) + 1
    return [
        StructureEntry(
            section.number, section.title, min(section.level, 4), coded.get(section.section_id, 0),
            passage_href(paper.doc_id, section.section_id), part_name(paper, section.section_id),
        )
        for section in paper.sections
    ]  # fmt: skip
