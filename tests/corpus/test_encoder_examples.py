"""What the encoder is fine-tuned on keeps its labels, whatever is done to the passage."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest
from encoder_examples import Countries, Example, codebook_examples, read_countries, varied

from bdjp_nlp.pipeline_folder import PipelineFolder, shipped_pipeline

FOLDER = PipelineFolder(shipped_pipeline())
COUNTRIES = Countries({"AA": (["Avaria"], ["Avarian"]), "BB": (["Belovia"], ["Belovian"])})


def passage(*sentences: str) -> Example:
    """A passage of which the sentence with a star bears the first label, and no other the second."""
    bears = np.array([["*" in sentence, False] for sentence in sentences], dtype=np.float32)
    return Example("Heading", sentences, bears, bears.max(axis=0), np.zeros((len(sentences), 3), dtype=np.float32))


@pytest.mark.parametrize("seed", range(40))
def test_a_varied_passage_bears_what_its_sentences_bear(seed: int) -> None:
    example = passage("Avaria's guard sailed *", "Nothing happened", "The Belovian court sat", "One more *")
    found = varied(example, [passage("Another text"), passage("And a third *")], COUNTRIES, Random(seed))
    assert found.of_sentences[:, 0].tolist() == [float("*" in sentence) for sentence in found.sentences]
    assert found.of_passage[0] == max(found.of_sentences[:, 0])


def test_a_country_is_exchanged_for_the_same_one_throughout() -> None:
    other = replace(COUNTRIES, names={"AA": (["Avaria"], ["Avarian"])})
    assert other.exchange(("Avaria sold Avarian ships",), Random(0)) == ("Avaria sold Avarian ships",)
    found = COUNTRIES.exchange(("Avaria sold ships", "an Avarian yard"), Random(1))
    assert found in [("Avaria sold ships", "an Avarian yard"), ("Belovia sold ships", "an Belovian yard")]


def test_the_gazetteer_gives_names_that_are_nothing_else() -> None:
    names = read_countries(FOLDER.gazetteer).names
    assert len(names) > 100
    assert "Georgia" not in names.get("GE", ([], []))[0]


def test_of_a_codebook_example_one_label_is_known() -> None:
    labels = FOLDER.codebook.names("themes")
    for example in codebook_examples(FOLDER.codebook, labels, ["themes"], 3):
        assert (example.of_passage >= 0).sum() == 1
