"""A nationality is its state's in a network, where it is known which state's."""

import pytest

from bdjp_nlp.entities.identifier import entity_id
from bdjp_nlp.entities.nations import Nations
from bdjp_nlp.pipeline_folder import find_pipeline

SOUTH, NORTH = entity_id("STATE", "South Korea"), entity_id("STATE", "North Korea")


@pytest.fixture(scope="module")
def nations():
    return Nations(find_pipeline(None).gazetteer)


def state(nations, adjective, *named):
    found = nations.state("NORP", adjective, named)
    return found and found.name


def test_an_adjective_is_its_states(nations):
    assert state(nations, "Danish") == "Denmark"
    assert nations.state("NORP", "Danish", ()).entity_id == entity_id("STATE", "Denmark")
    assert state(nations, "South Korean", NORTH) == "South Korea"


def test_an_adjective_that_states_share_is_that_of_the_one_that_the_paper_names(nations):
    assert state(nations, "Korean", SOUTH) == "South Korea"
    assert state(nations, "Korean", NORTH) == "North Korea"
    assert state(nations, "Korean", NORTH, SOUTH) is None
    assert state(nations, "Korean") is None


def test_peoples_and_blocs_and_other_labels_are_no_states(nations):
    assert state(nations, "Acehnese") is None
    assert state(nations, "Western") is None
    assert nations.state("ORG", "Danish", ()) is None
    assert Nations(None).state("NORP", "Danish", ()) is None
