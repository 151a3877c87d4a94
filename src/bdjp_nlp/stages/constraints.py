"""Constraints: the factors that press on a state's defence policy in each passage and sentence, after the codebook."""

from __future__ import annotations

from bdjp_nlp.coding.coding_stage import CodingStage
from bdjp_nlp.coding.verdict import Verdict
from bdjp_nlp.rows import Constraint, Passage


class Constraints(CodingStage):
    """A row for every constraint on every passage and sentence; `explicit` and `stance` where assigned."""

    name = "constraints"
    writes = (Constraint,)

    def row(self, passage: Passage, sentence_id: str | None, verdict: Verdict) -> Constraint:
        """The row of one verdict."""
        put = verdict.put if verdict.assigned else None
        return Constraint(
            passage.passage_id,
            sentence_id,
            verdict.label,
            verdict.score,
            verdict.assigned,
            verdict.uncertain,
            verdict.evidence,
            self.model,
            None if put is None else put.explicit,
            None if put is None else put.stance,
        )
