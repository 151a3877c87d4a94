"""An overview has each state once: a nationality counts as its state, where it is known which state's."""

import duckdb
import pyarrow as pa
import pytest

from bdjp_nlp.entities.identifier import entity_id
from bdjp_nlp.pipeline import load_pipeline
from bdjp_nlp.pipeline_folder import find_pipeline
from bdjp_nlp.views.summary import summarise
from bdjp_nlp.views.things import add_things

GAZETTEER = find_pipeline(None).gazetteer


def things(*named, gazetteer=GAZETTEER):
    """What (document, label, canonical) triples name."""
    connection = duckdb.connect()
    rows = [
        {
            "doc_id": doc,
            "entity_id": entity_id(label, name),
            "label": label,
            "canonical": name,
            "text": name,
            "value": None,
        }
        for doc, label, name in named
    ]
    connection.register("entities", pa.Table.from_pylist(rows))
    add_things(connection, gazetteer)
    found = connection.sql("SELECT doc_id, label, canonical, text, entity_id FROM things").fetchall()
    assert all(identifier == entity_id(label, name) for _, label, name, _, identifier in found)
    counted = "SELECT doc_id, label, canonical, entity_id, count(*), true FROM things GROUP BY ALL ORDER BY ALL"
    by_document = (
        "SELECT doc_id, label, canonical, entity_id, sum(mentions), bool_and(named) FROM named_things GROUP BY ALL "
        "ORDER BY ALL"
    )
    assert connection.sql(counted).fetchall() == connection.sql(by_document).fetchall()
    return sorted((doc, label, name, text) for doc, label, name, text, _ in found)


def test_a_nationality_names_its_state_and_keeps_its_words():
    assert things(("a", "NORP", "Danish")) == [("a", "STATE", "Denmark", "Danish")]


def test_a_shared_nationality_is_of_the_one_state_that_its_document_names():
    korean, south, north = ("NORP", "Korean"), ("STATE", "South Korea"), ("STATE", "North Korea")
    beside = {"a": (south,), "b": (north,), "c": (), "d": (south, north)}
    found = things(*((doc, *name) for doc, names in beside.items() for name in (korean, *names)))
    named = {doc: (label, name) for doc, label, name, text in found if text == "Korean"}
    assert named == {"a": south, "b": north, "c": korean, "d": korean}


def test_peoples_and_states_stay_what_they_are():
    for label, name in (("NORP", "Acehnese"), ("NORP", "Western"), ("STATE", "Denmark"), ("ORG", "Danish")):
        assert things(("a", label, name)) == [("a", label, name, name)]


def test_without_name_lists_nothing_is_put_together(tmp_path):
    for gazetteer in (None, tmp_path):
        assert things(("a", "NORP", "Danish"), gazetteer=gazetteer) == [("a", "NORP", "Danish", "Danish")]


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("things")
    (folder / "one.md").write_text(
        "# Boats\n\nSouth Korea sold two boats to Ghana. "
        "A Korean officer and a South Korean one taught the Ghanaian crew.\n"
    )
    return load_pipeline(stages=["sentences", "entities"]).run(folder / "one.md", out=folder / "run").path


def test_the_summary_has_each_state_once(run):
    assert summarise(run, GAZETTEER).most_named[:2] == [("South Korea", "STATE", 3), ("Ghana", "STATE", 2)]
    assert summarise(run, GAZETTEER).entities["NORP"] == 3
    assert ("Korean", "NORP", 1) in summarise(run).most_named
