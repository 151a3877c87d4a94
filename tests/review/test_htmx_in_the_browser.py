"""What htmx fetches and puts in place, in a real browser."""

import shutil
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from review_server import reviewing

from bdjp_nlp.pipeline_folder import shipped_pipeline
from bdjp_nlp.review.decisions import read_decisions
from browser import needs_chromium, opened_browser

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def browser():
    with opened_browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def sample(sample_run, tmp_path_factory):
    copy = Path(shutil.copytree(sample_run, tmp_path_factory.mktemp("swapped") / "run"))
    with reviewing(copy, shipped_pipeline()) as started:
        yield started


@pytest.fixture
def server(made_run, tmp_path):
    with reviewing(Path(shutil.copytree(made_run[1], tmp_path / "run")), made_run[0]) as started:
        yield started


@pytest.fixture
def page(browser):
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    yield page
    page.close()


def opened(page, address):
    page.goto(address)
    page.wait_for_selector("html[data-ready]")
    page.evaluate("window.stayed = true")
    return page


def decided(server, page, count):
    """So many decisions, once they are there."""
    for _ in range(100):
        if len(found := list(read_decisions(server.run))) >= count:
            return found
        page.wait_for_timeout(100)
    raise AssertionError(f"{len(found)} decisions, not {count}")


def test_nothing_is_fetched_from_elsewhere(page, sample):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    opened(page, sample.address)
    page.locator(".documents a").first.click()
    page.wait_for_selector("html[data-ready]")
    page.keyboard.press("j")
    page.wait_for_selector("#leaf .sheet[data-passage]:not([data-passage=''])")
    page.keyboard.press("1")
    page.wait_for_selector("#said.shown")
    assert [url for url in asked if "/static/htmx.min.js" in url]
    assert [url for url in asked if not url.startswith(f"{sample.address}/")] == []


def test_a_search_comes_in_place_keeps_the_focus_and_can_be_gone_back_from(page, sample):
    opened(page, f"{sample.address}/search")
    page.fill("#search-words", "kenya")
    page.keyboard.press("Enter")
    page.wait_for_selector(".kwic li")
    assert page.evaluate("[window.stayed, document.activeElement.id]") == [True, "search-words"]
    assert page.input_value("#find") == "kenya"
    assert page.title().startswith("Search: kenya")
    assert "q=kenya" in page.url
    assert "document" in page.locator("#said").text_content()
    page.fill("#search-words", '"</title><script>')
    page.keyboard.press("Enter")
    page.wait_for_selector(".figures:has-text('0 passages')")
    assert page.locator("main script, title *").count() == 0
    page.go_back()
    page.wait_for_selector("html[data-ready] .kwic li")
    assert page.input_value("#search-words") == "kenya"


def test_the_next_names_come_in_place_and_no_word_is_kept_in_the_browser(page, sample):
    opened(page, f"{sample.address}/names")
    first = page.locator("main tbody a").first.inner_text()
    page.get_by_role("link", name="Next").click()
    page.wait_for_selector(".pager:has-text('51–')")
    assert page.evaluate("[window.stayed, document.activeElement.id, scrollY]") == [True, "main", 0]
    assert page.locator("main tbody a").first.inner_text() != first
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    page.go_back()
    page.wait_for_selector("html[data-ready] .pager:has-text('1–50')")
    assert page.locator("main tbody a").first.inner_text() == first


def test_the_documents_are_filtered_where_they_stand(page, sample):
    opened(page, sample.address)
    page.fill("#like", "no such paper")
    page.keyboard.press("Enter")
    page.wait_for_selector("#documents td:has-text('No document has these words')")
    assert page.evaluate("[window.stayed, document.activeElement.id]") == [True, "like"]


def test_the_page_beside_the_text_is_turned_with_the_keyboard(page, sample):
    opened(page, sample.address)
    page.locator(".documents a").first.click()
    page.wait_for_selector("html[data-ready]")
    page.focus("#leaf-next")
    for number in (2, 3):
        page.keyboard.press("Enter")
        page.wait_for_selector(f".sheet[data-page='{number}']")
        assert page.evaluate("document.activeElement.id") == "leaf-next"


