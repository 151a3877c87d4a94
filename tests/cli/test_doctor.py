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


def flip_a_byte(file):
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 0xFF
    file.write_bytes(data)


def tables(out):
    return {name: pq.read_table(out / f"{name}.parquet").to_pydict() for name in ("passages", "sentences")}


@pytest.mark.parametrize("damaged", ["sentences.parquet/part-000000.parquet", "texts", ".state/shard-000001.json"])
def test_a_damaged_shard_is_computed_anew_by_the_next_run(bdjp, config, papers, out, damaged):
    whole = tables(out)
    file = out / damaged
    flip_a_byte(file if file.is_file() else next(file.iterdir()))
    done = bdjp("run", papers, "--out", "out", "--config", config("sentences"), "--json")
    assert done.returncode == 0, done.stderr
    assert 0 < json.loads(done.stdout)["work"]["computed"] < 20
    assert tables(out) == whole
    assert bdjp("doctor", "--run", "out").returncode == 0


def test_repair_takes_out_what_is_damaged_and_names_it(bdjp, config, papers, out):
    whole = tables(out)
    (out / "sentences.parquet" / "part-000000.parquet").write_bytes(b"PAR1 no more")
    (out / "passages.parquet" / "part-000077.parquet").write_bytes(b"a stranger")
    (out / "texts" / ".half.txt.tmp").write_text("half")
    done = bdjp("doctor", "--run", "out", "--repair")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "shard 0: 1 files were missing or damaged (part-000000.parquet)" in done.stdout
    assert "computes its 16 documents anew" in done.stdout
    assert "part-000077.parquet: belongs to no shard" in done.stdout
    assert ".half.txt.tmp: was left half written" in done.stdout
    assert len(tables(out)["passages"]["doc_id"]) < len(whole["passages"]["doc_id"])
    bdjp("run", papers, "--out", "out", "--config", config("sentences"), "-q")
    assert tables(out) == whole


def test_repair_wants_a_run(bdjp, tmp_path):
    assert bdjp("doctor", "--repair").returncode == 2
    assert "no run directory" in bdjp("doctor", "--run", tmp_path, "--repair").stderr
