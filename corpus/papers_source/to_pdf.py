"""PDF by Typst: the paper goes to `layouts/LAYOUT.typ` as JSON, so that nothing has to be escaped."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typst
from paper import NOTICE, ListNode, Paper, grouped

LAYOUTS = Path(__file__).parent / "layouts"


def build_pdf(paper: Paper) -> bytes:
    """The paper as a PDF, byte for byte the same for one version of Typst (its own fonts, a fixed time)."""
    layout = LAYOUTS / f"{paper.head.layout}.typ"
    moment = datetime.fromisoformat(paper.head.date).replace(tzinfo=UTC)
    pdf: bytes = typst.compile(
        str(layout),
        root=str(LAYOUTS),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"paper": json.dumps(as_data(paper), ensure_ascii=False)},
        timestamp=int(moment.timestamp()),
        pdf_tags=paper.head.tagged,
    )
    return pdf


def as_data(paper: Paper) -> dict[str, Any]:
    """The paper as the layouts read it."""
    return {
        "head": asdict(paper.head),
        "notice": NOTICE,
        "blocks": [
            node_data(block) if isinstance(block, ListNode) else asdict(block) for block in grouped(paper.blocks)
        ],
        "notes": {number: spans_data(spans) for number, spans in paper.notes.items()},
    }


def node_data(node: ListNode) -> dict[str, Any]:
    """A list with the lists below its items."""
    items = [
        {"spans": spans_data(item.spans), "below": node_data(below) if below else None} for item, below in node.items
    ]
    return {"kind": "list", "ordered": node.ordered, "items": items}


def spans_data(spans: Iterable[Any]) -> list[dict[str, str]]:
    """Spans as plain dictionaries."""
    return [asdict(span) for span in spans]
