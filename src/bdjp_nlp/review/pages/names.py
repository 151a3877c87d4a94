"""Names: the page of every named thing."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from bdjp_nlp.review.names import names
from bdjp_nlp.review.pages.frame import Frame
from bdjp_nlp.review.pages.stretch import LINES_A_PAGE, links, number


def show(frame: Frame, request: Request) -> Response:
    """Every named thing of the run."""
    label, like, offset = (
        request.query_params.get("label", ""),
        request.query_params.get("like", ""),
        number(request, "from"),
    )
    count, found = names(frame.desk.corpus, label, like, offset, LINES_A_PAGE)
    end = offset + len(found)
    return frame.html(
        "names.html", "Names", "Names", found=found, label=label, like=like,
        pages=links(request, offset, LINES_A_PAGE, end + (end < count), count),
    )  # fmt: skip
