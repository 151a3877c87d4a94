"""Nations: of which state an adjective of nationality is, by the gazetteer: a network has each state once."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from bdjp_nlp.entities.identifier import entity_id

ADJECTIVES, STATES = "demonyms.csv", "states.csv"
"""The lists of the gazetteer that `country` joins."""


@dataclass(frozen=True)
class State:
    """A state as entities name it."""

    entity_id: str
    name: str
    label: str


class Nations:
    """The states of adjectives; none where there is no gazetteer."""

    def __init__(self, gazetteer: Path | None) -> None:
        states = {row["country"]: _state(row) for row in _rows(gazetteer, STATES) if row["country"]}
        adjectives = list(_rows(gazetteer, ADJECTIVES))
        of = {(row["label"], row["name"]): states[row["country"]] for row in adjectives if row["country"] in states}
        self._of: dict[tuple[str, str], tuple[State, ...]] = {each: (state,) for each, state in of.items()}
        for row in adjectives:
            if not row["country"]:
                shared = tuple(state for (_, name), state in of.items() if name.endswith(f" {row['name']}"))
                self._of[row["label"], row["name"]] = shared

    def rows(self) -> list[tuple[str, str, bool, str, str, str]]:
        """(label, adjective, whether states share it, and a state's entity id, name and label), a row a state."""
        return [
            (label, adjective, len(states) > 1, state.entity_id, state.name, state.label)
            for (label, adjective), states in self._of.items()
            for state in states
        ]

    def state(self, label: str, adjective: str, named: Collection[str]) -> State | None:
        """The state of an adjective in a paper that names the entities `named`.

        An adjective that several states share ("Korean") is of the one of them that the paper names; of none where it
        names several, or none of them.
        """
        states = self._of.get((label, adjective), ())
        if len(states) > 1:
            states = tuple(state for state in states if state.entity_id in named)
        return states[0] if len(states) == 1 else None


def _rows(gazetteer: Path | None, name: str) -> Iterator[dict[str, str]]:
    if gazetteer is None or not (gazetteer / name).is_file():
        return
    with (gazetteer / name).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield {column: row.get(column) or "" for column in ("name", "label", "country", "canonical")}


def _state(row: dict[str, str]) -> State:
    name = row["canonical"] or row["name"]
    return State(entity_id(row["label"], name), name, row["label"])
