"""Decisions become labelled texts."""

from dataclasses import replace

import pytest
from test_judging import Desk

from bdjp_nlp.coding.labelled_unit import from_passage_labels
from bdjp_nlp.coding.retraining import OWN_WEIGHT, training_data
from bdjp_nlp.coding.training import Parameters, train
from bdjp_nlp.errors import LabelsError
from bdjp_nlp.pipeline_folder import find_pipeline, shipped_pipeline
from bdjp_nlp.review.judged import Reader
from bdjp_nlp.review.learning import labelled_units, reviewed
from small_pipeline import labelled_rows


def units(run):
    return labelled_units(reviewed(run, "themes").passages, "themes", ("sea", "school"))


def test_a_passage_that_was_decided_on_is_learnt_from_with_its_sentences(run, config):
    desk = Desk(run, config, "on Monday")
    desk.ask("accept")
    (unit,) = units(run)
    assert unit.unit.text == desk.passage.text
    assert unit.unit.heading == "Patrols"
    assert unit.labels == {"sea"}
    assert unit.sentence_labels == (frozenset({"sea"}), frozenset())


def test_a_label_without_evidence_leaves_the_sentences_unknown(run, config):
    desk = Desk(run, config, "on Monday")
    desk.ask("accept", group="themes", label="school")
    (unit,) = units(run)
    assert unit.labels == {"school"}
    assert unit.sentence_labels is None


def test_a_decision_on_one_label_says_nothing_of_the_others(run, config):
    desk = Desk(run, config, "on Monday")
    desk.ask("reject", group="themes", label="school")
    (unit,) = units(run)
    assert "sea" in {code.label for code in desk.now.codes if code.holds}
    assert unit.labels == frozenset()
    assert unit.undecided == {"sea"}
    desk.ask("accept")
    (unit,) = units(run)
    assert unit.labels == {"sea"}
    assert unit.undecided == frozenset()


def test_a_rejected_label_is_a_lesson_too(run, config):
    Desk(run, config, "on Monday").ask("reject")
    (unit,) = units(run)
    assert unit.labels == frozenset()
    assert unit.sentence_labels == (frozenset(), frozenset())


def test_a_disputed_passage_waits(run, config):
    Desk(run, config, "on Monday", Reader("ada", blind=True)).ask("reject", group="themes", label="sea")
    Desk(run, config, "on Monday", Reader("bo", blind=True)).ask("accept", group="themes", label="sea")
    found = reviewed(run, "themes")
    assert found.passages == ()
    assert "1 reviewed passages are left out" in "".join(found.warnings)


def test_labels_that_were_only_ever_said_to_be_there_cannot_be_learnt(run, config, tmp_path):
    desk = Desk(run, config, "on Monday")
    desk.ask("accept", group="themes", label="sea")
    some = units(run) * 4
    with pytest.raises(LabelsError, match="0 passages are known not to bear 'sea'"):
        training_data(find_pipeline(config), "themes", [], some)


def test_a_decision_counts_for_many_of_the_corpus_s_passages_but_all_together_for_no_more_than_it(run):
    folder = find_pipeline(shipped_pipeline())
    one = from_passage_labels("A cutter patrolled.", frozenset({"maritime_security"}), "mine", "mine")
    corpus = len(training_data(folder, "themes", []).units)
    for count, weight in ((12, OWN_WEIGHT), (corpus, 1.0), (2 * corpus, 1.0)):
        data = training_data(folder, "themes", [], [one] * count)
        assert data.own == count
        assert {unit.weight for unit in data.units[-count:]} == {weight}
        assert {unit.weight for unit in data.units[:-count]} == {1.0}


def test_a_model_follows_a_passage_the_more_it_counts():
    rows = labelled_rows()
    units = [from_passage_labels(r["text"], frozenset(filter(None, [r["themes"]])), r["doc"], r["doc"]) for r in rows]
    corrected = from_passage_labels("Two crews watched the sea lane on day 2.", frozenset(), "mine", "mine")
    found = []
    for weight in (1.0, OWN_WEIGHT):
        trained = train("themes", ("sea", "school"), [*units, replace(corrected, weight=weight)], Parameters(folds=3))
        found.append(trained.coder.linear.score([corrected.unit]))
    once, often = found
    assert often.passages[0, 0] < once.passages[0, 0] - 1
    assert often.sentences[0, 0] < once.sentences[0, 0] - 1


def test_without_decisions_it_says_how_to_take_some(run):
    with pytest.raises(LabelsError, match="bdjp review"):
        reviewed(run, "themes")
