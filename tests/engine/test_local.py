"""Limits hold for every document, in native code too, and the neighbours never suffer."""

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
