"""Analyses: tables that are computed over a whole run when they are asked for, and stored nowhere.

An analysis is one function from a run directory to a table. Add it to `ANALYSES`, and `bdjp inspect DIR NAME` shows it
with every option that stored tables have: rows with a `doc_id` get their `path`, rows with a `passage_id` their `page`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import pyarrow as pa


@dataclass(frozen=True)
class Analysis:
    """A computed table: where its function is (``module:function``, loaded when used), and what a screen shows."""

    function: str
    screen_columns: tuple[str, ...]
    about: str

    def __call__(self, run: Path) -> pa.Table:
        """The table for a run directory; raises `StoreError` where a stored table that it needs is missing."""
        module, name = self.function.split(":")
        compute: Callable[[Path], pa.Table] = getattr(import_module(module), name)
        return compute(run)


ANALYSES: Mapping[str, Analysis] = {
    "entity_index": Analysis(
        "bdjp_nlp.views.entity_index:entity_table",
        ("canonical", "label", "mentions", "documents", "first_date", "last_date", "forms"),
        "every named thing with its mentions, documents, dates and forms",
    ),
    "prevalence": Analysis(
        "bdjp_nlp.views.prevalence:prevalence",
        ("path", "label", "passages", "assigned", "raw_share", "share", "low", "high"),
        "how many passages bear each label, with the coder's errors taken into account",
    ),
    "timeline": Analysis(
        "bdjp_nlp.views.timeline:timeline_table",
        ("path", "page", "date", "subject", "relation", "object", "modality", "amount", "unit", "quote"),
        "dated facts and events in order of time",
    ),
    "discrepancies": Analysis(
        "bdjp_nlp.views.discrepancies:discrepancy_table",
        ("path", "page", "kind", "what", "value", "other_value", "quote", "other_path", "other_page", "other_quote"),
        "what the papers tell in two ways that do not fit together",
    ),
}
"""Name → analysis, in the order in which they are listed."""
