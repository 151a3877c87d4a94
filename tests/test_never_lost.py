"""Whatever happens to a run, nothing is lost and nothing doubled: a kill, a full disk, no rights, a clock set back."""

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"


def tables(run):
    found = {file.stem: pd.read_parquet(file) for file in run.glob("*.parquet")}
    found["documents"] = found["documents"].drop(columns="seconds")
    return found


def test_runs_that_are_killed_at_any_moment_end_like_those_that_are_not():
    command = [sys.executable, str(BENCHMARKS / "kill_runs.py"), "6", "5"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "6 kills" in done.stdout
    assert "0 differences" in done.stdout


@pytest.mark.skipif(os.name == "nt", reason="no limits there")
def test_a_disk_that_is_full_is_told_and_the_run_goes_on_when_there_is_room(bdjp, config, papers, tmp_path):
    pipeline = config("sentences")
    command = [sys.executable, "-m", "bdjp_nlp", "run", papers, "--out", "out", "--config", pipeline, "--workers", "1"]
    few_kilobytes = ["sh", "-c", 'ulimit -f 6; exec "$@"', "sh"]
    full = subprocess.run([*few_kilobytes, *command, "-q"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert full.returncode == 1
    assert "out: cannot be written (File too large)" in full.stderr
    assert "Traceback" not in full.stderr
    options = ("--config", pipeline, "--workers", "1", "-q")
    assert bdjp("run", papers, "--out", "out", *options).returncode == 0
    assert bdjp("run", papers, "--out", "fresh", *options).returncode == 0
    for name, table in tables(tmp_path / "fresh").items():
        pd.testing.assert_frame_equal(table, tables(tmp_path / "out")[name])
    assert bdjp("doctor", "--run", "out").returncode == 0


def test_an_output_that_cannot_be_written_is_told_with_the_remedy(bdjp, config, papers, tmp_path):
    (tmp_path / "file").touch()
    done = bdjp("run", papers, "--out", "file/out", "--config", config("sentences"), "-q")
    assert done.returncode == 1
    assert "file/out: cannot be written" in done.stderr
    assert "choose another --out" in done.stderr


def test_a_paper_that_changed_is_seen_whatever_the_clock_says(bdjp, config, papers, tmp_path):
    paper = papers / "paper-03.md"
    options = ("--config", config("sentences"), "--workers", "1", "-q")
    os.utime(paper, (4e9, 4e9))  # written by a machine whose clock stands in 2096
    assert bdjp("run", papers, "--out", "out", *options).returncode == 0
    paper.write_text(paper.read_text().replace("May", "Jul"))
    os.utime(paper, (4e9, 4e9))
    assert bdjp("run", papers, "--out", "out", *options).returncode == 0
    sentences = pd.read_parquet(tmp_path / "out" / "sentences.parquet").text
    assert (sentences == "They left in Jul.").sum() == 1
    assert len(pd.read_parquet(tmp_path / "out" / "documents.parquet")) == 20
