"""Overview: the page of the run as a whole."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from bdjp_nlp.review import overview
from bdjp_nlp.review.listing import counts, documents, troubled
from bdjp_nlp.review.names import names
from bdjp_nlp.review.pages.frame import Frame
from bdjp_nlp.review.pages.stretch import LINES_A_PAGE, links, number

_MOST_NAMED = 12
_TROUBLED = 5


def show(frame: Frame, request: Request) -> Response:
    """The run as a whole."""
    desk, over = frame.desk, frame.desk.standing.overlay
    desk.corpus.refresh()
    by_status = counts(desk.corpus)
    like, offset = request.query_params.get("like", ""), number(request, "from")
    lines = documents(desk.corpus, over, like, offset, LINES_A_PAGE + 1)
    count = 0 if like else sum(n for status, n in by_status.items() if status != "pages")
    return frame.html(
        "overview.html",
        "Overview",
        "Overview",
        figures=overview.figures(desk, by_status),
        matrix=overview.matrix(desk),
        eye=overview.eye(desk, by_status),
        troubled=troubled(desk.corpus, _TROUBLED),
        timeline=overview.timeline(desk),
        names=names(desk.corpus, limit=_MOST_NAMED)[1],
        documents=lines[:LINES_A_PAGE],
        like=like,
        pages=links(request, offset, LINES_A_PAGE, len(lines), count, "documents"),
    )
