"""Timeline: a run's dated facts and events in the order of time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

import pyarrow as pa

from bdjp_nlp.views.iso_dates import days
from bdjp_nlp.views.statements import Place, Statements, table_of


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """What happened, or is told for, a date.

    `date` is as written in the tables (ISO 8601), `first_day` and `last_day` the days that it takes in. Of an event,
    only `subject` (its name) is given; the other parts are those of a fact.
    """

    date: str
    first_day: str
    last_day: str
    subject: str
    relation: str | None
    object: str | None
    modality: str | None
    amount: str | None
    unit: str | None
    asserted_by: str | None
    score: float | None
    place: Place


def timeline(run: Path) -> list[TimelineEntry]:
    """The entries by first day, last day, and place in the run; undated facts are left out.

    `run`: a run directory. Raises `StoreError` where it is none, or is damaged.
    """
    return sorted(_entries(Statements(run)), key=lambda entry: (entry.first_day, entry.last_day))


def timeline_table(run: Path) -> pa.Table:
    """The timeline as a table, for ``bdjp inspect`` and data frames."""
    names = [field.name for field in fields(TimelineEntry) if field.name != "place"]
    rows = ({**{name: getattr(entry, name) for name in names}, **entry.place.columns()} for entry in timeline(run))
    return table_of(names, rows)


def _entries(statements: Statements) -> Iterator[TimelineEntry]:
    for fact in statements.facts():
        if fact.date and (period := days(fact.date)):
            yield TimelineEntry(
                fact.date,
                *period,
                fact.subject,
                fact.relation,
                fact.object,
                fact.modality,
                fact.amount,
                fact.unit,
                fact.asserted_by,
                fact.score,
                fact.place,
            )
    for event in statements.events():
        if period := days(event.date):
            yield TimelineEntry(event.date, *period, event.event, None, None, None, None, None, None, None, event.place)
