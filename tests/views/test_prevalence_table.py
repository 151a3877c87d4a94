"""`bdjp inspect DIR prevalence` counts passages by label and corrects the counts by the model's measured errors."""

import json

import pytest

from small_pipeline import labelled_rows, write_pipeline, write_rows


@pytest.fixture
def run(bdjp, tmp_path):
    config = write_pipeline(tmp_path / "own")
    labels = write_rows(tmp_path / "labels.csv", labelled_rows())
    trained = bdjp("train", "themes", "--labels", labels, "--promote", "--config", config, "-q")
    assert trained.returncode == 0, trained.stderr
    folder = tmp_path / "papers"
    folder.mkdir()
    for name, who in (("one", "Two crews"), ("two", "The guard")):
        text = f"{who} patrolled the strait on day 1.\n\n{who} opened a bakery on day 2, and it went well.\n"
        (folder / f"{name}.md").write_text(f"# Paper {name}\n\n{text}")
    done = bdjp("run", "papers", "--out", "out", "--config", config, "-q")
    assert done.returncode == 0, done.stderr
    return "out"


def test_documents_add_up_to_the_corpus_and_shares_lie_in_their_intervals(bdjp, run):
    done = bdjp("inspect", run, "prevalence", "--json")
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    sea = [row for row in rows if row["label"] == "sea"]
    corpus, *documents = sea
    assert corpus["doc_id"] is None
    assert corpus["path"] is None
    assert {row["path"][-6:] for row in documents} == {"one.md", "two.md"}
    assert corpus["passages"] == sum(row["passages"] for row in documents) == 4
    assert corpus["assigned"] == sum(row["assigned"] for row in documents) == 2
    assert all(0 <= row["low"] <= row["share"] <= row["high"] <= 1 for row in rows)


def test_a_run_without_codings_is_told(bdjp, config, papers):
    bdjp("run", papers, "--out", "bare", "--config", config("sentences"), "-q")
    done = bdjp("inspect", "bare", "prevalence")
    assert done.returncode == 1
    assert "holds neither themes nor constraints" in done.stderr
