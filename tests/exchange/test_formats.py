"""Every format carries the marks that it has a place for, with their words, and gives them back."""

import json
import re
import zipfile
from pathlib import Path

import networkx
import pytest
import spacy
from lxml import etree
from spacy.tokens import DocBin

from bdjp_nlp.errors import UsageError
from bdjp_nlp.exchange.export import export_run
from bdjp_nlp.exchange.formats import FORMATS, format_of
from bdjp_nlp.exchange.importing import import_file
from bdjp_nlp.exchange.mark import agreed
from bdjp_nlp.exchange.material import Material
from bdjp_nlp.exchange.naming import Naming
from bdjp_nlp.exchange.placing import place
from bdjp_nlp.exchange.remark import Remark
from bdjp_nlp.exchange.unit import Unit
from bdjp_nlp.review.decisions import Decision, DecisionLog, Standing, read_decisions
from exchange.made_run import lines

ROOT = Path(__file__).resolve().parents[2]
BOTH_WAYS = [one.name for one in FORMATS.values() if one.comes_back]
KEEPS_ALL = ["qdpx", "csv", "excel", "label-studio", "brat", "web-annotation", "docbin"]
"""Formats that also say by whom, how surely and what else."""


@pytest.fixture
def judged(run, material):
    """A person accepts one theme, adds a constraint and rejects an entity."""
    paper = next(paper for paper in material.papers() if paper.name == "sea.md")
    passage = next(p for p in paper.document.passages if p.text.startswith("The navy"))
    whole = {"start": 0, "end": len(passage.text), "quote": passage.text}
    where = {"coder": "Ayesha", "doc_id": paper.document.doc_id, "passage_id": passage.passage_id}
    said = Standing(label="strategic_hedging", holds=True, stance="denied", evidence=((0, 16),))
    at = passage.text.index("Muscat")
    no = Standing(label="PLACE", holds=False)
    mention = {"start": at, "end": at + 6, "quote": "Muscat"}
    DecisionLog(run).append(
        [
            Decision(group="constraints", action="add", label="strategic_hedging", new=said, **where, **whole),
            Decision(group="entities", action="reject", label="PLACE", new=no, **where, **mention),
        ]
    )
    return material


def written(material, name, folder):
    out = folder / f"out{FORMATS[name].suffix}"
    FORMATS[name].write(material, out)
    return out


def placed(material, reading):
    """(document, label, start, end) of everything that was read, in the canonical text."""
    for text in reading.texts:
        assert all(text.text[mark.start : mark.end] == mark.quote for mark in text.marks)
    everyone = Remark("somebody", True)
    reading.texts = [
        type(text)(
            text.text,
            tuple(everyone.applied(mark) for mark in text.marks),
            text.name,
            text.doc_id,
            text.passage_id,
            text.doc_start,
        )
        for text in reading.texts
    ]
    placement = place(reading, material.documents, Naming(material.codebook))
    assert placement.problems == []
    return {
        (
            one.document.doc_id,
            one.mark.label,
            one.passage.doc_start + one.mark.start,
            one.passage.doc_start + one.mark.end,
        )
        for one in placement.placed
    }


@pytest.mark.parametrize("name", BOTH_WAYS)
def test_marks_come_back_to_their_words(judged, tmp_path, name):
    reading = FORMATS[name].read(written(judged, name, tmp_path))
    layers = ("entities",) if name == "conll" else judged.layers
    wanted = {
        (paper.document.doc_id, mark.label, mark.start, mark.end)
        for paper in judged.papers()
        for mark in agreed(paper.marks)
        if mark.layer in layers
    }
    if name in ("csv", "excel", "label-studio"):  # these carry what a person rejected too, and say so
        found = [mark for text in reading.texts for mark in text.marks if mark.status == "rejected"]
        assert [mark.quote for mark in found] == ["Muscat"]
        wanted |= {
            (paper.document.doc_id, mark.label, mark.start, mark.end)
            for paper in judged.papers()
            for mark in paper.marks
            if mark.quote == "Muscat"
        }
    assert placed(judged, reading) == wanted
    assert len(wanted) >= (8 if name == "conll" else 15)


