"""A package that is merely installed adds a stage and a table."""

import pandas as pd


def test_an_installed_stage_runs_and_writes_its_own_table(bdjp, config, papers, tmp_path):
    done = bdjp("run", papers, "--out", "out", "--config", config("sentences", "word_counter"), "--workers", "2")
    assert done.returncode == 0, done.stderr
    counts = pd.read_parquet(tmp_path / "out" / "word_counts.parquet")
    passages = pd.read_parquet(tmp_path / "out" / "passages.parquet")
    assert list(counts.columns) == ["doc_id", "passage_id", "words", "longest"]
    assert list(counts.words) == [len(text.split()) for text in passages.text]
    shown = bdjp("inspect", "out", "word_counts", "--where", "words > 9", "--format", "jsonl")
    assert shown.returncode == 0, shown.stderr
    assert len(shown.stdout.splitlines()) == (counts.words > 9).sum()


def test_doctor_lists_it(bdjp):
    assert "word_counter" in bdjp("doctor").stdout
