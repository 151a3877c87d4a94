"""Queue: the page of what the model is unsure of."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

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
