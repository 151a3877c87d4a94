"""`bdjp doctor` says what is there, and finds what is wrong in a run."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest


@pytest.fixture
def out(bdjp, config, papers, tmp_path):
    bdjp("run", papers, "--out", "out", "--config", config("sentences"), "-q")
    return tmp_path / "out"


def test_it_lists_packages_stages_and_what_is_missing_with_the_remedy(bdjp):
    done = bdjp("doctor")
    for name in ("spacy", "scikit-learn", "pypdfium2", "stages installed", "tesseract"):
        assert name in done.stdout
    found = {finding["name"]: finding for finding in json.loads(bdjp("doctor", "--json").stdout)}
    assert all(finding["fine"] or finding["remedy"] for finding in found.values())


def test_a_broken_pipeline_is_a_finding(bdjp, config):
    done = bdjp("doctor", "--config", config("sentenses"))
    assert done.returncode == 1
    assert "no installed package offers a stage 'sentenses'" in done.stdout


def test_a_whole_run_passes(bdjp, out):
    done = bdjp("doctor", "--run", "out")
    assert done.returncode == 0
    assert "every row keeps its offsets" in done.stdout


def change(out, table, alter):
    (file,) = list((out / f"{table}.parquet").glob("part-000000.parquet"))
    before = pq.read_table(file)
    frame = before.to_pandas()
    alter(frame)
    pq.write_table(pa.Table.from_pandas(frame, schema=before.schema, preserve_index=False), file)


@pytest.mark.parametrize(
    ("table", "alter", "message"),
    [
        ("sentences", lambda f: f.__setitem__("start", f.start + 1), "does not read"),
        ("sentences", lambda f: f.__setitem__("end", f.end + 10_000), "does not read"),
        ("sentences", lambda f: f.__setitem__("passage_id", "x"), "unknown passage"),
        ("passages", lambda f: f.__setitem__("doc_start", f.doc_start + 1), "does not read its text"),
        ("passages", lambda f: f.__setitem__("passage_id", f.passage_id[0]), "stands twice"),
        ("passages", lambda f: f.__setitem__("doc_id", "x"), "documents that are not there"),
    ],
)
def test_a_row_that_breaks_a_promise_is_found(bdjp, out, table, alter, message):
    change(out, table, alter)
    done = bdjp("doctor", "--run", "out")
    assert done.returncode == 1
    assert message in done.stdout
    assert "missing or damaged (checksum)" in done.stdout


def test_a_file_that_is_no_table_any_more_is_found(bdjp, out):
    (out / "sentences.parquet" / "part-000000.parquet").write_bytes(b"PAR1 no more")
    done = bdjp("doctor", "--run", "out")
    assert done.returncode == 1
    assert "part-000000.parquet: missing or damaged (checksum)" in done.stdout
    assert "Traceback" not in done.stderr
    assert "bdjp doctor --run" in bdjp("inspect", "out", "sentences").stderr


def test_a_text_that_is_gone_is_found(bdjp, out):
    next((out / "texts").iterdir()).unlink()
    assert "the canonical text is missing" in bdjp("doctor", "--run", "out").stdout
