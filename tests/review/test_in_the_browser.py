"""The whole loop in a real browser: open a run, correct it with the keyboard, retrain, run again."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from review_server import OWN, reviewing
from small_run import BANGLA, CLERKS

from bdjp_nlp.pipeline_folder import shipped_pipeline
from bdjp_nlp.review.decisions import DECISIONS, in_force, read_decisions
from browser import needs_chromium, opened_browser

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def server(made_run, tmp_path_factory):
    config, run = made_run
    copy = Path(shutil.copytree(run, tmp_path_factory.mktemp("corrected") / "run"))
    with reviewing(copy, config) as started:
        yield started


@pytest.fixture(scope="module")
def browser():
    with opened_browser() as opened:
        yield opened


@pytest.fixture
def page(browser, server):
    """A page without problems; what was decided on it is undone at the end."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    yield page
    assert problems == []
    while list(in_force(read_decisions(server.run))):
        server.ask("/undo", "POST", OWN)
    context.close()


def open_document(page, server, words):
    page.goto(f"{server.address}/search?q={words}")
    page.locator(".kwic a").first.click()
    page.wait_for_selector("html[data-ready]")


class Log:
    """The lines that are written from now on."""

    def __init__(self, run):
        self.run, self.before = run, len(read_decisions(run))

    def wait(self, page, count):
        """Until the page has shown so many decisions."""
        for _ in range(200):
            found = list(read_decisions(self.run))[self.before :]
            if len(found) >= count:
                assert len(found) == count
                page.wait_for_timeout(300)
                return found
            page.wait_for_timeout(100)
        raise AssertionError(f"{len(found)} decisions, not {count}")


def test_keys_judge_the_passage_in_focus(page, server):
    log = Log(server.run)
    open_document(page, server, "Monday")
    page.keyboard.press("2")
    (added,) = log.wait(page, 1)
    assert (added.label, added.new.holds, added.action) == ("school", True, "add")
    page.keyboard.press("u")
    undone = log.wait(page, 2)[-1]
    assert undone.undoes == added.decision_id
    page.keyboard.press("n")
    page.keyboard.press("r")
    rejected = log.wait(page, 3)[-1]
    assert (rejected.label, rejected.new.holds) == ("sea", False)
    page.wait_for_selector('.passage.on .code.is-rejected[data-label="sea"]')


def test_keys_pressed_faster_than_the_server_writes_are_taken_in_order(page, server):
    log = Log(server.run)
    page.goto(f"{server.address}/passages?themes=sea")
    page.wait_for_selector("html[data-ready]")
    count = page.locator(".passage").count()
    assert count >= 3
    for _ in range(count):
        page.keyboard.press("n")
        page.keyboard.press("r")
    taken = log.wait(page, count)
    assert [(one.label, one.new.holds) for one in taken] == [("sea", False)] * count
    assert len({one.passage_id for one in taken}) == count


def test_j_and_k_go_from_passage_to_passage(page, server):
    open_document(page, server, "Monday")
    first = page.locator(".passage.on").get_attribute("id")
    page.keyboard.press("j")
    page.wait_for_selector(f'.passage.on:not([id="{first}"])')
    page.keyboard.press("k")
    page.wait_for_selector(f'.passage.on[id="{first}"]')
    assert page.evaluate("document.activeElement.id") == first


def test_words_chosen_with_the_keyboard_after_emoji_and_bangla_become_evidence(page, server):
    log = Log(server.run)
    open_document(page, server, "strait+crew")
    assert page.locator(".passage.on .text").text_content().startswith(BANGLA)
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    chosen = page.evaluate("getSelection().toString()")
    page.keyboard.press("Shift+ArrowRight")
    more = page.evaluate("getSelection().toString()")
    assert more.startswith(chosen)
    assert len(more) > len(chosen)
    page.keyboard.press("2")
    (taken,) = log.wait(page, 1)
    (start, end) = taken.new.evidence[0]
    assert taken.quote[start:end] == more
    assert page.locator('.passage.on mark[data-label="themes.school"]').all_text_contents() != []
    assert "".join(page.locator('.passage.on mark[data-label="themes.school"]').all_text_contents()) == more


def test_words_chosen_with_the_mouse_are_labelled_by_typing(page, server):
    log = Log(server.run)
    open_document(page, server, "strait+crew")
    box = page.locator(".passage.on .text").bounding_box()
    page.mouse.move(box["x"] + 2, box["y"] + 16)
    page.mouse.down()
    page.mouse.move(box["x"] + 160, box["y"] + 16, steps=5)
    page.mouse.up()
    chosen = page.evaluate("getSelection().toString()")
    assert chosen
    page.get_by_role("button", name="Label these words").click()
    page.keyboard.type("scho")
    page.keyboard.press("Enter")
    (taken,) = log.wait(page, 1)
    assert taken.label == "school"
    (start, end) = taken.new.evidence[0]
    assert taken.quote[start:end] == chosen.strip()


