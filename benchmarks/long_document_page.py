"""How a long paper opens and scrolls on the review page, in headless Chromium.

    python benchmarks/long_document_page.py RUN [ROUNDS]

Opens the first document of `RUN` (`long_document.py` makes one of any length) in a fresh review process and browser
window, ROUNDS times (default 5), then scrolls it with the wheel, and once more by jumps. Prints the time from the click
to the first words and to the page ready for keys, with the processor time of the review process for it; of the frames
while scrolling the median, the 95th and 99th percentile and the longest, and in how many the text in the middle of the
window was not there yet.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import Any

import psutil
from playwright.sync_api import Browser, Page, sync_playwright

WHEEL, STEPS, PAUSE = 400, 300, 33
"""Pixels a turn of the wheel, how many turns, and milliseconds between them: a fast reader's flick."""
FRAMES = """() => {
  window.frames_ = []; window.blank_ = 0;
  window.missing_ = () => {
    const part = document.elementFromPoint(innerWidth * 0.4, innerHeight / 2)?.closest(".part");
    return part && (!part.firstElementChild || part.querySelector(".later"));
  };
  let before = performance.now();
  const tick = (now) => {
    window.frames_.push(now - before); before = now;
    if (window.missing_()) window.blank_ += 1;
    window.going_ = requestAnimationFrame(tick);
  };
  window.going_ = requestAnimationFrame(tick);
}"""
PAINTED = """() => [performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN,
  performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd,
  performance.getEntriesByType("navigation")[0].loadEventEnd]"""


def opening(page: Page, address: str, server: psutil.Process) -> list[float]:
    """Milliseconds to the first words, to the page ready for keys, to all loaded; milliseconds of the server's work."""
    before = sum(server.cpu_times()[:2])
    page.goto(address)
    page.wait_for_selector("html[data-ready]")
    found: list[float] = page.evaluate(PAINTED)
    return [*found, 1000 * (sum(server.cpu_times()[:2]) - before)]


def scrolling(page: Page) -> dict[str, Any]:
    """Frame times while the wheel turns."""
    page.mouse.move(700, 450)
    page.evaluate(FRAMES)
    for _ in range(STEPS):
        page.mouse.wheel(0, WHEEL)
        page.wait_for_timeout(PAUSE)
    page.evaluate("cancelAnimationFrame(window.going_)")
    frames = sorted(page.evaluate("window.frames_"))
    return {
        "frames": len(frames),
        "blank": page.evaluate("window.blank_"),
        **{f"p{share}": frames[min(len(frames) - 1, len(frames) * share // 100)] for share in (50, 95, 99)},
        "longest": frames[-1],
        "scrolled": page.evaluate("scrollY"),
    }


def jumping(page: Page) -> list[float]:
    """Milliseconds from a jump far into the text to words in the middle of the window, ten times."""
    return [
        page.evaluate(
            """share => new Promise((done) => {
              const begun = performance.now();
              scrollTo(0, share * document.documentElement.scrollHeight);
              const look = () => {
                if (window.missing_()) setTimeout(look, 5); else done(performance.now() - begun);
              };
              requestAnimationFrame(look);
            })""",
            place / 11,
        )
        for place in (3, 8, 1, 10, 5, 9, 2, 7, 4, 6)
    ]


def measure(browser: Browser, run: Path) -> tuple[list[float], dict[str, Any], list[float]]:
    """One round with a process of its own."""
    command = [sys.executable, "-m", "bdjp_nlp", "review", str(run), "--no-browser", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        try:
            page.goto(address)
            link = page.get_attribute(".documents a", "href")
            opened = opening(page, address.rstrip("/") + str(link), psutil.Process(process.pid))
            return opened, scrolling(page), jumping(page)
        finally:
            page.close()
            process.terminate()
            process.wait()


def main(run: Path, rounds: int) -> None:
    """Print the figures."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        found = [measure(browser, run) for _ in range(rounds)]
        browser.close()
    for name, values in zip(("first words", "ready for keys", "all loaded", "server's work"),
                            zip(*(opened for opened, _, _ in found), strict=True), strict=True):  # fmt: skip
        print(f"{name:15s} median {median(values):6.0f} ms  (from {min(values):.0f} to {max(values):.0f})")
    for _, frames, _ in found:
        print("scrolling", {name: round(value, 1) for name, value in frames.items()})
    jumps = [value for _, _, each in found for value in each]
    print(f"jumps to words  median {median(jumps):6.0f} ms  (to {max(jumps):.0f})")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 5)
