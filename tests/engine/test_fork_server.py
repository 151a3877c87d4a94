"""Workers have the pipeline of the run, whatever their fork server loaded before."""

import os
import subprocess
import sys

import pandas as pd

from bdjp_nlp.engine import preloaded
from bdjp_nlp.engine.fork_server import WANTED, wanted

TWO_RUNS = """
from pathlib import Path
from bdjp_nlp import load_pipeline

if __name__ == "__main__":
    config = Path("own.toml")
    load_pipeline(config).run("papers", out="first", workers=1)
    config.write_text(config.read_text() + "long_from = 50\\n")
    load_pipeline(config).run("papers", out="second", workers=1)
"""
HELD = (
    "from bdjp_nlp.engine import preloaded; print(preloaded.pipeline and [s.name for s in preloaded.pipeline.stages])"
)


def held(config, stages, tmp_path):
    environment = os.environ | {WANTED: wanted(config, stages, tmp_path)}
    done = subprocess.run([sys.executable, "-c", HELD], env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_a_pipeline_that_was_changed_since_is_loaded_anew(config, papers, tmp_path, added_site):
    config("word_counter")
    (tmp_path / "runs.py").write_text(TWO_RUNS)
    environment = os.environ | {"PYTHONPATH": str(added_site)}
    subprocess.run([sys.executable, "runs.py"], cwd=tmp_path, env=environment, check=True)
    longest = {run: pd.read_parquet(tmp_path / run / "word_counts.parquet").longest for run in ("first", "second")}
    assert longest["first"].notna().any()
    assert longest["second"].isna().all()


def test_the_fork_server_holds_the_stages_that_it_is_told(config, tmp_path):
    assert held(config("sentences", "entities"), ("sentences",), tmp_path) == "['sentences']"


def test_it_holds_nothing_where_the_pipeline_cannot_be_loaded(tmp_path):
    assert held(tmp_path / "missing.toml", ("sentences",), tmp_path) == "None"


def test_elsewhere_nothing_is_held():
    assert preloaded.pipeline is None
