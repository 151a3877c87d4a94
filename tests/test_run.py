"""A run computes what is not there yet, and the same inputs give the same tables."""

import json
import os

import pandas as pd
import pytest

TABLES = ("documents", "sections", "passages", "sentences", "notes", "tables", "words", "word_counts")


def tables(run):
    found = {name: pd.read_parquet(run / f"{name}.parquet") for name in TABLES}
    found["documents"] = found["documents"].drop(columns="seconds")
    return found


def work(run):
    return json.loads((run / "run.json").read_text())["work"]


@pytest.fixture
def run(bdjp, config, papers, tmp_path):
    def call(out="out", stages=("sentences", "word_counter"), extra="", options=()):
        done = bdjp("run", papers, "--out", out, "--config", config(*stages, extra=extra), "-q", *options)
        assert done.returncode == 0, done.stderr
        return tmp_path / out

    return call


def test_the_same_inputs_give_the_same_tables_with_any_number_of_workers(run):
    runs = [tables(run(f"out{n}", options=("--workers", str(n)))) for n in (0, 1, 2)]
    for other in runs[1:]:
        for name in TABLES:
            pd.testing.assert_frame_equal(runs[0][name], other[name])


def test_a_second_run_does_no_stage_work(run):
    first = tables(run())
    again = run()
    assert work(again) == {
        "kept": 20,
        "computed": 0,
        "failed": 0,
        "stages": {"reader": 0, "sentences": 0, "word_counter": 0},
    }
    for name in TABLES:
        pd.testing.assert_frame_equal(first[name], tables(again)[name])


def test_a_changed_setting_computes_that_stage_alone_from_stored_layers(run):
    run()
    out = run(extra="long_from = 9\n")
    assert work(out)["stages"] == {"reader": 0, "sentences": 0, "word_counter": 20}
    fresh = tables(run("fresh", extra="long_from = 9\n"))
    for name in TABLES:
        pd.testing.assert_frame_equal(fresh[name], tables(out)[name])


def test_one_changed_paper_is_read_again_and_the_others_are_not(run, papers):
    out = run()
    (papers / "paper-03.md").write_text("Quite another text. It is new.")
    assert work(run())["stages"] == {"reader": 1, "sentences": 1, "word_counter": 1}
    assert (tables(out)["sentences"].text == "It is new.").sum() == 1
    assert len(tables(out)["documents"]) == 20


def test_a_paper_that_was_only_touched_is_not_read_again(run, papers):
    run()
    os.utime(papers / "paper-03.md", (1, 1))
    assert work(run())["stages"]["reader"] == 0


def test_papers_come_and_go(run, papers):
    run()
    (papers / "paper-05.md").unlink()
    (papers / "a-new-one.md").write_text("A new paper. It has two sentences.")
    out = run()
    assert work(out)["stages"]["reader"] == 1
    paths = [os.path.basename(path) for path in tables(out)["documents"].path]
    assert "paper-05.md" not in paths
    assert "a-new-one.md" in paths
    texts = {path.stem for path in (out / "texts").iterdir()}
    assert texts == set(tables(out)["documents"].doc_id)


def test_the_same_paper_under_two_names_is_counted_once(run, papers):
    (papers / "twin.md").write_text((papers / "paper-00.md").read_text())
    out = run()
    assert len(tables(out)["documents"]) == 20
    (twin,) = json.loads((out / "run.json").read_text())["duplicates"]
    assert twin["path"].endswith("twin.md")
    assert twin["same_as"].endswith("paper-00.md")


def test_a_twin_takes_the_place_of_its_deleted_original_even_in_a_run_that_stops(run, bdjp, papers, config):
    (papers / "zz-twin.md").write_text((papers / "paper-00.md").read_text())
    out = run()
    (papers / "paper-00.md").unlink()
    (papers / "zzz-empty.md").touch()
    done = bdjp("run", papers, "--out", out, "--config", config("sentences", "word_counter"), "-q", "--fail-fast")
    assert done.returncode == 3
    paths = [os.path.basename(path) for path in tables(out)["documents"].path]
    assert "zz-twin.md" in paths
    assert "paper-00.md" not in paths


def test_a_subset_of_stages_drops_the_tables_of_the_others(run):
    run()
    out = run(stages=("sentences",))
    assert not (out / "word_counts.parquet").exists()
    assert work(out)["stages"] == {"reader": 0, "sentences": 0}


def test_a_shard_whose_file_is_gone_is_made_anew(run):
    out = run()
    before = tables(out)
    next((out / "sentences.parquet").iterdir()).unlink()
    run()
    for name in TABLES:
        pd.testing.assert_frame_equal(before[name], tables(out)[name])


def test_a_text_that_is_gone_is_written_anew(run, bdjp):
    out = run()
    texts = {path.name: path.read_bytes() for path in (out / "texts").iterdir()}
    (out / "texts" / min(texts)).unlink()
    run(extra="long_from = 9\n")
    assert {path.name: path.read_bytes() for path in (out / "texts").iterdir()} == texts
    assert bdjp("doctor", "--run", out).returncode == 0


def test_a_shard_overwritten_with_as_many_zeros_is_made_anew(run, bdjp):
    out = run()
    before = tables(out)
    file = out / "passages.parquet" / "part-000000.parquet"
    file.write_bytes(bytes(file.stat().st_size))
    run()
    for name in TABLES:
        pd.testing.assert_frame_equal(before[name], tables(out)[name])
    assert bdjp("doctor", "--run", out).returncode == 0


def test_two_runs_into_one_directory_are_refused(bdjp, config, papers, tmp_path):
    from filelock import FileLock

    (tmp_path / "out" / ".state").mkdir(parents=True)
    with FileLock(tmp_path / "out" / ".state" / "lock"):
        done = bdjp("run", papers, "--out", "out", "--config", config("sentences"))
    assert done.returncode == 1
    assert "another run is writing here" in done.stderr


def test_a_path_that_does_not_exist_is_wrong_usage(bdjp, config):
    done = bdjp("run", "nowhere", "--out", "out", "--config", config("sentences"))
    assert done.returncode == 2
    assert "nowhere: no such file or folder" in done.stderr


def test_a_path_that_does_not_exist_is_told_before_any_stage_is_loaded(bdjp, config):
    done = bdjp("run", "nowhere", "--out", "out", "--config", config("not_installed"))
    assert done.returncode == 2
    assert "nowhere: no such file or folder" in done.stderr
