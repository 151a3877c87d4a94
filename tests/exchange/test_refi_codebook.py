"""A codebook leaves as .qdc, valid and readable elsewhere, and comes back, as ours or as another program's."""

import json
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from pyrefiqda import RefiCodebook
from pyrefiqda.models.codebook import CodeBook

from bdjp_nlp.codebook import Label, load_codebook, write_codebook
from bdjp_nlp.errors import ConfigurationError, UsageError
from bdjp_nlp.exchange.formats import FORMATS
from bdjp_nlp.exchange.importing import import_codebook
from bdjp_nlp.exchange.refi.description import described, label_of
from bdjp_nlp.pipeline_folder import find_pipeline
from exchange.refi_schema import violations

FOREIGN = """<?xml version="1.0" encoding="utf-8"?>
<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="Another program 7"><Codes>
 <Code guid="00000000-0000-0000-0000-000000000001" name="Sea" isCodable="false">
  <Code guid="00000000-0000-0000-0000-000000000002" name="At sea" isCodable="true" color="#ff0000">
   <Description>Patrols and the like.
Takes in: coast guards</Description>
   <Code guid="00000000-0000-0000-0000-000000000003" name="Trust" isCodable="true"/>
  </Code>
 </Code>
 <Code guid="00000000-0000-0000-0000-000000000004" name="Constraints" isCodable="false">
  <Code guid="00000000-0000-0000-0000-000000000005" name="Money &amp; means" isCodable="true"/>
 </Code>
</Codes><Sets><Set guid="00000000-0000-0000-0000-000000000006" name="Mine">
 <MemberCode guid="00000000-0000-0000-0000-000000000003"/></Set></Sets></CodeBook>
"""


@pytest.fixture
def exported(material, tmp_path):
    FORMATS["qdc"].write(material, tmp_path / "codes.qdc")
    return tmp_path / "codes.qdc"


@pytest.fixture
def foreign(tmp_path):
    (tmp_path / "theirs.qdc").write_text(FOREIGN, encoding="utf-8")
    return tmp_path / "theirs.qdc"


def test_it_loads_in_another_library(material, exported):
    book = RefiCodebook.load(exported)
    names = {code.name for layer in book.codes.code for code in layer.code}
    assert set(material.codebook.names("themes")) | set(material.codebook.names("constraints")) <= names
    assert all(code.description for layer in book.codes.code for code in layer.code if layer.name == "themes")


def test_it_keeps_every_rule_of_the_codebook_schema(exported, foreign):
    assert list(violations(etree.parse(exported).getroot(), CodeBook)) == []
    assert list(violations(etree.parse(foreign).getroot(), CodeBook)) == []
    root = etree.parse(exported).getroot()
    root[0][0].set("color", "red")
    assert list(violations(root, CodeBook))


@pytest.mark.parametrize("suffix", [".qdc", ".qdpx"])
def test_our_own_codebook_comes_back_whole(material, tmp_path, suffix):
    FORMATS[suffix[1:]].write(material, tmp_path / f"codes{suffix}")
    done = import_codebook(tmp_path / f"codes{suffix}", tmp_path / "codebook")
    there, back = find_pipeline(None).codebook, load_codebook(tmp_path / "codebook")
    assert back.groups == there.groups
    assert done.labels == {group: len(labels) for group, labels in there.groups.items()}
    assert done.notes == []


def test_another_programs_codes_become_labels(foreign, tmp_path):
    done = import_codebook(foreign, tmp_path / "codebook", "themes")
    groups = load_codebook(tmp_path / "codebook").groups
    assert {group: list(labels) for group, labels in groups.items()} == {
        "themes": ["at_sea", "Trust"],
        "constraints": ["money_means"],
    }
    sea = groups["themes"]["at_sea"]
    assert (sea.title, sea.definition, sea.includes) == ("At sea", "Patrols and the like.", ("coast guards",))
    assert done.notes == [
        "themes: Trust has no description; its name stands for its definition",
        "constraints: money_means has no description; its name stands for its definition",
        "1 sets of codes are left out: a codebook here has none",
    ]


def test_codes_below_no_group_want_one(foreign, tmp_path):
    with pytest.raises(UsageError, match=r"'At sea' stands below no group; .*--group themes"):
        import_codebook(foreign, tmp_path / "codebook")
    with pytest.raises(UsageError, match=r"--group 'theme'.*did you mean 'themes'"):
        import_codebook(foreign, tmp_path / "codebook", "theme")


def test_two_codes_of_one_name_are_refused(foreign, tmp_path):
    foreign.write_text(FOREIGN.replace("Trust", "At sea!"), encoding="utf-8")
    with pytest.raises(UsageError, match="two codes of themes are named 'At sea!'"):
        import_codebook(foreign, tmp_path / "codebook", "themes")


def test_a_codebook_is_never_overwritten(exported, tmp_path):
    import_codebook(exported, tmp_path / "codebook")
    with pytest.raises(ConfigurationError, match="is there already"):
        import_codebook(exported, tmp_path / "codebook")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("<Project/>", "is no REFI-QDA codebook"),
        ("<CodeBook><Codes/></CodeBook>", "holds no code"),
        ("<CodeBook", "well-formed"),
        ('<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><CodeBook>&e;</CodeBook>', "document type"),
    ],
)
def test_what_is_no_codebook_is_refused(tmp_path, content, message):
    (tmp_path / "x.qdc").write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match=message):
        import_codebook(tmp_path / "x.qdc", tmp_path / "codebook")


def test_a_project_without_a_codebook_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.qdpx", "w") as archive:
        archive.writestr("project.qde", "<Project/>")
    with pytest.raises(UsageError, match="has no codebook"):
        import_codebook(tmp_path / "x.qdpx", tmp_path / "codebook")


def test_the_command_writes_labels_and_says_where_codings_would_go(bdjp, foreign, run, tmp_path):
    done = bdjp("import", foreign, "--codebook", tmp_path / "codebook", "--group", "themes", "--json")
    assert json.loads(done.stdout)["labels"] == {"themes": 2, "constraints": 1}
    refused = bdjp("import", foreign, "--run", run)
    assert (refused.returncode, "--codebook DIR" in refused.stderr) == (2, True)
    assert bdjp("import", foreign).returncode == 2


LINES = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1)


@given(LINES, LINES, *[st.lists(LINES.filter(str.strip), max_size=3).map(tuple)] * 4)
def test_a_description_says_all_of_a_label(title, definition, includes, excludes, passing, failing):
    label = Label(
        name="x", title=title, definition=definition, includes=includes, excludes=excludes, passing=passing,
        failing=failing,
    )  # fmt: skip
    assert label_of("x", "", described(label), ours=True) == label


@given(st.text(min_size=1), st.text(min_size=1), st.lists(st.text(), max_size=2).map(tuple))
def test_a_written_codebook_reads_the_same(tmp_path_factory, name, text, texts):
    label = Label(name=name, title=text, definition=text, includes=texts)
    folder = tmp_path_factory.mktemp("codebook")
    write_codebook({"themes": {name: label}}, folder)
    assert load_codebook(folder).groups == {"themes": {name: label}}
