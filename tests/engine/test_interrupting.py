"""Ctrl-C in the middle: what is at work is finished, and the next run ends with the tables of an unbroken one."""

import json
import os
import signal
import subprocess
import sys

import pandas as pd
import pytest

PAPERS = 400
TABLES = ("documents", "passages", "sentences", "words")


def tables(run):
    found = {name: pd.read_parquet(run / f"{name}.parquet") for name in TABLES}
    found["documents"] = found["documents"].drop(columns="seconds")
    return found


@pytest.mark.skipif(os.name == "nt", reason="no process groups there")
@pytest.mark.parametrize("engine", ["local", "dask"])
def test_a_run_that_is_stopped_half_way_is_finished_by_the_next(bdjp, config, tmp_path, engine):
    (tmp_path / "papers").mkdir()
    for number in range(PAPERS):
        (tmp_path / "papers" / f"{number:03d}.md").write_text(f"The navy of Oman met {number} ships. They left.\n")
    options = ("papers", "--config", config("sentences"), "--engine", engine, "--workers", "2")
    command = [sys.executable, "-m", "bdjp_nlp", "run", *options, "--out", "out", "--log-json"]
    run = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, start_new_session=True, text=True)
    for _ in zip(range(PAPERS // 10), run.stderr, strict=False):
        pass  # some documents are done
    os.killpg(run.pid, signal.SIGINT)  # as a terminal does: to every process of the group
    _, errors = run.communicate(timeout=120)
    assert run.returncode == 130
    assert "Traceback" not in errors
    record = json.loads((tmp_path / "out" / "run.json").read_text())
    assert record["status"] == "interrupted"
    assert 0 < record["work"]["computed"] < PAPERS
    assert bdjp("run", *options, "--out", "out", "-q").returncode == 0
    resumed = json.loads((tmp_path / "out" / "run.json").read_text())["work"]
    assert resumed["kept"] == record["work"]["computed"]
    assert bdjp("run", *options, "--out", "whole", "-q").returncode == 0
    for name, table in tables(tmp_path / "whole").items():
        pd.testing.assert_frame_equal(table, tables(tmp_path / "out")[name])
