"""Search: the page of passages with given words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from bdjp_nlp.review.pages.frame import Frame
from bdjp_nlp.review.pages.stretch import LINES_A_PAGE, links, number
from bdjp_nlp.review.presenting import passage_href
from bdjp_nlp.review.searching import Filters, search


@dataclass(frozen=True)
class HitView:
    """A hit in its line."""

    left: str
    middle: str
    right: str
    document: str
    page: int
    href: str


def show(frame: Frame, request: Request) -> Response:
    """Passages with given words."""
    params = request.query_params
    group, _, label = params.get("code", "").partition(".")
    filters = Filters(params.get("q", ""), group, label, params.get("name", ""), params.get("doc", ""))
    offset = number(request, "from")
    values: dict[str, Any] = {"count": 0, "documents": 0, "hits": (), "pages": None}
    if not filters.empty:
        found = search(frame.desk.corpus, filters, frame.desk.standing.overlay, offset, LINES_A_PAGE)
        end = offset + len(found.hits)
        values = {
            "count": found.count,
            "documents": found.documents,
            "hits": [HitView(hit.left, hit.middle, hit.right, hit.document, hit.page,
                             passage_href(hit.doc_id, hit.passage_id)) for hit in found.hits],
            "pages": links(request, offset, LINES_A_PAGE, end + (end < found.count), found.count),
        }  # fmt: skip
    return frame.html(
        "search.html", f"Search: {filters.words}" if filters.words else "Search", "Search",
        query=filters.words, code=params.get("code", ""), name=filters.name, doc=filters.doc,
        asked=not filters.empty, **values,
    )  # fmt: skip
