"""Frame: what stands around every page."""

from __future__ import annotations

import json
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from bdjp_nlp.identity import files_id
from bdjp_nlp.review.desk import Desk
from bdjp_nlp.review.htmx import CONFIG as HTMX_CONFIG
from bdjp_nlp.review.htmx import SHA256 as HTMX

HERE = Path(str(files("bdjp_nlp.review")))
STATIC = HERE / "static"


class Frame:
    """What all pages of a desk share: templates, navigation, static files."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.templates = Environment(
            loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )

    @cached_property
    def assets(self) -> str:
        """Changes with any of the static files, so that a browser takes the new ones."""
        return files_id(STATIC.iterdir(), STATIC)

    def html(
        self, template: str, title: str, here: str, *, desk: bool = False, status: int = 200, **values: Any
    ) -> Response:
        """A whole page. `desk`: whether passages can be judged on it."""
        common = {
            "title": title,
            "here": here,
            "page": template.removesuffix(".html"),
            "desk": desk,
            "labels": self.desk.labels,
            "reader": self.desk.reader,
            "run_name": self.desk.run.name,
            "run_path": str(self.desk.run),
            "navigation": self._navigation(),
            "assets": self.assets,
            "htmx": HTMX[:12],
            "htmx_config": json.dumps(HTMX_CONFIG),
            "query": "",
        }
        return HTMLResponse(self.templates.get_template(template).render(common | values), status)

    def _navigation(self) -> list[tuple[str, str, int]]:
        items = [("/", "Overview", 0), ("/queue", "Queue", 0), ("/names", "Names", 0), ("/search", "Search", 0)]
        if "facts" in self.desk.corpus.tables:
            items += [("/timeline", "Timeline", 0), ("/discrepancies", "Discrepancies", 0)]
        if not self.desk.reader.blind:
            items.append(("/agreement", "Agreement", len(self.desk.disputed())))
        return items
