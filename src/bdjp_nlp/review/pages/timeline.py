"""Timeline: the page of dated facts and events."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from bdjp_nlp.review.pages.frame import Frame
from bdjp_nlp.review.pages.stretch import LINES_A_PAGE, links, number
from bdjp_nlp.review.presenting import passage_href


def show(frame: Frame, request: Request) -> Response:
    """Dated facts and events in the order of time."""
    entries, offset = frame.desk.told.timeline, number(request, "from")
    shown = entries[offset : offset + LINES_A_PAGE]
    lines = [
        (
            entry,
            passage_href(entry.place.doc_id, entry.place.passage_id),
            Path(entry.place.path).name,
            frame.desk.labels.choice("facts", entry.relation).inline if entry.relation else "",
        )
        for entry in shown
    ]
    years = [(year, list(group)) for year, group in groupby(lines, key=lambda line: line[0].first_day[:4])]
    return frame.html(
        "timeline.html", "Timeline", "Timeline", count=len(entries), years=years,
        pages=links(request, offset, LINES_A_PAGE, len(entries), len(entries)),
    )  # fmt: skip
