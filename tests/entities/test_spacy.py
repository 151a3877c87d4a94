"""The recogniser works in anybody's spaCy pipeline, and runs come out as spaCy's documents."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import spacy
from spacy.tokens import DocBin

from bdjp_nlp.pipeline import load_pipeline
from bdjp_nlp.rows import Entity
from bdjp_nlp.views.spacy_docs import doc_bin, document_docs, run_docs

PIPELINE = Path(__file__).resolve().parents[2] / "pipeline"
TEXT = "The Bangladesh-India talks cost US$ 5 million. The United Nations (UN) praised Kenya’s ministers in 2021."
SCRIPT = """
import sys
import spacy
nlp = spacy.blank("en")
nlp.add_pipe("bdjp_entities", config={"pipeline": sys.argv[1]})
for doc in nlp.pipe([sys.argv[2], "Nothing is named here."]):
    for span in doc.ents:
        print(span.text, span.label_, span._.canonical, span._.value, span._.unit, sep="|")
"""


def test_a_blank_pipeline_of_another_process_finds_the_component_by_its_name(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(PIPELINE), TEXT], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "Bangladesh|STATE|Bangladesh|None|None",
        "India|STATE|India|None|None",
        "US$ 5 million|MONEY|5000000 USD|5000000|USD",
        "United Nations|INT_ORG|United Nations|None|None",
        "UN|INT_ORG|United Nations|None|None",
        "Kenya|STATE|Kenya|None|None",
        "2021|DATE|2021|2021|None",
    ]


def test_a_run_becomes_a_docbin_that_keeps_offsets_names_and_sentences(tmp_path: Path) -> None:
    (tmp_path / "paper.md").write_text(f"# A paper\n\n{TEXT}\n\nNothing is named here.\n", "utf-8")
    pipeline = load_pipeline(PIPELINE, stages=["sentences", "entities"])
    pipeline.run(tmp_path / "paper.md", out=tmp_path / "out")
    document = pipeline.analyse_file(tmp_path / "paper.md")
    data = doc_bin(run_docs(tmp_path / "out")).to_bytes()
    docs = list(DocBin().from_bytes(data).get_docs(spacy.blank("en").vocab))
    assert [doc.text for doc in docs] == [passage.text for passage in document.passages]
    spans = [
        (s.start_char, s.end_char, s.text, s.label_, s.kb_id_, s._.canonical, s._.score) for d in docs for s in d.ents
    ]
    rows = document.rows(Entity)
    assert spans == [(r.start, r.end, r.text, r.label, r.entity_id, r.canonical, r.score) for r in rows]
    assert [len(list(doc.sents)) for doc in docs] == [len(list(doc.sents)) for doc in document_docs(document)]
    assert len(list(docs[1].sents)) == 2
    assert docs[0].user_data["passage_id"] == document.passages[0].passage_id
