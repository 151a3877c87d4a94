"""Doubts: the passages that the model is unsure of and nobody has decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from bdjp_nlp.review.corpus import Corpus, PlaceOf
from bdjp_nlp.review.decisions import Group

_WAITING = """
    waiting AS (
        SELECT doc_id, passage_id, grp, label, score FROM codes
        WHERE uncertain AND (grp, passage_id, label) NOT IN (SELECT (grp, passage_id, label) FROM overlay)
    )
"""


@dataclass(frozen=True)
class Doubt:
    """A passage that the model is unsure of in some label, with its calibrated probability."""

    doc_id: str
    passage_id: str
    group: Group
    label: str
    score: float


def waiting(corpus: Corpus, over: pa.Table) -> int:
    """How many passages have a label of which the model is unsure and nobody has decided."""
    return int(corpus.ask(f"WITH {_WAITING} SELECT count(DISTINCT passage_id) FROM waiting", (), over)[0][0])


def doubts(corpus: Corpus, over: pa.Table, most: int) -> list[Doubt]:
    """Every waiting label of the passages that the model is least sure of, at most so many passages."""
    rows = corpus.ask(
        f"""WITH {_WAITING}, least AS (
            SELECT passage_id FROM waiting GROUP BY 1 ORDER BY min(abs(score - 0.5)), passage_id LIMIT {int(most)}
        )
        SELECT doc_id, passage_id, grp, label, score FROM waiting SEMI JOIN least USING (passage_id)
        ORDER BY passage_id, grp, label""",
        (),
        over,
    )
    return [Doubt(*row) for row in rows]


def still_waiting(corpus: Corpus, over: pa.Table, places: Sequence[PlaceOf]) -> set[str]:
    """Which of some passages wait."""
    if not places:
        return set()
    rows = corpus.ask(
        f"WITH {_WAITING} SELECT DISTINCT passage_id FROM waiting WHERE passage_id IN (SELECT unnest(?))",
        [[place.passage_id for place in places]],
        over,
    )
    return {passage_id for (passage_id,) in rows}
