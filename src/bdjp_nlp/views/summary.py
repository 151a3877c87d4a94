"""Summary: what a run holds, on one screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bdjp_nlp.store.run_directory import read_run_json, read_table, table_names
from bdjp_nlp.store.table_views import TableViews
from bdjp_nlp.views.things import add_things

MOST_NAMED = 12
"""Names listed of the entities."""
CODINGS = ("themes", "constraints")
MOST_LABELS = 1000
"""Rows that are looked at for the labels in their order: the first passage has one of each."""
_CODED = ("passage_id", "sentence_id", "label", "assigned", "uncertain")
_COLUMNS: Mapping[str, Sequence[str]] = {
    "documents": ("path", "status", "pages", "warnings"),
    "entities": ("doc_id", "entity_id", "label", "canonical", "value"),
    **dict.fromkeys(CODINGS, _CODED),
}
"""What is asked of each table."""


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


def summarise(run: Path, gazetteer: Path | None = None) -> Summary:
    """The summary of a run directory; raises `StoreError` where `run` is none.

    `gazetteer`: the name lists that say of which state a nationality is; without them, both stand side by side.
    """
    info = read_run_json(run)
    tables = table_names(run)
    groups = [name for name in CODINGS if name in tables]
    asked = {name: columns for name, columns in _COLUMNS.items() if name in tables}
    if "documents" not in asked:
        read_table(run, "documents")  # raises
    views = TableViews(run, asked)
    documents = views.rows("SELECT path, status, pages, warnings FROM documents")
    codings, uncertain = _codings(views, groups)
    entities, most_named = _entities(views, gazetteer) if "entities" in tables else ({}, [])
    return Summary(
        path=str(run),
        status=str(info["status"]),
        seconds=float(str(info["seconds"])),
        documents=dict(Counter(status for _, status, _, _ in documents)),
        pages=sum(pages or 0 for _, _, pages, _ in documents),
        rows={name: int(count) for name, count in dict(info["counts"]).items()},  # type: ignore[call-overload]
        entities=entities,
        most_named=most_named,
        codings=codings,
        uncertain_passages=uncertain,
        failures=list(info["failures"]),  # type: ignore[call-overload]
        warnings=[(path, warning) for path, _, _, warnings in documents for warning in warnings or ()],
        duplicates=list(info["duplicates"]),  # type: ignore[call-overload]
        work=dict(info["work"]),  # type: ignore[call-overload]
    )


def _entities(views: TableViews, gazetteer: Path | None) -> tuple[dict[str, int], list[tuple[str, str, int]]]:
    """Mentions by label, the commonest first; and the names that occur most, values aside."""
    add_things(views.connection, gazetteer)
    labels = views.rows("SELECT label, CAST(sum(mentions) AS BIGINT) FROM mentioned GROUP BY label ORDER BY 2 DESC, 1")
    named = views.rows(
        "SELECT canonical, label, CAST(sum(mentions) AS BIGINT) FROM named_things WHERE named GROUP BY ALL "
        "ORDER BY 3 DESC, 1, 2 "
        f"LIMIT {MOST_NAMED}"
    )
    return dict(labels), named


def _codings(views: TableViews, groups: Sequence[str]) -> tuple[dict[str, dict[str, int]], int]:
    """Passages by label in the codebook's order, as the rows have it; and passages of which some label is uncertain."""
    if not groups:
        return {}, 0
    passages = " UNION ALL ".join(
        f"SELECT '{name}' AS grp, passage_id, label, assigned, uncertain FROM {name} "
        "WHERE sentence_id IS NULL AND (assigned OR uncertain)"
        for name in groups
    )
    views.rows(f"CREATE TABLE coded AS {passages}")
    counted = views.rows("SELECT grp, label, count(*) FROM coded WHERE assigned GROUP BY ALL")
    codings = {}
    for name in groups:
        first = views.rows(f"SELECT label FROM {name} LIMIT {MOST_LABELS}")
        codings[name] = dict.fromkeys((label for (label,) in first), 0) | {
            label: count for group, label, count in counted if group == name
        }
    ((uncertain,),) = views.rows("SELECT count(DISTINCT passage_id) FROM coded WHERE uncertain")
    return codings, uncertain


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
