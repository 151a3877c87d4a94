"""Problem: the page that says why something cannot be shown."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response

from bdjp_nlp.errors import BdjpError
from bdjp_nlp.review.pages.frame import Frame
from bdjp_nlp.review.pages.spoken import spoken


def show(frame: Frame, error: Exception) -> Response:
    """An error as a page."""
    status = error.status_code if isinstance(error, HTTPException) else 404 if isinstance(error, BdjpError) else 500
    message = _message(error)
    return frame.html("problem.html", "Not here", "", status=status, heading="This cannot be shown", message=message)


def say(error: Exception) -> Response:
    """An error of a part of the page, for its live region."""
    status = error.status_code if isinstance(error, HTTPException) else 400
    return PlainTextResponse(_message(error), status, headers=spoken(_message(error)))


def _message(error: Exception) -> str:
    return error.detail if isinstance(error, HTTPException) else str(error)
