"""The views over a run's facts: what papers tell differently, and what they tell in order of time."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from bdjp_nlp.errors import StoreError
from bdjp_nlp.views.discrepancies import as_read, discrepancies
from bdjp_nlp.views.iso_dates import days, overlap
from bdjp_nlp.views.timeline import timeline

PAPERS = {
    "brief.txt": (
        "Norway granted US$ 4 million to Benin in 2021. The Office of Sea Drills (OSD) wrote the plan. "
        "About 74 per cent of Bangladesh's military imports come from China. "
        "Peru recognised the new government of Togo on 3 May 2022."
    ),
    "report.txt": (
        "Norway granted US$ 6 million to Benin in 2021. The Observatory of Straits Defence (OSD) disagreed. "
        "Some 72 per cent of Bangladesh's military imports come from China. "
        "Peru recognised the new government of Togo on 9 May 2022."
    ),
    "news.txt": ("Norway will grant US$ 4 million to Benin. Sweden joined NATO in 2024. Kenya visited nobody."),
}


@pytest.fixture
def run(bdjp, config, tmp_path) -> Path:
    papers = tmp_path / "told"
    papers.mkdir()
    for name, text in PAPERS.items():
        (papers / name).write_text(text)
    stages = config("sentences", "entities", "facts")
    done = bdjp("run", papers, "--out", "out", "--config", stages.parent / "own.toml", "-q")
    assert done.returncode == 0, done.stderr
    return tmp_path / "out"


@pytest.fixture
def config(tmp_path):
    """The shipped pipeline with the named stages alone."""

    def write(*stages: str) -> Path:
        shipped = Path(__file__).resolve().parents[2] / "pipeline"
        for part in ("codebook", "gazetteer", "facts", "models"):
            (tmp_path / part).symlink_to(shipped / part)
        file = tmp_path / "own.toml"
        file.write_text("\n".join(f'[[stages]]\nname = "{stage}"\n' for stage in stages))
        return file

    return write


def test_differences_between_papers_are_shown_with_both_quotes(run):
    found = {(each.kind, frozenset((each.value, each.other_value))): each for each in discrepancies(run)}
    amount = found["amount", frozenset(("4000000 USD", "6000000 USD"))]
    assert {amount.place.quote, amount.other_place.quote} == {
        "Norway granted US$ 4 million to Benin in 2021",
        "Norway granted US$ 6 million to Benin in 2021",
    }
    assert {Path(amount.place.path).name, Path(amount.other_place.path).name} == {"brief.txt", "report.txt"}
    assert ("status", frozenset(("done", "planned"))) in found
    assert ("date", frozenset(("2022-05-03", "2022-05-09"))) in found
    assert ("share", frozenset(("74%", "72%"))) in found
    assert any(kind == "acronym" and found[kind, values].what == "OSD" for kind, values in found)


def test_the_timeline_is_in_order_of_time_and_leaves_out_what_has_no_date(run):
    entries = timeline(run)
    assert [entry.date for entry in entries] == ["2021", "2021", "2022-05-03", "2022-05-09", "2024"]
    assert (entries[-1].subject, entries[-1].relation, entries[-1].object) == ("Sweden", "joins", "NATO")
    text = PAPERS["news.txt"]
    assert text[entries[-1].place.start : entries[-1].place.end] == entries[-1].place.quote


def test_inspect_shows_both_in_every_format(run, bdjp):
    rows = [json.loads(line) for line in bdjp("inspect", run, "timeline", "--format", "jsonl").stdout.splitlines()]
    assert [row["date"] for row in rows] == [entry.date for entry in timeline(run)]
    shown = bdjp("inspect", run, "discrepancies", "--where", "kind = 'amount'", "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(shown.stdout))
    assert row["quote"] != row["other_quote"]
    assert "4000000 USD" in bdjp("inspect", run, "discrepancies").stdout
    assert "2024" in bdjp("inspect", run, "timeline", "--doc", "news").stdout


def test_a_folder_that_is_no_run_is_an_error(tmp_path):
    for view in (timeline, discrepancies):
        with pytest.raises(StoreError, match="no run directory"):
            view(tmp_path)


@pytest.mark.parametrize(
    ("date", "first", "last"),
    [
        ("2023", "2023-01-01", "2023-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("199X", "1990-01-01", "1999-12-31"),
        ("2019/2023", "2019-01-01", "2023-12-31"),
        ("2023-09-24/2023-09-30", "2023-09-24", "2023-09-30"),
    ],
)
def test_dates_are_spans_of_days(date, first, last):
    assert days(date) == (first, last)


@pytest.mark.parametrize("date", ["P2Y", "--06-03", "Monday", ""])
def test_what_names_no_year_has_no_days(date):
    assert days(date) is None


def test_periods_overlap_where_they_share_a_day():
    assert overlap(("2023-01-01", "2023-12-31"), ("2023-12-31", "2024-02-01"))
    assert not overlap(("2023-01-01", "2023-12-31"), ("2024-01-01", "2024-02-01"))


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("4000000 USD", "4,000,000 USD"),
        ("1100 soldiers", "1100 soldiers"),
        ("2022-05-03", "2022-05-03"),
        ("0.12345", "0.12345"),
    ],
)
def test_large_numbers_are_read_in_threes(value, read):
    assert as_read(value) == read
