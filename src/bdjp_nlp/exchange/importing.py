"""Importing: a foreign file's codings into a run's log of decisions, or into a labels file. The tables never change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bdjp_nlp.codebook import GROUPS, write_codebook
from bdjp_nlp.errors import UsageError, alternatives
from bdjp_nlp.exchange.decided import decisions_of
from bdjp_nlp.exchange.formats import format_of
from bdjp_nlp.exchange.label_rows import write_label_rows
from bdjp_nlp.exchange.material import Material
from bdjp_nlp.exchange.naming import Naming
from bdjp_nlp.exchange.placing import Placement, place
from bdjp_nlp.exchange.reading import Problem, Reading
from bdjp_nlp.pipeline_folder import find_pipeline
from bdjp_nlp.review.decisions import DecisionLog

ANONYMOUS = "imported"
"""Who coded, where neither the file nor the caller says."""


@dataclass(frozen=True)
class Imported:
    """What became of a file's codings. `written`: decisions or rows; `known`: decisions that the log held already."""

    format: str
    placed: int
    documents: int
    coders: list[str]
    models: int
    written: int
    known: int
    out: str
    problems: list[Problem]

    @property
    def said(self) -> str:
        """One line for a person."""
        people = f" of {', '.join(self.coders)}" if self.coders else ""
        line = (
            f"{self.placed} codings{people} placed in {self.documents} documents; {self.written} written to {self.out}"
        )
        line += f"; {self.known} were there already" if self.known else ""
        line += f"; {self.models} of a model's own left alone" if self.models else ""
        return line + f"; {len(self.problems)} not placed"


@dataclass(frozen=True)
class ImportedCodebook:
    """What became of a codebook: how many labels of each group, the files written, what a person should know."""

    labels: dict[str, int]
    written: list[str]
    notes: list[str]

    @property
    def said(self) -> str:
        """One line for a person."""
        return f"{', '.join(f'{count} {group}' for group, count in self.labels.items())} in {', '.join(self.written)}"


def import_file(
    file: Path,
    run: Path,
    from_: str | None = None,
    mapping: Sequence[str] = (),
    coder: str | None = None,
    labels: Path | None = None,
    complete: bool = False,
    config: Path | None = None,
) -> Imported:
    """Place a file's codings on a run's passages and write them.

    Without `labels` they become decisions of ``DIR/decisions.jsonl``, each once however often the file is imported.
    `complete`: the coders read every passage of the documents in the file, so that what they did not code they deny.
    Raises `UsageError` where the file cannot be read as what it is said to be, `StoreError` where `run` is no run.
    """
    if not file.exists():
        raise UsageError(f"{file}: there is no such file")
    chosen = format_of(file, from_)
    codebook = find_pipeline(config).codebook
    naming = Naming(codebook, mapping)
    reading = _signed(chosen.read(file), coder or ANONYMOUS)
    placement = place(reading, Material(run, codebook).documents, naming)
    placed = len(placement.placed)
    if labels is not None:
        written, known, out = write_label_rows(placement, labels, complete), 0, labels
    else:
        written, known, out = _decide(placement, run, complete)
    return Imported(
        format=chosen.name,
        placed=placed,
        documents=len({one.document.doc_id for one in placement.placed}),
        coders=sorted({one.mark.by for one in placement.placed}),
        models=placement.models,
        written=written,
        known=known,
        out=str(out),
        problems=placement.problems,
    )


def import_codebook(file: Path, folder: Path, group: str | None = None) -> ImportedCodebook:
    """Write the labels of a foreign codebook (.qdc, or that of a .qdpx) as ``GROUP.toml`` files of a folder.

    `group` takes the codes that stand below none. Raises `UsageError` where the file cannot be read or the group is
    none, `ConfigurationError` where a file is there already.
    """
    from bdjp_nlp.exchange.refi.codebook_in import read_codebook

    if not file.exists():
        raise UsageError(f"{file}: there is no such file")
    if group is not None and group not in GROUPS:
        raise UsageError(f"--group {group!r}: there is no such group ({alternatives(group, GROUPS)})")
    read = read_codebook(file, group)
    files = write_codebook(read.groups, folder)
    return ImportedCodebook(
        {group: len(labels) for group, labels in read.groups.items()}, [str(one) for one in files], read.notes
    )


def _signed(reading: Reading, coder: str) -> Reading:
    """Marks of people without a name get one."""
    texts = [
        replace(text, marks=tuple(replace(mark, by=mark.by or coder) if mark.human else mark for mark in text.marks))
        for text in reading.texts
    ]
    return Reading(texts, reading.problems)


def _decide(placement: Placement, run: Path, complete: bool) -> tuple[int, int, Path]:
    log = DecisionLog(run)
    there = {decision.decision_id for decision in log.read()}
    found = list(decisions_of(placement, complete))
    new = [decision for decision in found if decision.decision_id not in there]
    if new:
        log.append(new)
    return len(new), len(found) - len(new), log.file
