"""A long document goes through the stages that judge passages in parts, and nothing that is said of it changes."""

from __future__ import annotations

from collections import Counter

import pytest

from bdjp_nlp import pipeline as pipeline_module
from bdjp_nlp.coding.document_units import unit_of
from bdjp_nlp.coding.encoder import Encoder, States
from bdjp_nlp.coding.window import Window, windows
from bdjp_nlp.document import Document
from bdjp_nlp.pipeline import Pipeline, load_pipeline
from bdjp_nlp.reading import ReaderSettings, read_text
from bdjp_nlp.rows import Constraint, Fact, Passage, Section, Sentence

PASSAGES = (
    "Norway granted two patrol boats to the Ghana Navy in May 2023. They will guard the Gulf of Guinea.",
    "The baker opened at six.",
    "Export licences of the United States forbid any transfer of the engines to a third country.",
    "Kenya and France signed an agreement on the training of peacekeepers. It supplies Kenya with radios.",
    "Denmark sold Peru a frigate in 2019, which Spain delivered.",
)
TEXT = "BOATS\n\n" + "\n\n".join(PASSAGES) + "\n"


@pytest.fixture(scope="module")
def loaded() -> Pipeline:
    return load_pipeline()


@pytest.fixture
def two_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline_module, "PASSAGES_AT_ONCE", 2)


def document(text: str = TEXT) -> Document:
    return read_text(text, ReaderSettings())


def test_what_is_said_of_a_passage_does_not_depend_on_the_parts(
    loaded: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = loaded.annotate(document())
    monkeypatch.setattr(pipeline_module, "PASSAGES_AT_ONCE", 2)
    in_parts = loaded.annotate(document())
    assert whole.rows(Fact)
    assert any(row.assigned for row in whole.rows(Constraint))
    assert in_parts.tables == whole.tables


@pytest.mark.usefixtures("two_at_once")
def test_what_one_task_read_of_a_long_document_the_next_does_not_read_again(
    loaded: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: Counter[tuple[int, ...]] = Counter()
    intact: set[tuple[int, ...]] = set()
    states = Encoder._states

    def counted(encoder: Encoder, window: Window) -> States:
        read[encoder.width, *window.ids] += 1
        intact.update((encoder.width, *part.ids) for unit in units for part in windows(unit, encoder.pieces))
        return states(encoder, window)

    monkeypatch.setattr(Encoder, "_states", counted)
    monkeypatch.setattr("bdjp_nlp.coding.encoder.KEPT", 4 * 768)  # the sentences of one part
    made = loaded.annotate(document(TEXT.replace("Norway", "Iceland").replace("Kenya", "Togo")), ("sentences",))
    units = [unit_of(made, passage) for passage in made.passages]
    loaded.annotate(made, ("themes", "constraints"))
    assert {read[ids] for ids in intact} <= {0, 1}
    assert sum(read[ids] for ids in intact) > 1


@pytest.mark.usefixtures("two_at_once")
def test_each_stage_tells_its_time_once(loaded: Pipeline) -> None:
    seconds: dict[str, float] = {}
    loaded.annotate(document(), None, seconds)
    assert list(seconds) == [stage.name for stage in loaded.stages]


def test_a_part_holds_its_passages_what_was_written_of_them_and_all_sections(loaded: Pipeline) -> None:
    made = loaded.annotate(document(), ("sentences",))
    parts = list(made.parts(2))
    assert {len(part.passages) for part in parts[:-1]} == {2}
    assert [row for part in parts for row in part.rows(Passage)] == list(made.rows(Passage))
    assert [row for part in parts for row in part.rows(Sentence)] == list(made.rows(Sentence))
    assert all(part.rows(Section) == made.rows(Section) for part in parts)
    assert list(made.parts(len(made.passages))) == [made]
