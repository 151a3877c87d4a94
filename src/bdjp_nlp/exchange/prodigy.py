"""Prodigy: a passage a line with ``spans`` of start, end and label in code points, for ner and spancat."""

from __future__ import annotations

from pathlib import Path

from bdjp_nlp.exchange.json_lines import add_text, passages, read_lines, write_lines
from bdjp_nlp.exchange.material import Material
from bdjp_nlp.exchange.reading import Problem, Reading


def write(material: Material, out: Path) -> None:
    """Write a run's passages as a stream to annotate, or to train from."""
    write_lines(
        out,
        (
            {
                "text": passage.text,
                "spans": [
                    {"start": m.start, "end": m.end, "label": f"{m.layer}: {m.label}", "text": m.quote} for m in marks
                ],
                "meta": place,
            }
            for passage, marks, place in passages(material)
        ),
    )


def read(path: Path) -> Reading:
    """The marks of ``prodigy db-out``; what was rejected or ignored is told, and not taken."""
    reading = Reading()
    for number, line in read_lines(path):
        place = line.get("meta") or {}
        spans = line.get("spans") or []
        answer = line.get("answer", "accept")
        if answer != "accept":
            for span in spans:
                words = str(line.get("text", ""))[span.get("start") or 0 : span.get("end") or 0]
                problem = Problem(f"line {number}", str(span.get("label")), words, f"its task was answered {answer!r}")
                reading.problems.append(problem)
            continue
        found = [(span.get("start"), span.get("end"), span.get("label")) for span in spans]
        coder = str(line.get("_annotator_id") or line.get("_session_id") or "")
        add_text(reading, f"line {number}", line.get("text"), found, place, coder)
    return reading
