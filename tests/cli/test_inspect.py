"""`bdjp inspect` shows a run, and rows with their document, page and words."""

import csv
import io
import json

import pytest


@pytest.fixture
def run(bdjp, config, papers):
    done = bdjp("run", papers, "--out", "out", "--config", config("sentences", "word_counter"), "-q")
    assert done.returncode == 0, done.stderr
    return "out"


def rows(done):
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_without_a_table_it_sums_the_run_up(bdjp, run):
    done = bdjp("inspect", run)
    assert "20 ok" in done.stdout
    assert "sentences" in done.stdout
    assert json.loads(bdjp("inspect", run, "--json").stdout)["documents"] == {"ok": 20}


def test_rows_carry_their_documents_path_and_page(bdjp, run, papers):
    (row,) = rows(bdjp("inspect", run, "sentences", "--doc", "paper-04", "--like", "OMAN", "--format", "jsonl"))
    assert row["path"] == str(papers / "paper-04.md")
    assert row["text"] == "The navy of Oman met 4 ships."
    assert row["page"] == 0


def test_sql_selects(bdjp, run):
    found = rows(bdjp("inspect", run, "word_counts", "--where", "words > 9 and path like '%paper-1%'", "--json"))
    assert len(found) == 10


def test_a_limit_says_that_there_is_more(bdjp, run):
    done = bdjp("inspect", run, "sentences", "--limit", "3", "--format", "csv")
    assert len(list(csv.DictReader(io.StringIO(done.stdout)))) == 3
    assert "only the first 3 rows" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("sentence",), "no table 'sentence'; there are: documents"),
        (("sentences", "--where", "wrds > 3"), "columns of sentences: doc_id, passage_id"),
        (("sentences", "--where", "1=1) or (select count(*) from read_csv('/etc/passwd')) > 0 --"), "--where"),
        (("sentences", "--label", "x"), "has no column 'label'"),
        (("--page", "paper-01:3"), "no PDF with such a page"),
        (("--page", "paper:1"), "20 documents match 'paper'"),
        (("--page", "paper"), "write DOC:N"),
    ],
)
def test_wrong_usage_is_told_with_the_alternatives(bdjp, run, arguments, message):
    done = bdjp("inspect", run, *arguments)
    assert done.returncode in (1, 2), done.stdout
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_that_is_no_run_is_told(bdjp, tmp_path):
    done = bdjp("inspect", tmp_path)
    assert done.returncode == 1
    assert "no run directory (run.json is missing)" in done.stderr


def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless(bdjp, config, tmp_path):
    (tmp_path / "evil.txt").write_text("=HYPERLINK(1) is what this paragraph begins with, and it goes on to its end.")
    bdjp("run", "evil.txt", "--out", "out", "--config", config("sentences"), "-q")
    (row,) = csv.DictReader(io.StringIO(bdjp("inspect", "out", "passages", "--format", "csv").stdout))
    assert row["text"].startswith("'=HYPERLINK")
