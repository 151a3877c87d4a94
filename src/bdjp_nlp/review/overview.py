"""Overview: what the run says as a whole, for the first page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from bdjp_nlp.review import coded
from bdjp_nlp.review.catalogue import LabelChoice
from bdjp_nlp.review.desk import Desk

HEATS = 8
"""Shades of a cell, of which 0 is none."""
_LARGEST_RADIUS = 11.0


@dataclass(frozen=True)
class Cell:
    """A count that opens its passages. `heat`: its shade; `sum`: whether it stands at the margin."""

    count: int
    name: str
    href: str
    heat: int = 0
    sum: bool = False
    radius: float = 0.0


@dataclass(frozen=True)
class Line:
    """A row of cells under a label; without a label, under a name."""

    name: str
    choice: LabelChoice | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Timeline:
    """Passages by year and label."""

    years: tuple[str, ...]
    rows: tuple[Line, ...]


@dataclass(frozen=True)
class Eye:
    """Something that wants a person."""

    count: int
    what: str
    href: str


def passages_href(**wanted: str) -> str:
    """The page of the passages that bear these labels ("" is any of its group)."""
    return f"/passages?{urlencode(wanted)}"


def matrix(desk: Desk) -> list[Line]:
    """Themes by constraints, with two last rows and columns for any of them and for all passages."""
    over = desk.standing.overlay
    both, alone = coded.matrix(desk.corpus, over), coded.by_label(desk.corpus, over)
    themes, constraints = desk.labels.of("themes"), desk.labels.of("constraints")
    if not themes or not constraints:
        return []
    most = max((count for (theme, constraint), count in both.items() if theme and constraint), default=0)

    def cell(theme: LabelChoice | None, constraint: LabelChoice | None) -> Cell:
        count = both.get((theme.name if theme else "", constraint.name if constraint else ""), 0)
        name = f"{theme.title if theme else 'any theme'} with {constraint.title if constraint else 'any constraint'}"
        href = passages_href(themes=theme.name if theme else "", constraints=constraint.name if constraint else "")
        whole = theme is None or constraint is None
        return Cell(count, name, href, 0 if whole else heat(count, most), whole)

    def alone_cell(group: str, choice: LabelChoice | None) -> Cell:
        label = choice.name if choice else ""
        name = choice.title if choice else f"any {group.removesuffix('s')}"
        return Cell(alone.get((group, label), 0), name, passages_href(**{group: label}), sum=True)

    lines = [
        Line(
            theme.title,
            theme,
            (*(cell(theme, one) for one in constraints), cell(theme, None), alone_cell("themes", theme)),
        )
        for theme in themes
    ]
    last = (*(cell(None, one) for one in constraints), cell(None, None), alone_cell("themes", None))
    every = (*(alone_cell("constraints", one) for one in constraints), alone_cell("constraints", None))
    return [*lines, Line("any theme", None, last), Line("all passages", None, every)]


def heat(count: int, most: int) -> int:
    """A shade from 0 (none) to `HEATS` - 1, by the square root: few against many must still be seen."""
    return 0 if not count else max(1, round((HEATS - 1) * (count / most) ** 0.5))


def timeline(desk: Desk) -> Timeline | None:
    """Passages by the year of their document; None where no document has a date."""
    counts = coded.by_year(desk.corpus, desk.standing.overlay)
    years = tuple(sorted({year for year, _, _ in counts}))
    if not years:
        return None
    most = max(counts.values())
    rows = []
    for choice in desk.labels.codes:
        cells = []
        for year in years:
            count = counts.get((year, choice.group, choice.name), 0)
            href = passages_href(**{choice.group: choice.name}, year=year)
            radius = round(max(2.0, _LARGEST_RADIUS * (count / most) ** 0.5), 1)
            cells.append(Cell(count, f"{choice.title} in {year}", href, radius=radius))
        rows.append(Line(choice.title, choice, tuple(cells)))
    return Timeline(years, tuple(rows))


def figures(desk: Desk, counts: Mapping[str, int]) -> Sequence[tuple[str, str]]:
    """The run in a line."""
    documents = sum(count for status, count in counts.items() if status != "pages")
    found = [(f"{documents:,}", "document" if documents == 1 else "documents"), (f"{counts['pages']:,}", "pages")]
    decided = desk.standing.decided
    if decided:
        found.append((f"{decided:,}", "decisions"))
    return [pair for pair in found if pair[0] != "0"]


def eye(desk: Desk, counts: Mapping[str, int]) -> list[Eye]:
    """What wants a person, the most pressing first."""
    waiting = desk.waiting()
    disputed = len(desk.disputed())
    failed, partial, damaged = counts.get("failed", 0), counts.get("partial", 0), len(desk.log.damaged)
    found = [
        Eye(waiting, "passages on which the model is not sure", "/queue"),
        Eye(disputed, "passages on which coders differ", "/agreement"),
        Eye(failed, "documents that could not be read", "/#documents"),
        Eye(partial, "documents read in part", "/#documents"),
        Eye(damaged, "lines of decisions.jsonl that a crash cut off", ""),
    ]
    return [item for item in found if item.count]
