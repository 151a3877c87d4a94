"""A pipeline is data, and what is wrong with it is told with file, key and alternatives."""

import sys

import pytest

from bdjp_nlp.errors import ConfigurationError
from bdjp_nlp.pipeline import load_pipeline


@pytest.fixture
def load(tmp_path, added_site, monkeypatch):
    monkeypatch.setattr(sys, "path", [*sys.path, str(added_site)])

    def from_text(text, **options):
        (tmp_path / "p.toml").write_text(text)
        return load_pipeline(tmp_path / "p.toml", **options)

    return from_text


def stages(*names):
    return "".join(f'[[stages]]\nname = "{name}"\n' for name in names)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (stages("sentenses"), r"no installed package offers a stage 'sentenses' \(did you mean 'sentences'\? known: "),
        (stages("themes"), r"p.toml: stage 'themes' reads 'sentences', which no earlier stage writes; before it"),
        (
            stages("after_counter", "word_counter"),
            r"'after_counter' reads 'word_counts', which no earlier stage writes",
        ),
        (stages("sentences", "sentences"), r"'sentences' stands twice"),
        (
            stages("word_counter") + "long_form = 3",
            r"p.toml, stage 'word_counter': unknown key 'long_form' .*'long_from'",
        ),
        (stages("word_counter") + 'long_from = "x"', r"stage 'word_counter': key 'long_from': .*integer.*, not 'x'"),
        ("[reader]\nmax_file_megabyte = 3\n" + stages("sentences"), r"unknown key 'reader.max_file_megabyte'"),
        (
            "[reader.pdf]\nbackend = 'x'\n" + stages("sentences"),
            r"key 'reader.pdf.backend': .*'pdfium' or 'pdfplumber'",
        ),
        ("[piplines]\n" + stages("sentences"), r"unknown key 'piplines' \(did you mean 'pipeline'\?"),
        ("stages = [{x = 1}]", r"\[\[stages\]\] number 1 wants a key 'name'"),
        ("pipeline = ", r"p.toml: not valid TOML"),
        ("", r"the key 'stages' is missing"),
        (stages("no_stage"), r"which is no subclass of bdjp_nlp Stage"),
    ],
)
def test_what_is_wrong_is_told(load, text, message):
    with pytest.raises(ConfigurationError, match=message):
        load(text)


def test_a_subset_keeps_the_files_order_and_names_what_it_does_not_know(load):
    text = stages("sentences", "word_counter", "after_counter")
    chosen = load(text, stages=["after_counter", "word_counter"])
    assert [stage.name for stage in chosen.stages] == ["word_counter", "after_counter"]
    with pytest.raises(ConfigurationError, match=r"no stage 'counter' to choose \(did you mean"):
        load(text, stages=["counter"])


def test_a_stages_fingerprint_reaches_what_reads_it_and_nothing_else(load):
    before = load(stages("sentences", "word_counter") + "long_from = 3\n" + stages("after_counter")).fingerprints
    after = load(stages("sentences", "word_counter") + "long_from = 4\n" + stages("after_counter")).fingerprints
    assert {name for name in before if before[name] != after[name]} == {"word_counter", "after_counter"}


def test_a_missing_pipeline_names_the_file(tmp_path):
    with pytest.raises(ConfigurationError, match=r"nowhere.toml: there is no such pipeline file"):
        load_pipeline(tmp_path / "nowhere.toml")


def test_analyse_gives_a_document_that_shows_itself_in_a_notebook(load):
    document = load(stages("sentences")).analyse("Oman & Ghana <met>. They agreed.")
    assert "Oman &amp; Ghana &lt;met&gt;" in document._repr_html_()
