"""CSL-JSON: the documents of a run as a bibliography, for Zotero, pandoc and citeproc."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bdjp_nlp.document import Document
from bdjp_nlp.exchange.bibtex import key
from bdjp_nlp.exchange.material import Material
from bdjp_nlp.exchange.reference import date_parts, names, title
from bdjp_nlp.exchange.writing import write_file


def write(material: Material, out: Path) -> None:
    """Write an item a document."""
    items = [_item(document) for document in material.documents()]
    write_file(out, json.dumps(items, ensure_ascii=False, indent=1) + "\n")


def _item(document: Document) -> dict[str, Any]:
    item: dict[str, Any] = {"id": key(document), "type": "report", "title": title(document)}
    authors = [
        {"family": name.family, "given": name.given} if name.given else {"literal": name.family}
        for name in names(document)
    ]
    if authors:
        item["author"] = authors
    if date_parts(document):
        item["issued"] = {"date-parts": [date_parts(document)]}
    if document.language:
        item["language"] = document.language
    if document.pages:
        item["number-of-pages"] = document.pages
    return {**item, "note": f"sha256: {document.sha256}", "source": document.path}
