"""``bdjp classify``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bdjp_nlp.cli.exit_status import SOME_DOCUMENTS_FAILED
from bdjp_nlp.cli.options import Config, Json, Quiet


def classify(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV or JSONL, one text a row.", show_default=False)],
    out: Annotated[Path, typer.Option("--out", help="Where to write the rows: .csv or .jsonl.", show_default=False)],
    text_column: Annotated[str, typer.Option(help="The column with the text.")] = "text",
    config: Config = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Code a spreadsheet: one text a row in, the same rows out with themes, constraints and scores."""
    from rich.console import Console

    from bdjp_nlp.coding.spreadsheet import classify_file, summary
    from bdjp_nlp.pipeline import load_pipeline

    errors = Console(stderr=True, highlight=False)
    with errors.status("coding …") as status:
        if quiet or not errors.is_terminal:
            status.stop()
        pipeline = load_pipeline(config)
        done = classify_file(pipeline, file, out, text_column, lambda rows: status.update(f"{rows} rows"))
    for number, problem in sorted(done.problems.items()):
        errors.print(f"{file}, row {number}: {problem}", markup=False, soft_wrap=True)
    if json:
        from json import dumps

        typer.echo(dumps(summary(done, out), ensure_ascii=False, indent=2))
    elif not quiet:
        if done.replaced_columns:
            errors.print(f"columns of the input that were replaced: {', '.join(done.replaced_columns)}", markup=False)
        typer.echo(f"{out}: {done.coded} of {done.rows} rows coded, {done.uncertain} of them for a person to look at")
        for label, count in done.labels.most_common():
            typer.echo(f"  {label:24s} {count}")
    if done.problems:
        raise typer.Exit(SOME_DOCUMENTS_FAILED)
