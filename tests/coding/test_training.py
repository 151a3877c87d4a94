from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bdjp_nlp.coding.evaluation import Figures, figures
from bdjp_nlp.coding.folds import deal, splits
from bdjp_nlp.coding.labelled_unit import LabelledUnit, from_passage_labels, truth
from bdjp_nlp.coding.model_files import model_id
from bdjp_nlp.coding.training import Parameters, Trained, train
from bdjp_nlp.coding.unit import Unit, pooled, sigmoid


def test_learns_what_the_labels_have_in_common(trained: Trained) -> None:
    found = figures(
        trained.left_out.verdicts.passages, trained.left_out.truth.passages, ("sea", "school"),
        [unit.doc for unit in trained.left_out.units],
    )  # fmt: skip
    assert found.macro_f1 > 0.9


def test_judges_a_text_it_has_not_seen(trained: Trained) -> None:
    texts = ["A cutter patrolled the strait.", "They taught cadets and drilled.", "Voters opened a bakery."]
    judged = trained.coder.judge([Unit(text, ((0, len(text)),)) for text in texts]).passages
    assert judged.assigned.tolist() == [[True, False], [False, True], [False, False]]


def test_the_same_texts_give_the_same_model(trained: Trained, units: list[LabelledUnit]) -> None:
    again = train("themes", ("sea", "school"), units, Parameters(folds=3))
    assert model_id(again.coder) == model_id(trained.coder)


DRILLS = "Instructors taught cadets to drill."


@pytest.mark.parametrize(("undecided", "still_given"), [(frozenset({"school"}), True), (frozenset(), False)])
def test_an_undecided_label_teaches_neither_that_it_is_there_nor_that_it_is_not(
    units: list[LabelledUnit], undecided: frozenset[str], still_given: bool
) -> None:
    one = from_passage_labels(DRILLS, frozenset({"sea"}), "reviewed", "reviewed")
    reviewed = [replace(one, doc=f"reviewed-{number}", undecided=undecided) for number in range(30)]
    found = train("themes", ("sea", "school"), [*units, *reviewed], Parameters(folds=3))
    judged = found.coder.judge([Unit(DRILLS, ((0, len(DRILLS)),))]).passages
    assert bool(judged.assigned[0, 1]) is still_given
    rows = {label.label: label.rows for label in figures_of(found).labels}
    assert rows == {"sea": len(units) + 30, "school": len(units) + 30 * (not undecided)}


def figures_of(found: Trained) -> Figures:
    true = found.left_out.truth
    docs = [unit.doc for unit in found.left_out.units]
    return figures(found.left_out.verdicts.passages, true.passages, ("sea", "school"), docs, true.known_passages)


def test_other_texts_give_another_model(trained: Trained, units: list[LabelledUnit]) -> None:
    other = train("themes", ("sea", "school"), units[:-3], Parameters(folds=3))
    assert model_id(other.coder) != model_id(trained.coder)


@given(st.lists(st.sampled_from("abcdefgh"), min_size=8), st.integers(2, 5))
def test_no_document_is_in_training_and_test_at_once(docs: list[str], folds: int) -> None:
    for seen, unseen in splits(deal(docs, folds)):
        assert not {docs[row] for row in seen} & {docs[row] for row in unseen}


def test_sentences_of_a_passage_labelled_as_a_whole_are_not_learnt_from() -> None:
    unit = from_passage_labels("They sailed. They slept.", frozenset({"sea"}), "a", "a")
    true = truth([unit], ("sea",))
    assert true.passages.tolist() == [[True]]
    assert true.known_sentences.tolist() == [[False], [False]]


@given(st.lists(st.floats(-20, 20), min_size=1, max_size=8))
def test_a_passage_is_at_least_as_likely_as_its_best_sentence(logits: list[float]) -> None:
    column = np.array(logits)[:, None]
    highest, any_of = pooled(column, np.zeros(len(logits), dtype=np.intp), 1)
    assert highest[0, 0] == pytest.approx(max(max(logits), -12.0))
    assert sigmoid(any_of)[0, 0] >= sigmoid(np.clip(highest, -12, 20))[0, 0] - 1e-6
