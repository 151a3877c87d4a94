"""The gate spares the parse of sentences that tell no fact, and holds back next to none that does."""

from __future__ import annotations

import pytest

from bdjp_nlp.errors import ModelError
from bdjp_nlp.facts.extraction import Extractor
from bdjp_nlp.facts.gate import FILE, Gate, PlaceScorer, load_place_scorer
from bdjp_nlp.facts.gate_training import read_documents, train
from bdjp_nlp.facts.places import Place
from bdjp_nlp.facts.resources import load_extractor, wording_folder
from bdjp_nlp.stages.facts import read_sentences
from facts.test_examples import EXAMPLES, FOLDER

SCORER = load_place_scorer(wording_folder(FOLDER))
GATED, OPEN = load_extractor(FOLDER, SCORER), load_extractor(FOLDER, None)
TELLS_NOTHING = (
    "In 2019 the ministry's offices took up a whole floor of the building.",
    "Is Japan supplying radars to Fiji?",
    "The weather was fine.",
)


def passes(gate: Gate, text: str) -> bool:
    (document,) = read_documents(FOLDER, [(text,)])
    return any(gate(read) for read in read_sentences(document))


@pytest.mark.parametrize("text", TELLS_NOTHING)
def test_what_tells_nothing_is_not_parsed(text):
    assert not passes(GATED.gate, text)


def test_with_its_scorer_it_finds_in_the_examples_what_an_open_gate_finds():
    documents = list(read_documents(FOLDER, [(text,) for text in EXAMPLES]))
    reads = [read for document in documents for read in read_sentences(document)]

    def found(extractor: Extractor):
        return {candidate.key for each in extractor.candidates(reads) for candidate in each}

    assert found(GATED) == found(OPEN)


def test_a_place_without_anybody_who_could_take_part_is_none():
    assert not passes(OPEN.gate, "The course was given in spring.")
    assert passes(OPEN.gate, "The course was given to the Kenyan Navy by France.")


def test_a_word_that_the_frames_gained_since_training_is_let_through():
    signs = ("form=thereunto",)
    assert SCORER.lets_through(Place("thereunto", signs))
    known = PlaceScorer(**{**SCORER.model_dump(), "forms": ("thereunto",), "intercept": SCORER.threshold - 1})
    assert not known.lets_through(Place("thereunto", signs))


def test_a_missing_scorer_is_named_with_the_command_that_makes_it(tmp_path):
    with pytest.raises(ModelError, match=rf"{FILE}.*python -m bdjp_nlp\.facts\.gate_training"):
        load_place_scorer(tmp_path)


def test_training_keeps_the_part_of_the_sentences_that_it_promises(tmp_path):
    labels = tmp_path / "labels"
    tells = ["Japan sold {n} radars to Fiji.", "Kenya joined the African Union in {n}.", "France trained {n} cadets."]
    silent = ["Japan and Fiji called it slow in {n}.", "The cost was {n}.", "Kenya took {n} days to exercise patience."]
    for name in ("texts", "facts"):
        (labels / name).mkdir(parents=True)
    for number in range(8):
        lines = "\n".join(line.format(n=number + 3) for line in tells + silent)
        (labels / "texts" / f"text-{number}.txt").write_text(f"kind: invented\n\n{lines}\n", "utf-8")
    (labels / "facts" / "one.txt").write_text("kind: invented\n\nJapan sold radars to Fiji.\n", "utf-8")
    figures = train(FOLDER, labels).figures
    assert figures["passed of those with facts"] >= 0.95
    assert figures["with facts"] <= figures["sentences"]
