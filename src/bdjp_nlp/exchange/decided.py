"""Decided: placed codings as decisions of a review, each with what the model had said of the same place."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from bdjp_nlp.document import Document
from bdjp_nlp.exchange.mark import Mark
from bdjp_nlp.exchange.placing import Placed, Placement
from bdjp_nlp.exchange.reading import Problem
from bdjp_nlp.review.decisions import Action, Decision, Standing
from bdjp_nlp.rows import Coding, Constraint, Entity, Fact, Span, Theme

_CODINGS: dict[str, type[Theme | Constraint]] = {kind.table: kind for kind in (Theme, Constraint)}


def decisions_of(placement: Placement, complete: bool) -> Iterator[Decision]:
    """The decisions that codings stand for, in the order of the text.

    Codings of one coder with one label in one passage are one decision, their words its evidence. `complete`: a label
    that a model gave to a passage, and that none of the file's coders gave, is rejected by each of them.
    """
    codings: dict[tuple[str, str, str, str], list[Placed]] = {}
    for placed in placement.placed:
        mark = placed.mark
        if mark.layer in _CODINGS:
            codings.setdefault((placed.passage.passage_id, mark.layer, mark.label, mark.by), []).append(placed)
        elif mark.layer == Entity.table:
            yield _entity(placed)
        elif mark.detail("subject") and mark.detail("object"):
            yield _fact(placed)
        else:
            reason = "a fact needs a subject and an object, which its format does not carry"
            placement.problems.append(Problem(placed.document.path, mark.label, mark.quote, reason))
    rows = {document.doc_id: _rows(document) for document in placement.documents}
    for group in codings.values():
        yield _coding(group, rows)
    if complete:
        coders = sorted({placed.mark.by for placed in placement.placed})
        for document in placement.documents:
            yield from _denied(document, rows[document.doc_id], coders, set(codings))


def _rows(document: Document) -> dict[tuple[str, str, str], Coding]:
    """The models' rows of whole passages, by passage, layer and label."""
    return {
        (row.passage_id, layer, row.label): row
        for layer, kind in _CODINGS.items()
        if layer in document.tables
        for row in document.rows(kind)
        if row.sentence_id is None
    }


def _coding(group: list[Placed], rows: dict[str, dict[tuple[str, str, str], Coding]]) -> Decision:
    first = group[0]
    passage, mark = first.passage, first.mark
    row = rows[first.document.doc_id].get((passage.passage_id, mark.layer, mark.label))
    spans = sorted({(placed.mark.start, placed.mark.end) for placed in group})
    evidence = () if (0, len(passage.text)) in spans else tuple(spans)
    explicit = {"yes": True, "no": False}.get(mark.detail("explicit") or "")
    new = Standing(label=mark.label, holds=True, evidence=evidence, explicit=explicit, stance=mark.detail("stance"))
    action: Action = "accept" if row is not None and row.assigned else "add"
    return _decision(first, action, (0, len(passage.text)), _old(row), new, row.model if row else None)


def _old(row: Coding | None) -> Standing | None:
    if row is None:
        return None
    more = {"explicit": row.explicit, "stance": row.stance} if isinstance(row, Constraint) else {}
    return Standing.model_validate(
        {"label": row.label, "holds": row.assigned, "score": row.score, "evidence": row.evidence, **more}
    )


def _entity(placed: Placed) -> Decision:
    mark = placed.mark
    rows = placed.document.rows(Entity) if Entity.table in placed.document.tables else ()
    there = (placed.passage.passage_id, mark.start, mark.end)
    row = next((row for row in rows if (row.passage_id, row.start, row.end) == there), None)
    old = None
    action: Action = "add"
    if row is not None:
        old = Standing(label=row.label, holds=True, score=row.score, canonical=row.canonical)
        action = "accept" if row.label == mark.label else "change"
    canonical = mark.detail("canonical") or (row.canonical if row is not None else mark.quote)
    new = Standing(label=mark.label, holds=True, canonical=canonical)
    return _decision(placed, action, (mark.start, mark.end), old, new, None)


def _fact(placed: Placed) -> Decision:
    mark = placed.mark
    terms = {"subject": mark.detail("subject"), "object": mark.detail("object")}
    rows = placed.document.rows(Fact) if Fact.table in placed.document.tables else ()
    there = (placed.passage.passage_id, mark.start, mark.end, mark.label, *terms.values())
    row = next(
        (r for r in rows if (r.passage_id, r.start, r.end, r.relation, r.subject, r.object) == there),
        None,
    )
    new = Standing.model_validate({"label": mark.label, "holds": True, **terms})
    old = Standing.model_validate({**new.model_dump(), "score": row.score}) if row else None
    return _decision(placed, "accept" if row else "add", (mark.start, mark.end), old, new, None)


def _denied(
    document: Document,
    rows: dict[tuple[str, str, str], Coding],
    coders: list[str],
    coded: set[tuple[str, str, str, str]],
) -> Iterator[Decision]:
    for (passage_id, layer, label), row in rows.items():
        passage = document.passage_by_id[passage_id]
        for coder in coders:
            if row.assigned and (passage_id, layer, label, coder) not in coded:
                whole = Mark(layer, label, 0, len(passage.text), passage.text, coder, human=True)
                denied = Standing(label=label, holds=False)
                span = (whole.start, whole.end)
                yield _decision(Placed(document, passage, whole), "reject", span, _old(row), denied, row.model)


def _decision(
    placed: Placed, action: Action, span: Span, old: Standing | None, new: Standing, model: str | None
) -> Decision:
    """A decision whose identifier is made from what it says, so that a second import adds nothing."""
    mark, passage, (start, end) = placed.mark, placed.passage, span
    said = "\x1f".join((mark.by, mark.layer, action, passage.passage_id, str(start), str(end), new.model_dump_json()))
    return Decision.model_validate(
        {
            "decision_id": hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:32],
            "coder": mark.by,
            "blind": True,
            "group": mark.layer,
            "action": action,
            "doc_id": placed.document.doc_id,
            "passage_id": passage.passage_id,
            "start": start,
            "end": end,
            "quote": passage.text[start:end],
            "label": mark.label,
            "old": old,
            "new": new,
            "model": model,
        }
    )
