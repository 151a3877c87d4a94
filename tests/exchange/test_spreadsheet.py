"""CSV and Excel carry every mark with its words, run nothing, and come back."""

import csv
import io
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from bdjp_nlp.errors import UsageError
from bdjp_nlp.exchange.formats import FORMATS
from bdjp_nlp.exchange.importing import import_file
from bdjp_nlp.review.decisions import read_decisions

NAMES = [("csv", "out.csv"), ("excel", "out.xlsx")]


def marks_by_passage(material):
    return {
        passage.passage_id: sorted(marks, key=repr)
        for paper in material.papers()
        for passage, marks in paper.passages()
        if marks
    }


@pytest.mark.parametrize(("name", "file"), NAMES)
def test_every_mark_comes_back(material, tmp_path, name, file):
    FORMATS[name].write(material, tmp_path / file)
    reading = FORMATS[name].read(tmp_path / file)
    found = {text.passage_id: sorted((in_order(mark) for mark in text.marks), key=repr) for text in reading.texts}
    assert reading.problems == []
    wanted = marks_by_passage(material)
    assert found == {key: sorted(map(in_order, marks), key=repr) for key, marks in wanted.items()}
    assert all(text.text[mark.start : mark.end] == mark.quote for text in reading.texts for mark in text.marks)


def in_order(mark):
    return replace(mark, details=tuple(sorted(mark.details)))


def test_no_cell_begins_like_a_formula(material, tmp_path):
    FORMATS["csv"].write(material, tmp_path / "out.csv")
    FORMATS["excel"].write(material, tmp_path / "out.xlsx")
    text = (tmp_path / "out.csv").read_bytes().decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    book = load_workbook(tmp_path / "out.xlsx")
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)
            cells += [cell.value for cell in row if isinstance(cell.value, str)]
    assert "'=SUM(A1) is what this made-up paragraph begins with; Oman waits for spare parts from one yard." in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_a_row_that_a_person_added_becomes_a_decision(material, run, tmp_path):
    FORMATS["csv"].write(material, tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    first = next(row for row in rows if row["layer"] == "themes")
    mine = first | {"label": "un_peacekeeping", "human": "yes", "by": "Rahim", "start": "999"}
    lost = mine | {"quote": "words that nobody wrote"}
    with (tmp_path / "edited.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(first), delimiter=";")
        writer.writeheader()
        writer.writerows([*rows, mine, lost])
    done = import_file(tmp_path / "edited.csv", run)
    (decision,) = read_decisions(run)
    assert (decision.coder, decision.label) == ("Rahim", "un_peacekeeping")
    assert first["quote"] in decision.quote
    (problem,) = done.problems
    assert problem.quote == "words that nobody wrote"


def test_a_sheet_without_the_columns_is_told(tmp_path):
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    with pytest.raises(UsageError, match="no column 'label'"):
        FORMATS["csv"].read(tmp_path / "x.csv")
