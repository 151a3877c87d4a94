"""A long paper comes in parts; whatever a link points to is fetched when it is needed."""

import re

import pytest
from review_server import reviewing

from bdjp_nlp.pipeline import load_pipeline
from browser import needs_chromium, opened_browser

SECTIONS = 60


@pytest.fixture(scope="module")
def server(made_run, tmp_path_factory):
    """A paper of sixty sections with two notes each, far more than a part or a stretch of notes holds."""
    lines = ["# A long paper", ""]
    for number in range(1, SECTIONS + 1):
        lines += [f"## Section {number}", "", "Clerks stamped the parcels of the customs house. " * 10, ""]
        lines += [f"Crews patrolled strait {number} on a Monday[^a{number}] and repaved the square[^b{number}].", ""]
    lines += [f"[^{mark}{number}]: Remark {mark}{number}." for number in range(1, SECTIONS + 1) for mark in "ab"]
    papers = tmp_path_factory.mktemp("long")
    (papers / "long.md").write_text("\n".join(lines), encoding="utf-8")
    run = load_pipeline(made_run[0]).run(papers, out=papers / "run")
    with reviewing(run.path, made_run[0]) as started:
        yield started


def document(server):
    return re.search(r'"(/document/[^"]+)"', server.ask("/").text)[1]


def words(text):
    """A page without its tags."""
    return re.sub("<[^>]+>", "", text)


def test_the_first_part_comes_at_once_and_the_others_when_they_are_asked_for(server):
    page = server.ask(document(server)).text
    assert "patrolled strait 1 on" in words(page)
    assert "patrolled strait 59 on" not in words(page)
    addresses = re.findall(r'hx-get="(/document/[^"]+/(?:part|notes)/[^"]+)"', page)
    parts = [server.ask(address) for address in addresses]
    assert {part.status for part in parts} == {200}
    all_words = words("".join([page, *(part.text for part in parts)]))
    for number in range(1, SECTIONS + 1):
        assert all_words.count(f"Remark a{number}.") == all_words.count(f"Remark b{number}.") == 1
        assert all_words.count(f"patrolled strait {number} on") == 1
    assert server.ask(f"{document(server)}/part/999").status == 404
    assert server.ask(f"{document(server)}/notes/999").status == 404


def test_without_a_script_every_link_of_a_note_opens_where_it_is(server):
    page = server.ask(document(server)).text
    href = re.findall(r'class="note" href="([^"]+)"', page)[0]
    there = server.ask(href.split("#")[0].replace("&amp;", "&")).text
    assert f'<li id="{href.split("#")[1]}"' in there


@pytest.mark.chromium
class TestInTheBrowser:
    pytestmark = needs_chromium

    def test_a_note_is_fetched_and_shown_and_leads_back(self, server):
        with opened_browser() as browser:
            page = browser.new_page(viewport={"width": 1300, "height": 800})
            page.goto(server.address + document(server))
            page.wait_for_selector("html[data-ready]")
            page.get_by_role("link", name="Section 57", exact=False).first.click()
            page.wait_for_selector(".heading:has-text('57')")
            marker = page.locator(".passage", has_text="strait 57 ").locator("a.note").first
            marker.click()
            page.wait_for_selector("li:focus:has-text('Remark a57.')")
            assert page.evaluate("document.activeElement.getBoundingClientRect().top") < 800
            page.locator("li:focus .back").click()
            page.wait_for_selector(".passage:focus:has-text('strait 57 ')")
            assert page.evaluate("performance.getEntriesByType('navigation').length") == 1

    def test_stepping_to_the_next_passage_goes_through_all_parts(self, server):
        with opened_browser() as browser:
            page = browser.new_page()
            page.goto(server.address + document(server))
            page.wait_for_selector("html[data-ready]")
            before = ""
            for _ in range(2 * SECTIONS):
                page.keyboard.press("j")
                page.wait_for_selector(f'.passage.on:not([id="{before}"])')
                before = page.evaluate("document.querySelector('.passage.on').id")
            assert f"strait {SECTIONS} " in page.locator(".passage.on").text_content()

    def test_a_part_that_could_not_be_fetched_is_told_of_and_fetched_when_it_is_asked_for_again(self, server):
        with opened_browser() as browser:
            page = browser.new_page()
            page.route("**/part/1", lambda route: route.abort())
            page.goto(server.address + document(server))
            page.wait_for_selector("html[data-ready]")
            page.locator("#part-1").scroll_into_view_if_needed()
            page.wait_for_selector("#said.shown:has-text('The server does not answer')")
            assert page.locator("#part-1 > .later a").count() == 1
            page.unroute("**/part/1")
            page.locator("#part-0 .passage").last.focus()
            page.keyboard.press("j")
            page.wait_for_selector("#part-1 .passage.on")
            assert page.locator("#part-1 > .later").count() == 0
