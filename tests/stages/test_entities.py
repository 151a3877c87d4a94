"""The stage of entities: who and what is named, under which name; expectations stand in the examples."""

from __future__ import annotations

import dataclasses
import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from bdjp_nlp.document import Document, from_draft
from bdjp_nlp.draft import Block, Draft
from bdjp_nlp.errors import ModelError
from bdjp_nlp.pipeline_folder import find_pipeline
from bdjp_nlp.rows import Entity
from bdjp_nlp.stages.entities import Entities, EntitySettings
from bdjp_nlp.stages.sentences import NoSettings, Sentences
from entities.marked_text import read_marked, write_marked

FOLDER = find_pipeline(Path(__file__).resolve().parents[2] / "pipeline")
SENTENCES = Sentences(NoSettings(), FOLDER)
ENTITIES = Entities(EntitySettings(), FOLDER)


def annotated(*texts: str) -> list[Document]:
    """A document for each text (paragraphs parted by blank lines), with sentences and entities."""
    documents = [
        from_draft(
            Draft(tuple(Block("paragraph", block) for block in text.split("\n\n"))),
            path="",
            sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        )
        for text in texts
    ]
    return list(ENTITIES(SENTENCES(documents)))


EXAMPLES = [
    # boundaries
    "The [Bangladesh|STATE]-[India|STATE] border was calm.",
    "[Japan|STATE]’s [Ministry of Defense|GOV_ORG] replied.",
    "The [Indian Navy|MILITARY_ORG] and the [Philippine Coast Guard|GOV_ORG] met in the [Indo-Pacific|PLACE] region.",
    "The [Royal Navy|MILITARY_ORG=Royal Navy] left [Ghana|STATE] in [May 2023|DATE=2023-05].",
    "The [African Union|INT_ORG] and the [European Union|INT_ORG] agreed.",
    "They sailed to [Japan|STATE]12 and stayed.",
    # names of forms that no list holds
    "The [Ministry of Lakes|GOV_ORG] of [Norway|STATE] signed.",
    # acronyms and aliases
    "[Official Security Assistance|POLICY] ([OSA|POLICY=Official Security Assistance]) began in [2023|DATE].",
    "The [United Nations|INT_ORG=United Nations] ([UN|INT_ORG=United Nations]) left [U.S.|STATE=United States] soil.",
    "The [Bay of Bengal|PLACE=Bay of Bengal] is shallow.",
    "[ROK|STATE=South Korea] and [DPRK|STATE=North Korea] officials met.",
    "The [Japanese Defense Ministry|GOV_ORG=Ministry of Defense (Japan)] agreed.",
    "[UN Security Council Resolution 2719|AGREEMENT=UN Security Council Resolution 2719] opened the way.",
    "[TOKYO|PLACE=Tokyo], [3 May|DATE=--05-03] - It rained.",
    # values
    "It gave [¥575 million|MONEY=575000000 JPY] on [10 February 1972|DATE=1972-02-10].",
    "From [2019 to 2023|DATE=2019/2023] it bought [74 per cent|PERCENT=74%] of them from [China|STATE].",
    "In the [1990s|DATE=199X] it received [$250 million|MONEY=250000000 USD].",
    # people
    "President [Xi Jinping|PERSON] came. [Xi|PERSON=Xi Jinping] left, and [Xi|PERSON=Xi Jinping]'s aides too.",
    "President [Fumio Kishida|PERSON=Fumio Kishida] came; Mr. [Kishida|PERSON=Fumio Kishida] spoke.",
]

