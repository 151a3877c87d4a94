"""``bdjp inspect``."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bdjp_nlp.cli.options import Json, RunLocation
from bdjp_nlp.errors import UsageError

if TYPE_CHECKING:
    import pyarrow as pa


class Format(StrEnum):
    """How rows are printed."""

    table = "table"
    csv = "csv"
    jsonl = "jsonl"


def inspect(
    directory: RunLocation,
    table: Annotated[str | None, typer.Argument(help="A table; without it, one screen that sums the run up.")] = None,
    where: Annotated[str | None, typer.Option(help='An SQL condition, e.g. "score > 0.9 and page < 3".')] = None,
    sql: Annotated[
        str | None, typer.Option(help='A query over all tables, e.g. "SELECT label, count(*) FROM themes GROUP BY 1".')
    ] = None,
    doc: Annotated[str | None, typer.Option(help="A doc_id, or a part of the path.")] = None,
    label: Annotated[str | None, typer.Option(help="Only rows with this label.")] = None,
    like: Annotated[str | None, typer.Option(help="Only rows with these words.")] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="At most so many rows.", show_default="20 on a screen")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Also the codings that were not assigned.")] = False,
    page: Annotated[
        str | None, typer.Option(metavar="DOC:N", help="Draw page N of a PDF as the extractor saw it, as PNG.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Where --page writes its picture.", show_default="DOC-N.png")] = None,
    card: Annotated[bool, typer.Option("--card", help="Print each row as a citable card.")] = False,
    output: Annotated[Format, typer.Option("--format", help="How rows are printed.")] = Format.table,
    json: Json = False,
) -> None:
    """Look at a run: its summary, or the rows of a table, each with its document, page and words."""
    from bdjp_nlp.views.query import Selection, select
    from bdjp_nlp.views.rows_out import write_csv, write_jsonl, write_screen
    from bdjp_nlp.views.sql import ask

    if page is not None:
        from bdjp_nlp.views.page_picture import draw

        typer.echo(draw(directory, page, out))
        return
    if table is None and sql is None:
        _summary(directory, json)
        return
    output = Format.jsonl if json and not card else output
    if output is Format.table and limit is None:
        limit = 20
    most = None if limit is None else limit + 1
    if sql is not None:
        if table or where or doc or label or like or every:
            raise UsageError("--sql goes with --limit and --format alone; put tables and conditions into the query")
        rows = ask(directory, sql, most)
    else:
        rows = select(directory, str(table), Selection(where, doc, label, like, every), most)
    more = limit is not None and rows.num_rows > limit
    rows = rows.slice(0, limit) if more else rows
    if card:
        _print_cards(directory, table, rows, json)
        return
    writer = {Format.table: write_screen, Format.csv: write_csv, Format.jsonl: write_jsonl}[output]
    writer(rows, table or "", sys.stdout)
    if more:
        typer.echo(f"only the first {limit} rows; more with --limit", err=True)


def _print_cards(directory: Path, table: str | None, rows: pa.Table, json: bool) -> None:
    from bdjp_nlp.views.evidence_card import card_text, cards

    if table is None:
        raise UsageError("--card wants a TABLE, e.g. bdjp inspect DIR constraints --card")
    for number, found in enumerate(cards(directory, table, rows)):
        if json:
            from dataclasses import asdict
            from json import dumps

            typer.echo(dumps(asdict(found), ensure_ascii=False))
        else:
            typer.echo(("\n" if number else "") + card_text(found), nl=False)


def _summary(directory: Path, json: bool) -> None:
    from bdjp_nlp.pipeline_folder import find_pipeline
    from bdjp_nlp.views.summary import print_summary, summarise

    summary = summarise(directory, find_pipeline(None).gazetteer)
    if json:
        from dataclasses import asdict
        from json import dumps

        typer.echo(dumps(asdict(summary), ensure_ascii=False, indent=2))
        return
    from rich.console import Console

    print_summary(summary, Console())
