"""The shipped encoders read sentences in their passages, and their files are checked."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from bdjp_nlp.coding.encoder import Encoder, in_parts, open_encoder
from bdjp_nlp.coding.labelled_unit import from_texts
from bdjp_nlp.coding.unit import Unit
from bdjp_nlp.coding.window import LONGEST, windows
from bdjp_nlp.errors import ModelError
from bdjp_nlp.labels.corpus import read_corpus
from bdjp_nlp.models_in_use import ENCODERS, in_use
from bdjp_nlp.pipeline_folder import shipped_pipeline


@pytest.fixture(scope="module", params=ENCODERS)
def folder(request: pytest.FixtureRequest) -> Path:
    models = shipped_pipeline().parent / "models"
    return models / in_use(models)[request.param]


@pytest.fixture(scope="module")
def encoder(folder: Path) -> Encoder:
    return open_encoder(folder)


def unit(*sentences: str, heading: str = "") -> Unit:
    starts = np.cumsum([0, *(len(sentence) + 1 for sentence in sentences)])
    spans = tuple((int(start), int(start) + len(text)) for start, text in zip(starts, sentences, strict=False))
    return Unit(" ".join(sentences), spans, heading)


def test_a_sentence_is_read_in_its_passage(encoder: Encoder) -> None:
    said = "It was sent back."
    sea, post = encoder.read([unit("The coast guard seized a dhow.", said), unit("The letter had no stamp.", said)])
    assert not np.allclose(sea.sentences[1], post.sentences[1], atol=0.05)


def test_the_words_parts_add_up_to_the_sentence(encoder: Encoder) -> None:
    passage = unit("Patrols were resumed.", "Interoperability improved, slowly.", heading="Part one")
    (read,) = encoder.read([passage])
    for number, sentence in enumerate(passage.sentences):
        spans, parts = read.parts(number)
        assert np.allclose(parts.sum(axis=0), read.sentences[number], atol=1e-2)
        assert sentence[slice(*spans[0])] == sentence.split()[0]


def test_a_long_passage_is_read_in_parts_between_sentences(encoder: Encoder) -> None:
    passage = unit(*[f"Sentence number {number} tells of one more ship that came to the port." for number in range(40)])
    parts = list(windows(passage, encoder.pieces))
    assert len(parts) > 1
    assert len(parts[0].sentences) == parts[1].first
    assert all(len(part.ids) <= LONGEST for part in parts)
    (read,) = encoder.read([passage])
    assert read.sentences.shape == (40, encoder.width)


def test_texts_read_together_are_read_as_if_alone(encoder: Encoder) -> None:
    one, other = unit("The frigate called at Apia."), unit("A long sentence about nothing in particular, really.")
    alone = encoder.read([one], remember=False)[0].sentences
    together = encoder.read([other, one, unit("Yes.")], remember=False)[1].sentences
    assert np.array_equal(alone, together)


def test_a_passage_without_sentences_has_no_vectors(encoder: Encoder) -> None:
    (read,) = encoder.read([Unit("", ())])
    assert read.sentences.shape == (0, encoder.width)


def test_most_of_the_corpus_was_read_by_networks_that_had_not_seen_it(encoder: Encoder) -> None:
    labelled = from_texts(read_corpus().texts, ())
    found = [encoder.unseen.of_unit(each.unit) for each in labelled]
    assert sum(vectors is None for vectors in found) < 0.5 * len(found)
    first = next(vectors for vectors in found if vectors is not None)
    assert first.shape == (len(labelled[0].unit.spans) + 1, encoder.width)


def test_large_weights_lie_in_several_files_and_come_together_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bdjp_nlp.coding.encoder.PART", 4)
    assert in_parts(b"0123") == {"encoder.onnx": b"0123"}
    parts = in_parts(b"0123456789")
    assert b"".join(parts[name] for name in sorted(parts)) == b"0123456789"
    assert max(map(len, parts.values())) == 4


@pytest.mark.parametrize("kind", ["encoder.onnx*", "terms.txt"])
def test_other_files_than_those_trained_with_are_refused(folder: Path, tmp_path: Path, kind: str) -> None:
    name = damage(folder, tmp_path, kind)
    with pytest.raises(ModelError, match=f"{name}: missing or not the file .* restore it"):
        open_encoder(tmp_path)


def test_vectors_to_train_with_are_not_read_before_they_are_wanted(folder: Path, tmp_path: Path) -> None:
    name = damage(folder, tmp_path, "unseen.npz")
    opened = open_encoder(tmp_path)
    with pytest.raises(ModelError, match=f"{name}: missing or not the file .* restore it"):
        opened.unseen.of_unit(unit("The frigate called at Apia."))


def damage(folder: Path, copy: Path, kind: str) -> str:
    """A copy of an encoder with one byte of one file missing; the file's name."""
    name = max(file.name for file in folder.glob(kind))
    for file in folder.iterdir():
        (copy / file.name).write_bytes(file.read_bytes())
    (copy / name).write_bytes((copy / name).read_bytes()[:-1])
    return name


def test_a_damaged_head_is_named(folder: Path, tmp_path: Path) -> None:
    head = json.loads((folder / "encoder.json").read_text())
    (tmp_path / "encoder.json").write_text(json.dumps({"origin": head["origin"]}))
    with pytest.raises(ModelError, match=r"encoder.json: missing or damaged"):
        open_encoder(tmp_path)


def test_what_was_just_asked_for_is_kept_though_it_was_read_before(
    encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bdjp_nlp.coding.encoder.KEPT", encoder.width)
    before, other, fresh = (unit(f"Number {number} patrolled the strait at night.") for number in range(3))
    encoder.read([before])
    encoder.read([other])
    encoder.read([other, fresh])
    reading = encoder._read
    monkeypatch.setattr(encoder, "_read", lambda units: reading(units) if not units else pytest.fail("read again"))
    encoder.read([other, fresh])
