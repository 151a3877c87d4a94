"""Summary: what a run holds, on one screen."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bdjp_nlp.store.run_directory import read_run_json, read_table, table_names

MOST_NAMED = 12
"""Names listed of the entities."""


@dataclass(frozen=True)
class Summary:
    """Counts of a run. `codings` maps "themes" and "constraints" to passages by label; `most_named` counts mentions."""

    path: str
    status: str
    seconds: float
    documents: dict[str, int]
    pages: int
    rows: dict[str, int]
    entities: dict[str, int]
    most_named: list[tuple[str, str, int]]
    codings: dict[str, dict[str, int]]
    uncertain_passages: int
    failures: list[dict[str, str]]
    warnings: list[tuple[str, str]]
    duplicates: list[dict[str, str]]
    work: dict[str, object]


def summarise(run: Path) -> Summary:
    """The summary of a run directory; raises `StoreError` where `run` is none."""
    info = read_run_json(run)
    documents = read_table(run, "documents", ["path", "status", "pages", "warnings"])
    tables = table_names(run)
    codings: dict[str, dict[str, int]] = {
        name: _passages_by_label(run, name) for name in ("themes", "constraints") if name in tables
    }
    entities: dict[str, int] = {}
    most_named: list[tuple[str, str, int]] = []
    if "entities" in tables:
        entities, most_named = _entities(run)
    return Summary(
        path=str(run),
        status=str(info["status"]),
        seconds=float(str(info["seconds"])),
        documents=dict(Counter(documents.column("status").to_pylist())),
        pages=int(pc.sum(documents.column("pages")).as_py() or 0),
        rows={name: int(count) for name, count in dict(info["counts"]).items()},  # type: ignore[call-overload]
        entities=entities,
        most_named=most_named,
        codings=codings,
        uncertain_passages=_uncertain_passages(run, list(codings)),
        failures=list(info["failures"]),  # type: ignore[call-overload]
        warnings=[
            (path, warning)
            for path, warnings in zip(*(documents.column(c).to_pylist() for c in ("path", "warnings")), strict=True)
            for warning in warnings or ()
        ],
        duplicates=list(info["duplicates"]),  # type: ignore[call-overload]
        work=dict(info["work"]),  # type: ignore[call-overload]
    )


def _entities(run: Path) -> tuple[dict[str, int], list[tuple[str, str, int]]]:
    table = read_table(run, "entities", ["label", "canonical", "value"])
    names = (
        table.filter(pc.is_null(table.column("value"))).group_by(["canonical", "label"]).aggregate([([], "count_all")])
    )
    most = names.sort_by([("count_all", "descending"), ("canonical", "ascending")]).slice(0, MOST_NAMED).to_pylist()
    return _counted(table.column("label")), [(row["canonical"], row["label"], row["count_all"]) for row in most]


def _counted(column: pa.ChunkedArray) -> dict[str, int]:
    """How often each value occurs, the commonest first."""
    pairs = [(str(one["values"]), int(one["counts"])) for one in column.value_counts().to_pylist()]
    return dict(sorted(pairs, key=lambda pair: -pair[1]))


def _of_passages(run: Path, name: str, flag: str) -> pa.Table:
    """The codings of whole passages for which a flag is set."""
    table = read_table(run, name, ["passage_id", "sentence_id", "label", flag])
    return table.filter(pc.and_(pc.is_null(table.column("sentence_id")), table.column(flag)))


def _passages_by_label(run: Path, name: str) -> dict[str, int]:
    """In the codebook's order, as the rows have it; labels that no passage bears too."""
    labels = pc.unique(read_table(run, name, ["label"]).column("label")).to_pylist()
    return dict.fromkeys(labels, 0) | _counted(_of_passages(run, name, "assigned").column("label"))


def _uncertain_passages(run: Path, names: list[str]) -> int:
    found: set[str] = set()
    for name in names:
        found.update(pc.unique(_of_passages(run, name, "uncertain").column("passage_id")).to_pylist())
    return len(found)


def print_summary(summary: Summary, console: Console) -> None:
    """The summary as a person reads it."""
    parts: list[RenderableType] = [_headline(summary)]
    columns = Table.grid(padding=(0, 4))
    lists = [_counts(name, counts, "passages") for name, counts in summary.codings.items()]
    if summary.entities:
        lists = [_counts("entities", summary.entities, "mentions"), _most_named(summary), *lists]
    if lists:
        columns.add_row(*lists[:2])
        columns.add_row()
        columns.add_row(*lists[2:])
        parts.append(Padding(columns, (1, 0, 0, 2)))
    parts.extend(_troubles(summary))
    parts.append(_next_steps(summary))
    for part in parts:
        console.print(part, soft_wrap=isinstance(part, Text))


def _headline(summary: Summary) -> Text:
    states = ", ".join(f"{count} {state}" for state, count in sorted(summary.documents.items()))
    rows = summary.rows
    line = Text.assemble((summary.path, "bold"), f"  {summary.status}\n  documents  {states or 'none'}")
    line.append(f"\n  structure  {summary.pages} pages, {rows.get('sections', 0)} sections, {rows.get('passages', 0)} ")
    line.append(
        f"passages, {rows.get('sentences', 0)} sentences, {rows.get('notes', 0)} notes, {rows.get('tables', 0)} tables"
    )
    if summary.rows.get("facts"):
        line.append(f"\n  facts      {summary.rows['facts']} of who did, will or might do what to whom")
    if summary.uncertain_passages:
        line.append(f"\n  to check   {summary.uncertain_passages} passages on which a model is not sure")
    if summary.duplicates:
        line.append(
            f"\n  duplicates {len(summary.duplicates)} files have the same content as another and are counted once"
        )
    return line


def _counts(name: str, counts: dict[str, int], unit: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(name)
    table.add_column(unit, justify="right")
    for label, count in counts.items():
        table.add_row(label, str(count))
    return table


def _most_named(summary: Summary) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("named most")
    table.add_column("")
    table.add_column("mentions", justify="right")
    for name, label, count in summary.most_named:
        table.add_row(Text(name), label, str(count))
    return table


def _troubles(summary: Summary) -> list[RenderableType]:
    parts: list[RenderableType] = []
    if summary.failures:
        lines = Text(f"\n  {len(summary.failures)} failed\n", style="red")
        for failed in summary.failures:
            lines.append(f"    [{failed['error']}] {failed['message']}\n", style="default")
        parts.append(lines)
    if summary.warnings:
        parts.append(
            Text(f"\n  {len(summary.warnings)} warnings: bdjp inspect {summary.path} documents", style="yellow")
        )
    return parts


def _next_steps(summary: Summary) -> Text:
    steps = [("review", "", "everything in the browser, and a key to correct it")]
    if "constraints" in summary.codings:
        steps.append(("inspect", " constraints", "every constraint found, with its words and page"))
    if summary.entities:
        steps.append(("inspect", " entities --limit 50", "who and what is named"))
    if summary.rows.get("facts"):
        steps.append(("inspect", " timeline", "dated facts and events in order of time"))
    steps.append(("inspect", " passages --like navy", "passages that say a word"))
    commands = [f"bdjp {verb} {summary.path}{rest}" for verb, rest, _ in steps]
    width = max(map(len, commands))
    lines = [f"    {command:{width}}  {about}" for command, (_, _, about) in zip(commands, steps, strict=True)]
    return Text("\n".join(["", "  look next", *lines]), style="dim")