def test_a_decision_replaces_the_passage_keeps_the_focus_and_is_told(page, server):
    opened(page, f"{server.address}/passages?themes=sea")
    page.keyboard.press("j")
    identifier = page.locator(".passage.on").get_attribute("id")
    page.keyboard.press("2")
    page.wait_for_selector(".passage.on .code.is-accepted[data-label=school]")
    assert page.evaluate("document.activeElement.id") == identifier
    page.wait_for_selector("#said:has-text('Added: School.')")
    assert page.locator("#said").get_attribute("aria-live") == "polite"
    page.keyboard.press("j")
    page.keyboard.press("u")
    page.wait_for_selector("#said:has-text('Undone: School.')")
    page.wait_for_selector(f".passage.on[id='{identifier}']")
    assert page.evaluate("document.activeElement.id") == identifier
    assert page.locator(f"[id='{identifier}'] .where > a").count() == 1, "as it stands in a list"
    assert page.locator(f"[id='{identifier}'] .code[data-label=school]").count() == 0
    assert page.evaluate("window.stayed")


def test_every_click_of_a_quick_hand_is_taken(page, server):
    opened(page, f"{server.address}/passages?themes=sea")
    count = page.locator(".passage").count()
    page.evaluate("for (const one of document.querySelectorAll('.code[data-label=sea] [data-do=reject]')) one.click()")
    page.evaluate("document.querySelector('.code[data-label=sea] [data-do=accept]').click()")
    assert [(one.action, one.label) for one in decided(server, page, count + 1)] == [
        *[("reject", "sea")] * count,
        ("accept", "sea"),
    ]


def test_a_request_that_fails_is_told_and_changes_nothing(page, server):
    opened(page, f"{server.address}/passages?themes=sea")
    page.keyboard.press("j")
    before = page.locator(".passage.on").inner_html()
    page.evaluate("document.querySelector('.keys button').dataset.label = 'nonsense'")
    page.keyboard.press("1")
    page.wait_for_selector("#said.shown:has-text('no label')")
    page.route("**/decision/**", lambda route: route.abort())
    page.keyboard.press("2")
    page.wait_for_selector("#said.shown:has-text('The server does not answer')")
    page.unroute("**/decision/**")
    assert page.locator(".passage.on").inner_html() == before
    page.keyboard.press("2")
    page.wait_for_selector(".passage.on .code.is-accepted[data-label=school]")
    assert len(read_decisions(server.run)) == 1


HOSTILE = """<!doctype html><title>Elsewhere</title>
<form id="plain" method="post" action="{0}/undo"></form>
<form id="typed" method="post" action="{0}{1}"><input name="act" value="accept"><input name="group" value="themes">
<input name="label" value="sea"></form>
<form id="asText" method="post" action="{0}{1}" enctype="text/plain"><input name="act" value="accept"></form>"""
ASK = """async ([address, headers, mode]) => {
  const body = "act=accept&group=themes&label=sea";
  try { return (await fetch(address, { method: "POST", mode, headers, body })).status } catch { return "refused" }
}"""


@pytest.fixture
def elsewhere(server):
    """A page of another origin on this computer that posts to the server by its forms."""
    with_passage = server.ask("/passages?themes=sea").text
    decision = with_passage.split('hx-post="')[1].split('"')[0].split("?")[0]

    class Hostile(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(HOSTILE.format(server.address, decision).encode())

        def log_message(self, *arguments):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Hostile) as http:
        Thread(target=http.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{http.server_port}/", f"http://localhost:{http.server_port}/", decision
        http.shutdown()


@pytest.mark.parametrize("host", [0, 1])
def test_a_page_of_another_origin_can_change_nothing(page, server, elsewhere, host):
    opened(page, f"{server.address}/passages?themes=sea")
    page.keyboard.press("j")
    page.keyboard.press("2")
    before = decided(server, page, 1)
    for form in ("plain", "typed", "asText"):
        page.goto(elsewhere[host])
        with page.expect_navigation() as answered:
            page.evaluate(f"document.getElementById('{form}').submit()")
        assert answered.value.status == 403
        assert "refused" in page.locator("body").inner_text()
    page.goto(elsewhere[host])
    own, form = {"HX-Request": "true"}, {"content-type": "application/x-www-form-urlencoded"}
    address = f"{server.address}{elsewhere[2]}"
    assert page.evaluate(ASK, [address, own | form, "cors"]) == "refused"
    assert page.evaluate(ASK, [address, form, "cors"]) == "refused"
    assert page.evaluate(ASK, [address, own | form, "no-cors"]) in ("refused", 0)
    assert list(read_decisions(server.run)) == before
