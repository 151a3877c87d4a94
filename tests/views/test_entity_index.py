"""The index of entities gathers a run's mentions: one row a thing, whatever it is called in each document."""

from __future__ import annotations

from pathlib import Path

import pytest

from bdjp_nlp.errors import StoreError
from bdjp_nlp.pipeline import load_pipeline
from bdjp_nlp.views.entity_index import entity_index, entity_table
from bdjp_nlp.views.query import Selection, select

PAPERS = {
    "kenya.md": ("2021-03-04", "The United Nations (UN) thanked Kenya in Nairobi."),
    "ghana.md": ("2023-05-06", "The UN thanked Ghana. Ghana paid the UN."),
    "undated.md": ("", "Togo thanked the United Nations."),
}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("papers")
    for name, (date, text) in PAPERS.items():
        head = f"---\ndate: {date}\n---\n\n" if date else ""
        (folder / name).write_text(f"{head}# A paper\n\n{text}\n", "utf-8")
    pipeline = load_pipeline(Path(__file__).resolve().parents[2] / "pipeline", stages=["sentences", "entities"])
    pipeline.run(folder, out=folder.parent / "out")
    return folder.parent / "out"


def test_a_thing_is_one_row_whatever_the_documents_call_it(run: Path) -> None:
    (organisation,) = entity_index(run, "INT_ORG")
    assert (organisation.canonical, organisation.mentions, organisation.documents) == ("United Nations", 5, 3)
    assert organisation.forms == ("UN", "United Nations")
    assert [Path(path).name for path in organisation.paths] == ["ghana.md", "kenya.md", "undated.md"]


def test_first_and_last_date_are_those_of_the_documents_and_missing_where_none_has_one(run: Path) -> None:
    dates = {entity.canonical: (entity.first_date, entity.last_date) for entity in entity_index(run)}
    assert dates["United Nations"] == ("2021-03-04", "2023-05-06")
    assert dates["Ghana"] == ("2023-05-06", "2023-05-06")
    assert dates["Togo"] == (None, None)


def test_the_most_mentioned_come_first_and_every_mention_is_counted_once(run: Path) -> None:
    counts = [entity.mentions for entity in entity_index(run)]
    assert counts == sorted(counts, reverse=True)
    assert sum(counts) == select(run, "entities", Selection()).num_rows


def test_it_is_queried_like_any_table(run: Path) -> None:
    def names(selection: Selection) -> set[str]:
        return set(select(run, "entity_index", selection)["canonical"].to_pylist())

    assert names(Selection(label="STATE", doc="kenya.md")) == {"Kenya"}
    assert names(Selection(where="documents = 3")) == {"United Nations"}
    assert names(Selection(like="nations")) == {"United Nations"}
    assert entity_table(run).to_pandas()["mentions"].sum() == sum(one.mentions for one in entity_index(run))


def test_a_run_without_entities_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# Togo\n\nTogo paid.\n", "utf-8")
    pipeline = load_pipeline(Path(__file__).resolve().parents[2] / "pipeline", stages=["sentences"])
    pipeline.run(tmp_path / "a.md", out=tmp_path / "out")
    with pytest.raises(StoreError, match="no table 'entities'"):
        entity_index(tmp_path / "out")
