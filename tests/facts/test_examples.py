"""Sentences and the facts that they tell; each line: subject | relation | object | modality, and what else is told."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from bdjp_nlp.document import Document, from_draft
from bdjp_nlp.draft import Block, Draft
from bdjp_nlp.facts.examples import same_name
from bdjp_nlp.pipeline_folder import find_pipeline
from bdjp_nlp.rows import Fact
from bdjp_nlp.stages.entities import Entities, EntitySettings
from bdjp_nlp.stages.facts import Facts, FactSettings
from bdjp_nlp.stages.sentences import NoSettings, Sentences

FOLDER = find_pipeline(Path(__file__).resolve().parents[2] / "pipeline")
STAGES = (
    Sentences(NoSettings(), FOLDER),
    Entities(EntitySettings(), FOLDER),
    Facts(FactSettings(threshold=0.0), FOLDER),
)


def read(*texts: str) -> list[Document]:
    """A document with facts for each text; paragraphs are parted by blank lines."""
    documents = [
        from_draft(
            Draft(tuple(Block("paragraph", block) for block in text.split("\n\n"))),
            path="",
            sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        )
        for text in texts
    ]
    for stage in STAGES:
        documents = list(stage(documents))
    return documents


def facts(text: str) -> list[Fact]:
    return list(read(text)[0].rows(Fact))


def told(text: str) -> list[str]:
    return [f"{fact.subject} | {fact.relation} | {fact.object} | {fact.modality}" for fact in facts(text)]


EXAMPLES = {
    # coordination
    "Japan has conducted exercises with Australia, India and France.": [
        "Japan | exercises_with | Australia | done",
        "Japan | exercises_with | India | done",
        "Japan | exercises_with | France | done",
    ],
    "Brazil agreed to train and equip the Namibian Navy.": [
        "Brazil | trains | Namibian Navy | planned",
        "Brazil | supplies | Namibian Navy | planned",
    ],
    # passive voice, reduced and full relative clauses
    "Kenya was supplied with four helicopters by Germany.": ["Germany | supplies | 4 helicopters | done"],
    "Patrol boats donated by Japan lie in Suva.": ["Japan | gives_aid | patrol boat | done"],
    "Poland, which bought howitzers from South Korea, will host the exercise in 2025.": [
        "Poland | receives | howitzer | done",
        "Poland | hosts | exercise | planned",
    ],
    # what is joined to its maker or payer by a hyphen, who is meant by "to which", a word parted from its verb
    "Japan-funded boats patrol the strait.": ["Japan | funds | boats | done"],
    "Kenya belongs to the African Union, to which Morocco returned.": ["Kenya | member_of | African Union | done"],
    "The League, to which Kuwait belongs, met in Cairo.": ["Kuwait | member_of | League | done"],
    "Paris has made two retired patrol vessels available to the Senegalese Navy, whose crews lack ships.": [
        "France | gives_aid | two retired patrol vessels | done"
    ],
    # what "abandon" and "reject" say is not said of what stands beside them
    "Sweden abandoned neutrality by joining NATO.": ["Sweden | joins | NATO | done"],
    "Oman rejected the criticism and hosted the summit.": ["Oman | hosts | summit | done"],
    # counted people are sent, not supplied
    "Liberia sent 29 members to Nutekpor.": ["Liberia | deploys | 29 members | done"],
    "The Senegalese Army sent three companies to the border.": ["Senegalese Army | deploys | 3 companies | done"],
    "The navy handed over 71 suspects to the police.": [],
    "The Netherlands sent the frigate Tromp as an observer.": ["Netherlands | deploys | Tromp | done"],
    # who takes part in what the verb above tells of
    "Jordan hosted Eager Lion in 2024, with the participation of Cyprus and Kenya.": [
        "Jordan | hosts | Eager Lion | done",
        "Cyprus | participates_in | Eager Lion | done",
        "Kenya | participates_in | Eager Lion | done",
    ],
    # lists that a small parser gets wrong
    "Peru acquired missiles from Italy, radars from Spain and helicopters from Brazil.": [
        "Peru | receives | missiles | done",
        "Peru | receives | radars | done",
        "Peru | receives | helicopters | done",
    ],
    "The lack of pilots and the cost of fuel have delayed the purchase of frigates by Peru.": [
        "lack of pilots | limits | purchase of frigates | done",
        "cost of fuel | limits | purchase of frigates | done",
    ],
    "Malawi relies on India for boats and on France for radars.": [
        "Malawi | depends_on | India | done",
        "Malawi | depends_on | France | done",
    ],
    "Vietnam has trained more than 2,000 cadets.": ["Vietnam | trains | 2,000 cadets | done"],
    "Norwegian and Danish officers visited Tokyo.": [
        "Norwegian officers | visits | Tokyo | done",
        "Danish officers | visits | Tokyo | done",
    ],
    # partners below other nouns
    "Oman holds drills with a wide range of partners, including Kenya, Fiji and Chile.": [
        "Oman | exercises_with | Kenya | done",
        "Oman | exercises_with | Fiji | done",
        "Oman | exercises_with | Chile | done",
    ],
    "Oman participates in joint exercises on rescue at sea with India, France and Kenya.": [
        "Oman | exercises_with | India | done",
        "Oman | exercises_with | France | done",
        "Oman | exercises_with | Kenya | done",
    ],
    "Malabar involves ships from India, Japan and Australia.": [
        "India | participates_in | Malabar | done",
        "Japan | participates_in | Malabar | done",
        "Australia | participates_in | Malabar | done",
    ],
    # parts between semicolons share their subject
    "Chile signed an agreement with Peru; visited Lima; and hosted the conference.": [
        "Chile | signs | agreement | done",
        "Chile | visits | Lima | done",
        "Chile | hosts | conference | done",
    ],
    # aims
    "Malta aims to improve awareness, to reduce piracy and to create a market.": [
        "Malta | seeks | improve awareness | done",
        "Malta | seeks | reduce piracy | done",
        "Malta | seeks | create a market | done",
    ],
    "Togo did not sign the treaty but joined the initiative.": [
        "Togo | signs | treaty | denied",
        "Togo | joins | initiative | done",
    ],
    # modality
    "Ghana has not been able to offer training to Togo.": ["Ghana | trains | Togo | denied"],
    "France could supply frigates to Greece.": ["France | supplies | frigate | possible"],
    "Spain refused to sell missiles to Peru.": ["Spain | supplies | missile | denied"],
    "Estonia, Latvia and Lithuania joined NATO in 2004.": [
        "Estonia | joins | NATO | done",
        "Latvia | joins | NATO | done",
        "Lithuania | joins | NATO | done",
    ],
    "The Dominican Republic, supplied with radars by Brazil, closed its airspace.": [
        "Brazil | supplies | radar | done",
    ],
    # nouns that tell a fact
    "The transfer of TC-90 aircraft by Japan was completed in 2017.": ["Japan | supplies | TC-90 aircraft | done"],
    "Norway's decision to donate boats to Benin came late.": ["Norway | gives_aid | boats | planned"],
    "An exercise between India and Oman was held off Goa.": ["India | exercises_with | Oman | done"],
    "India has become Kenya's largest supplier of arms.": ["India | supplies | Kenya | done"],
    "A memorandum between Ghana and Togo was concluded in 2016.": [
        "Ghana | signs | memorandum between Ghana and Togo | done",
        "Togo | signs | memorandum between Ghana and Togo | done",
    ],
    "The articulation of the Pacific Step-up by Scott Morrison in 2018 prompted a review.": [
        "Scott Morrison | announces | Pacific Step-up | done",
    ],
    "Samoa's inclusion in the programme followed in May.": ["Samoa | joins | programme | done"],
    "Turkey remains a major source of military assistance to Somalia.": ["Turkey | gives_aid | Somalia | done"],
    "The training provided by Kenya to Malawian pilots lasts six weeks.": ["Kenya | trains | pilots | done"],
    # whose it is, and who is kept from what
    "Spain's expertise in coastal surveillance can help Mauritania.": ["Spain | gives_aid | Mauritania | possible"],
    "Italy can furnish Tunisia with surveillance apparatus.": ["Italy | supplies | surveillance apparatus | possible"],
    "Debt has discouraged Zambia from ordering new helicopters.": [
        "Debt | limits | ordering new helicopters | done",
    ],
    "Angola's dependence on Russian aircraft limits the pace at which reform can advance.": [
        "Angola | depends_on | Russia | done",
        "Angola dependence on Russian aircraft | limits | reform | done",
    ],
    "The rules introduce additional hurdles for technology transfer to Vietnam.": [
        "rules | limits | technology transfer to Vietnam | done",
    ],
    "A third problem arises from the embargo, constraining the purchase of drones by Chad.": [
        "embargo | limits | purchase of drones by Chad | done",
    ],
    "Structural problems, such as debt and a lack of pilots, hinder the modernisation of Peru's fleet.": [
        "debt | limits | modernisation of Peru fleet | done",
        "lack of pilots | limits | modernisation of Peru fleet | done",
    ],
    "Canada praised Jordan in March by including it in the initiative.": ["Jordan | joins | initiative | done"],
    "Malta seeks talks in order to avoid reliance on a single country.": [
        "Malta | seeks | talks | done",
        "Malta | depends_on | single country | denied",
    ],
    "India offered four boats to Fiji.": ["India | supplies | boats | planned"],
    # apposition and examples
    "Norway signed the treaty, along with Denmark and Iceland.": [
        "Norway | signs | treaty | done",
        "Denmark | signs | treaty | done",
        "Iceland | signs | treaty | done",
    ],
    "France can supply logistical equipment, including trucks, field hospitals and medical supplies, to Senegal.": [
        "France | supplies | trucks | possible",
        "France | supplies | field hospital | possible",
        "France | supplies | medical supplies | possible",
    ],
    "Fiji and Samoa engage in regional initiatives, like the Pacific Islands Forum.": [
        "Fiji | participates_in | Pacific Islands Forum | done",
        "Samoa | participates_in | Pacific Islands Forum | done",
    ],
    "Poland works with partners such as Canada and Japan.": [
        "Poland | cooperates_with | Canada | done",
        "Poland | cooperates_with | Japan | done",
    ],
    "Benin’s neighbour, Togo, signed a memorandum with France.": ["Togo | signs | memorandum | done"],
    # more than one sentence, references
    "India and Oman met in May. The two countries will exercise with France.": [
        "India | exercises_with | France | planned",
        "Oman | exercises_with | France | planned",
    ],
    "Chile thanked Peru. It has joined the African Union.": ["Chile | joins | African Union | done"],
    # nothing is told
    "Strained relations between Eritrea and Ethiopia are nothing new.": [],
    "The author asks: “How could Chile-Peru cooperation help?”": [],
    "Would Vietnam host American ships?": [],
    "The ambassador of Norway stood next to the ambassador of Brazil.": [],
    "The history of cooperation between Kenya and Israel is long.": [],
    # shares
    "According to SIPRI, 74 per cent of Bangladesh's arms imports came from China.": [
        "Bangladesh | depends_on | China | done",
        "China | supplies | Bangladesh | done",
    ],
    "Russia accounted for 12 per cent of Peru's arms imports.": ["Russia | supplies | Peru | done"],
}


@pytest.mark.parametrize("text", EXAMPLES)
def test_examples(text: str) -> None:
    found = [line.split(" | ") for line in told(text)]
    wanted = [line.split(" | ") for line in EXAMPLES[text]]
    assert [(one[1], one[3]) for one in found] == [(one[1], one[3]) for one in wanted], found
    for one, other in zip(found, wanted, strict=True):  # by their telling words: what is a mention is others' business
        assert same_name(one[0], other[0])
        assert same_name(one[2], other[2])


def test_a_statement_is_given_to_its_source() -> None:
    (fact,) = facts("According to SIPRI, China sold frigates to Bangladesh.")
    assert fact.asserted_by == "Stockholm International Peace Research Institute"
    (fact,) = facts("Prime Minister Kishida said that Japan would provide US$ 4 million to Vietnam.")
    assert (fact.asserted_by, fact.modality) == ("Fumio Kishida", "planned")
    assert (fact.object, fact.amount, fact.unit) == ("Vietnam", "4000000", "USD")
    (fact,) = facts("China sold frigates to Bangladesh.")
    assert fact.asserted_by is None


def test_a_reference_is_followed_into_the_sentence_before() -> None:
    (fact,) = facts("Japan is an old friend. The country will supply radars to Fiji.")
    assert (fact.subject, fact.indirect, fact.modality) == ("Japan", "Fiji", "planned")
    assert "Japan is an old friend. The country will supply"[fact.subject_start : fact.subject_end] == "country"
