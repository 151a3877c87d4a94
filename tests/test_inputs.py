"""Which files a list of paths stands for, and what becomes of names that no table can hold."""

import os

import pandas as pd
import pytest

from bdjp_nlp.errors import UsageError
from bdjp_nlp.inputs import find_inputs


def paths(out):
    return [os.path.basename(path) for path in pd.read_parquet(out / "documents.parquet").path]


def test_what_a_run_wrote_below_the_inputs_is_no_input(bdjp, config, papers, tmp_path, monkeypatch):
    for _ in range(2):
        assert bdjp("run", "papers", "--out", "papers/out", "--config", config("sentences"), "-q").returncode == 0
    assert len(paths(papers / "out")) == 20
    monkeypatch.chdir(tmp_path)
    assert find_inputs(["papers/*"]) == find_inputs(["papers"])
    with pytest.raises(UsageError, match="no documents found"):
        find_inputs(["papers/out"])


@pytest.mark.skipif(os.name == "nt", reason="names are UTF-16 there")
def test_a_name_that_is_not_utf8_fails_alone_and_again(bdjp, config, papers, tmp_path):
    with open(os.fsencode(papers) + b"/bad\xff.md", "w") as file:
        file.write("A paper whose name nobody can read.")
    for _ in range(2):
        done = bdjp("run", "papers", "--out", "out", "--config", config("sentences"))
        assert done.returncode == 3, done.stderr
        assert r"bad\xff.md" in done.stderr
        assert "give it a name in UTF-8" in done.stderr
    assert len(paths(tmp_path / "out")) == 21


def test_odd_names_are_names_like_others(bdjp, config, tmp_path):
    names = ["a b.md", "ünï 🙂.txt", "[x]*.md", "--opt.txt", "q'uote\".txt", "new\nline.txt", "[red]x[-red].md"]
    (tmp_path / "odd").mkdir()
    for name in names:
        (tmp_path / "odd" / name).write_text(f"The paper {name!r} is here. It is short.")
    assert bdjp("run", "odd", "--out", "out", "--config", config("sentences"), "-q").returncode == 0
    assert sorted(paths(tmp_path / "out")) == sorted(names)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names there")
def test_a_pipe_is_refused_and_not_waited_for(bdjp, config, papers):
    os.mkfifo(papers / "pipe.txt")
    done = bdjp("run", "papers", "--out", "out", "--config", config("sentences"), "-q")
    assert done.returncode == 3
    assert "[unsupported]" in done.stderr


def test_a_folder_with_files_of_ones_own_is_no_place_for_a_run(bdjp, config, papers):
    (papers / "texts").mkdir()
    (papers / "texts" / "mine.txt").write_text("Not to be lost.")
    done = bdjp("run", papers, "--out", papers, "--config", config("sentences"), "-q")
    assert done.returncode == 1
    assert "holds files that are no run's" in done.stderr
    assert (papers / "texts" / "mine.txt").exists()
    assert not (papers / ".state").exists()
