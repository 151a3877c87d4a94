"""`bdjp inspect --sql` answers any query over a run's tables, and does nothing else."""

import csv
import io
import json

import pytest

from bdjp_nlp.errors import UsageError
from bdjp_nlp.views.sql import ask


def test_a_query_joins_tables(run):
    sql = """
        SELECT d.title, t.label, count(*) AS passages
        FROM themes t JOIN documents d USING (doc_id)
        WHERE t.assigned AND t.sentence_id IS NULL GROUP BY ALL ORDER BY ALL
    """
    rows = ask(run, sql).to_pylist()
    assert {"title": "A plain paper", "label": "equipment_technology", "passages": 1} in rows


def test_every_format_shows_the_rows(bdjp, run):
    sql = "SELECT canonical, count(*) AS mentions, DATE '2021-03-04' AS day FROM entities GROUP BY 1 ORDER BY 2 DESC, 1"
    screen = bdjp("inspect", run, "--sql", sql)
    assert screen.returncode == 0, screen.stderr
    assert screen.stdout.split()[:3] == ["canonical", "mentions", "day"]
    table = list(csv.DictReader(io.StringIO(bdjp("inspect", run, "--sql", sql, "--format", "csv").stdout)))
    objects = [json.loads(line) for line in bdjp("inspect", run, "--sql", sql, "--json").stdout.splitlines()]
    assert [row["canonical"] for row in table] == [row["canonical"] for row in objects]
    assert objects[0] == {"canonical": "Fiji", "mentions": 4, "day": "2021-03-04"}


def test_a_screen_shows_twenty_rows_and_says_that_there_are_more(bdjp, run):
    done = bdjp("inspect", run, "--sql", "SELECT * FROM range(100) t(number)")
    assert "only the first 20 rows" in done.stderr
    assert len(done.stdout.splitlines()) == 21


HOSTILE = [
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_parquet('{run}/passages.parquet/*.parquet')",
    "SELECT * FROM glob('/etc/*')",
    "SELECT * FROM sniff_csv('/etc/passwd')",
    "SELECT * FROM read_blob('/etc/passwd')",
    "SELECT * FROM parquet_scan('https://example.org/x.parquet')",
    "SELECT getenv('HOME')",
    "SELECT * FROM tables_of_python",
    "COPY (SELECT 1) TO '{run}/stolen.csv'",
    "COPY passages FROM '/etc/passwd'",
    "ATTACH '{run}/new.db' AS other",
    "ATTACH ':memory:' AS other",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET enable_external_access = true",
    "RESET enable_external_access",
    "PRAGMA enable_profiling",
    "CALL pragma_version()",
    "CREATE TABLE x AS SELECT 1",
    "DROP VIEW passages",
    "INSERT INTO passages SELECT * FROM passages",
    "DELETE FROM passages",
    "UPDATE passages SET text = ''",
    "EXPORT DATABASE '{run}/dump'",
    "EXPLAIN ANALYZE SELECT 1",
    "CHECKPOINT",
    "SELECT 1; COPY (SELECT 1) TO '{run}/stolen.csv'",
    "SELECT * FROM query('COPY (SELECT 1) TO ''{run}/stolen.csv''')",
    "WITH a AS (SELECT 1) INSERT INTO passages SELECT * FROM a",
    "SELECT set_config('x', 'y')",
    "",
    "SELEKT 1",
]


@pytest.mark.parametrize("sql", HOSTILE)
def test_all_but_a_query_over_the_tables_is_refused(run, sql):
    before = {path: path.read_bytes() for path in run.rglob("*") if path.is_file()}
    tables_of_python = "a variable that must not be found"
    with pytest.raises(UsageError, match="--sql"):
        ask(run, sql.format(run=run))
    assert tables_of_python
    assert {path: path.read_bytes() for path in run.rglob("*") if path.is_file()} == before


def test_errors_name_the_tables_there_are(bdjp, run):
    done = bdjp("inspect", run, "--sql", "SELECT * FROM passage")
    assert done.returncode == 2
    assert "tables: constraints, documents, entities" in done.stderr
    assert bdjp("inspect", run, "themes", "--sql", "SELECT 1").returncode == 2
