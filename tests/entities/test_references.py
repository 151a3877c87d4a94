"""References: a short form takes the full name nearest before it; a common name that of its country's body."""

from __future__ import annotations

from pathlib import Path

import pytest

from bdjp_nlp.entities.evidence import load_finder
from bdjp_nlp.entities.references import Heads, NationalBodies, Nearest
from bdjp_nlp.pipeline_folder import find_pipeline

FOLDER = find_pipeline(Path(__file__).resolve().parents[2] / "pipeline")
FINDER = load_finder(FOLDER.gazetteer, FOLDER.codebook.names("entities"))


def test_the_nearest_name_before_counts_else_the_first_after() -> None:
    names = Nearest()
    names.add("smith", (1, 10), "John Smith")
    names.add("smith", (3, 0), "Anne Smith")
    places = [(0, 0), (1, 10), (2, 5), (3, 0), (9, 9)]
    expected = ["John Smith", "John Smith", "John Smith", "Anne Smith", "Anne Smith"]
    assert [names.at("smith", place) for place in places] == expected
    assert names.at("jones", (1, 1)) is None


def test_only_words_that_build_names_of_a_kind_stand_for_them() -> None:
    heads = Heads(FINDER.patterns.lists)
    assert set(heads.of("AGREEMENT", "United Nations Convention on the Law of the Sea")) == set()
    assert set(heads.of("AGREEMENT", "Ottawa Convention")) == {"convention"}
    assert set(heads.of("GOV_ORG", "Ministry of Lakes")) == {"ministry"}
    assert set(heads.of("GOV_ORG", "Ministry")) == set()


@pytest.mark.parametrize(
    ("country", "label", "words", "name"),
    [
        ("IN", "MILITARY_ORG", "Navy", "Indian Navy"),
        ("JP", "MILITARY_ORG", "Navy", None),
        ("JP", "GOV_ORG", "Ministry of Defense", "Ministry of Defense (Japan)"),
        ("", "MILITARY_ORG", "Navy", None),
    ],
)
def test_a_common_name_is_that_of_the_countrys_own_body(country: str, label: str, words: str, name: str | None) -> None:
    assert NationalBodies(FINDER.gazetteer).of(country, label, words) == name
