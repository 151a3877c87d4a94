"""`bdjp diff` tells what changed between two runs and by which version."""

import json
import shutil

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bdjp_nlp.views.diff import compare


@pytest.fixture
def later(run, tmp_path):
    """A run of the same papers with another model of themes, one entity less and one paper less."""
    later = tmp_path / "later"
    shutil.copytree(run, later)
    info = json.loads((later / "run.json").read_text())
    (themes,) = [stage for stage in info["pipeline"]["stages"] if stage["name"] == "themes"]
    themes["resources"]["model"] = "newmodel"
    info["pipeline"]["fingerprints"]["themes"] = "themes-2"
    info["pipeline"]["fingerprints"]["entities"] = "entities-2"
    (later / "run.json").write_text(json.dumps(info))
    change(later, "themes", flip)
    change(later, "entities", lambda row: [] if row["text"] == "Muscat" else [row])
    change(later, "documents", lambda row: [] if row["path"].endswith("typeset.pdf") else [row])
    return later


def change(run, table, how):
    (file,) = (run / f"{table}.parquet").glob("*.parquet")
    rows = pq.read_table(file)
    changed = [row for old in rows.to_pylist() for row in how(old)]
    pq.write_table(pa.Table.from_pylist(changed, rows.schema), file)


def flip(row):
    row = row | {"model": "newmodel"}
    if row["label"] == "maritime_security":
        row |= {"assigned": False, "score": 0.125, "evidence": []}
    return [row]


def test_a_run_differs_in_nothing_from_itself(run):
    found = compare(run, run)
    assert found.nothing
    assert found.versions == []


def test_what_changed_is_told_with_scores_words_and_the_version(run, later):
    found = compare(run, later)
    assert [(d.kind, d.path.rsplit("/", 1)[-1]) for d in found.documents] == [("removed", "typeset.pdf")]
    assert {(v.stage, v.what, v.old, v.new) for v in found.versions} == {
        ("themes", "model", "themes-model", "newmodel"),
        ("entities", "code, or what it reads", "entities-1", "entities-2"),
    }
    (flipped,) = found.flips
    assert (flipped.label, flipped.gained, flipped.old_score, flipped.new_score) == (
        "maritime_security",
        False,
        0.8125,
        0.125,
    )
    assert flipped.quote.startswith("The navy of Oman")
    assert flipped.because == "model themes-model → newmodel"
    (gone,) = found.entities
    assert (gone.said, gone.quote, gone.gained) == ("PLACE Muscat", "Muscat", False)
    assert "entities-1 → entities-2" in gone.because
    assert ("themes", "maritime_security", 1, 0) in found.labels


def test_an_edited_paper_is_changed_and_its_other_passages_are_the_same(run, tmp_path):
    """The same path with other content has another doc_id; a passage left alone keeps the part after it."""
    later = tmp_path / "later"
    shutil.copytree(run, later)
    documents = pq.read_table(later / "documents.parquet").to_pylist()
    (old_id,) = [d["doc_id"] for d in documents if d["path"].endswith("land.md")]

    def renamed(row):
        return [
            {k: v.replace(old_id, "otherdoc2222") if isinstance(v, str) else v for k, v in row.items()}
            | ({"label": "un_peacekeeping"} if row.get("label") == "equipment_technology" else {})
        ]

    for table in ("documents", "passages", "sentences", "entities", "themes", "constraints", "facts"):
        change(later, table, renamed)
    found = compare(run, later)
    (document,) = found.documents
    assert (document.kind, document.old_id, document.new_id) == ("changed", old_id, "otherdoc2222")
    assert found.passages == {"removed": 0, "added": 0}
    assert {(f.label, f.gained) for f in found.flips if f.path.endswith("land.md")} == {
        ("equipment_technology", False),
        ("un_peacekeeping", True),
    }
    assert found.entities == []


def test_a_table_that_one_run_lacks_is_told(run, later):
    shutil.rmtree(later / "facts.parquet")
    assert any("has no table facts" in note for note in compare(run, later).notes)


def test_the_screen_and_the_json_say_it(bdjp, run, later):
    screen = bdjp("diff", run, later)
    assert screen.returncode == 0, screen.stderr
    assert "- maritime_security  0.81 → 0.12  sea.md" in screen.stdout
    assert "because of" in screen.stdout
    told = json.loads(bdjp("diff", run, later, "--json").stdout)
    assert told["flips"][0]["label"] == "maritime_security"
