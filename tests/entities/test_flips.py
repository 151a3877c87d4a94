"""Flips: what another model finds, leaves out or names otherwise."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bdjp_nlp.cli.train_entities import flip_line
from bdjp_nlp.entities.decision import Judge
from bdjp_nlp.entities.evidence import load_finder
from bdjp_nlp.entities.flips import Flip, flips
from bdjp_nlp.entities.model_files import load
from bdjp_nlp.entities.recogniser import Recogniser
from bdjp_nlp.models_in_use import current_id
from bdjp_nlp.pipeline_folder import find_pipeline

FOLDER = find_pipeline(Path(__file__).resolve().parents[2] / "pipeline")
LABELS = FOLDER.codebook.names("entities")
FINDER = load_finder(FOLDER.gazetteer, LABELS)
TAGGER, JUDGE = load(FOLDER.models, current_id(FOLDER.models, "entities"), LABELS)
SURE = Recogniser(FINDER, TAGGER, JUDGE)
NEVER = Recogniser(FINDER, TAGGER, Judge(np.full_like(JUDGE.weights, -2)))
DOCUMENTS = [("one", ["Nothing here.", "The Ministry of Lakes met."]), ("two", ["He met the Institute of Lakes."])]


def test_the_same_model_changes_nothing() -> None:
    found = flips(DOCUMENTS, SURE, SURE)
    assert (found.changed, found.listed) == (0, ())
    assert found.mentions == 2


def test_a_mention_that_goes_is_listed_with_its_place_and_words() -> None:
    found = flips(DOCUMENTS, SURE, NEVER)
    assert found.changed == 2
    flip = next(flip for flip in found.listed if flip.document == "one")
    assert (flip.passage, flip.words, flip.before, flip.after) == (1, "Ministry of Lakes", "GOV_ORG", None)
    text = DOCUMENTS[0][1][1]
    assert text[flip.start : flip.end] == flip.words
    assert flip.words in flip.context


def test_it_reads_the_other_way_round_as_found_anew() -> None:
    there, back = flips(DOCUMENTS, SURE, NEVER), flips(DOCUMENTS, NEVER, SURE)
    assert {(f.words, f.before) for f in there.listed} == {(f.words, f.after) for f in back.listed}


def test_the_terminal_says_gained_lost_and_renamed_with_scores():
    def told(*said):
        return flip_line(Flip("one.md", 0, 4, 8, "Navy", "The Navy came.", *said))

    assert told(None, "ORG", None, 0.9) == "  + Navy: ORG 0.90  one.md\n      'The Navy came.'"
    assert told("ORG", None, 0.9, None).startswith("  - Navy: ORG 0.90  one.md")
    assert told("ORG", "MILITARY_ORG", 0.9, 0.8).startswith("  ~ Navy: ORG 0.90 → MILITARY_ORG 0.80  one.md")
