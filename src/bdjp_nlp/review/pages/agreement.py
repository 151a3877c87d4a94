"""Agreement: the page of how far blind coders agree."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bdjp_nlp.review.agreement import Agreement, agreement
from bdjp_nlp.review.desk import Desk
from bdjp_nlp.review.pages.frame import Frame
from bdjp_nlp.review.pages.stretch import PASSAGES_A_PAGE


@dataclass(frozen=True)
class AgreementRow:
    """A label's line of the table of agreement, figures as text."""

    title: str
    passages: int
    yes: tuple[int, int]
    differ: int
    alpha: str
    span_f1: str


@dataclass(frozen=True)
class PairView:
    """Two coders' table."""

    coders: tuple[str, str]
    rows: tuple[AgreementRow, ...]


def show(frame: Frame, request: Request) -> Response:
    """How far blind coders agree, and what is to be settled between them."""
    if frame.desk.reader.blind:
        raise HTTPException(403, "A blind coder does not see the others' decisions. Start bdjp review without --coder.")
    found = agreement(frame.desk.log.read(), frame.desk.labels, frame.desk.corpus.paper)
    disputed = frame.desk.views(frame.desk.disputed()[:PASSAGES_A_PAGE])
    return frame.html(
        "agreement.html",
        "Agreement",
        "Agreement",
        desk=bool(disputed),
        pairs=[pair_view(one, frame.desk) for one in found],
        passages=disputed,
    )


def pair_view(found: Agreement, desk: Desk) -> PairView:
    """Labels that neither coder saw anywhere are left out."""
    return PairView(
        found.coders,
        tuple(
            AgreementRow(
                desk.labels.choice(row.group, row.label).title, row.passages, row.yes, row.differ,
                "–" if row.alpha is None else f"{row.alpha:.2f}",
                "–" if row.span_f1 is None else f"{row.span_f1:.2f}",
            )
            for row in found.labels
            if any(row.yes)
        ),
    )  # fmt: skip
