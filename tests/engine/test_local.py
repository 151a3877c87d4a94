"""Limits hold for every document, in native code too, and the neighbours never suffer."""

import os
import signal
import subprocess
import sys
import time

import pandas as pd
import pytest


@pytest.fixture
def outcome(bdjp, config, papers, tmp_path):
    """Runs twenty good papers and one that does what `text` says."""

    def run(text, *options):
        (papers / "paper-07b.md").write_text(f"This paper will {text}.")
        pipeline = config("sentences", "misbehaving")
        done = bdjp("run", papers, "--out", "out", "--config", pipeline, "--workers", "2", "-q", *options)
        documents = pd.read_parquet(tmp_path / "out" / "documents.parquet").set_index("path")
        return done, documents, documents.loc[str(papers / "paper-07b.md")]

    return run


@pytest.mark.parametrize(
    ("text", "options", "error", "remedy"),
    [
        ("HANG", ("--timeout", "3"), "timeout", "--timeout"),
        ("EXHAUST", ("--memory", "1024"), "out_of_memory", "--memory"),
        ("CRASH", (), "crashed", "SIGABRT"),
        ("RAISE", (), "internal", "ValueError: a stage that fails"),
        ("EXIT", (), "internal", "SystemExit: 5"),
        ("UNSTORABLE", (), "internal", "UnicodeEncodeError"),
        ("UNSTORABLE", ("--workers", "0"), "internal", "UnicodeEncodeError"),
    ],
)
def test_a_document_that_misbehaves_fails_alone(outcome, text, options, error, remedy):
    done, documents, bad = outcome(text, *options)
    assert done.returncode == 3, done.stderr
    assert bad.status == "failed"
    assert bad.error == error
    assert remedy in bad.message
    assert str(bad.name) in done.stderr
    assert (documents.status == "ok").sum() == 20


def test_a_document_that_timed_out_is_tried_again(outcome, bdjp, config, papers):
    outcome("HANG", "--timeout", "3")
    (papers / "paper-07b.md").write_text("This paper behaves.")
    again = bdjp("run", papers, "--out", "out", "--config", config("sentences", "misbehaving"), "-q")
    assert again.returncode == 0, again.stderr


def test_workers_that_cannot_start_are_told(bdjp, config, papers):
    done = bdjp("run", papers, "--out", "out", "--config", config("only_here"), "--workers", "1", "-q")
    assert done.returncode == 1
    assert "bdjp: the workers cannot be started" in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="no process groups there")
@pytest.mark.parametrize("options", [(), ("--fail-fast",), ("--engine", "dask")])
def test_ctrl_c_while_the_workers_start_ends_in_order_and_the_next_run_goes_on(bdjp, config, papers, tmp_path, options):
    command = [sys.executable, "-m", "bdjp_nlp", "run", papers, "--out", "out", "--config", config("sentences")]
    run = subprocess.Popen(
        [*command, *options], cwd=tmp_path, stderr=subprocess.PIPE, start_new_session=True, text=True
    )
    while not (tmp_path / "out" / "run.json").exists():
        time.sleep(0.01)
    os.killpg(run.pid, signal.SIGINT)  # as a terminal does: to every process of the group
    _, errors = run.communicate(timeout=60)
    assert run.returncode == 130
    assert "Traceback" not in errors
    assert bdjp("run", papers, "--out", "out", "--config", config("sentences"), "-q").returncode == 0
    assert len(pd.read_parquet(tmp_path / "out" / "documents.parquet")) == 20
