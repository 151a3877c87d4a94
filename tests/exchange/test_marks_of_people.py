"""What a person's mark covers when it leaves."""

import pytest

from bdjp_nlp.exchange.material import Material
from bdjp_nlp.exchange.unit import Unit
from bdjp_nlp.pipeline_folder import find_pipeline
from bdjp_nlp.review.decisions import Decision, DecisionLog, Standing


@pytest.mark.parametrize(
    ("unit", "evidence", "words"),
    [
        (Unit.sentence, "seller", "The law of the seller forbids it."),
        (Unit.evidence, "seller", "seller"),
        (Unit.passage, "seller", "Fiji asked for boats. The law of the seller forbids it. Fiji asked for boats again."),
        (Unit.sentence, "", "Fiji asked for boats. The law of the seller forbids it. Fiji asked for boats again."),
    ],
)
def test_a_person_s_mark_covers_what_a_model_s_would(run, unit, evidence, words):
    material = Material(run, find_pipeline(None).codebook, unit=unit)
    document = next(one for one in material.documents() if one.path.endswith("land.md"))
    passage = next(one for one in document.passages if "seller" in one.text)
    start = passage.text.index(evidence)
    new = Standing(label="export_regulation", holds=True, evidence=[(start, start + len(evidence))] if evidence else [])
    DecisionLog(run).append(
        [Decision(coder="Ayesha", group="constraints", action="accept", label=new.label, doc_id=document.doc_id,
                  passage_id=passage.passage_id, start=0, end=len(passage.text), quote=passage.text, new=new)]
    )  # fmt: skip
    papers = list(material.papers())
    (mark,) = [mark for paper in papers for mark in paper.marks if mark.human]
    assert mark.quote == words
    assert [len(paper.decisions) for paper in papers if paper.document.path == document.path] == [1]
