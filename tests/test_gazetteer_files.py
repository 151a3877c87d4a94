"""The gazetteer's CSV files keep their contract: columns, labels, order, one owner for every name."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import defaultdict
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[1] / "pipeline" / "gazetteer"
COLUMNS = ["name", "label", "aliases", "country", "ambiguous", "ambiguous_aliases", "source"]
EXTRA_COLUMNS = {"capitals.csv": ["canonical", "context"]}
LABELS_BY_FILE = {
    "states.csv": {"STATE"},
    "capitals.csv": {"STATE"},
    "demonyms.csv": {"NORP"},
    "armed_forces.csv": {"MILITARY_ORG", "GOV_ORG"},
    "government.csv": {"GOV_ORG"},
    "international.csv": {"INT_ORG"},
    "organisations.csv": {"ORG"},
    "policies.csv": {"POLICY"},
    "agreements.csv": {"AGREEMENT"},
    "exercises.csv": {"EXERCISE"},
    "platforms.csv": {"EQUIPMENT"},
    "materiel_types.csv": {"EQUIPMENT"},
    "places.csv": {"PLACE"},
    "events.csv": {"EVENT"},
    "people.csv": {"PERSON"},
}
ACRONYM_LENGTH = 6  # characters: up to here an all-capital form keeps its case (US is not us)
SMALLEST_GAZETTEER = 4500  # distinct canonical names; fewer means that a file was lost

Row = dict[str, str]


def fold(name: str) -> str:
    """One key for spellings that the recogniser folds: accents, hyphens, defence/defense, -ise/-ize."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    bare = re.sub(r"[-‐‑–—/]", " ", bare.replace("’", "'"))
    if not (bare.isupper() and len(bare) <= ACRONYM_LENGTH):
        bare = bare.casefold()
    return " ".join(bare.replace("defense", "defence").replace("organiz", "organis").split())


def problems(files: dict[str, tuple[list[str], list[Row]]]) -> list[str]:
    """Everything wrong with the parsed files, as 'file: row: what'."""
    found: list[str] = []
    names: dict[tuple[str, str], str] = {}
    owners: dict[tuple[str, str], set[str]] = defaultdict(set)
    for file, (header, rows) in files.items():
        if header != COLUMNS + EXTRA_COLUMNS.get(file, []):
            found.append(f"{file}: columns are {header}")
            continue
        keys = [(row["name"], row["label"]) for row in rows]
        if keys != sorted(keys):
            found.append(f"{file}: rows are not sorted by name")
        for row in rows:
            where = f"{file}: {row['name']}"
            if row.get(None) or None in row.values():  # type: ignore[call-overload]
                found.append(f"{where}: wrong number of cells")
                continue
            aliases = row["aliases"].split("|") if row["aliases"] else []
            marked = row["ambiguous_aliases"].split("|") if row["ambiguous_aliases"] else []
            if any(cell != cell.strip() for cell in [*row.values(), *aliases, *marked]):
                found.append(f"{where}: leading or trailing space")
            if not row["name"] or not row["source"] or "" in aliases or "" in marked:
                found.append(f"{where}: empty name, source or alias")
            if row["label"] not in LABELS_BY_FILE.get(file, set()):
                found.append(f"{where}: label {row['label']!r} does not belong in this file")
            if not re.fullmatch(r"([A-Z]{2})?", row["country"]):
                found.append(f"{where}: country {row['country']!r} is not ISO 3166-1 alpha-2")
            if not set(marked) <= set(aliases):
                found.append(f"{where}: ambiguous_aliases are not all among the aliases")
            if file == "capitals.csv" and (not row["canonical"] or row["context"] != "government"):
                found.append(f"{where}: a capital needs a canonical country and context 'government'")
            key = (fold(row["name"]), row["label"])
            if key in names:
                found.append(f"{where}: duplicate of {names[key]}")
            names.setdefault(key, where)
            folded = [fold(form) for form in [row["name"], *aliases]]
            if len(folded) != len(set(folded)):
                found.append(f"{where}: an alias repeats the name or another alias")
            for form in folded:
                owners[form, row["label"]].add(row["name"])
    found += [
        f"{form!r} ({label}) belongs to {sorted(rows)}" for (form, label), rows in owners.items() if len(rows) > 1
    ]
    return found


def parse(text: str) -> tuple[list[str], list[Row]]:
    reader = csv.DictReader(text.splitlines())
    return list(reader.fieldnames or []), list(reader)


@pytest.fixture(scope="module")
def gazetteer() -> dict[str, tuple[list[str], list[Row]]]:
    return {path.name: parse(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.csv"))}


def test_every_subject_has_its_file(gazetteer):
    assert set(gazetteer) == set(LABELS_BY_FILE)


def test_files_keep_their_contract(gazetteer):
    assert problems(gazetteer) == []


def test_files_are_utf8_with_lf_and_a_last_newline():
    for path in FOLDER.glob("*.csv"):
        raw = path.read_bytes()
        assert b"\r" not in raw, path.name
        assert raw.endswith(b"\n"), path.name
        assert not raw.startswith(b"\xef\xbb\xbf"), path.name


def test_canonicals_of_capitals_are_states(gazetteer):
    states = {row["name"] for row in gazetteer["states.csv"][1]}
    assert {row["canonical"] for row in gazetteer["capitals.csv"][1]} <= states


def test_gazetteer_covers_the_world(gazetteer):
    assert sum(len(rows) for _, rows in gazetteer.values()) >= SMALLEST_GAZETTEER


def test_readme_counts_are_those_of_the_files(gazetteer):
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    for name, (_, rows) in gazetteer.items():
        forms = sum(1 + len(row["aliases"].split("|")) if row["aliases"] else 1 for row in rows)
        assert f"| `{name}` | {len(rows)} | {forms} |" in readme, name


HEADER = ",".join(COLUMNS)


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ("Mali,STATE,,ML,,,x\nBenin,STATE,,BJ,,,x", "not sorted"),
        ("Mali,PLACE,,ML,,,x", "does not belong"),
        ("Mali,COUNTRY,,ML,,,x", "does not belong"),
        ("Mali ,STATE,,ML,,,x", "space"),
        ("Mali,STATE,A| B,ML,,,x", "space"),
        ("Mali,STATE,,ML,,,x\nMali,STATE,,ML,,,x", "duplicate"),
        ("Bénin,STATE,,BJ,,,x\nbenin,STATE,,BJ,,,x", "duplicate"),
        ("Benin,STATE,Same,BJ,,,x\nMali,STATE,same,ML,,,x", "belongs to"),
        ("Mali,STATE,mali,ML,,,x", "repeats"),
        ("Mali,STATE,,MLI,,,x", "ISO 3166-1"),
        ("Mali,STATE,RM,ML,,XX,x", "not all among"),
        ("Mali,STATE,,ML,,,", "empty"),
        ("Mali,STATE,,ML,,x", "cells"),
    ],
)
def test_a_broken_file_is_reported(body, complaint):
    assert any(complaint in line for line in problems({"states.csv": parse(f"{HEADER}\n{body}")}))


def test_a_wrong_header_is_reported():
    assert problems({"states.csv": parse("name,label\nMali,STATE")})


def test_case_tells_an_acronym_from_a_word():
    assert fold("US") != fold("us")
    assert fold("Ministry of Defense") == fold("ministry of defence")
