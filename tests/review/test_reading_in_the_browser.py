"""What a reader has before their eyes while they judge, in a real browser."""

import shutil
from pathlib import Path

import pytest
from review_server import reviewing

from bdjp_nlp.pipeline_folder import shipped_pipeline
from bdjp_nlp.review.decisions import read_decisions
from browser import needs_chromium, opened_browser

pytestmark = needs_chromium

WINDOW = {"width": 1440, "height": 900}
NARROW = {"width": 420, "height": 860}


@pytest.fixture(scope="module")
def browser():
    with opened_browser() as opened:
        yield opened


@pytest.fixture
def unsure(unsure_run, config, tmp_path):
    with reviewing(Path(shutil.copytree(unsure_run, tmp_path / "run")), config) as started:
        yield started


@pytest.fixture(scope="module")
def sample(sample_run, tmp_path_factory):
    copy = Path(shutil.copytree(sample_run, tmp_path_factory.mktemp("read") / "run"))
    with reviewing(copy, shipped_pipeline()) as started:
        yield started


def opened(browser, address, window=WINDOW):
    page = browser.new_page(viewport=window)
    page.goto(address)
    page.wait_for_selector("html[data-ready]")
    return page


def taken(run, page, count):
    """So many decisions, once they are there."""
    for _ in range(100):
        if len(found := list(read_decisions(run))) >= count:
            return found
        page.wait_for_timeout(100)
    raise AssertionError(f"{len(found)} decisions, not {count}")


def test_the_whole_passage_of_the_code_in_focus_is_in_view(browser, sample):
    page = opened(browser, f"{sample.address}/passages?themes=")
    page.keyboard.press("n")
    seen = set()
    for _ in range(20):
        page.wait_for_timeout(150)
        passage = page.locator(".passage.on")
        box, bar, desk = (
            passage.bounding_box(),
            page.locator(".bar").bounding_box(),
            page.locator(".desk").bounding_box(),
        )
        if box["height"] < desk["y"] - bar["height"] - 100:
            assert box["y"] >= bar["height"]
            assert box["y"] + box["height"] <= desk["y"]
            seen.add(passage.get_attribute("id"))
        page.keyboard.press("n")
    assert len(seen) > 3


def test_stance_and_explicit_are_of_the_constraint_that_a_key_has_put(browser, sample):
    page = opened(browser, f"{sample.address}/search?q=bomb-disposal")
    page.locator(".kwic a").first.click()
    page.wait_for_selector("html[data-ready]")
    assert page.locator('.passage.on .code[data-label="export_regulation"]').count() == 0
    for key in ("9", "x", "s"):
        page.keyboard.press(key)
    found = taken(sample.run, page, 3)
    assert [(one.label, one.new.explicit, one.new.stance) for one in found] == [
        ("export_regulation", None, None),
        ("export_regulation", True, None),
        ("export_regulation", True, "constrains"),
    ]


def test_the_last_key_of_the_queue_s_page_opens_the_next(browser, unsure):
    page = opened(browser, f"{unsure.address}/queue")
    first = {one.get_attribute("id") for one in page.locator(".passage").all()}
    assert page.locator("a[data-further]").count() == 1
    page.keyboard.press("n")
    for number in range(1, page.locator(".code.is-unsure").count() + 1):
        page.keyboard.press("r")
        taken(unsure.run, page, number)
    page.wait_for_url("**/queue?begin=first")
    page.wait_for_selector("html[data-ready]")
    page.wait_for_selector(".code.on")
    assert page.locator(".passage.on").get_attribute("id") not in first


def test_the_queue_counts_each_decision(browser, unsure):
    page = opened(browser, f"{unsure.address}/queue")
    page.keyboard.press("n")
    page.keyboard.press("r")
    page.wait_for_selector("#queue-figures span:nth-child(2) b:text-is('1')")
    page.keyboard.press("u")
    page.wait_for_selector("#queue-figures span:nth-child(2) b:text-is('0')")


def test_on_a_narrow_screen_the_name_of_the_open_page_is_in_view(browser, unsure):
    page = opened(browser, f"{unsure.address}/agreement", NARROW)
    box = page.locator(".bar [aria-current]").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= NARROW["width"]


def test_the_mentions_of_the_name_that_a_page_is_about_stand_out(browser, sample):
    page = opened(browser, f"{sample.address}/names?like=kenya&label=STATE")
    page.get_by_role("link", name="Kenya", exact=True).click()
    page.wait_for_selector("html[data-ready]")
    words = set(page.locator("mark.sought").all_text_contents())
    assert "Kenya" in words
    assert words <= {"Kenya", "Kenyan", "Kenya’s"}
    assert page.locator("mark.ent:not(.sought)").count() > 0
