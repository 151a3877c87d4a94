from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from bdjp_nlp.models_in_use import current_id
from command_line import Bdjp
from small_pipeline import labelled_rows, write_pipeline, write_rows


@pytest.fixture
def pipeline(tmp_path: Path) -> Path:
    return write_pipeline(tmp_path / "pipeline")


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    return write_rows(tmp_path / "labels.csv", labelled_rows())


def test_own_labels_of_an_own_codebook_make_a_model_that_codes(
    bdjp: Bdjp, pipeline: Path, labels: Path, tmp_path: Path
) -> None:
    done = bdjp("train", "themes", "--labels", labels, "--promote", "--json")
    assert done.returncode == 0, done.stderr
    made = json.loads(done.stdout)
    assert made["promoted"]
    assert {figure["label"] for figure in made["report"]["passages"]["labels"]} == {"sea", "school"}
    assert current_id(pipeline.parent / "models", "themes") == made["model"]
    (tmp_path / "in.csv").write_text("text\nA cutter patrolled the strait.\n")
    assert bdjp("classify", "in.csv", "--out", "out.csv").returncode == 0
    assert ",sea," in (tmp_path / "out.csv").read_text()


def test_training_again_gives_the_same_model_and_report_files(bdjp: Bdjp, pipeline: Path, labels: Path) -> None:
    first, second = (bdjp("train", "themes", "--labels", labels) for _ in range(2))
    assert first.stdout.replace("written: ", "trained before from the same texts and labels: ") == second.stdout
    (model,) = (pipeline.parent / "models").glob("*/model.json")
    assert {"report.html", "report.json", "README.md", "metrics.json"} <= {f.name for f in model.parent.iterdir()}
    assert "not in use" in first.stdout


def test_a_model_that_was_looked_at_is_put_to_use_without_training_it_again(
    bdjp: Bdjp, pipeline: Path, labels: Path, tmp_path: Path
) -> None:
    models = pipeline.parent / "models"
    looked_at = json.loads(bdjp("train", "themes", "--labels", labels, "--json").stdout)["model"]
    (models / looked_at / "weights.skops").touch()
    before = (models / looked_at / "weights.skops").stat().st_mtime_ns
    promoted = bdjp("train", "themes", "--labels", labels, "--promote")
    assert promoted.returncode == 0, promoted.stderr
    assert "trained before from the same texts and labels" in promoted.stdout
    assert (models / looked_at / "weights.skops").stat().st_mtime_ns == before
    assert current_id(models, "themes") == looked_at
    fewer = write_rows(tmp_path / "fewer.csv", labelled_rows()[:-1])
    assert "written: " in bdjp("train", "themes", "--labels", fewer).stdout


def test_a_worse_model_is_promoted_only_by_force(bdjp: Bdjp, pipeline: Path, labels: Path, tmp_path: Path) -> None:
    assert bdjp("train", "themes", "--labels", labels, "--promote").returncode == 0
    good = current_id(pipeline.parent / "models", "themes")
    muddled = [
        row | {"themes": ["sea", "school", ""][place * place % 7 % 3]} for place, row in enumerate(labelled_rows())
    ]
    worse = write_rows(tmp_path / "worse.csv", muddled)
    refused = bdjp("train", "themes", "--labels", worse, "--promote")
    assert refused.returncode == 1
    assert "not promoted" in refused.stderr
    assert re.search(r"^flips in .* passages\): \d+ gained, \d+ lost$", refused.stdout, re.M), refused.stdout
    assert re.search(r"^  [+-] (sea|school)  [01]\.\d\d → [01]\.\d\d  ", refused.stdout, re.M), refused.stdout
    assert "--promote --force" in refused.stdout
    assert current_id(pipeline.parent / "models", "themes") == good
    assert bdjp("train", "themes", "--labels", worse, "--promote", "--force", "-q").returncode == 0
    assert current_id(pipeline.parent / "models", "themes") != good


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ({"text": "New.", "themes": "see", "doc": "x"}, "row 73: unknown label 'see' (did you mean 'sea'?"),
        ({"text": "", "themes": "sea", "doc": "x"}, "row 73: the text is empty"),
        (labelled_rows()[0] | {"themes": "school"}, "rows 1 and 73: the same text with different themes"),
    ],
)
def test_rows_that_cannot_be_are_named(
    bdjp: Bdjp, pipeline: Path, tmp_path: Path, row: dict[str, str], complaint: str
) -> None:
    file = write_rows(tmp_path / "wrong.csv", [*labelled_rows(), row])
    done = bdjp("train", "themes", "--labels", file)
    assert done.returncode == 2
    assert complaint in done.stderr


def test_too_few_examples_of_a_label_are_an_error(bdjp: Bdjp, pipeline: Path, tmp_path: Path) -> None:
    file = write_rows(tmp_path / "few.csv", [row for row in labelled_rows() if row["themes"] != "school"])
    done = bdjp("train", "themes", "--labels", file)
    assert done.returncode == 2
    assert "'school' has 0 labelled passages" in done.stderr


def test_evaluate_judges_given_labels(bdjp: Bdjp, pipeline: Path, labels: Path, tmp_path: Path) -> None:
    bdjp("train", "themes", "--labels", labels, "--promote", "-q")
    done = bdjp("evaluate", "--labels", labels, "--json")
    assert done.returncode == 0, done.stderr
    (report,) = json.loads(done.stdout)
    assert report["passages"]["macro_f1"] > 0.9
    assert (tmp_path / "outputs/evaluation/themes/report.html").is_file()


def test_codebook_check_names_the_examples_that_fail(bdjp: Bdjp, pipeline: Path, labels: Path) -> None:
    bdjp("train", "themes", "--labels", labels, "--promote", "-q")
    assert bdjp("codebook", "check").returncode == 0
    file = pipeline.parent / "codebook" / "themes.toml"
    file.write_text(file.read_text().replace("A crew patrolled the strait.", "Voters opened a bakery."))
    done = bdjp("codebook", "check")
    assert done.returncode == 1
    assert "should have it: Voters opened a bakery." in done.stdout


def test_suggestions_are_filled_in_and_given_back(bdjp: Bdjp, pipeline: Path, labels: Path, tmp_path: Path) -> None:
    bdjp("train", "themes", "--labels", labels, "--promote", "-q")
    text = "\n\n".join(f"{row['text']} It was noted on page {at}." for at, row in enumerate(labelled_rows()[:30]))
    (tmp_path / "paper.md").write_text(f"# A paper\n\n{text}\n")
    assert bdjp("run", "paper.md", "--out", "out", "-q").returncode == 0
    done = bdjp("train", "themes", "--suggest", "5", "--run", "out")
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [(row["sea"], row["school"]) for row in rows] == [("?", "?")] * 5
    rows[0] |= {"sea": "1", "school": "0"}
    filled = write_rows(tmp_path / "filled.csv", rows)
    trained = bdjp("train", "themes", "--labels", labels, "--labels", filled, "--json")
    assert trained.returncode == 0, trained.stderr
    report = json.loads(trained.stdout)["report"]
    assert any("4 rows still hold '?'" in warning for warning in report["warnings"])
    assert report["passages"]["labels"][0]["rows"] == len(labelled_rows()) + 1


def test_suggestions_want_a_run(bdjp: Bdjp, pipeline: Path) -> None:
    done = bdjp("train", "themes", "--suggest", "5")
    assert done.returncode == 2
    assert "--run DIR" in done.stderr