@pytest.mark.parametrize("name", KEEPS_ALL)
def test_who_said_it_and_how_surely_comes_back(judged, tmp_path, name):
    marks = [mark for text in FORMATS[name].read(written(judged, name, tmp_path)).texts for mark in text.marks]
    by_model = next(mark for mark in marks if mark.label == "export_regulation")
    assert (by_model.by, by_model.human, by_model.score) == ("constraints-model", False, 0.75)
    assert by_model.detail("stance") == "constrains"
    (person,) = [mark for mark in marks if mark.human]
    assert (person.by, person.label, person.detail("stance")) == ("Ayesha", "strategic_hedging", "denied")


@pytest.mark.parametrize("name", [name for name in BOTH_WAYS if name not in ("csv", "excel", "label-studio")])
def test_what_a_person_rejected_does_not_leave(judged, tmp_path, name):
    reading = FORMATS[name].read(written(judged, name, tmp_path))
    assert "Muscat" not in {mark.quote for text in reading.texts for mark in text.marks}


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"excel"}))
def test_the_same_run_gives_the_same_bytes(judged, tmp_path, name):
    first, second = (written(judged, name, tmp_path / number) for number in ("1", "2"))
    files = sorted(path for path in tmp_path.joinpath("1").rglob("*") if path.is_file())
    assert files
    for file in files:
        assert file.read_bytes() == (tmp_path / "2" / file.relative_to(tmp_path / "1")).read_bytes()
    assert first != second


def test_label_studio_takes_models_as_predictions_and_people_as_annotations(judged, tmp_path):
    tasks = json.loads(written(judged, "label-studio", tmp_path).read_text("utf-8"))
    (task,) = [task for task in tasks if task["annotations"]]
    (annotation,) = task["annotations"]
    assert annotation["result"][0]["value"]["labels"] == ["strategic_hedging"]
    assert {prediction["model_version"] for prediction in task["predictions"]} >= {"themes themes-model"}
    interface = etree.parse(tmp_path / "out.xml")
    assert {one.get("value") for one in interface.iter("Label")} >= {"maritime_security", "STATE", "receives"}


def test_label_studio_offsets_of_early_versions_are_understood(judged, run, tmp_path):
    tasks = json.loads(written(judged, "label-studio", tmp_path).read_text("utf-8"))
    task = next(task for task in tasks if "বাংলাদেশ" in task["data"]["text"])
    text = task["data"]["text"]
    start = text.index("বাংলাদেশ")
    value = {"start": start + 2, "end": start + 2 + len("বাংলাদেশ"), "text": "বাংলাদেশ", "labels": ["STATE"]}
    result = {"from_name": "entities", "to_name": "text", "type": "labels", "value": value}
    task |= {"predictions": [], "annotations": [{"completed_by": {"email": "r@example.org"}, "result": [result]}]}
    (tmp_path / "old.json").write_text(json.dumps([task]), "utf-8")
    import_file(tmp_path / "old.json", run, from_="label-studio")
    decision = read_decisions(run)[-1]
    assert (decision.quote, decision.coder, decision.label) == ("বাংলাদেশ", "r@example.org", "STATE")


def test_doccano_and_prodigy_lines_are_as_the_tools_want_them(judged, tmp_path):
    for line in lines(written(judged, "doccano", tmp_path)):
        assert all(0 <= start < end <= len(line["text"]) for start, end, _ in line["label"])
    stream = lines(written(judged, "prodigy", tmp_path))
    assert all(span["text"] == line["text"][span["start"] : span["end"]] for line in stream for span in line["spans"])
    stream[1]["answer"] = "ignore"
    (tmp_path / "back.jsonl").write_text("\n".join(map(json.dumps, stream)))
    problems = FORMATS["prodigy"].read(tmp_path / "back.jsonl").problems
    assert len(problems) == len(stream[1]["spans"])


