"""Two papers that contradict each other: the page and the report set both places side by side."""

import subprocess
import sys
from html import unescape

import pytest
from axe_playwright_python.sync_playwright import Axe
from lxml import html
from review_server import reviewing

from bdjp_nlp.pipeline_folder import shipped_pipeline
from browser import needs_chromium, opened_browser

PAPERS = {
    "brief.md": (
        "# What Norway gave\n\nNorway granted US$ 4 million to Benin in 2021. The Office of Sea Drills (OSD) wrote the "
        "plan.\n\nAbout 74 per cent of Kenya's military imports come from China.\n"
    ),
    "report.md": (
        "# What Benin received\n\nNorway granted US$ 6 million to Benin in 2021. The Observatory of Straits Defence "
        "(OSD) disagreed.\n\nSome 72 per cent of Kenya's military imports come from China.\n"
    ),
}
TOLD = {("4,000,000 USD", "6,000,000 USD"), ("74%", "72%"), ("Office of Sea Drills", "Observatory of Straits Defence")}


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    papers = tmp_path_factory.mktemp("contradicting")
    for name, text in PAPERS.items():
        (papers / name).write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "bdjp_nlp", "run", papers, "--out", papers / "run", "--workers", "0", "-q"]
    subprocess.run(list(map(str, command)), check=True)
    return papers / "run"


def values(tree, item, value):
    return {tuple(unescape(one.text_content()).strip() for one in each.xpath(value)) for each in tree.xpath(item)}


@pytest.mark.chromium
@pytest.mark.parametrize("scheme", ["light", "dark"])
class TestOnThePage:
    pytestmark = needs_chromium

    def test_each_value_stands_with_its_words_and_leads_to_them(self, run, scheme):
        with reviewing(run, shipped_pipeline()) as server, opened_browser() as browser:
            page = browser.new_context(color_scheme=scheme, bypass_csp=True).new_page()
            page.goto(server.address)
            page.get_by_role("link", name="Discrepancies").click()
            page.wait_for_selector("html[data-ready]")
            told = html.fromstring(page.content())
            assert values(told, "//div[@class='against']", "./div/b") == TOLD
            for place in page.locator(".against > div").all():
                quote = place.locator("blockquote").inner_text()
                assert any(quote in text.replace("\n", " ") for text in PAPERS.values())
            found = Axe().run(page)
            assert found.response["violations"] == [], found.generate_report()
            page.locator(".against", has_text="6,000,000").get_by_role("link").nth(1).click()
            page.wait_for_selector(".passage.on:has-text('US$ 6 million')")
            assert "What Benin received" in page.locator("h1").inner_text()


def test_the_report_sets_them_side_by_side(run, tmp_path):
    out = tmp_path / "report.html"
    subprocess.run([sys.executable, "-m", "bdjp_nlp", "report", str(run), "--out", str(out), "-q"], check=True)
    tree = html.parse(str(out)).getroot()
    (section,) = tree.xpath("//section[.//h2[contains(., 'does not fit together')]]")
    words = " ".join(section.text_content().split())
    for pair in TOLD:
        assert all(value in words for value in pair)
    assert "US$ 4 million to Benin" in words
    assert "US$ 6 million to Benin" in words
