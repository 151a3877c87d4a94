from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bdjp_nlp.coding.labelled_unit import LabelledUnit
from bdjp_nlp.coding.model_files import Provenance, load, save
from bdjp_nlp.coding.training import Trained
from bdjp_nlp.errors import ModelError
from bdjp_nlp.models_in_use import current_id, promote


@pytest.fixture
def saved(trained: Trained, models: Path) -> str:
    return save(trained.coder, models, Provenance({"paper": "hash"}, {}), {}, "# MODEL_ID")


def test_a_loaded_model_judges_as_the_saved_one(
    saved: str, models: Path, trained: Trained, units: list[LabelledUnit]
) -> None:
    bare = [unit.unit for unit in units]
    loaded = load(models, saved, "themes", ("sea", "school")).judge(bare)
    assert np.array_equal(loaded.passages.probabilities, trained.coder.judge(bare).passages.probabilities)


def test_saving_twice_changes_no_file(saved: str, models: Path, trained: Trained) -> None:
    before = {path.name: path.read_bytes() for path in (models / saved).iterdir()}
    assert save(trained.coder, models, Provenance({}, {}), {}, "") == saved
    assert before == {path.name: path.read_bytes() for path in (models / saved).iterdir()}


@pytest.mark.parametrize("name", ["weights.skops", "terms.json"])
def test_a_damaged_file_is_named(saved: str, models: Path, name: str) -> None:
    file = models / saved / name
    file.write_bytes(file.read_bytes()[:-9])
    with pytest.raises(ModelError, match=f"{name}.*train it anew"):
        load(models, saved, "themes")


def test_a_model_for_other_labels_is_refused(saved: str, models: Path) -> None:
    with pytest.raises(ModelError, match="trained for the labels sea, school"):
        load(models, saved, "themes", ("sea", "air"))


def test_a_model_for_another_task_is_refused(saved: str, models: Path) -> None:
    with pytest.raises(ModelError, match="is for themes, not for constraints"):
        load(models, saved, "constraints")


def test_an_unknown_id_lists_those_that_are_there(saved: str, models: Path) -> None:
    with pytest.raises(ModelError, match=saved):
        load(models, "nothing", "themes")


def test_promoting_one_task_keeps_the_others(models: Path) -> None:
    promote(models, "themes", "aaa")
    promote(models, "constraints", "bbb")
    promote(models, "themes", "ccc")
    assert (current_id(models, "themes"), current_id(models, "constraints")) == ("ccc", "bbb")


def test_no_model_in_use_is_an_error_with_the_remedy(models: Path) -> None:
    with pytest.raises(ModelError, match="bdjp train themes --promote"):
        current_id(models, "themes")
