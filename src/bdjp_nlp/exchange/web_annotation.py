"""Web Annotation: a mark an annotation of the W3C model (JSON-LD), with its position, its quote and what surrounds it.

Positions count code points of the canonical text, whose hash names the target (W3C Web Annotation Data Model, 2017).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from bdjp_nlp import __version__
from bdjp_nlp.errors import UsageError
from bdjp_nlp.exchange.mark import Mark, MarkedText, Paper, standing
from bdjp_nlp.exchange.material import Material
from bdjp_nlp.exchange.reading import Problem, Reading
from bdjp_nlp.exchange.reference import title
from bdjp_nlp.exchange.remark import read_remark, remark
from bdjp_nlp.exchange.writing import new_file

_CONTEXT = 48
"""Code points on either side by which a quote is found where positions have shifted."""
_ANNOTATIONS = UUID("0b6c0f3e-3c3f-5d46-9a0f-7a6c3f7b5d11")
_URN = "urn:bdjp:"


def write(material: Material, out: Path) -> None:
    """Write a collection with one page of all annotations."""
    head = {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "type": "AnnotationCollection",
        "label": material.name,
        "generator": {"type": "Software", "name": f"bdjp-nlp {__version__}"},
    }
    with new_file(out) as file:
        start = json.dumps(head, ensure_ascii=False)[:-1]
        file.write(f'{start}, "first": {{"type": "AnnotationPage", "items": ['.encode())
        for number, annotation in enumerate(_annotations(material)):
            file.write((",\n" if number else "\n").encode())
            file.write(json.dumps(annotation, ensure_ascii=False).encode("utf-8", "replace"))
        file.write(b"\n]}}\n")


def _annotations(material: Material) -> Iterator[dict[str, Any]]:
    for paper in material.papers():
        pages = {passage.passage_id: passage.page_first for passage in paper.document.passages}
        for passage, marks in paper.passages():
            for mark in standing(marks):
                yield _annotation(material, paper, mark.moved(passage.doc_start), pages[passage.passage_id])


def _annotation(material: Material, paper: Paper, mark: Mark, page: int) -> dict[str, Any]:
    document, text = paper.document, paper.text
    said = remark(mark.label, mark)
    identifier = uuid5(_ANNOTATIONS, f"{document.doc_id}|{mark.layer}|{mark.start}|{mark.end}|{said}")
    bodies = [
        {"type": "TextualBody", "purpose": "tagging", "value": mark.label},
        {"type": "TextualBody", "purpose": "classifying", "value": mark.layer},
        {"type": "TextualBody", "purpose": "describing", "value": said},
    ]
    selectors: list[dict[str, Any]] = [
        {"type": "TextPositionSelector", "start": mark.start, "end": mark.end},
        {
            "type": "TextQuoteSelector",
            "exact": mark.quote,
            "prefix": text[max(0, mark.start - _CONTEXT) : mark.start],
            "suffix": text[mark.end : mark.end + _CONTEXT],
        },
    ]
    if page:
        conforms = "http://tools.ietf.org/rfc/rfc3778"
        selectors.append({"type": "FragmentSelector", "conformsTo": conforms, "value": f"page={page}"})
    return {
        "id": f"urn:uuid:{identifier}",
        "type": "Annotation",
        "motivation": "tagging",
        "created": material.info["started"],
        "creator": {"type": "Person" if mark.human else "Software", "name": mark.by},
        "body": bodies,
        "target": {
            "source": f"{_URN}{document.doc_id}",
            "name": title(document),
            "sha256": document.sha256,
            "selector": selectors,
        },
    }


def read(path: Path) -> Reading:
    """The marks of a page, a collection or a list of annotations; raises `UsageError` where it is something else."""
    try:
        content = json.loads(path.read_bytes().decode("utf-8-sig"))
    except (ValueError, OSError) as error:
        raise UsageError(f"{path}: is no JSON-LD ({error})") from None
    reading = Reading()
    for number, annotation in enumerate(_items(content, path), 1):
        read_one = _read_one(annotation, f"annotation {number}")
        (reading.problems if isinstance(read_one, Problem) else reading.texts).append(read_one)  # type: ignore[arg-type]
    return reading


def _items(content: Any, path: Path) -> list[dict[str, Any]]:
    if isinstance(content, dict) and isinstance(content.get("first"), dict):
        content = content["first"]
    if isinstance(content, dict):
        content = content.get("items", [content] if content.get("type") == "Annotation" else None)
    if not isinstance(content, list):
        raise UsageError(f"{path}: holds no Web Annotations (a list, an AnnotationPage or a collection with one)")
    return [one for one in content if isinstance(one, dict)]


def _read_one(annotation: dict[str, Any], name: str) -> MarkedText | Problem:
    bodies = _listed(annotation.get("body"))
    values = {body.get("purpose", "tagging"): str(body.get("value", "")) for body in bodies if isinstance(body, dict)}
    label = values.get("tagging", "")
    target: Any = next(iter(_listed(annotation.get("target"))), {})
    target = target if isinstance(target, dict) else {"source": target}
    selectors = {one.get("type"): one for one in _listed(target.get("selector")) if isinstance(one, dict)}
    quote = selectors.get("TextQuoteSelector", {})
    exact = str(quote.get("exact", ""))
    source = str(target.get("source", ""))
    if not label or not exact:
        return Problem(source or name, label, exact, "it has no tag, or no TextQuoteSelector that says its words")
    prefix, suffix = str(quote.get("prefix", "")), str(quote.get("suffix", ""))
    start = selectors.get("TextPositionSelector", {}).get("start")
    creator = annotation.get("creator")
    by = str(creator.get("name", "")) if isinstance(creator, dict) else str(creator or "")
    human = not (isinstance(creator, dict) and creator.get("type") == "Software")
    mark = Mark(values.get("classifying", ""), label, len(prefix), len(prefix) + len(exact), exact, by, human)
    said = read_remark(values.get("describing", ""), label)
    return MarkedText(
        prefix + exact + suffix,
        (said.applied(mark) if said.by else mark,),
        str(target.get("name") or source),
        source.removeprefix(_URN) if source.startswith(_URN) else "",
        doc_start=start - len(prefix) if isinstance(start, int) else None,
    )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