def test_docbin_has_ents_and_spans_that_overlap(judged, tmp_path):
    docs = list(DocBin().from_bytes(written(judged, "docbin", tmp_path).read_bytes()).get_docs(spacy.blank("en").vocab))
    assert {passage.text for paper in judged.papers() for passage in paper.document.passages} == {d.text for d in docs}
    (doc,) = [doc for doc in docs if doc.text.startswith("The navy")]
    assert [(ent.text, ent.label_) for ent in doc.ents] == [("Oman", "STATE")]
    assert {span.label_ for span in doc.spans["themes"]} == {"maritime_security"}
    assert doc.spans["themes"][0].start < doc.ents[0].start < doc.spans["themes"][0].end


def test_conll_tags_follow_bio(judged, tmp_path):
    text = written(judged, "conll", tmp_path).read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("# ")]
    assert all(re.fullmatch(r"O|[BI]-[A-Z_]+", row[-1]) for row in rows)
    assert ["Oman", "12", "16", "B-STATE"] in rows
    assert any("left out" in note for note in judged.notes)


def test_conll_of_two_columns_is_read(run, tmp_path):
    (tmp_path / "x.conll").write_text("Fiji B-STATE\nasked O\nfor O\nboats O\n\nThe O\nseller B-ORG\n")
    texts = FORMATS["conll"].read(tmp_path / "x.conll").texts
    assert [(t.text, [(m.quote, m.label) for m in t.marks]) for t in texts] == [
        ("Fiji asked for boats", [("Fiji", "STATE")]),
        ("The seller", [("seller", "ORG")]),
    ]


def test_brat_refuses_marks_with_gaps_and_broken_lines(tmp_path):
    (tmp_path / "a.txt").write_text("Fiji asked for boats", "utf-8")
    (tmp_path / "a.ann").write_text(
        "T1\tSTATE 0 4;11 14\tFiji for\nT2\tSTATE 0 99\tx\nT3 nonsense\nT4\tSTATE 0 4\tFiji\n"
    )
    reading = FORMATS["brat"].read(tmp_path)
    assert [mark.quote for mark in reading.texts[0].marks] == ["Fiji"]
    assert len(reading.problems) == 3


def test_web_annotations_say_position_quote_and_surroundings(judged, tmp_path):
    collection = json.loads(written(judged, "web-annotation", tmp_path).read_text("utf-8"))
    texts = {paper.document.doc_id: paper.text for paper in judged.papers()}
    assert collection["@context"] == "http://www.w3.org/ns/anno.jsonld"
    items = collection["first"]["items"]
    for item in items:
        position, quote, *_ = item["target"]["selector"]
        text = texts[item["target"]["source"].removeprefix("urn:bdjp:")]
        assert text[position["start"] : position["end"]] == quote["exact"]
        assert quote["prefix"] + quote["exact"] + quote["suffix"] in text
    assert len({item["id"] for item in items}) == len(items)
    assert {item["creator"]["type"] for item in items} == {"Person", "Software"}


def test_graphml_loads_and_its_edges_carry_words(judged, tmp_path):
    graph = networkx.read_graphml(written(judged, "graphml", tmp_path))
    names = {said["label"] for _, said in graph.nodes(data=True)}
    assert {"Oman", "Fiji", "Chile", "Canada"} <= names
    assert "Muscat" not in names
    texts = {paper.document.doc_id: paper.text for paper in judged.papers()}
    edges = [said for _, _, said in graph.edges(data=True)]
    assert {edge["kind"] for edge in edges} == {"together", "fact"}
    for edge in edges:
        assert texts[edge["source_document"]][edge["start"] : edge["end"]] == edge["quote"]
    (fact,) = [edge for edge in edges if edge["kind"] == "fact"]
    assert (fact["relation"], fact["modality"], fact["date"]) == ("receives", "done", "2021")


