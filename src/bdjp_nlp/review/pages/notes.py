"""Notes: a paper's foot- and endnotes, a stretch at a time where they are many."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bdjp_nlp.review.pages.frame import Frame
from bdjp_nlp.review.pages.leaf import asked_paper
from bdjp_nlp.review.paper import NOTES_A_STRETCH, Paper
from bdjp_nlp.review.presenting import NoteView, note_views


@dataclass(frozen=True)
class NoteStretch:
    """Some notes that are sent together; `signs`: how long they are; `shown` is empty until they are asked for."""

    number: int
    name: str
    first: str
    signs: int
    shown: list[NoteView]


def stretches(paper: Paper, at: str) -> list[NoteStretch]:
    """All notes, those with their content that are the only ones or hold `at`."""
    found = []
    for number, start in enumerate(range(0, len(paper.notes), NOTES_A_STRETCH)):
        notes = paper.notes[start : start + NOTES_A_STRETCH]
        shown = len(paper.notes) <= NOTES_A_STRETCH or any(note.note_id == at for note in notes)
        found.append(
            NoteStretch(
                number,
                f"Notes {start + 1} to {start + len(notes)}",
                notes[0].note_id,
                sum(len(note.text) for note in notes),
                note_views(paper, notes) if shown else [],
            )
        )
    return found


def show(frame: Frame, request: Request) -> Response:
    """A stretch of a paper's notes, for the place that was kept free for them."""
    paper = asked_paper(frame.desk, request)
    start = int(request.path_params["number"]) * NOTES_A_STRETCH
    notes = paper.notes[start : start + NOTES_A_STRETCH]
    if not notes:
        raise HTTPException(404, f"the document has only {len(paper.notes)} notes")
    return HTMLResponse(frame.templates.get_template("notes.html").render(shown=note_views(paper, notes)))
