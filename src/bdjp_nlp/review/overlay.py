"""Overlay: decisions on themes and constraints laid over the run's codes, which says what codes hold now."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from bdjp_nlp.review.decisions import Decision, Group

CODE_GROUPS: tuple[Group, ...] = ("themes", "constraints")

NOW = """
    now AS (
        SELECT doc_id, passage_id, grp, label FROM codes
        WHERE assigned AND (grp, passage_id, label) NOT IN (SELECT (grp, passage_id, label) FROM overlay)
        UNION ALL
        SELECT doc_id, passage_id, grp, label FROM overlay WHERE holds
    )
"""
"""The codes that hold now: the run's, where no decision says otherwise, and those that decisions have put."""

_OVERLAY = pa.schema(
    [("grp", pa.string()), ("doc_id", pa.string()), ("passage_id", pa.string()), ("label", pa.string()),
     ("holds", pa.bool_())]
)  # fmt: skip


def overlay(decisions: Iterable[Decision]) -> pa.Table:
    """Decisions on themes and constraints as a table (grp, doc_id, passage_id, label, holds), to lay over the run's."""
    rows = [
        (d.group, d.doc_id, d.passage_id, d.label, d.new.holds)
        for d in decisions
        if d.group in CODE_GROUPS and d.new is not None
    ]
    if not rows:
        return pa.Table.from_batches([], _OVERLAY)  # `empty_table` would import pandas
    columns = zip(*rows, strict=True)
    return pa.table([pa.array(c, f.type) for c, f in zip(columns, _OVERLAY, strict=True)], schema=_OVERLAY)
