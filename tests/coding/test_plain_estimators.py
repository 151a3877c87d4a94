"""A model's linear parts are applied with NumPy alone; others, that somebody put in their place, by scikit-learn."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.multiclass import OneVsRestClassifier

from bdjp_nlp.coding.labelled_unit import LabelledUnit
from bdjp_nlp.coding.model_files import Provenance, load, model_id, save
from bdjp_nlp.coding.plain_estimators import LinearModel, LinearModels
from bdjp_nlp.coding.training import Trained
from bdjp_nlp.coding.unit import Unit
from bdjp_nlp.coding.verdict import code
from bdjp_nlp.models_in_use import current_id
from bdjp_nlp.pipeline_folder import shipped_pipeline

SHIPPED = shipped_pipeline().parent / "models"
SENTENCES = (
    "Spare parts for the frigates come from one supplier, and its export licences delay every refit.",
    "The two navies patrol the strait together; Ankara is no longer a worry.",
    "The battalion in Mali trains with French armoured vehicles.",
)
UNITS = [
    Unit(" ".join(SENTENCES[:2]), ((0, len(SENTENCES[0])), (len(SENTENCES[0]) + 1, sum(map(len, SENTENCES[:2])) + 1))),
    Unit(SENTENCES[2], ((0, len(SENTENCES[2])),), "Peacekeeping"),
]


@pytest.mark.parametrize("kind", ["binary", "three"])
def test_a_linear_model_decides_as_scikit_learn(kind: str) -> None:
    random = np.random.default_rng(3)
    matrix = random.normal(size=(90, 4))
    classes = np.array(["no", "yes"]) if kind == "binary" else np.array(["denied", "eased", "holds"])
    truth = classes[np.digitize(matrix[:, 0], np.linspace(-0.5, 0.5, len(classes) - 1))]
    there = LogisticRegression().fit(matrix, truth)
    plain = LinearModel(there.coef_, there.intercept_, there.classes_)
    assert np.allclose(plain.decision_function(matrix), there.decision_function(matrix))
    assert plain.predict(matrix).tolist() == there.predict(matrix).tolist()


@pytest.mark.parametrize("task", ["themes", "constraints"])
def test_the_shipped_models_say_the_same_with_and_without_scikit_learn(task: str) -> None:
    identifier = current_id(SHIPPED, task)
    plain, estimators = load(SHIPPED, identifier, task), load(SHIPPED, identifier, task, estimators=True)
    assert isinstance(plain.linear.sentence_model, LinearModels)
    assert isinstance(estimators.linear.sentence_model, OneVsRestClassifier)
    assert code(plain, UNITS) == code(estimators, UNITS)
    assert model_id(estimators) == identifier


def test_an_estimator_of_another_kind_can_take_a_part(
    trained: Trained, models: Path, units: list[LabelledUnit]
) -> None:
    bare = [unit.unit for unit in units]
    first = save(trained.coder, models, Provenance({}, {}), {}, "")
    swapped = load(models, first, "themes", estimators=True)
    matrix = swapped.linear.features.transform([unit.text for unit in bare]).to_scipy()
    assert isinstance(swapped.linear.passage_model, OneVsRestClassifier)
    width = swapped.linear.passage_model.estimators_[0].coef_.shape[1]
    matrix.resize((len(bare), width))
    truth = np.array([[label in unit.labels for label in swapped.labels] for unit in units]).astype(int)
    swapped.linear.passage_model = OneVsRestClassifier(RidgeClassifier()).fit(matrix, truth)
    second = save(swapped, models, Provenance({}, {}), {}, "")
    assert second != first
    loaded = load(models, second, "themes")
    assert np.array_equal(loaded.judge(bare).passages.probabilities, swapped.judge(bare).passages.probabilities)


def test_a_run_over_a_pdf_imports_neither_scikit_learn_nor_scipy_nor_pandas() -> None:
    paper = Path(__file__).parents[2] / "corpus" / "papers" / "01-kenya-uk-brief.pdf"
    program = f"""
import sys
from bdjp_nlp.pipeline import load_pipeline
load_pipeline().analyse_file({str(paper)!r})
print([name for name in ("sklearn", "skops", "scipy", "pandas", "pytesseract", "duckdb") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert done.stdout == "[]\n", done.stdout
