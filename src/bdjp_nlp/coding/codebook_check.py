"""Codebook check: every example of the codebook, put to the current models; those that fail are named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bdjp_nlp.codebook import Label
from bdjp_nlp.coding.coder import Coder
from bdjp_nlp.coding.unit import Unit


@dataclass(frozen=True)
class Example:
    """One example and what the model says of it: `wanted` whether it bears the label, `given` whether it got it."""

    group: str
    label: str
    text: str
    wanted: bool
    given: bool
    score: float

    @property
    def failed(self) -> bool:
        """Whether model and codebook differ."""
        return self.wanted != self.given


def check_examples(coder: Coder, labels: dict[str, Label]) -> Iterator[Example]:
    """Every example of the labels that the coder knows, judged as a passage by itself."""
    for name, label in labels.items():
        texts: Sequence[tuple[str, bool]] = [*((t, True) for t in label.passing), *((t, False) for t in label.failing)]
        if name not in coder.labels or not texts:
            continue
        column = coder.labels.index(name)
        passages = coder.judge([Unit(text, ((0, len(text)),)) for text, _ in texts]).passages
        for row, (text, wanted) in enumerate(texts):
            score = float(passages.probabilities[row, column])
            yield Example(coder.task, name, text, wanted, bool(passages.assigned[row, column]), round(score, 4))
