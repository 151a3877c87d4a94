"""Card: a passage as something to cite."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from bdjp_nlp.review.pages.frame import Frame
from bdjp_nlp.views.evidence_card import CardLabel, card_text, make_card


def show(frame: Frame, request: Request) -> Response:
    """A passage as a citable card, with its labels as they stand now, as text."""
    paper, found = frame.desk.judged(request.path_params["doc_id"], request.path_params["passage_id"])
    labels = [
        CardLabel(
            code.group,
            code.label,
            code.score,
            ", ".join(filter(None, [code.model and f"model {code.model}", *code.by])),
        )
        for code in found.codes
        if code.holds
    ]
    whole = (0, len(found.passage.text))
    made = make_card(frame.desk.run, paper.doc_id, paper.document, found.passage, whole, labels)
    return Response(card_text(made), media_type="text/plain; charset=utf-8")
