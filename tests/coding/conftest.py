"""A coder trained once for the tests of this folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from bdjp_nlp.coding.labelled_unit import LabelledUnit, from_passage_labels
from bdjp_nlp.coding.training import Parameters, Trained, train
from small_pipeline import labelled_rows


@pytest.fixture(scope="session")
def units() -> list[LabelledUnit]:
    return [
        from_passage_labels(row["text"], frozenset(filter(None, [row["themes"]])), row["doc"], row["doc"])
        for row in labelled_rows()
    ]


@pytest.fixture(scope="session")
def trained(units: list[LabelledUnit]) -> Trained:
    return train("themes", ("sea", "school"), units, Parameters(folds=3))


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return tmp_path / "models"
