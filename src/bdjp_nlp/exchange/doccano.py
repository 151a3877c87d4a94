"""doccano: sequence labelling, a passage a line, ``label`` a list of [start, end, label] in code points.

doccano keeps no record of who marked what: what comes back is its user's, and is told by the file's or ``--coder``'s
name.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bdjp_nlp.exchange.json_lines import add_text, passages, read_lines, write_lines
from bdjp_nlp.exchange.material import Material
from bdjp_nlp.exchange.reading import Reading


def write(material: Material, out: Path) -> None:
    """Write a run's passages; all other keys of a line are kept by doccano as its metadata."""
    write_lines(
        out,
        (
            {"text": passage.text, "label": [[m.start, m.end, f"{m.layer}: {m.label}"] for m in marks], **place}
            for passage, marks, place in passages(material)
        ),
    )


def read(path: Path) -> Reading:
    """The marks of an export (JSONL), whose spans stand under ``label``, ``labels`` or ``entities``."""
    reading = Reading()
    for number, line in read_lines(path):
        found: list[Any] = next((line[key] for key in ("label", "labels", "entities") if line.get(key)), [])
        spans = [
            (one.get("start_offset"), one.get("end_offset"), one.get("label"))
            if isinstance(one, dict)
            else (*one, None, None, None)[:3]
            for one in found
        ]
        place = {**(line.get("meta") or {}), **line}
        add_text(reading, f"line {number}", line.get("text"), spans, place, "")
    return reading
