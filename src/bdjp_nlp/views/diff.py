"""Diff: what changed between two runs, in documents, labels, entities and facts, and by which version."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from bdjp_nlp.rows import Constraint, Entity, Fact, Theme
from bdjp_nlp.store.run_directory import read_run_json, read_table, table_names
from bdjp_nlp.views import diff_queries as queries

CODED = (Theme.table, Constraint.table)


@dataclass(frozen=True, slots=True)
class VersionChange:
    """A part of the pipeline that the runs do not share: `stage`, what of it, and both values."""

    stage: str
    what: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """A document that was `added`, `removed` or `changed` (other content under the same path)."""

    kind: str
    path: str
    old_id: str = ""
    new_id: str = ""


@dataclass(frozen=True, slots=True)
class Flip:
    """A label that a passage of both runs has in one of them only; scores are probabilities, None without a row."""

    path: str
    page: int
    layer: str
    label: str
    gained: bool
    old_score: float | None
    new_score: float | None
    quote: str
    because: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """An entity or a fact of a passage of both runs that is in one of them only."""

    path: str
    page: int
    layer: str
    gained: bool
    said: str
    quote: str
    because: str


@dataclass
class Difference:
    """All that differs; `labels` counts the passages of each label in both runs."""

    old: str
    new: str
    versions: list[VersionChange] = field(default_factory=list)
    documents: list[DocumentChange] = field(default_factory=list)
    passages: dict[str, int] = field(default_factory=dict)
    labels: list[tuple[str, str, int, int]] = field(default_factory=list)
    flips: list[Flip] = field(default_factory=list)
    entities: list[RowChange] = field(default_factory=list)
    facts: list[RowChange] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def nothing(self) -> bool:
        """Whether the runs say the same."""
        return not (self.documents or self.flips or self.entities or self.facts or any(self.passages.values()))


def compare(old: Path, new: Path) -> Difference:
    """What changed from one run to another; raises `StoreError` where one of them is no run directory."""
    found = Difference(str(old), str(new))
    before, after = read_run_json(old), read_run_json(new)
    found.versions = list(_versions(before, after))
    both = _Both(old, new)
    found.documents = list(both.documents())
    found.passages = both.passages()
    causes = _Causes(found.versions)
    for layer in CODED:
        if both.have(layer, found.notes):
            found.labels += both.counts(layer)
            found.flips += both.flips(layer, causes)
    if both.have(Entity.table, found.notes):
        found.entities = list(both.changed_rows(Entity.table, "label || ' ' || canonical", "text", causes))
    if both.have(Fact.table, found.notes):
        terms = "subject || ' ' || relation || ' ' || object || ' (' || modality || ')'"
        found.facts = list(both.changed_rows(Fact.table, terms, "quote", causes))
    return found


def _versions(before: dict[str, Any], after: dict[str, Any]) -> Iterator[VersionChange]:
    """The program, the reader and each stage: settings, resources, and its code where nothing else explains it."""
    if before["bdjp_nlp"] != after["bdjp_nlp"]:
        yield VersionChange("bdjp-nlp", "version", before["bdjp_nlp"], after["bdjp_nlp"])
    old, new = before["pipeline"], after["pipeline"]
    if old["fingerprints"].get("reader") != new["fingerprints"].get("reader"):
        settings = list(_differing("reader", "setting", _flat(old["reader"]), _flat(new["reader"])))
        yield from settings or [
            VersionChange("reader", "code", old["fingerprints"]["reader"], new["fingerprints"]["reader"])
        ]
    stages = [{stage["name"]: stage for stage in one["stages"]} for one in (old, new)]
    for name in dict.fromkeys((*stages[0], *stages[1])):
        if not all(name in one for one in stages):
            yield VersionChange(name, "stage", *("in the run" if name in one else "not in the run" for one in stages))
            continue
        own = [
            change
            for key, what in (("settings", "setting"), ("resources", ""))
            for change in _differing(name, what, _flat(stages[0][name][key]), _flat(stages[1][name][key]))
        ]
        prints = [one["fingerprints"].get(name, "") for one in (old, new)]
        if not own and prints[0] != prints[1]:
            own = [VersionChange(name, "code, or what it reads", *prints)]
        yield from own


def _differing(stage: str, what: str, old: dict[str, str], new: dict[str, str]) -> Iterator[VersionChange]:
    for key in dict.fromkeys((*old, *new)):
        if old.get(key) != new.get(key):
            yield VersionChange(stage, f"{what} {key}".strip(), old.get(key, "none"), new.get(key, "none"))


def _flat(values: dict[str, Any], head: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in values.items():
        found |= _flat(value, f"{head}{key}.") if isinstance(value, dict) else {f"{head}{key}": str(value)}
    return found


class _Causes:
    """Why rows of a layer differ, in the words of the versions that changed."""

    def __init__(self, versions: list[VersionChange]) -> None:
        self._said: dict[str, list[str]] = {}
        for one in versions:
            self._said.setdefault(one.stage, []).append(f"{one.what} {one.old} → {one.new}")

    def of(self, layer: str) -> str:
        """The layer's own stage where it changed, else what comes before it."""
        own = [said for stage, found in self._said.items() if stage.endswith(layer) for said in found]
        before = [f"{stage}: {said}" for stage, found in self._said.items() for said in found]
        return "; ".join(own or before) or "nothing that run.json records"


