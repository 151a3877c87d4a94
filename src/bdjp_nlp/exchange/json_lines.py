"""JSON lines: what doccano and Prodigy share, a passage a line with its spans; the rejected are left out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bdjp_nlp.errors import UsageError
from bdjp_nlp.exchange.counting import Selected, count
from bdjp_nlp.exchange.mark import Mark, MarkedText, agreed
from bdjp_nlp.exchange.material import Material
from bdjp_nlp.exchange.reading import Problem, Reading
from bdjp_nlp.exchange.writing import new_file
from bdjp_nlp.rows import Passage


def passages(material: Material) -> Iterator[tuple[Passage, tuple[Mark, ...], dict[str, Any]]]:
    """Each passage, its marks, each span and label once, and where it is from."""
    for paper in material.papers():
        for passage, marks in paper.passages():
            place = {"doc_id": paper.document.doc_id, "passage_id": passage.passage_id, "path": paper.document.path}
            yield passage, agreed(marks), {**place, "page": passage.page_first}


def write_lines(out: Path, lines: Iterator[dict[str, Any]]) -> None:
    """Write an object a line."""
    with new_file(out) as file:
        for line in lines:
            file.write(json.dumps(line, ensure_ascii=False).encode("utf-8", "replace") + b"\n")


def read_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Number, from 1, and object of every line; raises `UsageError` naming the first that is none."""
    try:
        lines = path.read_bytes().decode("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read as UTF-8 ({error})") from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except ValueError as error:
            raise UsageError(f"{path}: line {number} is no JSON ({error})") from None
        if not isinstance(found, dict):
            raise UsageError(f"{path}: line {number} is no JSON object")
        yield number, found


def add_text(
    reading: Reading,
    name: str,
    text: object,
    spans: list[tuple[object, object, object]],
    place: dict[str, Any],
    by: str,
) -> None:
    """Add a line's text with its (start, end, label) spans; those that do not fit become problems."""
    if not isinstance(text, str):
        reading.problems.append(Problem(name, "", "", "it has no text"))
        return
    counted = count(text, [])
    marks: list[Mark] = []
    for start, end, label in spans:
        whole = isinstance(start, int) and isinstance(end, int)
        span = counted.span(Selected(start, end, "")) if whole else None  # type: ignore[arg-type]
        if span is None:
            reading.problems.append(Problem(name, str(label), "", f"[{start}, {end}) is no span of its text"))
            continue
        layer, _, own = str(label).rpartition(": ")
        marks.append(Mark(layer, own, *span, text[slice(*span)], by, human=True))
    doc_id, passage_id = (str(place.get(key, "")) for key in ("doc_id", "passage_id"))
    reading.texts.append(MarkedText(text, tuple(marks), str(place.get("path", name)), doc_id, passage_id))
