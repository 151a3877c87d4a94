"""Installation: what this program needs and has, and how to get what is missing."""

from __future__ import annotations

import platform
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, entry_points, version
from pathlib import Path

from bdjp_nlp import __version__
from bdjp_nlp.errors import BdjpError, InstallationError
from bdjp_nlp.stage import ENTRY_POINT_GROUP

_PACKAGES = ("spacy", "scikit-learn", "pandas", "pyarrow", "pypdfium2", "pdfplumber", "duckdb", "skops")


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `needed` says whether the main job cannot do without it."""

    name: str
    fine: bool
    what: str
    remedy: str = ""
    needed: bool = True

    @property
    def mark(self) -> str:
        """A sign for the screen."""
        if self.fine:
            return "✓"
        return "✗" if self.needed else "–"


def examine(config: Path | None = None) -> list[Finding]:
    """Everything that matters for a run, in the order in which one would mend it."""
    return [*_packages(), _htmx(), *_pipeline(config), *_tools()]


def _packages() -> Iterator[Finding]:
    yield Finding("bdjp-nlp", True, f"{__version__}, Python {platform.python_version()}, {platform.system()}")
    for name in _PACKAGES:
        try:
            yield Finding(name, True, version(name))
        except PackageNotFoundError:
            yield Finding(name, False, "missing", f"pip install {name}")


def _htmx() -> Finding:
    from bdjp_nlp.review.htmx import PACKAGE, REMEDY, VERSION, htmx_script

    try:
        htmx_script()
    except InstallationError as error:
        return Finding("htmx (review page)", False, str(error).split(";")[0], REMEDY)
    return Finding("htmx (review page)", True, f"of {PACKAGE} {VERSION}")


def _pipeline(config: Path | None) -> Iterator[Finding]:
    from bdjp_nlp.pipeline import load_pipeline

    offered = ", ".join(sorted(point.name for point in entry_points(group=ENTRY_POINT_GROUP)))
    yield Finding("stages installed", True, offered)
    try:
        pipeline = load_pipeline(config)
    except BdjpError as error:
        yield Finding("pipeline", False, str(error), "mend the file, or use the shipped pipeline with --config")
        return
    yield Finding("pipeline", True, str(pipeline.folder.config))
    for stage in pipeline.stages:
        used = ", ".join(f"{name} {identifier}" for name, identifier in stage.resources().items())
        yield Finding(f"stage {stage.name}", True, used or "no models")


def _tools() -> Iterator[Finding]:
    tesseract = shutil.which("tesseract")
    if tesseract:
        lines = subprocess.run([tesseract, "--version"], capture_output=True, text=True, check=False).stdout.split("\n")
        yield Finding("tesseract (OCR)", True, lines[0], needed=False)
    else:
        remedy = "for scanned papers: apt-get install tesseract-ocr tesseract-ocr-eng, and pip install 'bdjp-nlp[ocr]'"
        yield Finding("tesseract (OCR)", False, "not found; scanned pages are reported, not read", remedy, needed=False)
