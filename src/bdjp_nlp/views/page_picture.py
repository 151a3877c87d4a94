"""Page picture: a PDF page as the extractor saw it, parts boxed by kind and numbered in reading order, as PNG."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import pyarrow.compute as pc
import pypdfium2
from PIL import Image, ImageDraw, ImageFont

from bdjp_nlp.errors import StoreError, UsageError
from bdjp_nlp.store.run_directory import read_table

PIXELS_PER_POINT = 2.0
"""144 dots an inch: small notes can be read, a page is under a megabyte."""
_NAME_PIXELS = 15
_FILL_OPACITY = 40
"""Of 255: the text below stays readable."""


@dataclass(frozen=True)
class _Part:
    kind: str
    boxes: list[tuple[float, float, float, float]]


def draw(run: Path, place: str, out: Path | None = None) -> Path:
    """Write the picture of a page and give its path.

    `place` is "DOC:N": a doc_id or a part of a path, and the page from 1. Raises `UsageError` where there is no such
    document or page, or it is no PDF, `StoreError` where the paper is no longer where it was.
    """
    name, _, number = place.rpartition(":")
    if not name or not number.isdigit():
        raise UsageError(f"--page {place!r}: write DOC:N, a document and a page, e.g. paper.pdf:3")
    document, page = _document(run, name), int(number)
    if not 1 <= page <= document["pages"] or document["media_type"] != "application/pdf":
        raise UsageError(
            f"--page {place!r}: {document['path']} is no PDF with such a page; it has {document['pages']} pages"
        )
    picture = _rendered(Path(document["path"]), page)
    for order, part in enumerate(_parts(run, document["doc_id"], page), 1):
        picture = _boxed(picture, part, order)
    out = out or Path(f"{Path(document['path']).stem}-{page}.png")
    picture.convert("RGB").save(out)
    return out


def _document(run: Path, name: str) -> dict[str, Any]:
    rows = read_table(run, "documents").select(["doc_id", "path", "pages", "media_type"]).to_pylist()
    found = [row for row in rows if row["doc_id"] == name or name in row["path"]]
    if len(found) != 1:
        paths = ", ".join(row["path"] for row in (found or rows)[:8])
        raise UsageError(f"--page: {len(found)} documents match {name!r}; name one of: {paths}")
    document: dict[str, Any] = found[0]
    return document


def _rendered(path: Path, page: int) -> Image.Image:
    if not path.is_file():
        raise StoreError(f"{path}: the paper is no longer there; put it back to draw its pages")
    with pypdfium2.PdfDocument(path) as document:
        picture: Image.Image = document[page - 1].render(scale=PIXELS_PER_POINT).to_pil()
    return picture.convert("RGBA")


def _parts(run: Path, doc_id: str, page: int) -> Iterator[_Part]:
    """The headings and passages that have words on a page, in reading order, with the boxes of their lines."""
    mine = {name: _rows(run, name, doc_id) for name in ("passages", "sections", "words")}
    words = [word for word in mine["words"] if word["page"] == page]
    parts = [(p["doc_start"], p["doc_end"], p["kind"]) for p in mine["passages"]]
    parts += [(s["doc_start"], s["doc_end"], f"heading {s['level']}") for s in mine["sections"]]
    for start, end, kind in sorted(parts):
        inside = [w for w in words if start <= w["doc_start"] < end]
        if inside:
            yield _Part(kind, list(_lines([(w["x0"], w["y0"], w["x1"], w["y1"]) for w in inside])))


def _rows(run: Path, name: str, doc_id: str) -> list[dict[str, Any]]:
    table = read_table(run, name)
    rows: list[dict[str, Any]] = table.filter(pc.equal(table.column("doc_id"), doc_id)).to_pylist()
    return rows


def _lines(boxes: list[tuple[float, float, float, float]]) -> Iterator[tuple[float, float, float, float]]:
    """Boxes of words joined to boxes of lines: a word further left, or much lower, begins a new one."""
    x0, y0, x1, y1 = boxes[0]
    for left, top, right, bottom in boxes[1:]:
        if left < x0 or left < x1 - 1 or top > y1 or bottom < y0:
            yield x0, y0, x1, y1
            x0, y0, x1, y1 = left, top, right, bottom
        else:
            x1, y0, y1 = max(x1, right), min(y0, top), max(y1, bottom)
    yield x0, y0, x1, y1


def _boxed(picture: Image.Image, part: _Part, order: int) -> Image.Image:
    layer = Image.new("RGBA", picture.size)
    pen = ImageDraw.Draw(layer)
    colour = _colour(part.kind)
    for box in part.boxes:
        x0, y0, x1, y1 = (side * PIXELS_PER_POINT for side in box)
        pen.rectangle((x0 - 1, y0 - 1, x1 + 1, y1 + 1), fill=(*colour, _FILL_OPACITY), outline=(*colour, 255))
    x, y = (side * PIXELS_PER_POINT for side in part.boxes[0][:2])
    name, font = f"{order} {part.kind}", ImageFont.load_default(size=_NAME_PIXELS)
    left = max(0.0, x - pen.textlength(name, font=font) - 4)
    pen.rectangle(pen.textbbox((left, y), name, font=font), fill=(255, 255, 255, 220))
    pen.text((left, y), name, fill=(*colour, 255), font=font)
    return Image.alpha_composite(picture, layer)


def _colour(kind: str) -> tuple[int, int, int]:
    import colorsys

    red, green, blue = colorsys.hls_to_rgb(crc32(kind.encode()) % 360 / 360, 0.4, 0.8)
    return int(255 * red), int(255 * green), int(255 * blue)
