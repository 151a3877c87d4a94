"""Model card: what a recogniser is for, what it was made from and how good it was on left-out texts, as Markdown."""

from __future__ import annotations

from bdjp_nlp.entities.judging import Measured
from bdjp_nlp.entities.left_out import interval


def model_card(measured: Measured, documents: int, reviewed: int) -> str:
    """The card; `documents`: texts learnt from, `reviewed`: passages of them that people corrected in reviews."""
    low, high = interval(list(measured.documents.values()))
    kinds = [("as written", measured.as_written), ("names replaced", measured.new_names)]
    totals = "\n".join(
        f"| {kind} | {one.micro:.3f} | {one.macro:.3f} | {one.span_recall:.3f} | {one.calibration_error:.3f} |"
        for kind, one in kinds
    )
    rows = "\n".join(
        f"| {label} | {one.precision:.3f} | {one.recall:.3f} | {one.f1:.3f} | {one.count} |"
        for label, one in measured.as_written.labels.items()
    )
    corrected = f", {reviewed} passages corrected in reviews among them" if reviewed else ""
    return f"""# Recogniser of entities MODEL_ID

Finds the mentions of the codebook's entity labels in English policy prose. It was trained on {documents} texts written
for this project{corrected}, names substituted in every round (`docs/entities.md`). The figures come from the same
training without {len(measured.documents)} texts, on those texts: expect lower ones on texts of other kinds.

| | strict micro F1 | macro F1 | span recall | calibration error |
|---|---|---|---|---|
{totals}

95 % interval of strict micro F1 as written, over documents: {low:.3f} to {high:.3f}.

| label | precision | recall | F1 | mentions |
|---|---|---|---|---|
{rows}

Not for other languages, nor for texts about private persons.
"""
