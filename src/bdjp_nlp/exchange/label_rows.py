"""Label rows: placed codings as a labels file for ``bdjp train --labels``: a passage a line, with all that it bears."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bdjp_nlp.document import Document
from bdjp_nlp.exchange.placing import Placed, Placement
from bdjp_nlp.exchange.reading import Problem
from bdjp_nlp.exchange.writing import write_file
from bdjp_nlp.rows import Constraint, Passage, Theme

CODED = (Theme.table, Constraint.table)
"""The layers that a labels file has a column for."""


@dataclass(frozen=True)
class _Coded:
    document: Document
    passage: Passage
    marks: list[Placed]


def write_label_rows(placement: Placement, out: Path, complete: bool) -> int:
    """Write a row for every passage that a person coded, and tell how many.

    `complete`: the people read every passage of the documents that the file holds, so that a passage without a coding
    bears no label. Marks of other layers become problems of `placement`.
    """
    rows = [json.dumps(row, ensure_ascii=False) for row in _rows(placement, complete)]
    write_file(out, "".join(f"{row}\n" for row in rows))
    return len(rows)


def _rows(placement: Placement, complete: bool) -> Iterator[dict[str, object]]:
    for coded in _coded(placement, complete):
        labels = {layer: sorted({p.mark.label for p in coded.marks if p.mark.layer == layer}) for layer in CODED}
        yield {
            "text": coded.passage.text,
            **labels,
            "doc": coded.document.doc_id,
            "source": "; ".join(sorted({p.mark.by for p in coded.marks})) or placement.seen[coded.document.doc_id],
            "heading": _heading(coded.document, coded.passage),
        }


def _coded(placement: Placement, complete: bool) -> Iterator[_Coded]:
    by_passage: dict[str, list[Placed]] = {}
    for placed in placement.placed:
        if placed.mark.layer not in CODED:
            reason = f"a labels file has no place for {placed.mark.layer}; import into the run, without --labels"
            problem = Problem(placed.document.path, placed.mark.label, placed.mark.quote, reason)
            placement.problems.append(problem)
            continue
        by_passage.setdefault(placed.passage.passage_id, []).append(placed)
    for document in placement.documents:
        for passage in document.passages:
            marks = by_passage.get(passage.passage_id, [])
            if marks or complete:
                yield _Coded(document, passage, marks)


def _heading(document: Document, passage: Passage) -> str:
    section = document.section_by_id.get(passage.section_id or "")
    return section.title if section else ""
