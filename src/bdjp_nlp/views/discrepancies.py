"""Discrepancies: what the papers of a run tell in two ways that do not fit together, each with both quotes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, fields
from enum import StrEnum
from itertools import combinations
from pathlib import Path

import pyarrow as pa

from bdjp_nlp.views.iso_dates import days, overlap
from bdjp_nlp.views.statements import OTHER, Place, StatedEvent, StatedFact, StatedMention, Statements, table_of


class Kind(StrEnum):
    """What does not fit."""

    AMOUNT = "amount"
    STATUS = "status"
    DATE = "date"
    SHARE = "share"
    COUNT = "count"
    ACRONYM = "acronym"


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """Two places that tell `what` with different values."""

    kind: Kind
    what: str
    value: str
    other_value: str
    place: Place
    other_place: Place


MOST_OF_A_KIND = 40
"""Statements of one thing that are compared with each other: a thing told more often is no single thing."""
LEAST_WORDS = 3
"""Telling words that two shares must have in common around them to be shares of the same thing."""
LIKENESS = 0.6
"""Part of all telling words around two shares that they must have in common (Jaccard)."""
NEAR = 12
"""Words after a share that may tell of what it is one."""
SHARE_UNIT = "%"
_NUMBERED = re.compile(r"(\d[\d.]*) (\S+(?: \S+)+)")
_WORDS = re.compile(r"[^\W\d_]{3,}")
_LARGE = re.compile(r"(?<![\d.])[1-9]\d{4,}(?!\d)")
_ACRONYM = re.compile(r"[A-Z][A-Za-z]*[A-Z][A-Z0-9a-z]*")
_EMPTY_WORDS = frozenset(
    "the and for its from that this with was were are has have had per cent percent between than".split()
)
_PLANNED, _SETTLED = "planned", frozenset({"done", "planned", "denied"})


def discrepancies(run: Path) -> list[Discrepancy]:
    """The discrepancies within and between the papers of a run, by kind and by place.

    `run`: a run directory. Raises `StoreError` where it is none, or is damaged.
    """
    statements = Statements(run)
    facts = list(statements.facts())
    mentions = list(statements.mentions())
    return [
        *_once(_amounts(facts)),
        *_once(_statuses(facts)),
        *_once(_dates(facts)),
        *_once(_event_dates(statements.events())),
        *_once(_shares(mentions)),
        *_once(_counts(mentions)),
        *_once(_acronyms(mentions)),
    ]


def discrepancy_table(run: Path) -> pa.Table:
    """The discrepancies as a table for ``bdjp inspect`` and data frames; a second place's columns begin with other_."""
    names = ["kind", "what", "value", "other_value"]
    rows = (
        {
            **{name: str(getattr(each, name)) for name in names},
            **each.place.columns(),
            **each.other_place.columns(OTHER),
        }
        for each in discrepancies(run)
    )
    return table_of([*names, *(OTHER + field.name for field in fields(Place))], rows)


def _once(found: Iterable[Discrepancy]) -> Iterator[Discrepancy]:
    """One discrepancy for each thing and pair of values: the first two places."""
    seen: set[tuple[str, frozenset[str]]] = set()
    for each in found:
        key = each.what, frozenset((each.value, each.other_value))
        if key not in seen:
            seen.add(key)
            yield each


def as_read(value: str) -> str:
    """A value as a person reads it: the digits of a large number in threes."""
    return _LARGE.sub(lambda number: f"{int(number[0]):,}", value)


def _told(fact: StatedFact) -> str:
    indirect = "" if not fact.indirect or (fact.amount and fact.amount in fact.indirect) else f" ({fact.indirect})"
    return f"{fact.subject} {fact.relation.replace('_', ' ')} {fact.object}{indirect}"


def _grouped(facts: Iterable[StatedFact]) -> Iterator[tuple[StatedFact, StatedFact]]:
    """Pairs of facts with the same subject, relation and object."""
    groups: defaultdict[Hashable, list[StatedFact]] = defaultdict(list)
    for fact in facts:
        groups[fact.subject, fact.relation, fact.object].append(fact)
    for group in groups.values():
        if len(group) <= MOST_OF_A_KIND:
            yield from combinations(group, 2)


def _same_period(one: StatedFact, other: StatedFact) -> bool:
    """Whether two facts may be of one time: neither date excludes the other."""
    periods = [days(fact.date) if fact.date else None for fact in (one, other)]
    return periods[0] is None or periods[1] is None or overlap(periods[0], periods[1])


def _amounts(facts: Iterable[StatedFact]) -> Iterator[Discrepancy]:
    """The same done to the same, at one time, with two sums."""
    for one, other in _grouped(fact for fact in facts if fact.amount):
        if one.unit == other.unit and one.amount != other.amount and _same_period(one, other):
            values = [f"{fact.amount} {fact.unit or ''}".strip() for fact in (one, other)]
            yield Discrepancy(Kind.AMOUNT, _told(one), values[0], values[1], one.place, other.place)


