"""In a real browser the report asks for nothing, is accessible, and prints as pages whose text is whole."""

import shutil

import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from bdjp_nlp.report.building import report_of, write_html

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.chromium,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium (Debian: apt-get install chromium)"),
]


def test_the_report_in_chromium(run, tmp_path):
    write_html(report_of(run), tmp_path / "report.html")
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for scheme in ("light", "dark"):
            context = browser.new_context(color_scheme=scheme, bypass_csp=True)
            page, asked = context.new_page(), []
            page.on("request", lambda request, asked=asked: asked.append(request.url))
            page.goto((tmp_path / "report.html").as_uri())
            assert asked == [(tmp_path / "report.html").as_uri()]
            assert [found["id"] for found in Axe().run(page).response["violations"]] == []
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        page.pdf(path=tmp_path / "report.pdf", prefer_css_page_size=True)
        browser.close()
    with pypdfium2.PdfDocument(tmp_path / "report.pdf") as pdf:
        texts = [page.get_textpage().get_text_range() for page in pdf]
        width, height = pdf[0].get_size()
    assert (round(width), round(height)) == (595, 842)
    assert "What 3 papers say" in texts[0]
    assert "The law of the seller forbids it." in " ".join("".join(texts).split())
