"""Keys and clicks become decisions on the words that were meant."""

import pytest
from small_run import BANGLA

from bdjp_nlp.codebook import load_codebook
from bdjp_nlp.errors import UsageError
from bdjp_nlp.review.catalogue import catalogue
from bdjp_nlp.review.corpus import Corpus
from bdjp_nlp.review.decisions import DecisionLog
from bdjp_nlp.review.judged import Reader, judged
from bdjp_nlp.review.judging import Ask, Judge, undoing, with_span
from bdjp_nlp.review.presenting import present

READER = Reader("ada")


class Desk:
    """A person at a passage of a run."""

    def __init__(self, run, config, words, reader=READER):
        self.labels = catalogue(load_codebook(config.parent / "codebook"), {"entities": ["STATE", "PLACE"]})
        self.log, self.reader = DecisionLog(run), reader
        corpus = Corpus(run)
        papers = [corpus.paper(doc_id) for (doc_id,) in corpus.ask("SELECT doc_id FROM listed")]
        self.paper, self.passage = next((p, q) for p in papers for q in p.passages if words in q.text)

    @property
    def now(self):
        return judged(self.paper, self.passage, self.reader.standing(self.log.read()))

    def ask(self, act, **more):
        ask = Ask(doc_id=self.paper.doc_id, passage_id=self.passage.passage_id, act=act, **more)
        taken = Judge(self.reader, self.labels, self.now).decisions(ask)
        self.log.append(taken)
        return taken

    def undo(self):
        taken = undoing(self.log.read(), self.reader)
        self.log.append(taken)
        return taken


@pytest.fixture
def desk(run, config):
    return Desk(run, config, "watched the sea lane on Monday")


def test_the_model_has_found_the_label(desk):
    code = desk.now.code("themes", "sea")
    assert (code.holds, code.state in ("found", "unsure")) == (True, True)


def test_a_rejected_label_no_longer_holds_and_the_row_stays_in_the_line(desk):
    (taken,) = desk.ask("reject", group="themes", label="sea")
    assert desk.now.code("themes", "sea").state == "rejected"
    assert taken.old.holds
    assert taken.old.score == desk.now.code("themes", "sea").score
    assert taken.model
    assert taken.quote == desk.passage.text


def test_accepting_a_passage_says_yes_or_no_to_every_label_of_the_codebook(desk):
    before = {label: desk.now.code("themes", label).holds for label in ("sea", "school")}
    assert {d.label: d.new.holds for d in desk.ask("accept")} == before
    assert {d.step for d in desk.log.read()} == {desk.log.read()[0].step}


def test_undo_takes_a_whole_key_press_back(desk):
    desk.ask("reject", group="themes", label="sea")
    desk.ask("accept")
    assert len(desk.undo()) == 2
    assert desk.now.code("themes", "sea").state == "rejected"
    desk.undo()
    assert desk.now.code("themes", "sea").state in ("found", "unsure")
    assert desk.undo() == []


def test_a_toggled_label_is_added_and_taken_away_again(desk):
    holds = desk.now.code("themes", "school").holds
    desk.ask("toggle", group="themes", label="school")
    assert desk.now.code("themes", "school").holds is not holds
    desk.ask("toggle", group="themes", label="school")
    assert desk.now.code("themes", "school").holds is holds


def test_selected_words_become_evidence_in_code_points(run, config):
    desk = Desk(run, config, BANGLA)
    before = desk.passage.text.index("the crew")
    units = len(desk.passage.text[:before].encode("utf-16-le")) // 2
    assert units != before, "the text should hold a sign that UTF-16 counts twice"
    desk.ask("reject", group="themes", label="sea")
    desk.ask("toggle", group="themes", label="sea", start=units, end=units + len("the crew patrolled "))
    ((start, end),) = desk.now.code("themes", "sea").evidence
    assert desk.passage.text[start:end] == "the crew patrolled"


def test_selected_words_become_a_mention_with_their_own_words(run, config):
    desk = Desk(run, config, BANGLA)
    (taken,) = desk.ask("accept", group="entities", label="PLACE", start=0, end=len("টহল জাহাজ"))
    assert (taken.action, taken.quote) == ("add", "টহল জাহাজ")
    (mention,) = desk.now.mentions
    assert (mention.label, mention.canonical, mention.holds) == ("PLACE", "টহল জাহাজ", True)
    desk.ask("accept", group="entities", label="STATE", start=0, end=len("টহল জাহাজ"))
    assert [m.label for m in desk.now.mentions] == ["STATE"]
    desk.ask("reject", group="entities", start=0, end=len("টহল জাহাজ"))
    assert not desk.now.mentions[0].holds


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        ({"group": "themes", "label": "moon"}, "no label 'moon'; the codebook has: sea, school"),
        ({"group": "entities", "label": "PLACE"}, "select the words"),
        ({"group": "entities", "label": "PLACE", "start": 3, "end": 4000}, "lies outside"),
        ({"group": "themes", "label": "sea", "start": 3, "end": 3}, "no words"),
        ({"group": "facts", "label": "x", "start": 0, "end": 3}, "no such fact"),
    ],
)
def test_what_fits_nothing_is_refused_with_its_reason(desk, ask, said):
    with pytest.raises(UsageError, match=said):
        desk.ask("toggle", **ask)
    assert list(desk.log.read()) == []


def test_a_blind_coder_sees_and_undoes_only_what_is_theirs(run, config):
    ada, bo = (Desk(run, config, "on Monday", Reader(name, blind=True)) for name in ("ada", "bo"))
    ada.ask("reject", group="themes", label="sea")
    assert bo.now.code("themes", "sea").state in ("found", "unsure")
    assert bo.undo() == []
    bo.ask("accept", group="themes", label="sea")
    both = Desk(run, config, "on Monday", Reader("chair"))
    assert both.now.code("themes", "sea").by == ("ada: no", "bo: yes")
    both.ask("accept", group="themes", label="sea")
    assert both.now.code("themes", "sea").state == "accepted"


def test_spans_that_overlap_are_joined_and_one_given_twice_is_taken_away():
    assert with_span([(0, 4)], (2, 6)) == ((0, 6),)
    assert with_span([(0, 4)], (6, 8)) == ((0, 4), (6, 8))
    assert with_span([(0, 4)], (0, 4)) == ()


def test_labels_that_only_people_spoke_of_and_denied_are_told_in_a_line(run, config):
    desk = Desk(run, config, "on Monday")
    desk.ask("accept")
    assert {code.label: code.raised for code in desk.now.codes} == {"sea": True, "school": False}
    view = present(desk.paper, desk.now, desk.labels)
    assert [code.label for code in view.codes] == ["sea"]
    assert view.denied == ("School",)
    desk.ask("reject")
    view = present(desk.paper, desk.now, desk.labels)
    assert [(code.label, code.state) for code in view.codes] == [("sea", "rejected")]
