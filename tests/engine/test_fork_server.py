"""Workers have the pipeline of the run, whatever their fork server loaded before."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd

from bdjp_nlp.engine import preloaded
from bdjp_nlp.engine.fork_server import WANTED, wanted
from bdjp_nlp.entities.values import exchange
from bdjp_nlp.pipeline import load_pipeline

ROOT = Path(__file__).resolve().parents[2]
TWO_RUNS = """
from pathlib import Path
from bdjp_nlp import load_pipeline

if __name__ == "__main__":
    config = Path("own.toml")
    load_pipeline(config).run("papers", out="first", workers=1)
    config.write_text(config.read_text() + "long_from = 50\\n")
    load_pipeline(config).run("papers", out="second", workers=1)
"""
FROM_A_PLAN = """
import sys
from bdjp_nlp.pipeline import plan_pipeline
from bdjp_nlp.run import execute

if __name__ == "__main__":
    execute(plan_pipeline("own.toml"), ["papers"], "out", workers=1)
    print("bdjp_nlp.stages.sentences" in sys.modules)
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


def run_from_a_plan(tmp_path):
    (tmp_path / "run.py").write_text(FROM_A_PLAN)
    done = subprocess.run([sys.executable, "run.py"], cwd=tmp_path, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_the_process_that_runs_a_plan_loads_no_stage(config, papers, tmp_path):
    config("sentences")
    assert run_from_a_plan(tmp_path) == "False"


def test_a_plan_is_recorded_as_the_pipeline_it_stands_for(config, papers, tmp_path, monkeypatch):
    config("sentences")
    run_from_a_plan(tmp_path)
    monkeypatch.chdir(tmp_path)
    there = load_pipeline("own.toml").run("papers", out="here").summary["pipeline"]
    assert json.loads((tmp_path / "out" / "run.json").read_text())["pipeline"] == there


def test_another_plan_in_the_same_process_is_loaded_by_itself(config, papers, tmp_path):
    config("sentences")
    (tmp_path / "other.toml").write_text("stages = []\n")
    (tmp_path / "run.py").write_text(
        FROM_A_PLAN + '    run = execute(plan_pipeline("other.toml"), ["papers"], "other", workers=1)\n'
        '    print(run.summary["pipeline"]["stages"])\n'
    )
    done = subprocess.run([sys.executable, "run.py"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_fork_server_holds_the_stages_that_it_is_told(config, tmp_path):
    assert held(config("sentences", "entities"), ("sentences",), tmp_path) == "['sentences']"


def test_it_holds_nothing_where_the_pipeline_cannot_be_loaded(tmp_path):
    assert held(tmp_path / "missing.toml", ("sentences",), tmp_path) == "None"


def test_elsewhere_nothing_is_held():
    assert preloaded.pipeline is None


def test_a_pipeline_that_is_warm_has_its_grammar_and_its_rates():
    pipeline = preloaded.warm(load_pipeline(ROOT / "pipeline", stages=["sentences", "entities", "facts"]))
    facts = pipeline.stages[-1]
    assert "_nlp" in vars(facts._extractor.parser)
    assert exchange._converter.cache_info().currsize == 1
