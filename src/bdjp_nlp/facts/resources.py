"""Resources: what the extraction of facts reads from a pipeline folder."""

from __future__ import annotations

from pathlib import Path

from bdjp_nlp.entities.gazetteer import read_names
from bdjp_nlp.facts.extraction import Extractor
from bdjp_nlp.facts.frames import load_lexicon
from bdjp_nlp.facts.gate import Gate, PlaceScorer
from bdjp_nlp.facts.wording import Wording, load_wording
from bdjp_nlp.pipeline_folder import PipelineFolder

RELATIONS, ENTITIES = "relations", "entities"
"""The codebook's groups."""
FOLDER = "facts"


def wording_folder(folder: PipelineFolder) -> Path:
    """Where the frames and the wording are."""
    return folder.path / FOLDER


def load_extractor(folder: PipelineFolder, scorer: PlaceScorer | None) -> Extractor:
    """The extractor for a pipeline, its gate with a scorer or open; raises `ConfigurationError` naming file and key."""
    wording = load_wording(wording_folder(folder))
    labels = folder.codebook.names(ENTITIES)
    lexicon = load_lexicon(wording_folder(folder), wording, folder.codebook.names(RELATIONS), labels)
    return Extractor(wording, lexicon, states_of_people(folder, wording, labels), Gate(lexicon, wording, scorer))


def states_of_people(folder: PipelineFolder, wording: Wording, labels: tuple[str, ...]) -> dict[str, str]:
    """Name of a people (Japanese) → name of its state (Japan), by the gazetteer's column `country`."""
    states: dict[str, str] = {}
    peoples: dict[str, str] = {}
    people, state = frozenset(wording.roles["people"]), frozenset(wording.roles["state"])
    for file in sorted(folder.gazetteer.glob("*.csv")):
        for name in read_names(file, labels):
            if name.country and name.label in state and name.alias == name.canonical:
                states.setdefault(name.country, name.canonical)
            elif name.country and name.label in people:
                peoples[name.canonical] = name.country
    return {people: states[country] for people, country in peoples.items() if country in states}