def test_bibliographies_name_every_document(judged, tmp_path):
    entries = written(judged, "bibtex", tmp_path).read_text("utf-8").split("\n@")
    items = json.loads(written(judged, "csl", tmp_path).read_text("utf-8"))
    titles = {document.title for document in judged.documents()}
    assert {item["title"] for item in items} == titles
    assert len(entries) == len(items) == 3
    for entry in entries:
        assert entry.count("{") - entry.count("\\{") == entry.count("}") - entry.count("\\}")


def test_a_crate_describes_all_its_files(judged, tmp_path):
    crate = written(judged, "ro-crate", tmp_path)
    graph = {entity["@id"]: entity for entity in json.loads((crate / "ro-crate-metadata.json").read_text())["@graph"]}
    files = {path.relative_to(crate).as_posix() for path in crate.rglob("*") if path.is_file()}
    assert {part["@id"] for part in graph["./"]["hasPart"]} == files - {"ro-crate-metadata.json"}
    texts = {file.stem: file.read_text("utf-8") for file in (crate / "texts").iterdir()}
    for mark in lines(crate / "marks.jsonl"):
        assert texts[mark["doc_id"]][mark["start"] : mark["end"]] == mark["quote"]
    references = [value for entity in graph.values() for value in entity.values()]
    wanted = {
        ref["@id"]
        for value in references
        for ref in (value if isinstance(value, list) else [value])
        if isinstance(ref, dict)
    }
    assert wanted - {"https://w3id.org/ro/crate/1.1"} <= set(graph)


def test_a_crate_without_texts_has_not_one_word_of_the_papers(judged, run, tmp_path):
    export_run(run, "ro-crate", tmp_path / "crate", texts=False)
    everything = " ".join(path.read_text("utf-8") for path in (tmp_path / "crate").rglob("*") if path.is_file())
    for word in ("Oman", "Fiji", "Chile", "Canada", "spare", "strait", "plain paper", "typeset"):
        assert word not in everything
    assert not (tmp_path / "crate" / "texts").exists()
    assert lines(tmp_path / "crate" / "marks.jsonl")[0]["quote_sha256"]


def test_formats_that_are_words_cannot_do_without(run, tmp_path):
    with pytest.raises(UsageError, match="ro-crate can do without"):
        export_run(run, "qdpx", tmp_path / "x", texts=False)


def test_a_folder_that_is_there_is_not_overwritten(run, tmp_path):
    (tmp_path / "crate").mkdir()
    (tmp_path / "crate" / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="not overwritten"):
        export_run(run, "ro-crate", tmp_path / "crate")
    assert (tmp_path / "crate" / "mine.txt").read_text() == "mine"


def test_a_layer_that_the_run_lacks_is_left_out_with_a_note(run, tmp_path):
    import shutil

    shutil.rmtree(run / "facts.parquet")
    for record in (run / ".state").glob("shard-*.json"):
        content = json.loads(record.read_text())
        del content["files"]["facts"]
        record.write_text(json.dumps(content))
    done = export_run(run, "qdpx", tmp_path / "x.qdpx")
    assert "the run has no table facts; it is left out" in done.notes
    assert zipfile.is_zipfile(tmp_path / "x.qdpx")


def test_units_say_what_a_coding_covers(run, material):
    def quotes(unit):
        papers = Material(run, material.codebook, ("themes",), Unit(unit)).papers()
        return {mark.quote for paper in papers for mark in paper.marks if mark.label == "maritime_security"}

    (sentence,), (passage,), (evidence,) = (quotes(unit) for unit in ("sentence", "passage", "evidence"))
    assert evidence == "navy"
    assert evidence in sentence
    assert sentence in passage
    assert len(evidence) < len(sentence) < len(passage)


def test_a_files_format_is_told_from_its_name_where_it_can_be(tmp_path):
    assert format_of(Path("x.qdpx"), None).name == "qdpx"
    assert format_of(Path("x.jsonl"), "prodigy").name == "prodigy"
    with pytest.raises(UsageError, match="doccano, prodigy"):
        format_of(Path("x.jsonl"), None)


def test_every_format_is_documented():
    text = (ROOT / "docs" / "exchange.md").read_text("utf-8")
    assert [name for name in FORMATS if f"`{name}`" not in text] == []
