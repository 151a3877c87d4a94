from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from command_line import Bdjp

PATROL = "The two coast guards patrolled the strait together and boarded a vessel that smuggled weapons."
BAKERY = "The bakery on the corner sells rye bread from six in the morning."


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "quotes.csv"
    file.write_text(f'who,text\nA,"{PATROL}"\nB,"{BAKERY}"\n', encoding="utf-8")
    return file


def read_jsonl(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_csv_keeps_its_rows_and_columns_and_gains_the_classes(bdjp: Bdjp, table: Path, tmp_path: Path) -> None:
    done = bdjp("classify", table, "--out", "coded.csv")
    assert done.returncode == 0, done.stderr
    with (tmp_path / "coded.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["who"] for row in rows] == ["A", "B"]
    assert "maritime_security" in rows[0]["themes"].split(";")
    assert (rows[1]["themes"], rows[1]["constraints"], rows[1]["uncertain"]) == ("", "", "false")
    assert 0 <= float(rows[1]["score:export_regulation"]) < float(rows[0]["score:maritime_security"]) <= 1


def test_jsonl_gains_lists_scores_and_entities(bdjp: Bdjp, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(json.dumps({"id": 7, "quote": f"  {PATROL}\nJapan paid."}) + "\n")
    done = bdjp("classify", "in.jsonl", "--out", "out.jsonl", "--text-column", "quote")
    assert done.returncode == 0, done.stderr
    (row,) = read_jsonl(tmp_path / "out.jsonl")
    assert row["id"] == 7
    assert "maritime_security" in row["themes"]
    assert set(row["theme_scores"]) > {"maritime_security"}
    text = str(row["quote"])
    assert [text[e["start"] : e["end"]] for e in row["entities"] if e["label"] == "STATE"] == ["Japan"]


def test_bad_rows_are_named_and_the_others_done(bdjp: Bdjp, tmp_path: Path) -> None:
    lines = [json.dumps({"text": PATROL}), "{oops", json.dumps({"text": " "}), json.dumps({"test": "x"}), "[]"]
    (tmp_path / "in.jsonl").write_text("\n".join(lines) + "\n")
    done = bdjp("classify", "in.jsonl", "--out", "out.jsonl", "--json")
    assert done.returncode == 3
    found = json.loads(done.stdout)
    assert (found["rows"], found["coded"]) == (5, 1)
    assert [problem["row"] for problem in found["problems"]] == [2, 3, 4, 5]
    assert "did you mean 'test'" in found["problems"][2]["problem"]
    assert [row.get("text") for row in read_jsonl(tmp_path / "out.jsonl")] == [PATROL, " ", None]


def test_a_missing_column_is_wrong_usage(bdjp: Bdjp, table: Path) -> None:
    done = bdjp("classify", table, "--out", "coded.csv", "--text-column", "texts")
    assert done.returncode == 2
    assert "did you mean 'text'" in done.stderr


@pytest.mark.parametrize("out", ["quotes.csv", "coded.xlsx"])
def test_an_output_that_cannot_be_is_wrong_usage(bdjp: Bdjp, table: Path, out: str) -> None:
    before = table.read_bytes()
    assert bdjp("classify", table, "--out", out).returncode == 2
    assert table.read_bytes() == before


def test_quiet_says_nothing(bdjp: Bdjp, table: Path) -> None:
    done = bdjp("classify", table, "--out", "coded.csv", "-q")
    assert (done.stdout, done.stderr) == ("", "")
