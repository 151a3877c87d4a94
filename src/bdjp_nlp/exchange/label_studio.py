"""Label Studio: a task a passage, models' marks as predictions and people's as annotations, both ways.

Offsets are code points, as Label Studio stores them since 1.5; files of earlier versions count UTF-16 units, which is
found out by comparing slices with the words beside them. The labelling interface is written next to the tasks.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from bdjp_nlp.errors import UsageError
from bdjp_nlp.exchange.counting import Count, Selected, count
from bdjp_nlp.exchange.mark import REJECTED, Mark, MarkedText
from bdjp_nlp.exchange.material import Material
from bdjp_nlp.exchange.reading import Problem, Reading
from bdjp_nlp.exchange.remark import read_remark, remark
from bdjp_nlp.exchange.writing import new_file, write_file

_PLACE = ("doc_id", "passage_id", "path", "page")
"""What a task's data say beside its text."""


def write(material: Material, out: Path) -> None:
    """Write the tasks as JSON, and the interface that shows them as XML of the same name."""
    labels: dict[str, dict[str, None]] = {layer: {} for layer in material.layers}
    with new_file(out) as file:
        file.write(b"[")
        for number, task in enumerate(_tasks(material, labels)):
            file.write((",\n" if number else "\n").encode() + json.dumps(task, ensure_ascii=False).encode("utf-8"))
        file.write(b"\n]\n")
    interface = out.with_suffix(".xml")
    write_file(interface, _interface(labels))
    material.notes.append(f"{interface} is the labelling interface; paste it into the project's settings")


def _tasks(material: Material, labels: dict[str, dict[str, None]]) -> Iterator[dict[str, Any]]:
    for paper in material.papers():
        for passage, marks in paper.passages():
            for mark in marks:
                labels[mark.layer][mark.label] = None
            place = (paper.document.doc_id, passage.passage_id, paper.document.path, passage.page_first)
            people = [mark for mark in marks if mark.human]
            models = [mark for mark in marks if not mark.human]
            yield {
                "data": {"text": passage.text, **dict(zip(_PLACE, place, strict=True))},
                "predictions": [
                    {"model_version": f"{layer} {by}", "result": [_result(mark) for mark in found]}
                    for (layer, by), found in _grouped(models)
                ],
                "annotations": [{"result": [_result(mark) for mark in found]} for _, found in _grouped(people)],
            }


def _grouped(marks: list[Mark]) -> Iterator[tuple[tuple[str, str], list[Mark]]]:
    """Models' marks by layer and model, people's by coder."""
    for key, found in groupby(sorted(marks, key=_maker), key=_maker):
        yield key, list(found)


def _maker(mark: Mark) -> tuple[str, str]:
    return ("" if mark.human else mark.layer, mark.by)


def _result(mark: Mark) -> dict[str, Any]:
    result: dict[str, Any] = {
        "from_name": mark.layer,
        "to_name": "text",
        "type": "labels",
        "value": {"start": mark.start, "end": mark.end, "text": mark.quote, "labels": [mark.label]},
        "meta": {"text": [remark(mark.label, mark)]},
    }
    return result if mark.score is None else {**result, "score": mark.score}


def _interface(labels: dict[str, dict[str, None]]) -> str:
    lines = ["<View>"]
    for layer, found in labels.items():
        lines.append(f'  <Labels name={quoteattr(layer)} toName="text">')
        lines += [f"    <Label value={quoteattr(label)}/>" for label in found]
        lines.append("  </Labels>")
    return "\n".join([*lines, '  <Text name="text" value="$text" granularity="word"/>', "</View>", ""])


def read(path: Path) -> Reading:
    """The marks of an export in Label Studio's JSON; raises `UsageError` where it is something else."""
    reading = Reading()
    for number, task in enumerate(_loaded(path), 1):
        data = task.get("data") or {}
        text = data.get("text")
        if not isinstance(text, str):
            reading.problems.append(Problem(f"task {number}", "", "", "it has no data.text"))
            continue
        name = str(data.get("path") or f"task {number}")
        found = [(result, by, human) for result, by, human in _results(task) if result.get("type") == "labels"]
        counted = count(text, [one for one in (_selected(result) for result, _, _ in found) if one])
        marks: list[Mark] = []
        for result, by, human in found:
            marks += _marks(result, by, human, text, counted, name, reading.problems)
        reading.texts.append(
            MarkedText(text, tuple(marks), name, str(data.get("doc_id", "")), str(data.get("passage_id", "")))
        )
    return reading


def _loaded(path: Path) -> list[dict[str, Any]]:
    try:
        tasks = json.loads(path.read_bytes().decode("utf-8-sig"))
    except (ValueError, OSError) as error:
        raise UsageError(f"{path}: is no JSON ({error}); export the project as JSON again") from None
    if not isinstance(tasks, list) or not all(isinstance(task, dict) for task in tasks):
        raise UsageError(f"{path}: is no list of Label Studio tasks; export the project as JSON, not as JSON-MIN")
    return tasks


def _results(task: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str, bool]]:
    for key, human in (("predictions", False), ("annotations", True)):
        for made in task.get(key) or ():
            if human and made.get("was_cancelled"):
                continue
            by = _coder(made.get("completed_by")) if human else str(made.get("model_version", "")).rsplit(" ", 1)[-1]
            yield from ((result, by, human) for result in made.get("result") or ())


def _coder(completed_by: object) -> str:
    if isinstance(completed_by, dict):
        named = (completed_by.get(key) for key in ("email", "username", "first_name", "id"))
        return str(next((value for value in named if value), ""))
    return f"user {completed_by}" if completed_by else ""


def _selected(result: dict[str, Any]) -> Selected | None:
    value = result.get("value") or {}
    start, end = value.get("start"), value.get("end")
    if not isinstance(start, int) or not isinstance(end, int):
        return None
    return Selected(start, end, str(value.get("text") or ""))


def _marks(
    result: dict[str, Any], by: str, human: bool, text: str, counted: Count, name: str, problems: list[Problem]
) -> Iterable[Mark]:
    value, selected = result.get("value") or {}, _selected(result)
    span = counted.span(selected) if selected else None
    lines = [str(line) for line in (result.get("meta") or {}).get("text") or ()]
    for label in value.get("labels") or ():
        if span is None:
            problems.append(Problem(name, str(label), str(value.get("text") or ""), "its offsets are not in its text"))
            continue
        layer, label = str(result.get("from_name", "")), str(label)
        mark = Mark(layer, label, *span, text[slice(*span)], by, human, score=result.get("score"))
        said = next((one for line in lines if (one := read_remark(line, label)).by), None)
        if said and said.human == human:
            mark = said.applied(mark)
        if not (human and mark.status == REJECTED):
            yield mark
