"""Passages: the page of those that bear the labels asked for."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bdjp_nlp.review.catalogue import LabelChoice
from bdjp_nlp.review.coded import bearing
from bdjp_nlp.review.pages.frame import Frame
from bdjp_nlp.review.pages.stretch import PASSAGES_A_PAGE, links, number


def show(frame: Frame, request: Request) -> Response:
    """The passages that bear the labels asked for."""
    asked = {group: request.query_params[group] for group in ("themes", "constraints") if group in request.query_params}
    if not asked:
        raise HTTPException(404, "say which labels: /passages?themes=…&constraints=…")
    year, offset = request.query_params.get("year", "")[:4], number(request, "from")
    count, places = bearing(frame.desk.corpus, frame.desk.standing.overlay, asked, year, offset, PASSAGES_A_PAGE)
    chosen = [
        frame.desk.labels.choice("themes" if group == "themes" else "constraints", label)
        if label
        else LabelChoice("themes", "", f"any {group.removesuffix('s')}", "", "", 0, 0)
        for group, label in asked.items()
    ]
    lead = [f"{count} {'passage' if count == 1 else 'passages'}"] + ([f"documents of {year}"] if year else [])
    return frame.html(
        "passages.html",
        " with ".join(choice.title for choice in chosen),
        "Overview",
        desk=True,
        heading="Passages",
        chosen_labels=chosen,
        lead=lead,
        passages=frame.desk.views(places),
        nothing="No passage bears these labels.",
        pages=links(request, offset, PASSAGES_A_PAGE, offset + len(places) + (offset + len(places) < count), count),
    )