CLAUSES = {
    "articles stay outside": "The [European Union|INT_ORG] and the [Netherlands|STATE] agreed.",
    "possessives stay outside": "[Norway|STATE]’s minister and [Ghana|STATE]'s envoy spoke.",
    "titles stay outside": "Prime Minister [Fumio Kishida|PERSON] met General [James Walker|PERSON].",
    "modifiers of numbers stay outside": "More than [1,200 soldiers|QUANTITY] and about [40 per cent|PERCENT] stayed.",
    "trailing nouns stay outside": "In the [Indo-Pacific|PLACE] region [OSA|POLICY] initiatives grew.",
    "an acronym in brackets stands alone": (
        "The [European Union|INT_ORG=European Union] ([EU|INT_ORG=European Union]) paid."
    ),
    "two states with a hyphen are two": "The [Japan|STATE]-[Australia|STATE] and [U.S.|STATE]-led talks went on.",
    "a state inside a name is none of its own": "The [Bangladesh Navy|MILITARY_ORG] sailed.",
    "a shared last word serves both": "Sail [South|PLACE=South Asia] and [Southeast Asia|PLACE=Southeast Asia].",
    "a designation stands without its kind": "Two [TC-90|EQUIPMENT=TC-90] aircraft came.",
    "a kind is named in the singular": "It gave [patrol boats|EQUIPMENT=patrol boat] to [Fiji|STATE].",
    "counted materiel stands without its number": "It gave four [patrol boats|EQUIPMENT=patrol boat] to [Fiji|STATE].",
    "a nationality keeps its adjective": "[Japanese|NORP=Japanese] officers came.",
    "a number takes what it counts": "[90 customs officers|QUANTITY=90 customs officers] were trained.",
    "vague times are no dates": "In recent years trade grew.",
    "bare arms and technology are not marked": "Defence equipment, arms and technology are sold.",
    "a citation is a person and a year": "As [Okafor|PERSON] ([2019|DATE]) shows, it fails.",
    "a law keeps its year": "The [Foreign Assistance Act of 1961|POLICY] applies.",
    "an article of a law is named": "[Article 9|POLICY] forbids it.",
    "a resolution is an agreement": "[Resolution 1701 (2006)|AGREEMENT] demands it.",
    "a mission of the organisation is one of its own": "[MINUSMA|INT_ORG] left [Mali|STATE].",
}


@pytest.mark.parametrize("marked", CLAUSES.values(), ids=CLAUSES.keys())
def test_each_clause_of_the_codebook(marked: str) -> None:
    test_examples(marked)


@pytest.mark.parametrize("marked", EXAMPLES)
def test_examples(marked: str) -> None:
    text, expected = read_marked(marked)
    (document,) = annotated(text)
    found = document.rows(Entity)
    assert write_marked(text, [(e.start, e.end, e.label) for e in found]) == write_marked(
        text, [(e.start, e.end, e.label) for e in expected]
    )
    for entity, wanted in zip(found, expected, strict=True):
        assert wanted.canonical in (None, entity.canonical)


def test_an_acronym_is_known_through_the_whole_document_even_before_its_definition() -> None:
    text = (
        (
            "Officers fear that the KZRP will fail.\n\n"
            "The [Kazimir Zone Resilience Programme|POLICY] (KZRP) was adopted in 2021. Nobody paid for the KZRP."
        )
        .replace("[", "")
        .replace("|POLICY]", "")
    )
    (document,) = annotated(text)
    labels = {(e.label, e.canonical) for e in document.rows(Entity) if e.text == "KZRP"}
    assert labels == {("POLICY", "Kazimir Zone Resilience Programme")}
    assert sum(e.text == "KZRP" for e in document.rows(Entity)) == 3


def test_the_same_thing_has_the_same_identifier_in_every_document() -> None:
    documents = annotated("The US sent help.", "The United States of America paid.", "Kenya paid.")
    identifiers = [{e.entity_id for e in document.rows(Entity) if e.label == "STATE"} for document in documents]
    assert identifiers[0] == identifiers[1] != identifiers[2]


def test_values_have_unit_and_number() -> None:
    (document,) = annotated("Japan gave US$ 4.5 million, or 12 per cent, on 3 May 2021.")
    values = {e.label: (e.value, e.unit) for e in document.rows(Entity) if e.value}
    assert values == {"MONEY": ("4500000", "USD"), "PERCENT": ("12", "%"), "DATE": ("2021-05-03", None)}


def dated_document(text: str, date: str) -> Document:
    document = dataclasses.replace(annotated(text)[0], date=date, tables=dict(annotated(text)[0].tables))
    tables = {name: rows for name, rows in document.tables.items() if name not in ("entities", "sentences")}
    return next(iter(ENTITIES(SENTENCES([dataclasses.replace(document, tables=tables)]))))


