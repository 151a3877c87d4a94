"""Codings of people come back to the run: as decisions, or as labels to train from; what finds no place is told."""

import json
import zipfile

import pytest
from lxml import etree

from bdjp_nlp.errors import UsageError
from bdjp_nlp.exchange.export import export_run
from bdjp_nlp.exchange.importing import import_file
from bdjp_nlp.exchange.material import Material
from bdjp_nlp.labels.spreadsheet import read_user_labels
from bdjp_nlp.review.decisions import Decision, DecisionLog, Standing, read_decisions
from exchange.made_run import lines

NS = "{urn:QDA-XML:project:1.0}"


@pytest.fixture
def coded(run, tmp_path):
    """The run as a colleague sends it back: every coding is hers, one more was added, and one that fits nothing."""
    export_run(run, "qdpx", tmp_path / "sent.qdpx", layers=("themes", "constraints"))
    out = tmp_path / "coded.qdpx"
    with zipfile.ZipFile(tmp_path / "sent.qdpx") as sent, zipfile.ZipFile(out, "w") as back:
        root = etree.fromstring(sent.read("project.qde"))
        for user in root.iter(f"{NS}User"):
            user.set("name", "Ayesha")
        code = root.find(f".//{NS}Code[@name='maritime_security']")
        code.set("name", "At sea")
        for selection in root.iter(f"{NS}PlainTextSelection"):
            selection.remove(selection.find(f"{NS}Description"))
        back.writestr("project.qde", etree.tostring(root))
        for name in sent.namelist():
            if name != "project.qde":
                back.writestr(name, sent.read(name))
    return out


def test_codings_become_decisions_of_their_coder(coded, run):
    done = import_file(coded, run, mapping=["At sea=maritime_security"])
    assert done.problems == []
    decisions = read_decisions(run)
    assert done.written == len(decisions) > 5
    texts = {p.passage_id: p.text for d in Material(run, material_codebook()).documents() for p in d.passages}
    for decision in decisions:
        assert (decision.coder, decision.blind, decision.new.holds) == ("Ayesha", True, True)
        assert texts[decision.passage_id][decision.start : decision.end] == decision.quote
        assert decision.action == "accept"
        assert decision.old.label == decision.label
    assert {decision.label for decision in decisions} >= {"maritime_security", "export_regulation"}


def material_codebook():
    from bdjp_nlp.pipeline_folder import find_pipeline

    return find_pipeline(None).codebook


def test_a_second_import_adds_nothing(coded, run):
    first = import_file(coded, run, mapping=["At sea=maritime_security"])
    second = import_file(coded, run, mapping=["At sea=maritime_security"])
    assert (second.written, second.known) == (0, first.written)


def test_a_code_that_the_codebook_lacks_is_told_with_the_remedy(coded, run):
    done = import_file(coded, run)
    assert {problem.label for problem in done.problems} == {"At sea"}
    assert all("--map 'At sea=LABEL'" in problem.reason for problem in done.problems)


def test_the_models_own_codings_are_left_alone(run, tmp_path):
    export_run(run, "qdpx", tmp_path / "sent.qdpx")
    done = import_file(tmp_path / "sent.qdpx", run)
    assert (done.placed, done.written) == (0, 0)
    assert done.models > 10
    assert not (run / "decisions.jsonl").exists()


def test_labels_can_be_trained_from(coded, run, tmp_path):
    done = import_file(
        coded, run, mapping=["At sea=maritime_security"], labels=tmp_path / "labels.jsonl", complete=True
    )
    read = read_user_labels(tmp_path / "labels.jsonl", "themes", material_codebook().names("themes"))
    assert done.written == len(read.rows)
    by_text = {row.text: row.labels for row in read.rows}
    assert any(
        text.startswith("The navy of Oman") and "maritime_security" in labels for text, labels in by_text.items()
    )
    assert frozenset() in by_text.values()
    assert not (run / "decisions.jsonl").exists()


def test_what_was_read_and_not_coded_is_denied(run, tmp_path):
    export_run(run, "qdpx", tmp_path / "sent.qdpx", layers=("themes",))
    with zipfile.ZipFile(tmp_path / "sent.qdpx") as sent, zipfile.ZipFile(tmp_path / "x.qdpx", "w") as back:
        root = etree.fromstring(sent.read("project.qde"))
        for user in root.iter(f"{NS}User"):
            user.set("name", "Ayesha")
        _, *others = root.iter(f"{NS}PlainTextSelection")
        for selection in others:
            selection.getparent().remove(selection)
        back.writestr("project.qde", etree.tostring(root))
        for name in sent.namelist()[1:] + sent.namelist()[:1]:
            if name != "project.qde":
                back.writestr(name, sent.read(name))
    import_file(tmp_path / "x.qdpx", run, complete=True)
    actions = [decision.action for decision in read_decisions(run)]
    assert actions.count("accept") == 1
    assert actions.count("reject") > 2