class _Both:
    """The tables of two runs side by side in DuckDB: ``old_NAME`` and ``new_NAME``."""

    def __init__(self, old: Path, new: Path) -> None:
        self.runs = {"old": old, "new": new}
        self.connection = duckdb.connect()
        for side, run in self.runs.items():
            documents = read_table(run, "documents").select(["doc_id", "path", "status"])
            self.connection.register(f"{side}_documents", documents)
            passages = read_table(run, "passages").select(["doc_id", "passage_id", "page_first", "text"])
            self.connection.register(f"{side}_passages", passages)
        self.connection.execute(queries.PAIRED)

    def have(self, table: str, notes: list[str]) -> bool:
        """Whether both runs have a table, which is then at hand; a note where one lacks it."""
        lacking = [str(run) for run in self.runs.values() if table not in table_names(run)]
        if len(lacking) == 1:
            notes.append(f"{lacking[0]} has no table {table}; it is not compared")
        if lacking:
            return False
        for side, run in self.runs.items():
            rows: pa.Table = read_table(run, table)
            self.connection.register(f"{side}_{table}", rows)
        return True

    def documents(self) -> Iterator[DocumentChange]:
        """Documents that are not the same in both runs, by path."""
        for kind, path, old_id, new_id in self.connection.execute(queries.DOCUMENTS).fetchall():
            yield DocumentChange(kind, path, old_id or "", new_id or "")

    def passages(self) -> dict[str, int]:
        """How many passages are in one run only, of documents that are in both."""
        gone, come = self.connection.execute(queries.PASSAGES).fetchall()[0]
        return {"removed": gone, "added": come}

    def counts(self, layer: str) -> list[tuple[str, str, int, int]]:
        """Layer, label, and the passages that bear it in the old run and in the new one."""
        counted = self.connection.execute(queries.COUNTS.format(layer=layer)).fetchall()
        return [(layer, label, old, new) for label, old, new in counted]

    def flips(self, layer: str, causes: _Causes) -> Iterator[Flip]:
        """Labels gained and lost by passages that both runs have."""
        because = causes.of(layer)
        for row in self.connection.execute(queries.FLIPS.format(layer=layer)).fetchall():
            path, page, label, gained, old_score, new_score, old_model, new_model, quote = row
            reason = (
                f"model {old_model} → {new_model}" if old_model and new_model and old_model != new_model else because
            )
            yield Flip(path, page, layer, label, gained, old_score, new_score, quote, reason)

    def changed_rows(self, layer: str, said: str, quote: str, causes: _Causes) -> Iterator[RowChange]:
        """Rows of passages that both runs have which only one run has."""
        because = causes.of(layer)
        sql = queries.ROWS.format(layer=layer, said=said, quote=quote)
        for path, page, gained, what, words in self.connection.execute(sql).fetchall():
            yield RowChange(path, page, layer, gained, what, words, because)
