"""Diff out: the difference of two runs as a person reads it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bdjp_nlp.views.diff import Difference, Flip, RowChange

_LONGEST_QUOTE = 220
"""Signs of a passage that a screen shows."""


def print_difference(found: Difference, console: Console, limit: int) -> None:
    """Versions, documents and counts, then at most `limit` of the flips, of the entities and of the facts."""
    for part in _parts(found, limit):
        console.print(part)


def _parts(found: Difference, limit: int) -> Iterator[RenderableType]:
    yield Text.assemble((found.old, "bold"), "  →  ", (found.new, "bold"))
    if found.nothing:
        yield Text("  the runs say the same")
    if found.versions:
        yield Text("\n  because of", style="bold")
        yield from (Text(f"    {v.stage}: {v.what} {v.old} → {v.new}") for v in found.versions)
    if found.documents:
        yield Text(f"\n  documents  {_counted(d.kind for d in found.documents)}", style="bold")
        yield from (Text(f"    {d.kind:8s} {d.path}") for d in found.documents[:limit])
        yield from _more(len(found.documents), limit)
    if any(found.passages.values()):
        yield Text(f"\n  passages   {found.passages['added']} added, {found.passages['removed']} removed")
    changed = [one for one in found.labels if one[2] != one[3]]
    if changed:
        yield Padding(_label_table(changed), (1, 0, 0, 2))
    if found.flips:
        yield Text(f"\n  flips  {_signs(found.flips)}", style="bold")
        yield from (_flip(flip) for flip in found.flips[:limit])
        yield from _more(len(found.flips), limit)
    for name, rows in (("entities", found.entities), ("facts", found.facts)):
        if rows:
            yield Text(f"\n  {name}  {_signs(rows)}", style="bold")
            yield from (_row(row) for row in rows[:limit])
            yield from _more(len(rows), limit)
    yield from (Text(f"\n  note: {note}", style="yellow") for note in found.notes)


def _label_table(changed: list[tuple[str, str, int, int]]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("label")
    for name in ("before", "now", "change"):
        table.add_column(name, justify="right")
    for _, label, old, new in changed:
        table.add_row(label, str(old), str(new), f"{new - old:+d}")
    return table


def _flip(flip: Flip) -> RenderableType:
    scores = " → ".join("none" if score is None else f"{score:.2f}" for score in (flip.old_score, flip.new_score))
    head = Text.assemble(
        (f"  {'+' if flip.gained else '-'} {flip.label}", "green" if flip.gained else "red"),
        f"  {scores}  {_place(flip.path, flip.page)}  ({flip.because})",
    )
    return Group(head, Padding(Text(_short(flip.quote)), (0, 0, 0, 6)))


def _row(row: RowChange) -> RenderableType:
    return Text.assemble(
        (f"  {'+' if row.gained else '-'} {row.said}", "green" if row.gained else "red"),
        f"  {_short(row.quote)!r}  {_place(row.path, row.page)}  ({row.because})",
    )


def _place(path: str, page: int) -> str:
    return PurePath(path).name + (f" p.{page}" if page else "")


def _short(quote: str) -> str:
    return quote if len(quote) <= _LONGEST_QUOTE else quote[: _LONGEST_QUOTE - 1] + "…"


def _signs(rows: Sequence[Flip] | Sequence[RowChange]) -> str:
    gained = sum(row.gained for row in rows)
    return f"{gained} gained, {len(rows) - gained} lost"


def _counted(kinds: Iterator[str]) -> str:
    return ", ".join(f"{count} {kind}" for kind, count in sorted(Counter(kinds).items()))


def _more(count: int, limit: int) -> Iterator[Text]:
    if count > limit:
        yield Text(f"    and {count - limit} more; --limit, or --json for all", style="dim")
