"""Values: money, dates, shares and quantities come out in the forms of the standards."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bdjp_nlp.entities.values.amounts import find_measures, find_percents, read_quantity
from bdjp_nlp.entities.values.dates import find_dates
from bdjp_nlp.entities.values.money import load_money
from bdjp_nlp.entities.values.numbers import plain, read_number

ROOT = Path(__file__).resolve().parents[2]
MONEY = load_money(ROOT / "pipeline" / "gazetteer" / "currencies.toml")


def marked(text: str) -> tuple[str, list[tuple[int, int, str]]]:
    """A text with [words=value] as the plain text and its spans."""
    plain_text, spans, rest = "", [], text
    while "[" in rest:
        before, _, rest = rest.partition("[")
        inside, _, rest = rest.partition("]")
        words, _, value = inside.partition("=")
        plain_text += before
        spans.append((len(plain_text), len(plain_text) + len(words), value))
        plain_text += words
    return plain_text + rest, spans


def cases() -> Iterator[tuple[str, str]]:
    """The table of cases: kind and marked sentence."""
    kind = ""
    for line in (Path(__file__).parent / "value_cases.txt").read_text("utf-8").splitlines():
        if line.startswith("== "):
            kind = line[3:]
        elif line and not line.startswith("#"):
            yield kind, line


FINDERS = {
    "money": MONEY.find,
    "dates": find_dates,
    "percents": find_percents,
    "measures": lambda text: find_measures(text, range(len(text))),
}


@pytest.mark.parametrize(("kind", "example"), list(cases()))
def test_the_table_of_cases(kind: str, example: str) -> None:
    text, spans = marked(example)
    found = list(FINDERS[kind](text))
    assert [(start, end) for start, end, _ in found] == [(start, end) for start, end, _ in spans]
    for (_, _, value), (_, _, wanted) in zip(found, spans, strict=True):
        parts = wanted.split("|")
        assert [value.canonical, value.value, value.unit][: len(parts)] == parts


@pytest.mark.parametrize(
    "example",
    [
        "a grant of [¥575 million=575000000 JPY] for radar",
        "between [US$ 8–9 billion=8000000000/9000000000 USD] a year",
        "[Rs 500 crore=5000000000 INR] was set aside",
        "worth [8.8 billion yen=8800000000 JPY]",
        "a [12-billion-dollar=12000000000 USD] plan",
        "some [four hundred million dollars=400000000 USD]",
        "[€1.2bn to €1.5bn=1200000000/1500000000 EUR]",
        "[5 to 10 million Pakistani rupees=5000000/10000000 PKR]",
        "[NT$40 billion=40000000000 TWD]",
        "[$1,234,567.89=1234567.89 USD]",
        "[tens of millions of euros=tens of millions of euros]",
        "a 500-pound bomb and 12 sites",
    ],
)
def test_money(example: str) -> None:
    text, spans = marked(example)
    assert [(start, end, value.canonical) for start, end, value in MONEY.find(text)] == spans


@pytest.mark.parametrize(
    "example",
    [
        "on [10 February 1972=1972-02-10] they",
        "in [April 2023=2023-04], and",
        "from [2019 to 2023=2019/2023]",
        "in the [1990s=199X]",
        "[24–30 September 2023=2023-09-24/2023-09-30]",
        "[28 May to 2 June 2023=2023-05-28/2023-06-02]",
        "by [mid-2025=2025]",
        "on [June 3=--06-03], we",
        "[August 2, 2018=2018-08-02]",
        "in the [first half of 2025=2025-40]",
        "[2014–2017=2014/2017]",
        "in [2023/24=2023/2024]",
        "for [FY2027=fiscal year 2027]",
        "for [fiscal year 2024=fiscal year 2024]",
        "in the [21st century=20XX]",
        "after [two years=2 years] of talks",
        "for [two and a half years=2.5 years] now",
        "[January to March 2024=2024-01/2024-03]",
        "later in the [same year=same year]",
        "they may go in [May=--05]",
        "resolution 1325 and 1,999 men",
        "[Friday, October 4=--10-04]",
    ],
)
def test_dates(example: str) -> None:
    text, spans = marked(example)
    assert [(start, end, value.canonical) for start, end, value in find_dates(text)] == spans


@pytest.mark.parametrize(
    "example",
    ["[74 per cent=74%] of imports", "[3–5%=3/5%]", "[two percent=2%]", "rose by [4.5 percentage points=4.5%]"],
)
def test_percents(example: str) -> None:
    text, spans = marked(example)
    assert [(start, end, value.canonical) for start, end, value in find_percents(text)] == spans


@pytest.mark.parametrize(
    ("words", "canonical", "value", "unit"),
    [
        ("4.5 million vaccine doses", "4500000 vaccine doses", "4500000", "vaccine doses"),
        ("291 SDF personnel", "291 SDF personnel", "291", "SDF personnel"),
        ("twelve patrol boats", "12 patrol boats", "12", "patrol boats"),
        ("5 to 10 ships", "5/10 ships", "5/10", "ships"),
        ("14-nation", "14 nation", "14", "nation"),
    ],
)
def test_quantities(words: str, canonical: str, value: str, unit: str) -> None:
    read = read_quantity(words)
    assert (read.canonical, read.value, read.unit) == (canonical, value, unit)


def test_a_unit_of_measure_belongs_to_its_number() -> None:
    text, spans = marked("some [12 nautical miles=12 nautical miles] off and [3 km=3 km] on")
    assert [(start, end, value.canonical) for start, end, value in find_measures(text, range(len(text)))] == spans


@given(st.integers(min_value=0, max_value=10**12))
def test_figures_survive_a_round_trip_with_separators(number: int) -> None:
    assert read_number(f"{number:,}") == number


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_plain_numbers_say_the_same_without_exponent(number: Decimal) -> None:
    assert Decimal(plain(number)) == number
    assert "E" not in plain(number)


@given(
    st.integers(min_value=1, max_value=999),
    st.sampled_from([("million", 10**6), ("billion", 10**9), ("thousand", 10**3), ("crore", 10**7)]),
)
def test_money_with_a_multiplier_is_that_many_times_more(number: int, multiplier: tuple[str, int]) -> None:
    word, factor = multiplier
    value = MONEY.read(f"${number} {word}")
    assert value is not None
    assert (value.value, value.unit) == (str(number * factor), "USD")


@given(st.dates())
def test_a_day_reads_the_same_however_it_is_written(day) -> None:
    if day.year < 1400 or day.year >= 2100:
        return
    months = "January February March April May June July August September October November December".split()
    month = months[day.month - 1]
    for text in (f"{day.day} {month} {day.year}", f"{month} {day.day}, {day.year}", day.isoformat()):
        assert [value.value for _, _, value in find_dates(text)] == [day.isoformat()]