def _statuses(facts: Iterable[StatedFact]) -> Iterator[Discrepancy]:
    """The same gift or sum told as done here and as planned or denied there."""
    for one, other in _grouped(fact for fact in facts if fact.modality in _SETTLED and (fact.amount or fact.indirect)):
        same = (one.amount, one.unit, one.indirect) == (other.amount, other.unit, other.indirect)
        if same and one.modality != other.modality:
            sum_told = f", {one.amount} {one.unit or ''}".rstrip() if one.amount else ""
            yield Discrepancy(Kind.STATUS, _told(one) + sum_told, one.modality, other.modality, one.place, other.place)


def _dates(facts: Iterable[StatedFact]) -> Iterator[Discrepancy]:
    """The same done to the same on two days of one year."""
    for one, other in _grouped(fact for fact in facts if fact.date and fact.modality != _PLANNED):
        if one.modality == other.modality and _clash(one.date, other.date):
            yield Discrepancy(Kind.DATE, _told(one), one.date or "", other.date or "", one.place, other.place)


def _event_dates(events: Iterable[StatedEvent]) -> Iterator[Discrepancy]:
    """One event on two days of one year: what recurs has a date in each year."""
    groups: defaultdict[str, list[StatedEvent]] = defaultdict(list)
    for event in events:
        groups[event.event].append(event)
    for name, group in groups.items():
        if len(group) > MOST_OF_A_KIND:
            continue
        for one, other in combinations(group, 2):
            if _clash(one.date, other.date):
                yield Discrepancy(Kind.DATE, name, one.date, other.date, one.place, other.place)


def _clash(one: str | None, other: str | None) -> bool:
    """Whether two dates lie in one year and share no day."""
    periods = [days(date) if date else None for date in (one, other)]
    if periods[0] is None or periods[1] is None:
        return False
    same_year = periods[0][0][:4] == periods[1][0][:4]
    return same_year and not overlap(periods[0], periods[1])


def _shares(mentions: Iterable[StatedMention]) -> Iterator[Discrepancy]:
    """Two percentages whose sentences go on with the same words."""
    shares = [(mention, _telling(mention.after)) for mention in mentions if mention.unit == SHARE_UNIT]
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for number, (_, words) in enumerate(shares):
        for word in words:
            holders[word].append(number)
    pairs = {pair for group in holders.values() if len(group) <= MOST_OF_A_KIND for pair in combinations(group, 2)}
    for first, second in sorted(pairs):
        (one, words), (other, other_words) = shares[first], shares[second]
        common = words & other_words
        alike = len(common) >= LEAST_WORDS and len(common) >= LIKENESS * len(words | other_words)
        if alike and one.place != other.place and one.value != other.value and _years(one) == _years(other):
            what = " ".join(word for word in _WORDS.findall(one.after.lower())[:NEAR] if word in common)
            yield Discrepancy(Kind.SHARE, f"share of {what}", one.canonical, other.canonical, one.place, other.place)


def _telling(text: str) -> frozenset[str]:
    return frozenset(_WORDS.findall(text.lower())[:NEAR]) - _EMPTY_WORDS


def _years(mention: StatedMention) -> frozenset[str]:
    return frozenset(re.findall(r"\b(?:19|20)\d\d\b", mention.before + mention.after))


def _counts(mentions: Iterable[StatedMention]) -> Iterator[Discrepancy]:
    """The same things ("SDF personnel") counted twice, in sentences that share a name, words and years."""
    groups: defaultdict[str, list[tuple[str, StatedMention]]] = defaultdict(list)
    named: defaultdict[Place, set[str]] = defaultdict(set)
    for mention in mentions:
        if mention.value is None and not _NUMBERED.fullmatch(mention.canonical):
            named[mention.place].add(mention.canonical)
        counted = _NUMBERED.fullmatch(mention.canonical)
        if counted and mention.unit != SHARE_UNIT:
            groups[counted[2].lower()].append((counted[1], mention))
    for things, group in groups.items():
        if len(group) > MOST_OF_A_KIND:
            continue
        for (number, one), (other_number, other) in combinations(group, 2):
            same = named[one.place] & named[other.place] and _years(one) == _years(other)
            around = _telling(one.before + one.after) & _telling(other.before + other.after)
            if number != other_number and one.place != other.place and same and len(around) >= LEAST_WORDS:
                yield Discrepancy(Kind.COUNT, things, number, other_number, one.place, other.place)


def _acronyms(mentions: Iterable[StatedMention]) -> Iterator[Discrepancy]:
    """One acronym with two expansions, by what its definitions in the papers say."""
    groups: defaultdict[str, dict[str, StatedMention]] = defaultdict(dict)
    for mention in mentions:
        if _ACRONYM.fullmatch(mention.text) and mention.canonical != mention.text:
            groups[mention.text].setdefault(_folded(mention.canonical), mention)
    for acronym, meanings in groups.items():
        for one, other in combinations(meanings.values(), 2):
            yield Discrepancy(Kind.ACRONYM, acronym, one.canonical, other.canonical, one.place, other.place)


def _folded(name: str) -> str:
    return re.sub(r"\W+", " ", name.lower()).strip()