def test_relative_dates_are_reckoned_from_the_document_or_from_the_date_before() -> None:
    text = "It began in 2019. In the same year it ended; the following year it came back. Last year it rained."
    dates = [
        (e.text, e.canonical, e.value) for e in dated_document(text, "2024-05-06").rows(Entity) if e.label == "DATE"
    ]
    assert dates == [
        ("2019", "2019", "2019"),
        ("same year", "2019", "2019"),
        ("following year", "2020", "2020"),
        ("Last year", "2023", "2023"),
    ]
    undated = [e.value for e in annotated("Last year it rained.")[0].rows(Entity) if e.label == "DATE"]
    assert undated == [None]


def test_a_sum_has_dollars_at_its_sentences_date_else_at_the_documents() -> None:
    text = "In November 2023 Japan gave ¥575 million. Later it gave €10 million. Dhaka paid Tk 500 crore in 2023."
    sums = {e.unit: (e.usd, e.usd_at) for e in dated_document(text, "2024-05-06").rows(Entity) if e.label == "MONEY"}
    assert sums["JPY"] == ("3825000", "2023-11-15")
    assert sums["EUR"][1] == "2024-05-06"
    assert sums["BDT"] == (None, None)


def test_an_acronym_with_two_meanings_follows_the_nearest_and_is_a_warning_of_the_document() -> None:
    text = "The Ministry of Tides (MOT) met. The MOT paid.\n\nThe Ministry of Timber (MOT) met. The MOT refused."
    (document,) = annotated(text)
    canonicals = [e.canonical for e in document.rows(Entity) if e.text == "MOT"]
    assert canonicals == ["Ministry of Tides"] * 2 + ["Ministry of Timber"] * 2
    assert document.warnings == ("several meanings of the acronym MOT: Ministry of Tides; Ministry of Timber",)
    assert annotated("The Ministry of Tides (MOT) met.")[0].warnings == ()


NAMES = [
    ("Mr. John Smith came. Smith spoke. Ms. Anne Smith left. Smith wept.", "Smith", ["John Smith", "Anne Smith"]),
    ("The Navy of India met Japan’s Ministry of Defense.", "Ministry of Defense", ["Ministry of Defense (Japan)"]),
    ("The Navy of India met.", "Navy", ["Indian Navy"]),
    ("Firms in Atlanta, Georgia, build it.", "Georgia", ["Georgia"]),
]


@pytest.mark.parametrize(("text", "form", "canonicals"), NAMES)
def test_a_short_form_takes_the_name_that_its_place_in_the_text_gives_it(
    text: str, form: str, canonicals: list[str]
) -> None:
    (document,) = annotated(text)
    assert [e.canonical for e in document.rows(Entity) if e.text == form] == canonicals


def test_documents_together_give_what_each_gives_alone() -> None:
    texts = ["Kenya and the UN met in Nairobi.", "Nothing is named here.", "The Indian Navy bought six C-130Js."]
    together = [document.rows(Entity) for document in annotated(*texts)]
    assert together == [annotated(text)[0].rows(Entity) for text in texts]


@hypothesis_settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from(
            "The U.S. Navy ( ) Kenya’s – 5 2023 $4 million UN-led St. [x] Ex\u00adpo é 12 \U0001f600".split(" ")
        )
    )
)
def test_every_row_reads_as_its_offsets_say_and_none_overlaps_another(words: list[str]) -> None:
    text = " ".join(words) or "nothing"
    (document,) = annotated(text)
    passages = document.passage_by_id
    last: dict[str, int] = {}
    for entity in document.rows(Entity):
        assert passages[entity.passage_id].text[entity.start : entity.end] == entity.text
        assert entity.start >= last.get(entity.passage_id, 0)
        last[entity.passage_id] = entity.end
        assert 0 <= entity.score <= 1
        assert entity.canonical
        assert entity.method in ("gazetteer", "model", "pattern", "acronym")


def test_resources_name_what_the_rows_depend_on() -> None:
    assert set(ENTITIES.resources()) == {"model", "gazetteer", "labels", "rates"}


def test_a_model_that_is_not_there_is_an_error_with_a_remedy() -> None:
    stage = Entities(EntitySettings(model="nosuchmodel"), FOLDER)
    with pytest.raises(ModelError, match="bdjp train entities"):
        list(stage(SENTENCES([annotated("Kenya.")[0]])))
