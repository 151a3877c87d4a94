"""Hostile requests get nothing and change nothing."""

import json
import re
import socket
from pathlib import Path
from urllib.parse import urlencode

import pytest
from review_server import OWN, ReviewServer, reviewing

from bdjp_nlp.review.decisions import DECISIONS


@pytest.fixture(scope="module")
def server(made_run, tmp_path_factory):
    import shutil

    config, run = made_run
    copy = Path(shutil.copytree(run, tmp_path_factory.mktemp("hostile") / "run"))
    with reviewing(copy, config) as started:
        yield started


@pytest.fixture(scope="module")
def places(server):
    """(document, passage) pairs of the run."""
    found = []
    for doc_id in sorted(set(re.findall(r"/document/(\w+)", server.ask("/").text))):
        text = server.ask(f"/document/{doc_id}").text
        found += [(doc_id, passage) for passage in re.findall(r'data-passage="([^"]+)"', text)]
    return found


@pytest.fixture(scope="module")
def pages(server, places):
    doc_id = places[0][0]
    return [
        "/", "/queue", "/names", "/search", "/search?q=%3Cscript%3Ealert(1)%3C/script%3E", "/agreement",
        "/passages?themes=sea", *(f"/document/{doc}" for doc in sorted({d for d, _ in places})),
        f"/document/{doc_id}/part/0", "/document/nothing", "/static/review.css",
    ]  # fmt: skip


@pytest.fixture(scope="module")
def decision(places):
    """Where decisions on a passage are sent."""
    doc_id, passage_id = places[0]
    return f"/decision/{doc_id}/{passage_id}"


def written(server):
    file = server.run / DECISIONS
    return file.read_bytes() if file.exists() else b""


ACCEPT = "act=accept&group=themes&label=sea"


def test_the_page_itself_may_decide(server: ReviewServer, decision):
    answer = server.ask(decision, "POST", OWN, ACCEPT)
    assert answer.status == 200, answer.text
    assert len((server.run / DECISIONS).read_text().splitlines()) == 1


def test_a_browser_that_sends_no_fetch_metadata_is_known_by_its_origin(server: ReviewServer, decision):
    headers = OWN | {"sec-fetch-site": "", "origin": server.address}
    assert server.ask(decision, "POST", headers, ACCEPT).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": ""},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": "cross-site", "origin": "own"},
        {"sec-fetch-site": "", "origin": "http://evil.example"},
        {"sec-fetch-site": "", "origin": "null"},
        {"sec-fetch-site": "", "origin": "http://127.0.0.1:1"},
        {"hx-request": ""},
        {"hx-request": "false"},
        {"content-type": ""},
        {"content-type": "text/plain"},
        {"content-type": "application/json"},
        {"content-type": "multipart/form-data; boundary=x"},
        {"host": "evil.example"},
    ],
)
@pytest.mark.parametrize("undo", [False, True])
def test_nobody_else_may_decide(server: ReviewServer, decision, headers, undo):
    headers = OWN | {name: server.address if value == "own" else value for name, value in headers.items()}
    before = written(server)
    assert server.ask("/undo" if undo else decision, "POST", headers, ACCEPT).status == 403
    assert written(server) == before


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example", ""])
def test_a_name_that_somebody_points_at_this_computer_shows_nothing(server: ReviewServer, host):
    answer = server.ask("/", headers={"host": host})
    assert answer.status in (400, 403)
    assert "sea" not in answer.text


def test_localhost_is_this_computer(server: ReviewServer):
    assert server.ask("/", headers={"host": f"localhost:{server.host.split(':')[1]}"}).status == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods_are_refused(server: ReviewServer, method):
    assert server.ask("/", method, OWN, ACCEPT).status in (403, 405)


def test_a_script_of_another_origin_is_not_told_that_it_may_ask(server: ReviewServer, decision):
    asked = {"origin": "http://evil.example", "access-control-request-headers": "hx-request"}
    answer = server.ask(decision, "OPTIONS", asked | {"access-control-request-method": "POST"})
    assert answer.status in (403, 405)
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_reading_changes_nothing(server: ReviewServer, decision):
    assert server.ask(decision).status == 405
    assert server.ask("/undo").status == 405


def test_a_body_that_is_too_long_is_not_read(server: ReviewServer, decision):
    assert server.ask(decision, "POST", OWN, ACCEPT + "&subject=" + "x" * 70_000).status == 403


@pytest.mark.parametrize(
    "body", ["", "act", "act=dance", "group=themes", ACCEPT + "&start=x", ACCEPT + "&coder=eve", "%ff=%00&;&&=", "{}"]
)
def test_what_is_no_decision_is_refused_with_its_reason(server: ReviewServer, decision, body):
    before = written(server)
    answer = server.ask(decision, "POST", OWN, body)
    assert answer.status == 400
    assert "no request for a decision" in json.loads(answer.headers["hx-trigger"])["said"]
    assert written(server) == before


def test_the_document_of_a_decision_is_that_of_its_address(server: ReviewServer, decision):
    taken = server.ask(decision, "POST", OWN, ACCEPT + "&doc_id=other&passage_id=other")
    assert taken.status == 200
    last = json.loads((server.run / DECISIONS).read_text().splitlines()[-1])
    assert decision == f"/decision/{last['doc_id']}/{last['passage_id']}"


@pytest.mark.parametrize(
    "path",
    [
        "/static/../server.py", "/static/%2e%2e/server.py", "/static/..%2fserver.py", "/static//etc/passwd",
        "/document/..%2f..%2f..%2fetc%2fpasswd", "/document/%2e%2e/page/1.png", "/document/../../run.json",
        "/card/..%2f..%2frun.json/x", "/../run.json", "/decisions.jsonl", "/run.json", "/texts/x.txt",
    ],
)  # fmt: skip
def test_no_file_outside_the_page_can_be_had(server: ReviewServer, path):
    answer = server.ask(path)
    assert answer.status in (400, 404)
    assert "root:" not in answer.text
    assert "import" not in answer.text


def test_it_listens_on_one_address_of_this_computer(server: ReviewServer):
    port = int(server.host.split(":")[1])
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.2", port), timeout=5)


def test_every_answer_binds_the_browser(server: ReviewServer, pages):
    for path in pages:
        headers = server.ask(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
    refused = server.ask("/", headers={"host": "evil.example"})
    assert "content-security-policy" in refused.headers


def test_no_page_holds_a_script_or_a_style_of_its_own(server: ReviewServer, pages):
    for path in pages:
        if not path.startswith("/static"):
            text = server.ask(path).text
            assert not re.search(r"<script(?![^>]*\ssrc=)", text), path
            assert not re.search(r"<style|\sstyle=|<[^>]+\son\w+=", text), path


def test_words_of_a_paper_are_words_even_if_they_look_like_tags(server: ReviewServer, places, pages):
    text = "".join(server.ask(path).text for path in pages)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "<script>alert" not in text
    assert "<b>bold" not in text


def test_a_label_that_looks_like_a_tag_is_shown_as_words(server: ReviewServer, decision):
    body = {"act": "accept", "group": "themes", "label": "<img src=x>"}
    answer = server.ask(decision, "POST", OWN, urlencode(body))
    assert answer.status == 400
    assert answer.headers["content-type"].startswith("text/plain")
    assert "<img src=x>" in json.loads(answer.headers["hx-trigger"])["said"]
