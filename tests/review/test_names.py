"""Named things: their pages, and correcting a mention."""

import re
from pathlib import Path
from urllib.parse import urlencode

import pytest
from review_server import OWN, reviewing

from bdjp_nlp.pipeline import load_pipeline
from bdjp_nlp.pipeline_folder import shipped_pipeline
from bdjp_nlp.review.decisions import read_decisions


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder: Path = tmp_path_factory.mktemp("names")
    (folder / "one.md").write_text(
        "# Patrols\n\nThe navies of Ghana and Togo share a patrol of the coast in the dry season. "
        "Last year Togo sent two boats.\n"
    )
    (folder / "two.md").write_text(
        "# Letters\n\nThe letter that Togo wrote to Ghana on 3 May 2024 asked for two more of the same boats.\n\n"
        "A Ghanaian officer taught the crew, and a Korean one the cooks.\n"
    )
    run = load_pipeline(stages=["sentences", "entities"]).run(folder, out=folder / "run")
    with reviewing(run.path, shipped_pipeline()) as started:
        yield started


def address_of(server, name):
    return re.search(rf'href="(/entity/\w+)">{name}<', server.ask("/names").text)[1]


def test_a_name_opens_all_its_mentions_over_all_documents(server):
    text = server.ask(address_of(server, "Togo")).text
    assert "<b>3</b> mentions" in text
    assert "<b>2</b> documents" in text
    assert text.count('<article class="passage') == 2
    assert re.search(r'href="/entity/\w+">Ghana<', text)


def test_names_are_found_by_a_part_of_them(server):
    text = server.ask("/names?like=gha").text
    assert ">Ghana<" in text
    assert ">Togo<" not in text


def test_a_mention_is_rejected_and_its_words_are_no_longer_marked(server):
    text = server.ask(address_of(server, "Togo")).text
    article = re.search(r'<article.*?hx-post="(/decision/[^"]+)".*?</article>', text, re.S)
    start, end = re.search(r'data-units="(\d+),(\d+)"[^>]*>Togo<', article[0]).groups()
    ask = {"act": "reject", "group": "entities", "start": start, "end": end}
    answer = server.ask(article[1], "POST", OWN, urlencode(ask))
    assert answer.status == 200, answer.text
    assert f'data-units="{start},{end}"' not in answer.text
    (taken,) = read_decisions(server.run)
    assert (taken.quote, taken.new.holds) == ("Togo", False)


def test_a_run_without_facts_shows_an_empty_timeline(server):
    assert "has a date" in server.ask("/timeline").text
    assert server.ask("/discrepancies").status == 200


def test_a_nationality_is_counted_and_shown_with_its_state(server):
    address = address_of(server, "Ghana")
    text = server.ask(address).text
    assert "<b>3</b> mentions" in text
    assert "Ghanaian" in text
    assert ">Ghanaian<" not in server.ask("/names").text
    mark = re.search(r'data-entity="(\w+)"[^>]*>Ghanaian<', text)
    assert mark, "the words stay what they are in the text"
    assert server.ask(f"/entity/{mark[1]}").text.count("<h1>Ghana</h1>") == 1
