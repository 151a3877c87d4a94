"""Decision: what a reader asks for is taken or taken back, and the passage as it then stands is shown."""

from __future__ import annotations

from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bdjp_nlp.review.decisions import Decision
from bdjp_nlp.review.desk import Desk
from bdjp_nlp.review.judging import Ask
from bdjp_nlp.review.pages.frame import Frame
from bdjp_nlp.review.presenting import passage_href


async def take(frame: Frame, request: Request) -> Response:
    """Take a decision; the passage as it stands then comes back."""
    try:
        ask = Ask.model_validate_json(await request.body())
    except ValidationError as error:
        raise HTTPException(400, f"no request for a decision: {error.errors()[0]['msg']}") from None
    decisions = await run_in_threadpool(frame.desk.decide, ask)
    return _changed(frame, decisions, said(decisions, frame.desk))


async def undo(frame: Frame, request: Request) -> Response:
    """Take the last decision back."""
    decisions = await run_in_threadpool(frame.desk.undo)
    if not decisions:
        return JSONResponse({"said": "Nothing is left to undo."})
    return _changed(frame, decisions, f"Undone: {named(decisions, frame.desk)}.")


def _changed(frame: Frame, decisions: list[Decision], message: str) -> Response:
    doc_id, passage_id = decisions[0].doc_id, decisions[0].passage_id
    template = frame.templates.get_template("passage.html")
    view = frame.desk.view(doc_id, passage_id)
    listed = str(template.module.passage(view, True))  # type: ignore[attr-defined]
    inside = str(template.module.passage(view, False))  # type: ignore[attr-defined]
    return JSONResponse(
        {"passage_id": passage_id, "listed": listed, "inside": inside, "said": message,
         "href": passage_href(doc_id, passage_id)}
    )  # fmt: skip


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
