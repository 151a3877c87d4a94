"""Dask workers give what the local engine gives, row for row, whatever happens to them."""

import pandas as pd
import pytest

from bdjp_nlp.engine import Limits, PipelineAddress
from bdjp_nlp.engine.dask import TASKS_PER_THREAD, DaskEngine
from bdjp_nlp.errors import EngineError
from bdjp_nlp.identity import sha256_hex
from bdjp_nlp.pipeline import load_pipeline
from bdjp_nlp.processing import Task

TABLES = ("documents", "sections", "passages", "sentences", "words")


def tables(run):
    found = {name: pd.read_parquet(run / f"{name}.parquet") for name in TABLES}
    found["documents"] = found["documents"].drop(columns="seconds")
    return found


@pytest.fixture(scope="module")
def cluster():
    """A scheduler with two worker processes that belongs to someone else, with the settings that Dask ships."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as running:
        yield running.scheduler_address


def test_a_worker_that_is_killed_half_way_costs_nothing_and_doubles_nothing(bdjp, config, papers, tmp_path):
    (papers / "paper-09b.md").write_text("This paper will KILL IT ONCE.")
    pipeline = config("sentences", "misbehaving")
    options = ("--config", pipeline, "--workers", "2", "-q")
    done = bdjp("run", papers, "--out", "dask", "--engine", "dask", *options)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "killed").exists()
    assert bdjp("run", papers, "--out", "local", *options).returncode == 0
    for name, table in tables(tmp_path / "local").items():
        pd.testing.assert_frame_equal(table, tables(tmp_path / "dask")[name])


def test_limits_hold_and_a_document_that_kills_its_workers_is_given_up_alone(bdjp, config, papers, tmp_path):
    bad = {"HANG": "timeout", "EXHAUST": "out_of_memory", "CRASH": "crashed", "KILL THE WORKER": "crashed"}
    for number, text in enumerate(bad):
        (papers / f"paper-1{number}b.md").write_text(f"This paper will {text}.")
    options = ("--engine", "dask", "--workers", "2", "--timeout", "15", "--memory", "1024", "-q")
    done = bdjp("run", papers, "--out", "out", "--config", config("sentences", "misbehaving"), *options)
    assert done.returncode == 3, done.stderr
    documents = pd.read_parquet(tmp_path / "out" / "documents.parquet")
    assert (documents.status == "ok").sum() == 20
    failed = documents[documents.status == "failed"]
    assert failed.error.tolist() == list(bad.values())
    assert "again and again" in failed.message.iloc[-1]
    assert str(failed.path.iloc[-1]) in done.stderr


def test_few_tasks_are_in_flight_however_many_there_are(cluster, config, papers):
    pipeline = load_pipeline(config("sentences"))
    address = PipelineAddress(pipeline.folder.config, ("sentences",))
    engine = DaskEngine(address, Limits(), pipeline.fingerprints, scheduler=cluster)
    taken = []

    def tasks():
        for path in sorted(papers.iterdir()):
            taken.append(path)
            yield Task(str(path), sha256_hex(path.read_bytes()), ("sentences",))

    in_flight, outcomes = [], []
    for outcome in engine.map(tasks()):
        in_flight.append(len(taken) - len(outcomes))
        outcomes.append(outcome)
    assert sorted(outcome.path for outcome in outcomes) == [str(path) for path in taken]
    assert not any(outcome.failed for outcome in outcomes)
    assert max(in_flight) <= 2 * TASKS_PER_THREAD


def test_a_worker_with_another_version_is_refused(cluster, config):
    pipeline = load_pipeline(config("sentences"))
    address = PipelineAddress(pipeline.folder.config, ("sentences",))
    engine = DaskEngine(address, Limits(), {**pipeline.fingerprints, "sentences": "of tomorrow"}, scheduler=cluster)
    with pytest.raises(EngineError, match=r"is another one than here \(sentences differ\)"):
        next(engine.map([Task("a.md", "", ("sentences",))]))


def test_a_scheduler_that_does_not_answer_is_told_with_the_remedy(bdjp, config, papers):
    options = ("--config", config("sentences"), "-q")
    silent = bdjp("run", papers, "--out", "out", "--engine", "dask", "--scheduler", "tcp://127.0.0.1:9", *options)
    assert silent.returncode == 1
    assert "no Dask scheduler answers there" in silent.stderr
    unasked = bdjp("run", papers, "--out", "out", "--scheduler", "tcp://127.0.0.1:9", *options)
    assert unasked.returncode == 2
    assert "add --engine dask" in unasked.stderr
