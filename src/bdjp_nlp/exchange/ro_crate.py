"""RO-Crate: a folder that describes itself (RO-Crate 1.1): marks with hashes and offsets, texts, run, versions, people.

Without its texts, the crate says where everything stands and how the words hash, and not one word of the papers: who
has the papers can put the words back, and nobody else.
"""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bdjp_nlp import __version__
from bdjp_nlp.exchange.mark import Mark, Paper
from bdjp_nlp.exchange.material import Material
from bdjp_nlp.exchange.reference import full_reference, names, title
from bdjp_nlp.exchange.writing import new_folder
from bdjp_nlp.identity import sha256_hex

METADATA = "ro-crate-metadata.json"
_CONFORMS = "https://w3id.org/ro/crate/1.1"
_WORDED = frozenset({"canonical", "subject", "object", "indirect", "asserted_by", "value", "amount", "usd"})
"""Details that repeat words of the papers, or say in other words what stands there."""
_KINDS = {".jsonl": "application/jsonl", ".json": "application/json", ".txt": "text/plain; charset=utf-8"}


def write(material: Material, out: Path) -> None:
    """Write a crate; raises `UsageError` where there is something already."""
    makers: dict[tuple[bool, str], None] = {}
    documents: list[dict[str, Any]] = []
    with new_folder(out) as folder:
        (folder / "texts").mkdir()
        with (folder / "marks.jsonl").open("wb") as file:
            for paper in material.papers():
                documents.append(_document(paper, material.texts))
                if material.texts:
                    (folder / "texts" / f"{paper.document.doc_id}.txt").write_bytes(_bytes(paper.text))
                for mark in paper.marks:
                    makers[mark.human, mark.by] = None
                    line = json.dumps(_mark(paper, mark, material.texts), ensure_ascii=False)
                    file.write(_bytes(line + "\n"))
        lines = "".join(json.dumps(document, ensure_ascii=False) + "\n" for document in documents)
        (folder / "documents.jsonl").write_bytes(_bytes(lines))
        pipeline = {name: value for name, value in material.info["pipeline"].items() if name != "config"}
        (folder / "pipeline.json").write_bytes(_bytes(json.dumps(pipeline, indent=1) + "\n"))
        if not material.texts:
            (folder / "texts").rmdir()
        crate = {"@context": f"{_CONFORMS}/context", "@graph": list(_graph(material, folder, documents, list(makers)))}
        (folder / METADATA).write_bytes(_bytes(json.dumps(crate, ensure_ascii=False, indent=1) + "\n"))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _document(paper: Paper, texts: bool) -> dict[str, Any]:
    document = paper.document
    said = {
        "doc_id": document.doc_id,
        "sha256": document.sha256,
        "text_sha256": sha256_hex(_bytes(paper.text)),
        "text_code_points": len(paper.text),
        "media_type": document.media_type,
        "pages": document.pages,
        "date": document.date,
        "language": document.language,
    }
    return {**said, "title": title(document), "reference": full_reference(document)} if texts else said


def _mark(paper: Paper, mark: Mark, texts: bool) -> dict[str, Any]:
    said: dict[str, Any] = {
        "doc_id": paper.document.doc_id,
        "start": mark.start,
        "end": mark.end,
        "layer": mark.layer,
        "label": mark.label,
        "score": mark.score,
        "status": mark.status,
        "by": mark.by,
        "human": mark.human,
        "quote_sha256": sha256_hex(_bytes(mark.quote)),
        "details": {name: value for name, value in mark.details if texts or name not in _WORDED},
    }
    return {**said, "quote": mark.quote} if texts else said


def _graph(
    material: Material, folder: Path, documents: list[dict[str, Any]], makers: list[tuple[bool, str]]
) -> Iterator[dict[str, Any]]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    yield {
        "@id": METADATA,
        "@type": "CreativeWork",
        "conformsTo": {"@id": _CONFORMS},
        "about": {"@id": "./"},
    }
    without = "" if material.texts else " Without the texts: offsets and hashes alone."
    yield {
        "@id": "./",
        "@type": "Dataset",
        "name": material.name,
        "description": f"Annotations of {len(documents)} papers; offsets are half-open code points.{without}",
        "datePublished": str(material.info["started"])[:10],
        "license": "The rights in the papers are their owners'; see each document.",
        "hasPart": [{"@id": path.relative_to(folder).as_posix()} for path in files],
        "mentions": [{"@id": f"#{document['doc_id']}"} for document in documents],
        "creator": [{"@id": "#bdjp-nlp"}, *({"@id": _maker_id(*maker)} for maker in makers if maker[0])],
    }
    for path in files:
        yield _file(path, path.relative_to(folder).as_posix())
    for paper_of, document in zip(material.documents(), documents, strict=True):
        people = {"author": [name.plain for name in names(paper_of)], "name": title(paper_of)} if material.texts else {}
        yield {
            "@id": f"#{document['doc_id']}",
            "@type": "ScholarlyArticle",
            "identifier": f"sha256:{document['sha256']}",
            **people,
        }
    version = {"@id": "#bdjp-nlp", "@type": "SoftwareApplication", "name": "bdjp-nlp", "version": __version__}
    yield version
    for human, by in makers:
        kind = "Person" if human else "SoftwareApplication"
        yield {"@id": _maker_id(human, by), "@type": kind, "name": by}


def _maker_id(human: bool, by: str) -> str:
    return f"#{'person' if human else 'model'}-{sha256_hex(by.encode())[:12]}"


def _file(path: Path, name: str) -> dict[str, Any]:
    kind = _KINDS.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return {
        "@id": name,
        "@type": "File",
        "name": path.name,
        "encodingFormat": kind,
        "contentSize": str(path.stat().st_size),
        "sha256": sha256_hex(path.read_bytes()),
    }