def test_accepting_a_passage_with_the_mouse(page, server):
    log = Log(server.run)
    open_document(page, server, "Monday")
    page.locator(".desk").get_by_role("button", name="accept").click()
    assert {d.label: d.new.holds for d in log.wait(page, 2)} == {"sea": True, "school": False}


def test_question_mark_shows_the_keys(page, server):
    page.goto(server.address)
    page.wait_for_selector("html[data-ready]")
    page.keyboard.press("?")
    assert page.locator("#help").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#help").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(browser, server, scheme):
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(server.address)
    paths = ["/", "/queue", "/names", "/search?q=the", "/passages?themes=sea", "/agreement", "/document/nothing"]
    paths += page.eval_on_selector_all(".documents a", "links => links.map(link => link.getAttribute('href'))")
    for path in paths:
        page.goto(server.address + path)
        page.wait_for_selector("html[data-ready]")
        if page.locator(".passage").count():
            page.keyboard.press("j")
        assert_nothing_found(page, path)
    page.keyboard.press("?")
    assert_nothing_found(page, "help")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert_nothing_found(page, "picker")
    context.close()


@pytest.fixture(scope="module")
def whole_run(sample_run):
    with reviewing(sample_run, shipped_pipeline()) as started:
        yield started


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_where_notes_names_facts_and_pages_are(browser, whole_run, scheme):
    size = {"width": 1440, "height": 900}
    page = browser.new_context(viewport=size, color_scheme=scheme, bypass_csp=True).new_page()
    page.goto(whole_run.address)
    paths = [page.get_attribute(".documents a", "href")]
    page.goto(whole_run.address + "/names")
    paths += [page.get_attribute("main tbody a", "href"), "/", "/timeline", "/discrepancies"]
    for path in paths:
        page.goto(whole_run.address + path)
        page.wait_for_selector("html[data-ready]")
        if path.startswith("/document"):
            page.wait_for_selector(".notes .back")
            page.keyboard.press("j")
            page.wait_for_selector("svg[role=img] image")
        assert_nothing_found(page, path)


def assert_nothing_found(page, where):
    found = Axe().run(page)
    assert found.response["violations"] == [], f"{where}: {found.generate_report()}"


def test_from_a_run_over_corrections_to_a_model_that_says_something_else(browser, made_run, tmp_path):
    """`bdjp run`, keys in the browser, `bdjp train --run --promote --force`, `bdjp run` again."""
    config, run, labels = made_run[0], made_run[1], made_run[0].parent.parent / "labels.csv"
    folder = Path(shutil.copytree(config.parent, tmp_path / "pipeline"))
    own, mine = folder / "pipeline.toml", Path(shutil.copytree(run, tmp_path / "run"))
    with reviewing(mine, own) as server:
        page = browser.new_page()
        log = Log(mine)
        open_document(page, server, "stamped")
        for number in range(1, len(CLERKS)):
            page.keyboard.press("1")
            log.wait(page, number)
            page.keyboard.press("j")
            page.wait_for_timeout(200)
    before = assigned(mine)
    told = bdjp("train", "themes", "--config", own, "--labels", labels, "--run", mine, "--promote", "--force", "--json")
    changes = json.loads(told)["report"]["changes"]
    papers = made_run[1].parent / "papers"
    bdjp("run", papers, "--out", mine, "--config", own)
    after = assigned(mine)
    assert {model for *_, model in before} != {model for *_, model in after}
    gained, lost = (
        {row[:2] for row in one} - {row[:2] for row in other} for one, other in ((after, before), (before, after))
    )
    assert gained, "no passage bears a label that it did not bear"
    assert (changes["source"], changes["gained"], changes["lost"]) == (str(mine), len(gained), len(lost))
    assert len((mine / DECISIONS).read_text().splitlines()) == len(CLERKS) - 1


def bdjp(*arguments):
    done = subprocess.run(
        [sys.executable, "-m", "bdjp_nlp", *map(str, arguments)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def assigned(run):
    rows = [
        json.loads(line)
        for line in bdjp("inspect", run, "themes", "--where", "assigned", "--format", "jsonl").splitlines()
    ]
    return {(row["passage_id"], row["label"], row["model"]) for row in rows if row["sentence_id"] is None}
