"""Model card: what a model is, what it was made from, how good it is, and what it is not for."""

from __future__ import annotations

from collections.abc import Sequence

from bdjp_nlp.coding.evaluation import Figures
from bdjp_nlp.coding.manner import MannerFigures
from bdjp_nlp.coding.training import Trained


def model_card(trained: Trained, passages: Figures, sentences: Figures, sources: Sequence[str]) -> str:
    """The card's Markdown; ``MODEL_ID`` stands for the id, which is known only when the model is saved."""
    coder, documents = trained.coder, len({unit.doc for unit in trained.left_out.units})
    rows = "\n".join(
        f"| {figure.label} | {figure.precision:.2f} | {figure.recall:.2f} | {figure.f1:.2f} "
        f"[{figure.f1_low:.2f}, {figure.f1_high:.2f}] | {figure.support} | {threshold:.2f} |"
        for figure, threshold in zip(passages.labels, coder.rules.passages.decision.threshold, strict=True)
    )
    return f"""# Model MODEL_ID: {coder.task}

Gives a calibrated probability for each of {", ".join(coder.labels)} to passages and sentences of English policy prose.

- **Made from** {documents} documents ({passages.rows} passages, {sentences.rows} sentences) of: {", ".join(sources)}.
  Their hashes stand in `model.json`.
- **Made of** scikit-learn estimators, stored with skops (no pickle); parameters in `model.json`.
- **Not for** other languages, other meanings of the labels than the codebook's, or decisions about people.
  Rows marked `uncertain` are for a person to decide.

## On left-out documents

Macro F1 {passages.macro_f1:.3f} [{passages.macro_low:.3f}, {passages.macro_high:.3f}] on passages,
{sentences.macro_f1:.3f} on sentences; expected calibration error {passages.calibration_error:.3f}; a label was given
to {passages.false_alarm_share:.1%} of the passages that bear none; without the {1 - passages.certain_share:.0%}
uncertain passages, macro F1 {passages.certain_macro_f1:.3f}. Thresholds, calibration and intervals come from
documents that the judging model did not see.{_manner(trained.manner)}

| label | precision | recall | F1 [95 %] | passages | threshold |
|---|---|---|---|---|---|
{rows}
"""


def _manner(found: MannerFigures | None) -> str:
    if found is None:
        return ""
    return (
        f" Of {found.rows} labels in sentences, {found.explicit_right:.1%} are rightly told to be explicit or not; of "
        f"{found.stance_right:.1%} the stance is right."
    )
