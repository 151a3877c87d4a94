"""Decision: what a reader asks for is taken or taken back, and the passage as it then stands is shown."""

from __future__ import annotations

from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bdjp_nlp.review.decisions import Decision
from bdjp_nlp.review.desk import Desk
from bdjp_nlp.review.judging import Ask
from bdjp_nlp.review.pages.frame import Frame
from bdjp_nlp.review.pages.spoken import spoken


async def take(frame: Frame, request: Request) -> Response:
    """Take a decision, a form of the fields of `Ask`; the passage as it stands then comes back."""
    async with request.form() as form:
        fields = {**form, **request.path_params}
    try:
        ask = Ask.model_validate(fields)
    except ValidationError as error:
        raise HTTPException(400, f"no request for a decision: {error.errors()[0]['msg']}") from None
    decisions = await run_in_threadpool(frame.desk.decide, ask)
    return HTMLResponse(_passage(frame, request, decisions), headers=spoken(said(decisions, frame.desk)))


async def undo(frame: Frame, request: Request) -> Response:
    """Take the last decision back; its passage comes, to be put in place wherever it stands on the page."""
    decisions = await run_in_threadpool(frame.desk.undo)
    if not decisions:
        return HTMLResponse("", headers=spoken("Nothing is left to undo."))
    content = _passage(frame, request, decisions, elsewhere=True)
    return HTMLResponse(content, headers=spoken(f"Undone: {named(decisions, frame.desk)}."))


def _passage(frame: Frame, request: Request, decisions: list[Decision], elsewhere: bool = False) -> str:
    template = frame.templates.get_template("passage.html")
    view = frame.desk.view(decisions[0].doc_id, decisions[0].passage_id)
    return str(template.module.passage(view, "listed" in request.query_params, elsewhere))  # type: ignore[attr-defined]


def named(decisions: list[Decision], desk: Desk) -> str:
    """What decisions are about, in words."""
    first = desk.labels.choice(decisions[0].group, decisions[0].label).title
    if len(decisions) > 1:
        return f"{len(decisions)} labels of the passage"
    return f"“{decisions[0].quote}” as {first}" if decisions[0].group == "entities" else first


def said(decisions: list[Decision], desk: Desk) -> str:
    """What was done, in words."""
    words = {"accept": "Accepted", "reject": "Rejected", "change": "Changed", "add": "Added", "undo": "Undone"}
    return f"{words[decisions[0].action]}: {named(decisions, desk)}."
