"""Discrepancies: the page of what the papers tell in two ways."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from bdjp_nlp.review.pages.frame import Frame
from bdjp_nlp.review.pages.stretch import LINES_A_PAGE, links, number
from bdjp_nlp.review.presenting import passage_href
from bdjp_nlp.views.discrepancies import as_read


def show(frame: Frame, request: Request) -> Response:
    """What the papers tell in two ways."""
    every, offset = frame.desk.told.discrepancies, number(request, "from")
    found = [
        (
            one,
            (as_read(one.value), one.place, passage_href(one.place.doc_id, one.place.passage_id)),
            (
                as_read(one.other_value),
                one.other_place,
                passage_href(one.other_place.doc_id, one.other_place.passage_id),
            ),
        )
        for one in every[offset : offset + LINES_A_PAGE]
    ]
    return frame.html(
        "discrepancies.html", "Discrepancies", "Discrepancies", count=len(every), found=found,
        pages=links(request, offset, LINES_A_PAGE, len(every), len(every)),
    )  # fmt: skip
