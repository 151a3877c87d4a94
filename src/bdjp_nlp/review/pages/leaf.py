"""Leaf: the page of a paper beside its text, with the boxes of a passage."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bdjp_nlp.errors import StoreError
from bdjp_nlp.review.desk import Desk
from bdjp_nlp.review.page_image import PDF, Leaf, leaf, page_png
from bdjp_nlp.review.pages.frame import Frame
from bdjp_nlp.review.pages.stretch import number
from bdjp_nlp.review.paper import Paper
from bdjp_nlp.rows import Box


def show(frame: Frame, request: Request) -> Response:
    """The page beside the text, with the passage's boxes."""
    paper = asked_paper(frame.desk, request)
    passage_id = request.query_params.get("passage", "")
    found, missing = open_leaf(paper, passage_id, number(request, "page"))
    template = frame.templates.get_template("leaf.html")
    return HTMLResponse(template.render(leaf=found, leaf_of=passage_id, leaf_missing=missing, doc_id=paper.doc_id))


def picture(frame: Frame, request: Request) -> Response:
    """A page as PNG."""
    paper = asked_paper(frame.desk, request)
    if paper.document.media_type != PDF:
        raise HTTPException(404, f"{paper.document.path} has no pages to draw")
    picture = page_png(paper.document, int(request.path_params["number"]))
    return Response(picture, media_type="image/png", headers={"cache-control": "private, max-age=86400"})


def asked_paper(desk: Desk, request: Request) -> Paper:
    """The paper of the address; answers 404 where the run has no such one."""
    doc_id = request.path_params["doc_id"]
    if not desk.corpus.holds(doc_id):
        raise HTTPException(404, f"the run has no document {doc_id!r}")
    return desk.corpus.paper(doc_id)


def open_leaf(paper: Paper, passage_id: str, page: int) -> tuple[Leaf | None, str]:
    """The page of a passage (or a given one), or why there is none."""
    boxes: tuple[Box, ...] = ()
    passage = paper.passage_by_id.get(passage_id)
    section = paper.section_by_id.get(passage_id)
    if passage is not None:
        boxes, page = passage.boxes, page if page > 1 else passage.page_first
    elif section is not None:
        page = section.page
    try:
        return leaf(paper.document, page, boxes), ""
    except StoreError as error:
        return None, str(error)
