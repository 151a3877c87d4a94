"""Retraining writes a whole model beside the others, gives the same one twice, and puts none to use."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bdjp_nlp.entities.comparison import changes, compare
from bdjp_nlp.entities.examples import Example
from bdjp_nlp.entities.model_files import METRICS, load, read_head
from bdjp_nlp.entities.retraining import train_entities
from bdjp_nlp.entities.training import TrainingSettings
from bdjp_nlp.errors import LabelsError, ModelError
from bdjp_nlp.models_in_use import promote as put_to_use
from bdjp_nlp.pipeline_folder import PipelineFolder

ROOT = Path(__file__).resolve().parents[2]
SMALL = TrainingSettings(rounds=1, width=16)


@pytest.fixture
def folder(tmp_path: Path) -> PipelineFolder:
    shutil.copytree(
        ROOT / "pipeline",
        tmp_path / "pipeline",
        ignore=lambda _, names: [n for n in names if len(n) == 12 and n.isalnum()],
    )
    return PipelineFolder(tmp_path / "pipeline" / "pipeline.toml")


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    target = tmp_path / "labels"
    (target / "texts").mkdir(parents=True)
    for file in sorted((ROOT / "corpus" / "labels" / "texts").glob("*.txt"))[::5]:
        shutil.copy(file, target / "texts")
    (target / "substitution").mkdir()
    shutil.copy(ROOT / "corpus" / "labels" / "substitution" / "quantities.toml", target / "substitution")
    lines = (ROOT / "corpus" / "labels" / "substitution" / "sentences.txt").read_text("utf-8").splitlines()
    (target / "substitution" / "sentences.txt").write_text("\n".join(lines[:20]) + "\n", "utf-8")
    return target


def test_a_model_is_written_whole_and_not_put_to_use(folder: PipelineFolder, labels: Path) -> None:
    before = (folder.models / "current.toml").read_bytes()
    trained = train_entities(folder, labels, SMALL)
    names = folder.codebook.names("entities")
    tagger, _ = load(folder.models, trained.model, names)
    assert tagger.scheme.labels == names
    assert set(trained.measured.as_written.labels) == set(names)
    assert {file.name for file in (folder.models / trained.model).iterdir()} == {
        "README.md",
        "metrics.json",
        "model.json",
        "weights.npz",
    }
    assert len(read_head(folder.models, trained.model).documents) == len(list((labels / "texts").iterdir()))
    assert (folder.models / "current.toml").read_bytes() == before
    assert compare(folder, trained).model == trained.model
    assert compare(folder, trained).current is None
    again = train_entities(folder, labels, SMALL)
    assert again.model == trained.model
    put_to_use(folder.models, "entities", trained.model)
    beside = compare(folder, again)
    assert beside.difference is not None
    assert (beside.difference.value, beside.difference.documents) == (0, len(trained.measured.documents))
    assert beside.not_worse
    same = changes(folder, trained.model, again.model, trained.held_out)
    assert (same.changed, same.listed) == (0, ())


def test_labels_of_ones_own_and_reviewed_passages_are_learnt_too(
    folder: PipelineFolder, labels: Path, tmp_path: Path
) -> None:
    own = tmp_path / "own.jsonl"
    own.write_text('{"text": "Zubria paid.", "entities": [{"start": 0, "end": 6, "label": "STATE"}]}\n', "utf-8")
    reviewed = [Example("Zubria left.", ((0, 6, "STATE"),), "passage-of-a-run")]
    more = train_entities(folder, labels, SMALL, own=[own], reviewed=reviewed)
    assert {"own.jsonl:1", "passage-of-a-run"} <= set(read_head(folder.models, more.model).documents)
    assert "1 passages corrected in reviews" in (folder.models / more.model / "README.md").read_text("utf-8")
    assert "micro_interval" in (folder.models / more.model / METRICS).read_text("utf-8")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"text": "Zubria"}', "not a row with 'text' and 'entities'"),
        ('{"text": "Z", "entities": [{"start": 0, "end": 2, "label": "STATE"}]}', "leaves the text"),
        ('{"text": "Z", "entities": [{"start": 0, "end": 1, "label": "LAND"}]}', "unknown label 'LAND'"),
    ],
)
def test_labels_of_ones_own_that_do_not_fit_are_told_with_their_line(
    folder: PipelineFolder, labels: Path, tmp_path: Path, line: str, message: str
) -> None:
    own = tmp_path / "own.jsonl"
    own.write_text(f"\n{line}\n", "utf-8")
    with pytest.raises(LabelsError, match=rf"own\.jsonl:2.*{message}"):
        train_entities(folder, labels, SMALL, own=[own])


def test_a_damaged_model_is_an_error_that_names_the_file(folder: PipelineFolder, labels: Path) -> None:
    trained = train_entities(folder, labels, SMALL)
    weights = folder.models / trained.model / "weights.npz"
    weights.write_bytes(weights.read_bytes()[:-10])
    with pytest.raises(ModelError, match=r"weights\.npz"):
        load(folder.models, trained.model, folder.codebook.names("entities"))


def test_a_model_for_other_labels_is_refused(folder: PipelineFolder, labels: Path) -> None:
    trained = train_entities(folder, labels, SMALL)
    with pytest.raises(ModelError, match="train it anew"):
        load(folder.models, trained.model, ["STATE"])


def test_too_few_texts_are_an_error(folder: PipelineFolder, labels: Path) -> None:
    for file in sorted((labels / "texts").iterdir())[2:]:
        file.unlink()
    with pytest.raises(LabelsError, match="too few texts"):
        train_entities(folder, labels, SMALL)
