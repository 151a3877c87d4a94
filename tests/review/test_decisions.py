"""The log of decisions keeps every line that was flushed, whatever happens to the last one."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from decision_examples import decision, undo
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bdjp_nlp.errors import StoreError
from bdjp_nlp.review.decisions import DECISIONS, Decision, DecisionLog, in_force, read_decisions


def test_what_is_appended_is_read_again(tmp_path):
    taken = [decision("sea"), decision("school", holds=False)]
    DecisionLog(tmp_path).append(taken)
    assert list(read_decisions(tmp_path)) == taken


def test_a_run_without_decisions_has_none(tmp_path):
    assert list(read_decisions(tmp_path)) == []


def test_a_log_reads_on_from_where_it_was(tmp_path):
    log, other = DecisionLog(tmp_path), DecisionLog(tmp_path)
    log.append([decision("sea")])
    assert len(log.read()) == 1
    other.append([decision("school")])
    assert [d.label for d in log.read()] == ["sea", "school"]


@given(st.integers(min_value=1))
def test_a_torn_last_line_costs_only_itself(tmp_path_factory, cut):
    run = tmp_path_factory.mktemp("run")
    DecisionLog(run).append([decision("sea"), decision("school")])
    whole = (run / DECISIONS).read_bytes()
    first = whole.index(b"\n") + 1
    kept = first + cut % (len(whole) - first - 1)
    (run / DECISIONS).write_bytes(whole[:kept])
    log = DecisionLog(run)
    assert [d.label for d in log.read()] == ["sea"]
    log.append([decision("third")])
    assert [d.label for d in log.read()] == ["sea", "third"]
    assert log.damaged == ([] if kept == first else [2])


def test_a_last_line_that_lacks_only_its_end_counts(tmp_path):
    DecisionLog(tmp_path).append([decision("sea")])
    file = tmp_path / DECISIONS
    file.write_bytes(file.read_bytes().rstrip(b"\n"))
    log = DecisionLog(tmp_path)
    assert [d.label for d in log.read()] == ["sea"]
    log.append([decision("school")])
    assert [d.label for d in log.read()] == ["sea", "school"]
    assert log.damaged == []


def test_what_was_said_to_be_taken_survives_kill_9(tmp_path):
    program = (
        "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[2])\n"
        "from decision_examples import decision\n"
        "from bdjp_nlp.review.decisions import DecisionLog\n"
        "log = DecisionLog(Path(sys.argv[1]))\n"
        "for n in range(100_000):\n"
        "    log.append([decision(f'label-{n}')])\n"
        "    print(n, flush=True)\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path), str(Path(__file__).parent)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        for line in writer.stdout:
            if int(line) >= 20:
                os.kill(writer.pid, signal.SIGKILL)
                break
    labels = [d.label for d in read_decisions(tmp_path)]
    assert labels[:21] == [f"label-{n}" for n in range(21)]


def test_an_undo_takes_back_one_decision_and_is_a_line_of_its_own(tmp_path):
    first, second = decision("sea"), decision("school")
    DecisionLog(tmp_path).append([first, second, undo(first)])
    assert len((tmp_path / DECISIONS).read_text().splitlines()) == 3
    assert list(in_force(read_decisions(tmp_path))) == [second]


@pytest.mark.parametrize("quote", ["😀 patrol", "টহল জাহাজ", "ne\u0301e"])
def test_offsets_count_code_points(tmp_path, quote):
    taken = decision(quote=quote, end=len(quote))
    DecisionLog(tmp_path).append([taken])
    assert read_decisions(tmp_path)[0].quote == quote
    with pytest.raises(ValidationError, match="code points"):
        decision(quote=quote, end=len(quote.encode("utf-16-le")) // 2 + 1)


def test_undo_without_what_it_undoes_is_refused():
    with pytest.raises(ValidationError, match="undo"):
        Decision(**(decision().model_dump() | {"action": "undo", "new": None}))


def test_a_log_that_cannot_be_written_says_that_nothing_was_decided(tmp_path):
    (tmp_path / DECISIONS).mkdir()
    with pytest.raises(StoreError, match="was not taken"):
        DecisionLog(tmp_path).append([decision()])
