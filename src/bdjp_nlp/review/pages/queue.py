"""Queue: the page of what the model is unsure of."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bdjp_nlp.review.pages.frame import Frame

QUEUE_A_PAGE = 10


def show(frame: Frame, request: Request) -> Response:
    """What the model is unsure of, in the order in which it teaches most."""
    waiting, places = frame.desk.queue(QUEUE_A_PAGE)
    return frame.html(
        "queue.html",
        "Queue",
        "Queue",
        desk=True,
        waiting=waiting,
        done=frame.desk.standing.decided,
        passages=frame.desk.views(places),
    )


def figures(frame: Frame, request: Request) -> Response:
    """How many passages wait, and how many decisions were taken, after each decision."""
    lists = frame.templates.get_template("lists.html").module
    return HTMLResponse(str(lists.queue_figures(frame.desk.waiting(), frame.desk.standing.decided)))  # type: ignore[attr-defined]
