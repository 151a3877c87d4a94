"""Themes: the areas of security cooperation that each passage and sentence is about, after the codebook."""

from __future__ import annotations

from bdjp_nlp.coding.coding_stage import CodingStage
from bdjp_nlp.coding.verdict import Verdict
from bdjp_nlp.rows import Passage, Theme


class Themes(CodingStage):
    """A row for every theme of the codebook on every passage (no `sentence_id`) and sentence."""

    name = "themes"
    writes = (Theme,)

    def row(self, passage: Passage, sentence_id: str | None, verdict: Verdict) -> Theme:
        """The row of one verdict."""
        return Theme(
            passage.passage_id,
            sentence_id,
            verdict.label,
            verdict.score,
            verdict.assigned,
            verdict.uncertain,
            verdict.evidence,
            self.model,
        )
