"""The shapes of names: editions, marks, numbered documents, lower-case last words, runs of capitalised words."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from bdjp_nlp.entities.chunks import chunk_spans, chunks_of
from bdjp_nlp.entities.evidence import load_finder
from bdjp_nlp.entities.name_generator import NameGenerator, number_parts, read_forms
from bdjp_nlp.entities.tagging import BEGIN, LAST, TagScheme
from bdjp_nlp.errors import ConfigurationError
from bdjp_nlp.pipeline_folder import find_pipeline

FOLDER = find_pipeline(Path(__file__).resolve().parents[2] / "pipeline")
FINDER = load_finder(FOLDER.gazetteer, FOLDER.codebook.names("entities"))
LISTS = FINDER.patterns.lists


def words_of(text: str, first: int, stop: int) -> str:
    tokens = FINDER.tokens(text)
    return text[tokens.starts[first] : tokens.ends[stop - 1]]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("at Cobra Gold 2024 they met", ["Cobra Gold 2024"]),
        ("in Vostok-2022 and DOSTI XVII", ["Vostok-2022", "DOSTI XVII"]),
        ("Cold Response 26 in Norway", ["Cold Response 26"]),
        ("at Cobra Gold 30 states met", ["Cobra Gold"]),
        ("two SM-6 Block IA and a CV90 MkIV", ["SM-6 Block IA", "CV90 MkIV"]),
        ("the SPY-6(V)1 radar", ["SPY-6(V)1"]),
    ],
)
def test_a_listed_name_takes_its_edition_or_mark(text: str, found: list[str]) -> None:
    names = [
        words_of(text, match.first, match.stop)
        for match in FINDER(text).matches
        if match.names[0].label in ("EXERCISE", "EQUIPMENT") and not match.names[0].alias.islower()
    ]
    assert names == found


def test_editions_are_different_things() -> None:
    canonical = [match.names[0].canonical for match in FINDER("Cobra Gold 2024, Cobra Gold").matches]
    assert canonical == ["Cobra Gold 2024", "Cobra Gold"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "resolutions 425 (1978), 426 (1978) and 1701 (2006)",
            [("425 (1978)", "AGREEMENT"), ("426 (1978)", "AGREEMENT"), ("1701 (2006)", "AGREEMENT")],
        ),
        ("under resolution 2231 (2015), and 12 men", [("resolution 2231 (2015)", "AGREEMENT")]),
        ("Article 5 of the North Atlantic Treaty", [("Article 5", "AGREEMENT")]),
        ("Article 9 of the Constitution", [("Article 9", "POLICY")]),
        ("funds in PE 0603892N grow", [("PE 0603892N", "POLICY")]),
        ("under STANAG 4569 tests", [("STANAG 4569", "AGREEMENT")]),
    ],
)
def test_numbered_documents_are_found(text: str, found: list[tuple[str, str]]) -> None:
    numbered = [
        built for built in FINDER(text).built if any(c.isdigit() for c in words_of(text, built.first, built.stop))
    ]
    assert [(words_of(text, built.first, built.stop), built.label) for built in numbered] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("after the Galwan clash", ["Galwan clash"]),
        ("the 2024 Taiwanese presidential election", ["2024 Taiwanese presidential election"]),
        ("after the attack", []),
    ],
)
def test_a_lower_case_last_word_is_weak_evidence(text: str, found: list[str]) -> None:
    assert [words_of(text, one.first, one.stop) for one in FINDER(text).built if one.weak] == found


@pytest.mark.parametrize(
    ("text", "chunks"),
    [
        ("The Canadian Patrol Submarine Project began", ["Canadian Patrol Submarine Project"]),
        (
            "a Joint Statement on a Shared Future followed",
            ["Joint Statement", "Joint Statement on a Shared Future", "Shared Future"],
        ),
        ("Vision 2030 and then", ["Vision 2030"]),
        ("nobody came", []),
    ],
)
def test_chunks_are_runs_of_capitalised_words(text: str, chunks: list[str]) -> None:
    words = FINDER.tokens(text).words
    assert [words_of(text, first, stop) for first, stop in chunks_of(words, LISTS)] == chunks


def test_a_chunk_bears_the_labels_that_the_model_finds_likely() -> None:
    scheme = TagScheme(("A", "B"))
    probabilities = np.zeros((2, scheme.size), np.float32)
    probabilities[0, 1 + BEGIN], probabilities[1, 1 + 4 + LAST] = 0.8, 0.1
    spans = chunk_spans(["Blue", "Plan"], probabilities, scheme, LISTS)
    assert [(span.first, span.stop, span.label) for span in spans] == [(0, 2, "A")]


def test_forms_make_names_and_wrong_ones_are_named(tmp_path: Path) -> None:
    file = tmp_path / "forms.txt"
    file.write_text("# forms\nEXERCISE {code} {A}-{9}\n", encoding="utf-8")
    rng = random.Random(0)
    parts = {**number_parts(rng), "code": lambda: "Amber"}
    generator = NameGenerator(read_forms(file, ["EXERCISE"], parts), parts)
    drawn = generator.draw("EXERCISE", rng)
    assert drawn is not None
    assert drawn.startswith("Amber ")
    assert drawn[-2] == "-"
    assert generator.draw("EVENT", rng) is None
    file.write_text("EXERCISE {colour}\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"forms\.txt:1: unknown part 'colour'"):
        read_forms(file, ["EXERCISE"], parts)
