"""Two people code blind on two copies of a run, bring them together and settle what they differ on, in a browser."""

import re
import shutil
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from review_server import reviewing

from bdjp_nlp.review.decisions import read_decisions
from bdjp_nlp.review.learning import labelled_units, reviewed
from browser import needs_chromium, opened_browser

pytestmark = needs_chromium

PASSAGES = ("Monday", "repaved", "stamped")
ADA, BO = ("a", "1", "2"), ("a", "a", "2")
"""What each presses at each passage: both accept the first; at the second Ada adds "sea"; both add "school"."""


@pytest.fixture(scope="module")
def browser():
    with opened_browser() as opened:
        yield opened


@pytest.fixture
def copies(made_run, tmp_path):
    return [Path(shutil.copytree(made_run[1], tmp_path / name)) for name in ("ada", "bo")]


def code(browser, run, config, coder, keys):
    with reviewing(run, config, "--coder", coder) as server:
        page = browser.new_page()
        for words, key in zip(PASSAGES, keys, strict=True):
            page.goto(f"{server.address}/search?q={words}")
            page.locator(".kwic a").first.click()
            page.wait_for_selector("html[data-ready]")
            page.keyboard.press(key)
            page.wait_for_selector("#said:not(:empty)")
        assert page.get_by_role("link", name="Agreement").count() == 0
        assert server.ask("/agreement").status == 403
        page.close()


def words(page):
    return re.sub(r"\s+", " ", page.locator("main").inner_text())


def test_what_two_blind_coders_differ_on_is_settled_with_keys_and_then_learnt(browser, made_run, copies):
    (ada, bo), config = copies, made_run[0]
    code(browser, ada, config, "ada", ADA)
    code(browser, bo, config, "bo", BO)
    with reviewing(ada, config, "--merge", str(bo / "decisions.jsonl")) as server:
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(server.address)
        assert page.get_by_role("link", name="Agreement 1").count() == 1
        page.get_by_role("link", name="Agreement 1").click()
        page.wait_for_selector("html[data-ready]")
        rows = {
            row[0]: row[1:] for row in (line.split("\t") for line in page.locator("tbody").inner_text().splitlines())
        }
        assert rows["Sea"][:4] == ["2", "2", "1", "1"]
        assert rows["School"][:4] == ["2", "1", "1", "0"]
        assert page.locator(".code.is-disputed").count() == 1
        assert "ada: yes; bo: no" in words(page)
        assert reviewed(ada, "themes").disputed == 1
        before = len(read_decisions(ada))

        page.keyboard.press("n")
        page.keyboard.press("a")
        page.wait_for_selector(".code.is-accepted[data-label=sea]")
        settled = read_decisions(ada)[before:]
        assert [(one.label, one.new.holds, one.blind) for one in settled] == [("sea", True, False)]
        page.goto(server.address + "/agreement")
        assert page.locator(".code.is-disputed").count() == 0
        assert "Nothing is left to be settled." in words(page)
        page.close()
    found = reviewed(ada, "themes")
    assert found.disputed == 0
    units = {unit.unit.text: unit for unit in labelled_units(found.passages, "themes", ("sea", "school"))}
    (repaved,) = [unit for text, unit in units.items() if "repaved" in text]
    assert repaved.labels == {"sea"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_page_of_agreement(browser, made_run, copies, scheme):
    (ada, bo), config = copies, made_run[0]
    code(browser, ada, config, "ada", ADA)
    code(browser, bo, config, "bo", BO)
    with reviewing(ada, config, "--merge", str(bo / "decisions.jsonl")) as server:
        page = browser.new_context(color_scheme=scheme, bypass_csp=True).new_page()
        page.goto(server.address + "/agreement")
        page.wait_for_selector("html[data-ready]")
        page.keyboard.press("n")
        found = Axe().run(page)
        assert found.response["violations"] == [], found.generate_report()
