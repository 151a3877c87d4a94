from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bdjp_nlp.document import Document, from_draft
from bdjp_nlp.draft import Block, Draft
from bdjp_nlp.errors import ModelError
from bdjp_nlp.models_in_use import in_use
from bdjp_nlp.pipeline_folder import PipelineFolder, shipped_pipeline
from bdjp_nlp.rows import Constraint, Sentence, Theme
from bdjp_nlp.stage import NoSettings
from bdjp_nlp.stages.constraints import Constraints
from bdjp_nlp.stages.sentences import Sentences
from bdjp_nlp.stages.themes import Themes

FOLDER = PipelineFolder(shipped_pipeline())
PATROL = "The two coast guards patrolled the strait together and boarded a vessel that smuggled weapons."
BAKERY = "Plant the bulbs before the first frost and cover them with leaves."
EMBARGO = "The arms embargo forbids every sale of weapons to the country, and no licence has been granted."


@pytest.fixture(scope="module")
def themes() -> Themes:
    return Themes(Themes.settings_class(), FOLDER)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def constraints() -> Constraints:
    return Constraints(Constraints.settings_class(), FOLDER)  # type: ignore[arg-type]


def document(*texts: str, kind: str = "paragraph") -> Document:
    draft = Draft(tuple(Block(kind, text) for text in texts))  # type: ignore[arg-type]
    return next(iter(Sentences(NoSettings(), FOLDER)([from_draft(draft, path="a", sha256="".join(texts))])))


def test_every_label_has_a_row_on_every_passage_and_sentence(themes: Themes) -> None:
    (coded,) = themes([document(f"{PATROL} {BAKERY}", BAKERY)])
    labels = FOLDER.codebook.names("themes")
    assert len(coded.rows(Sentence)) == 3
    assert len(coded.rows(Theme)) == len(labels) * (2 + 3)
    assert [row.label for row in coded.rows(Theme)[: len(labels)]] == list(labels)


def test_a_plain_case_is_given_its_label_with_its_words(themes: Themes) -> None:
    (coded,) = themes([document(f"{BAKERY} {PATROL}")])
    given = {row.sentence_id: row for row in coded.rows(Theme) if row.assigned and row.label == "maritime_security"}
    assert None in given
    sentence = given[coded.rows(Sentence)[1].sentence_id]
    ((start, end),) = sentence.evidence
    assert coded.passages[0].text[start:end] in PATROL
    assert sentence.model == in_use(FOLDER.models)["themes"]


def test_what_bears_no_label_has_neither_evidence_nor_stance(constraints: Constraints) -> None:
    (coded,) = constraints([document(BAKERY)])
    assert all(not row.assigned and row.evidence == () and row.stance is None for row in coded.rows(Constraint))


def test_a_constraint_says_how_it_is_put(constraints: Constraints) -> None:
    (coded,) = constraints([document(EMBARGO)])
    (given,) = [row for row in coded.rows(Constraint) if row.assigned and row.sentence_id is None]
    assert (given.label, given.explicit, given.stance) == ("export_regulation", True, "constrains")


def test_titles_and_captions_are_not_coded(themes: Themes) -> None:
    (coded,) = themes([document(PATROL, kind="caption")])
    assert coded.rows(Theme) == ()


def test_batches_do_not_change_what_is_said(themes: Themes) -> None:
    documents = [document(PATROL, BAKERY), document(BAKERY), document(EMBARGO), document(PATROL)]
    together = list(themes(documents))
    alone = [next(iter(themes([one]))) for one in documents]
    assert [one.rows(Theme) for one in together] == [one.rows(Theme) for one in alone]


def test_documents_come_one_by_one_from_an_endless_stream(themes: Themes) -> None:
    def endless() -> Iterator[Document]:
        while True:
            yield document(BAKERY)

    assert next(iter(themes(endless()))).rows(Theme)


@given(st.lists(st.text(min_size=1, max_size=60).filter(str.strip), max_size=4))
def test_offsets_hold_for_any_text(themes: Themes, texts: list[str]) -> None:
    (coded,) = themes([document(*texts)])
    assert all(0 <= row.score <= 1 for row in coded.rows(Theme))


def test_retraining_changes_the_fingerprint_of_this_stage_only(themes: Themes, constraints: Constraints) -> None:
    assert themes.resources() == {"model": in_use(FOLDER.models)["themes"]}
    assert themes.fingerprint != constraints.fingerprint


def test_a_model_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    settings = Themes.settings_class(model="nowhere")  # type: ignore[call-arg]
    with pytest.raises(ModelError, match="nowhere"):
        Themes(settings, FOLDER)  # type: ignore[arg-type]
