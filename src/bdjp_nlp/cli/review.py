"""``bdjp review``."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Annotated

import typer

from bdjp_nlp.cli.options import Config, Json, RunFolder
from bdjp_nlp.errors import UsageError

if TYPE_CHECKING:
    from bdjp_nlp.review.desk import Desk


def review(
    directory: RunFolder,
    coder: Annotated[
        str | None,
        typer.Option("--coder", metavar="NAME", help="Code blind under this name: others' decisions are not shown."),
    ] = None,
    agreement: Annotated[
        bool, typer.Option("--agreement", help="Print how far blind coders agree, and open nothing.")
    ] = False,
    merge: Annotated[
        Path | None,
        typer.Option("--merge", metavar="FILE", help="First take in another copy's decisions.jsonl of the same run."),
    ] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Where to listen.", show_default="the first free from 8710")
    ] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in the browser.")] = True,
    config: Config = None,
    json: Json = False,
) -> None:
    """Inspect, search and correct a run on a local web page; every decision is kept and can be learnt from."""
    from bdjp_nlp.pipeline_folder import find_pipeline
    from bdjp_nlp.review.decisions import merge_from
    from bdjp_nlp.review.desk import Desk
    from bdjp_nlp.review.judged import Reader

    if coder is not None and not coder.strip():
        raise UsageError("--coder: a name is wanted")
    if coder is not None and agreement:
        raise UsageError("--agreement shows every coder's decisions; leave --coder out")
    reader = Reader(coder.strip(), blind=True) if coder else Reader(_user())
    folder = find_pipeline(config)
    Thread(target=import_module, args=("bdjp_nlp.review.server",)).start()  # while DuckDB counts
    desk = Desk(directory, folder.codebook, reader, folder.gazetteer)
    if merge is not None:
        typer.echo(f"{merge}: {merge_from(merge, desk.log)} decisions taken in", err=True)
    if agreement:
        _print_agreement(desk, json)
        return
    from bdjp_nlp.review.server import serve

    def ready(address: str) -> None:
        typer.echo(address)
        typer.echo(f"decisions go to {desk.log.file}; Ctrl-C ends", err=True)
        if browser:
            typer.launch(address)

    serve(desk, port, ready)


def _user() -> str:
    """The name of whoever uses the computer."""
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "reviewer"


def _print_agreement(desk: Desk, json: bool) -> None:
    from json import dumps

    from bdjp_nlp.review.agreement import agreement, as_json

    found = agreement(desk.log.read(), desk.labels, desk.corpus.paper)
    disputed = len(desk.disputed())
    if json:
        typer.echo(dumps({"pairs": as_json(found), "disputed_passages": disputed}, ensure_ascii=False, indent=2))
        return
    for pair in found:
        first, second = pair.coders
        typer.echo(f"{first} and {second}")
        typer.echo(f"  {'label':24s} passages   yes   yes  differ  alpha  span F1")
        for row in pair.labels:
            if any(row.yes):
                alpha = "  –  " if row.alpha is None else f"{row.alpha:5.2f}"
                span = "–" if row.span_f1 is None else f"{row.span_f1:.2f}"
                counts = f"{row.passages:8d} {row.yes[0]:5d} {row.yes[1]:5d} {row.differ:7d}"
                typer.echo(f"  {row.label:24s} {counts}  {alpha}  {span}")
    if not found:
        typer.echo("no two coders have judged the same passages blind (bdjp review DIR --coder NAME)")
    if disputed:
        typer.echo(f"{disputed} passages are disputed; settle them on the page: bdjp review {desk.run}")
