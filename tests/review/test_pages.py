"""What the pages show of a run."""

import re
import subprocess
import sys
from html import unescape
from urllib.parse import quote

import pyarrow.parquet as pq
import pytest
from review_server import ReviewServer, reviewing
from small_run import BANGLA

from bdjp_nlp.pipeline_folder import shipped_pipeline
from bdjp_nlp.review.searching import in_context

OVERVIEW = """
import sys
from pathlib import Path
from bdjp_nlp.pipeline_folder import find_pipeline
from bdjp_nlp.review import overview, server
from bdjp_nlp.review.desk import Desk
from bdjp_nlp.review.judged import Reader
from bdjp_nlp.review.names import names

desk = Desk(Path(sys.argv[1]), find_pipeline(Path(sys.argv[2])).codebook, Reader("someone"))
overview.matrix(desk), overview.timeline(desk), overview.eye(desk, {}), names(desk.corpus, limit=1)
print({"pandas", "scipy", "sklearn", "spacy"} & set(sys.modules))
"""


@pytest.fixture(scope="module")
def server(made_run):
    config, run = made_run
    with reviewing(run, config) as started:
        yield started


def words(text):
    """A page without its tags."""
    return unescape(re.sub("<[^>]+>", "", text))


def documents(server):
    return sorted(set(re.findall(r"/document/(\w+)", server.ask("/").text)))


def test_every_address_that_a_page_names_is_there(server: ReviewServer):
    seen, waiting = set(), {"/"}
    while waiting:
        path = waiting.pop()
        seen.add(path)
        answer = server.ask(path)
        assert answer.status == 200, path
        if answer.headers["content-type"].startswith("text/html"):
            found = re.findall(r'(?:href|src|hx-get)="(/[^"#]*)', answer.text)
            waiting |= {link.replace("&amp;", "&") for link in found} - seen
    assert len([path for path in seen if path.startswith("/document/")]) >= 2


def test_a_document_shows_its_words_code_point_by_code_point(server: ReviewServer):
    texts = "".join(server.ask(f"/document/{doc}").text for doc in documents(server))
    shown = [
        unescape(re.sub("<[^>]+>", "", text)) for text in re.findall(r'<p class="text"[^>]*>(.*?)</p>', texts, re.S)
    ]
    assert f"{BANGLA}: the crew patrolled the strait." in shown
    assert "The guard watched the sea lane on Monday. Officers opened a bakery." in shown


def test_search_finds_words_in_any_order_and_says_where(server: ReviewServer):
    found = server.ask("/search?q=strait+crew").text
    assert re.search(r"<b>1</b> passage\b", found)
    assert '<span class="middle">strait</span>' in found


def test_search_finds_words_in_quotes_only_as_they_stand(server: ReviewServer):
    assert "<b>0</b> passages" in server.ask("/search?q=%22strait+crew%22").text
    assert "<b>1</b> passage" in server.ask("/search?q=%22patrolled+the+strait.%22&doc=first").text


def test_search_finds_bangla(server: ReviewServer):
    assert '<span class="middle">জাহাজ</span>' in server.ask(f"/search?q={quote('জাহাজ')}").text


def test_the_words_around_a_hit_are_whole_words():
    text = "One patrol. " + "watchword " * 30 + "strait " + "seafarer " * 30
    left, middle, right = in_context(text, ("strait",))
    assert middle == "strait"
    assert set(left.split()) == {"…", "watchword"}
    assert set(right.split()) == {"…", "seafarer"}


def test_a_code_of_which_the_model_is_not_sure_says_whether_it_is_given(unsure_run, config):
    with reviewing(unsure_run, config) as started:
        text = started.ask("/queue").text
    said = set(re.findall(r'aria-label="(?:Sea|School): (the model is not sure[^"]*?), probability', text))
    assert said == {"the model is not sure", "the model is not sure, not given"}


def test_the_margins_of_the_matrix_count_passages_with_any_label(sample_run):
    with reviewing(sample_run, shipped_pipeline()) as started:
        text = started.ask("/").text
        count = re.search(r'<a href="/passages\?themes=" aria-label="(\d+) passages: any theme">', text)[1]
        listed = started.ask("/passages?themes=").text
    rows = pq.read_table(sample_run / "themes.parquet", columns=["passage_id", "sentence_id", "assigned"]).to_pylist()
    bearing = {row["passage_id"] for row in rows if row["assigned"] and row["sentence_id"] is None}
    assert int(count) == len(bearing)
    assert f"<span>{count} passages</span>" in listed


def test_a_code_opens_the_passages_that_bear_it(server: ReviewServer):
    text = words(server.ask("/passages?themes=sea").text)
    assert "watched the sea lane on Monday" in text
    assert "repaved the market square" not in text


def test_keys_to_judge_stand_only_where_there_is_something_to_judge(server: ReviewServer):
    assert 'class="desk"' in server.ask("/queue").text
    assert 'class="desk"' not in server.ask("/agreement").text


def test_a_document_that_is_not_there_is_said_to_be_missing(server: ReviewServer):
    answer = server.ask("/document/nothing")
    assert answer.status == 404
    assert "the run has no document" in answer.text


def test_a_card_can_be_cited(server: ReviewServer):
    doc = documents(server)[0]
    passage = re.search(r'data-passage="([^"]+)"', server.ask(f"/document/{doc}").text)[1]
    card = server.ask(f"/card/{doc}/{passage}").text
    assert card.startswith("“")
    assert "sha256" in card


def test_the_overview_of_a_run_without_decisions_is_made_without_heavy_packages(run, config):
    (run / "decisions.jsonl").unlink(missing_ok=True)
    command = [sys.executable, "-c", OVERVIEW, run, config]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip() == "set()"
