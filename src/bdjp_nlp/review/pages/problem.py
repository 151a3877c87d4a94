"""Problem: the page that says why something cannot be shown."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bdjp_nlp.errors import BdjpError
from bdjp_nlp.review.pages.frame import Frame


def show(frame: Frame, error: Exception) -> Response:
    """An error as a page; of a request for a decision, as text."""
    status = error.status_code if isinstance(error, HTTPException) else 404 if isinstance(error, BdjpError) else 500
    message = error.detail if isinstance(error, HTTPException) else str(error)
    return frame.html("problem.html", "Not here", "", status=status, heading="This cannot be shown", message=message)
