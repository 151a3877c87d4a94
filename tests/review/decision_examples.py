"""Decisions as tests write them."""

from __future__ import annotations

from typing import Any

from bdjp_nlp.review.decisions import Decision, Standing


def decision(label: str = "sea", holds: bool = True, passage: str = "p1", **changes: Any) -> Decision:
    """A decision on a label of a passage that reads "A crew patrolled." unless `changes` say otherwise."""
    values: dict[str, Any] = {
        "coder": "ada",
        "group": "themes",
        "action": "accept" if holds else "reject",
        "doc_id": "d1",
        "passage_id": passage,
        "start": 0,
        "end": 17,
        "quote": "A crew patrolled.",
        "label": label,
        "old": Standing(label=label, holds=True, score=0.7),
        "new": Standing(label=label, holds=holds),
        "model": "m1",
    }
    return Decision(**(values | changes))


def undo(taken: Decision) -> Decision:
    """The line that takes a decision back."""
    return decision(taken.label, passage=taken.passage_id, action="undo", new=None, undoes=taken.decision_id)
