"""How far two people who coded blind agree."""

import json
import subprocess
import sys

import pytest
from test_judging import Desk

from bdjp_nlp.review.agreement import agreement, f1
from bdjp_nlp.review.corpus import Corpus
from bdjp_nlp.review.decisions import DECISIONS, DecisionLog, merge_from
from bdjp_nlp.review.judged import Reader


def coder(run, config, name, words):
    return Desk(run, config, words, Reader(name, blind=True))


def test_f1_counts_what_both_marked():
    assert f1({(0, (0, 4)), (0, (6, 8))}, {(0, (0, 4))}) == pytest.approx(2 / 3)
    assert f1(set(), set()) is None


def test_only_passages_that_both_judged_are_compared(run, config):
    for name in ("ada", "bo"):
        coder(run, config, name, "on Monday").ask("accept")
    coder(run, config, "bo", "repaved").ask("accept", group="themes", label="school")
    desk = coder(run, config, "ada", "on Monday")
    (found,) = agreement(desk.log.read(), desk.labels, Corpus(run).paper)
    assert found.coders == ("ada", "bo")
    assert {row.label: (row.passages, row.differ) for row in found.labels} == {"sea": (1, 0), "school": (1, 0)}


def test_a_label_on_which_one_did_not_decide_is_no_agreement(run, config):
    coder(run, config, "ada", "on Monday").ask("accept")
    desk = coder(run, config, "bo", "on Monday")
    desk.ask("accept", group="themes", label="sea")
    (found,) = agreement(desk.log.read(), desk.labels, Corpus(run).paper)
    assert {row.label: row.passages for row in found.labels} == {"sea": 1, "school": 0}


def test_the_words_that_both_marked_are_compared_by_their_characters(run, config):
    for name, end in (("ada", 10), ("bo", 20)):
        desk = coder(run, config, name, "repaved")
        desk.ask("evidence", group="themes", label="school", start=0, end=end)
    (found,) = agreement(desk.log.read(), desk.labels, Corpus(run).paper)
    assert next(row.span_f1 for row in found.labels if row.label == "school") == pytest.approx(2 * 9 / 28, abs=0.05)


def test_another_copys_decisions_are_taken_in_once(run, config, tmp_path):
    coder(run, config, "ada", "on Monday").ask("accept")
    other = tmp_path / "other.jsonl"
    other.write_bytes((run / DECISIONS).read_bytes())
    (run / DECISIONS).unlink()
    log = DecisionLog(run)
    assert merge_from(other, log) == 2
    assert merge_from(other, log) == 0
    assert len(log.read()) == 2


def test_the_command_prints_agreement_for_a_machine(run, config):
    coder(run, config, "ada", "on Monday").ask("reject", group="themes", label="sea")
    coder(run, config, "bo", "on Monday").ask("accept", group="themes", label="sea")
    command = [sys.executable, "-m", "bdjp_nlp", "review", str(run), "--config", str(config), "--agreement", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    assert found["disputed_passages"] == 1
    assert found["pairs"][0]["coders"] == ["ada", "bo"]