def test_a_foreign_text_of_the_same_paper_is_placed_by_its_words(run, tmp_path):
    """The colleague imported the paper herself: her text has other line ends and blanks, and a running head."""
    text = (
        "RUNNING HEAD\r\n"
        + "Fiji   asked for\r\nboats. The law of the seller for-\r\nbids it. Fiji asked for boats again."
    )
    qde = (
        '<Project xmlns="urn:QDA-XML:project:1.0" name="x"><Users><User guid="a" name="Ayesha"/></Users>'
        '<CodeBook><Codes><Code guid="c" name="Export regulation" isCodable="true"/></Codes></CodeBook><Sources>'
        '<TextSource guid="t" name="land" plainTextPath="internal://t.txt">{}</TextSource></Sources></Project>'
    )
    start = text.index("The law")
    end = text.index("bids it") + len("bids it")
    spans = [(start, end, "x"), (0, 12, "x"), (text.index("Fiji   asked"), text.index("boats.") + 5, "x")]
    coding = '<Coding guid="g{}" creatingUser="a"><CodeRef targetGUID="c"/></Coding>'
    selections = "".join(
        f'<PlainTextSelection guid="s{n}" name="{name}" startPosition="{s}" endPosition="{e}">{coding.format(n)}'
        "</PlainTextSelection>"
        for n, (s, e, name) in enumerate((s - text[:s].count("\r"), e - text[:e].count("\r"), n) for s, e, n in spans)
    )
    with zipfile.ZipFile(tmp_path / "x.qdpx", "w") as archive:
        archive.writestr("project.qde", qde.format(selections))
        archive.writestr("sources/t.txt", text)
    done = import_file(tmp_path / "x.qdpx", run, mapping=["Export regulation=export_regulation"])
    (decision,) = read_decisions(run)
    assert [decision.quote[slice(*span)] for span in decision.new.evidence] == [
        "Fiji asked for boats",
        "The law of the seller forbids it",
    ]
    assert [problem.reason for problem in done.problems] == ["its words are not in the document's text"]


def test_words_that_stand_twice_are_told_where_nothing_decides(run, tmp_path):
    text = "Fiji asked for boats"
    qde = (
        '<Project xmlns="urn:QDA-XML:project:1.0" name="x"><CodeBook><Codes>'
        '<Code guid="c" name="un_peacekeeping" isCodable="true"/></Codes></CodeBook><Sources>'
        '<TextSource guid="t" name="land.md" plainTextPath="internal://t.txt"><PlainTextSelection guid="s" '
        f'startPosition="0" endPosition="{len(text)}"><Coding guid="g"><CodeRef targetGUID="c"/></Coding>'
        "</PlainTextSelection></TextSource></Sources></Project>"
    )
    with zipfile.ZipFile(tmp_path / "x.qdpx", "w") as archive:
        archive.writestr("project.qde", qde)
        archive.writestr("sources/t.txt", text)
    (problem,) = import_file(tmp_path / "x.qdpx", run).problems
    assert "2 times" in problem.reason


def test_decisions_leave_with_the_run(run, material, tmp_path):
    paper = next(paper for paper in material.papers() if paper.name == "sea.md")
    mark = next(mark for mark in paper.marks if mark.label == "maritime_security")
    passage = next(p for p in paper.document.passages if p.doc_start <= mark.start < p.doc_end)
    span = {"start": 0, "end": len(passage.text), "quote": passage.text}
    common = {"coder": "Rahim", "doc_id": paper.document.doc_id, "passage_id": passage.passage_id, **span}
    log = DecisionLog(run)
    log.append(
        [
            Decision(
                group="themes",
                action="reject",
                label="maritime_security",
                old=Standing(label="maritime_security", holds=True),
                new=Standing(label="maritime_security", holds=False),
                **common,
            ),
            Decision(
                group="constraints",
                action="add",
                label="strategic_hedging",
                new=Standing(label="strategic_hedging", holds=True, stance="denied"),
                **common,
            ),
        ]
    )
    (again,) = [p for p in Material(run, material.codebook).papers() if p.name == "sea.md"]
    statuses = {(m.label, m.status) for m in again.marks if not m.human and m.layer == "themes"}
    assert ("maritime_security", "rejected") in statuses
    (own,) = [m for m in again.marks if m.human]
    assert (own.label, own.by, own.quote, own.detail("stance")) == (
        "strategic_hedging",
        "Rahim",
        passage.text,
        "denied",
    )
    done = export_run(run, "qdpx", tmp_path / "out.qdpx")
    assert any("rejected are left out" in note for note in done.notes)
    project = zipfile.ZipFile(tmp_path / "out.qdpx").read("project.qde").decode()
    assert 'name="Rahim"' in project
    assert "coder Rahim" in project


def test_the_command_line_imports_and_tells(bdjp, coded, run):
    done = bdjp("import", coded, "--run", run, "--map", "At sea=maritime_security")
    assert done.returncode == 0, done.stderr
    assert "codings of Ayesha placed in" in done.stdout
    told = json.loads(bdjp("import", coded, "--run", run, "--json").stdout)
    assert told["problems"][0]["reason"].startswith("the codebook has no such label")
    assert lines(run / "decisions.jsonl")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("x.zip",), "say with --from"),
        (("x.qdpx", "--map", "sea"), "write CODE=LABEL"),
        (("x.qdpx", "--map", "a=maritime"), "did you mean 'maritime_security'"),
        (("x.qdpx", "--from", "qdc"), "--codebook DIR"),
        (("x.qdpx", "--from", "csl"), "cannot be read"),
        (("gone.qdpx",), "no such file"),
    ],
)
def test_wrong_usage_is_told(bdjp, run, tmp_path, arguments, message):
    for name in ("x.zip", "x.qdpx"):
        (tmp_path / name).write_bytes(b"")
    done = bdjp("import", *arguments, "--run", run)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_format_or_layer_is_told_with_the_alternatives(run, tmp_path):
    with pytest.raises(UsageError, match="did you mean 'qdpx'"):
        export_run(run, "qdp", tmp_path / "x")
    with pytest.raises(UsageError, match="did you mean 'themes'"):
        export_run(run, "qdpx", tmp_path / "x", layers=("theme",))
