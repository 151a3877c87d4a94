"""The whole loop in a real browser: open a run, correct it with the keyboard, retrain, run again."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from review_server import reviewing
from small_run import BANGLA

from bdjp_nlp.review.decisions import DECISIONS, read_decisions
from browser import needs_chromium, opened_browser

pytestmark = needs_chromium


@pytest.fixture
def page(server):
    with opened_browser() as browser:
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        page = context.new_page()
        problems = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
        yield page
        assert problems == []


def open_document(page, server, words):
    page.goto(f"{server.address}/search?q={words}")
    page.locator(".kwic a").first.click()
    page.wait_for_selector("html[data-ready]")


def decided(page, run, count):
    """Wait until so many lines are in the log."""
    page.wait_for_function("() => document.querySelector('#said').textContent !== ''")
    for _ in range(100):
        found = list(read_decisions(run))
        if len(found) >= count:
            assert len(found) == count
            return found
        page.wait_for_timeout(50)
    raise AssertionError(f"{len(found)} decisions, not {count}")


def test_keys_judge_the_passage_in_focus(page, server):
    open_document(page, server, "Monday")
    page.keyboard.press("2")
    (added,) = decided(page, server.run, 1)
    assert (added.label, added.new.holds, added.action) == ("school", True, "add")
    page.keyboard.press("u")
    undone = decided(page, server.run, 2)[-1]
    assert undone.undoes == added.decision_id
    page.keyboard.press("n")
    page.keyboard.press("r")
    rejected = decided(page, server.run, 3)[-1]
    assert (rejected.label, rejected.new.holds) == ("sea", False)
    assert page.locator('.passage.on .code[data-label="sea"]').get_attribute("class").find("is-rejected") > 0


def test_j_and_k_go_from_passage_to_passage(page, server):
    open_document(page, server, "Monday")
    first = page.locator(".passage.on").get_attribute("id")
    page.keyboard.press("j")
    page.wait_for_function("id => document.querySelector('.passage.on').id !== id", arg=first)
    page.keyboard.press("k")
    page.wait_for_function("id => document.querySelector('.passage.on').id === id", arg=first)
    assert page.evaluate("document.activeElement.id") == first


def test_words_chosen_with_the_keyboard_after_emoji_and_bangla_become_evidence(page, server):
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
    (taken,) = decided(page, server.run, 1)
    (start, end) = taken.new.evidence[0]
    assert taken.quote[start:end] == more
    assert page.locator('.passage.on mark[data-label="themes.school"]').all_text_contents() != []
    assert "".join(page.locator('.passage.on mark[data-label="themes.school"]').all_text_contents()) == more


def test_words_chosen_with_the_mouse_are_labelled_by_typing(page, server):
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
    (taken,) = decided(page, server.run, 1)
    assert taken.label == "school"
    (start, end) = taken.new.evidence[0]
    assert taken.quote[start:end] == chosen.strip()


def test_accepting_a_passage_with_the_mouse(page, server):
    open_document(page, server, "Monday")
    page.locator(".desk").get_by_role("button", name="accept").click()
    assert {d.label: d.new.holds for d in decided(page, server.run, 2)} == {"sea": True, "school": False}


def test_question_mark_shows_the_keys(page, server):
    page.goto(server.address)
    page.wait_for_selector("html[data-ready]")
    page.keyboard.press("?")
    assert page.locator("#help").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#help").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(server, scheme):
    paths = ["/", "/queue", "/names", "/search?q=the", "/passages?themes=sea", "/agreement", "/document/nothing"]
    with opened_browser() as browser:
        context = browser.new_context(color_scheme=scheme, bypass_csp=True)
        page = context.new_page()
        page.goto(server.address)
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


def assert_nothing_found(page, where):
    found = Axe().run(page)
    assert found.response["violations"] == [], f"{where}: {found.generate_report()}"


def test_from_a_run_over_corrections_to_a_model_that_says_something_else(made_run, tmp_path):
    """`bdjp run`, keys in the browser, `bdjp train --run --promote --force`, `bdjp run` again."""
    import shutil

    config, run, labels = made_run[0], made_run[1], made_run[0].parent.parent / "labels.csv"
    folder = Path(shutil.copytree(config.parent, tmp_path / "pipeline"))
    own, mine = folder / "pipeline.toml", Path(shutil.copytree(run, tmp_path / "run"))
    with reviewing(mine, own) as server, opened_browser() as browser:
        page = browser.new_page()
        open_document(page, server, "repaved")
        for number in range(1, 3):
            page.keyboard.press(str(number))
            decided(page, mine, number)
    before = assigned(mine)
    bdjp("train", "themes", "--config", own, "--labels", labels, "--run", mine, "--promote", "--force")
    papers = made_run[1].parent / "papers"
    bdjp("run", papers, "--out", mine, "--config", own)
    after = assigned(mine)
    assert {model for *_, model in before} != {model for *_, model in after}
    assert {row[:2] for row in before} != {row[:2] for row in after}
    assert len((mine / DECISIONS).read_text().splitlines()) == 2


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
