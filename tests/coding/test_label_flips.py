"""Flips: which labels passages gain and lose by another model, told in the terminal, as JSON and as a page."""

from dataclasses import asdict, dataclass, replace

import numpy as np
import pytest

from bdjp_nlp.coding import flips as module
from bdjp_nlp.coding.coder import Judgement, Verdicts
from bdjp_nlp.coding.evaluation import Figures
from bdjp_nlp.coding.flips import Flip, Lessons, Placed, Sample, flips, lessons
from bdjp_nlp.coding.labelled_unit import from_passage_labels
from bdjp_nlp.coding.report import Report
from bdjp_nlp.coding.report_out import lines
from bdjp_nlp.coding.report_page import page
from bdjp_nlp.coding.unit import Unit

TEXTS = ("The navy came.", "The shop opened.", "Cadets <b> learnt.")
PASSAGES = (Placed(f"{n}.pdf p.{n}", Unit(text, ((0, len(text)),))) for n, text in enumerate(TEXTS))
SAMPLE = Sample("outputs/mine", tuple(PASSAGES))


@dataclass
class Model:
    """Says of each passage of `TEXTS`, by its place, how probable each label is; `least` is what a label wants."""

    labels: tuple[str, ...]
    said: list[list[float]]
    least: float = 0.5

    def judge(self, units):
        scores = np.array([self.said[TEXTS.index(unit.text)] for unit in units]).reshape(-1, len(self.labels))
        judged = Judgement(scores, scores >= self.least, np.zeros(scores.shape, bool))
        return Verdicts(judged, judged)


OLD = Model(("sea", "gone"), [[0.4, 0.9], [0.8, 0.9], [0.48, 0.9]])
NEW = Model(("new", "sea"), [[0.9, 0.7], [0.9, 0.1], [0.9, 0.46]], least=0.45)


def test_a_flip_says_which_way_it_went_with_both_scores_and_its_words():
    found = flips(NEW, OLD, SAMPLE)
    assert found.listed[0] == Flip("1.pdf p.1", "sea", False, 0.8, 0.1, "The shop opened.")
    assert found.listed[1] == Flip("0.pdf p.0", "sea", True, 0.4, 0.7, "The navy came.")
    assert (found.passages, found.gained, found.lost, found.source) == (3, 2, 1, "outputs/mine")


def test_a_label_can_be_gained_while_its_score_falls():
    (falling,) = [flip for flip in flips(NEW, OLD, SAMPLE).listed if flip.new_score < flip.old_score and flip.gained]
    assert (falling.old_score, falling.new_score) == (0.48, 0.46)


def test_only_labels_that_both_know_can_flip():
    assert {flip.label for flip in flips(NEW, OLD, SAMPLE).listed} == {"sea"}
    assert flips(OLD, OLD, SAMPLE).listed == ()
    assert flips(NEW, OLD, Sample("nothing", ())).passages == 0


def test_of_many_passages_some_are_judged_and_of_many_flips_some_are_listed(monkeypatch):
    monkeypatch.setattr(module, "MOST_JUDGED", 2)
    assert flips(NEW, OLD, SAMPLE).passages == 2
    monkeypatch.setattr(module, "MOST_JUDGED", 3)
    monkeypatch.setattr(module, "MOST_FLIPS", 1)
    found = flips(NEW, OLD, SAMPLE)
    assert (len(found.listed), found.gained + found.lost) == (1, 3)


OWN = [
    replace(from_passage_labels(TEXTS[0], frozenset({"sea"}), "a", "a"), undecided=frozenset({"gone", "new"})),
    from_passage_labels(TEXTS[1], frozenset(), "b", "b"),
    replace(from_passage_labels(TEXTS[2], frozenset({"new"}), "c", "c"), undecided=frozenset({"sea"})),
]


def test_of_the_labels_that_people_decided_it_is_counted_how_many_each_model_says_likewise():
    assert lessons(NEW, OLD, OWN) == Lessons(passages=3, labels=2, before=0, after=2)


@pytest.fixture
def report():
    figures = Figures((), 0.5, 0.4, 0.6, 0.5, 0.1, 0.1, 0.1, 0.9, 0.6, 3)
    return Report("themes", "new-model", figures, figures, (), (), (), (),
                  compared_with="old-model", old_macro_f1=0.4, changes=flips(NEW, OLD, SAMPLE),
                  lessons=lessons(NEW, OLD, OWN))  # fmt: skip


def test_the_terminal_shows_flips_with_their_signs(report):
    said = "\n".join(lines(report))
    assert "flips in outputs/mine (3 passages): 2 gained, 1 lost" in said
    assert "  + sea  0.40 → 0.70  0.pdf p.0\n      The navy came." in said
    assert "  - sea  0.80 → 0.10  1.pdf p.1\n      The shop opened." in said


def test_terminal_and_page_say_what_became_of_people_s_own_labels(report):
    said = (
        "your own labels (2 on 3 passages): the model in use says 0 of them likewise, the new one, which has learnt "
        "from them, 2"
    )
    assert said in lines(report)
    assert f"<p>{said}</p>" in page(report)


@pytest.mark.parametrize(("before", "worse"), [(0.4, False), (0.55, False), (0.61, True)])
def test_a_model_is_worse_where_the_one_before_is_above_its_interval(report, before, worse):
    found = replace(report, old_macro_f1=before)
    assert found.worse is worse
    told = f"macro F1 0.500 [0.400, 0.600], before {before:.3f}: {'worse' if worse else 'not worse'}"
    assert f"against old-model: {told}" in lines(found)


def test_the_page_shows_flips_as_words_of_no_tag(report):
    said = page(report)
    assert "<td>+ gained</td><td>sea</td><td>0.40</td><td>0.70</td><td>0.pdf p.0</td><td>The navy came.</td>" in said
    assert "<td>− lost</td><td>sea</td>" in said
    assert "Cadets &lt;b&gt; learnt." in said


def test_json_says_gained_or_lost(report):
    told = asdict(report)["changes"]
    assert told["gained"] == 2
    assert told["listed"][0] == {
        "place": "1.pdf p.1", "label": "sea", "gained": False, "old_score": 0.8, "new_score": 0.1,
        "quote": "The shop opened.",
    }  # fmt: skip
