"""CoNLL: named entities as BIO tags, a token a line, a sentence a block.

A block's comments say which passage it is of and where in it the sentence begins; the columns are the token, its start
and end in the passage (code points), and its tag. Other layers overlap and have no place here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from bdjp_nlp.document import Document
from bdjp_nlp.errors import UsageError
from bdjp_nlp.exchange.mark import Mark, MarkedText, agreed
from bdjp_nlp.exchange.material import Material
from bdjp_nlp.exchange.pieces import pieces, without_overlaps
from bdjp_nlp.exchange.reading import Problem, Reading
from bdjp_nlp.exchange.writing import new_file
from bdjp_nlp.rows import Entity, Passage

_COLUMNS = 4
MOST_DIGITS = 8


def write(material: Material, out: Path) -> None:
    """Write the entities of a run; what has no place is counted in the material's notes."""
    others = overlapping = 0
    with new_file(out) as file:
        for paper in material.papers():
            for passage, marks in paper.passages():
                entities = [mark for mark in agreed(marks) if mark.layer == Entity.table]
                kept = without_overlaps((mark.start, mark.end) for mark in entities)
                tagged = [mark for mark in entities if (mark.start, mark.end) in kept]
                others += sum(mark.layer != Entity.table for mark in agreed(marks))
                overlapping += len(entities) - len(tagged)
                for block in _blocks(paper.document, passage, tagged):
                    file.write(f"{block}\n".encode("utf-8", "replace"))
    if others:
        material.notes.append(f"CoNLL carries entities alone: {others} marks of other layers are left out")
    if overlapping:
        material.notes.append(f"{overlapping} entities that overlap a longer one are left out")


def _blocks(document: Document, passage: Passage, marks: list[Mark]) -> Iterator[str]:
    sentences = document.sentences_by_passage.get(passage.passage_id, ())
    spans = [(sentence.start, sentence.end) for sentence in sentences] or [(0, len(passage.text))]
    for start, end in spans:
        inside = [mark for mark in marks if start <= mark.start and mark.end <= end]
        words = " ".join(passage.text[start:end].split())
        first = passage.doc_start + _first_word(passage.text, start)
        place = {"doc_id": document.doc_id, "passage_id": passage.passage_id, "doc_start": first}
        head = [*(f"# {name} = {value}" for name, value in place.items()), f"# text = {words}"]
        lines = list(_lines(passage.text[start:end], start, inside))
        if lines:
            yield "\n".join([*head, *lines, ""])


def _lines(text: str, offset: int, marks: list[Mark]) -> Iterator[str]:
    edges = {edge - offset for mark in marks for edge in (mark.start, mark.end)}
    for start, end in pieces(text, edges):
        at = start + offset
        mark = next((mark for mark in marks if mark.start <= at < mark.end), None)
        first = mark is not None and at == _first_letter(mark)
        tag = "O" if mark is None else f"{'B' if first else 'I'}-{mark.label}"
        yield f"{text[start:end]}\t{at}\t{end + offset}\t{tag}"


def _first_word(text: str, start: int) -> int:
    return start + len(text[start:]) - len(text[start:].lstrip())


def _first_letter(mark: Mark) -> int:
    return mark.start + len(mark.quote) - len(mark.quote.lstrip())


def read(path: Path) -> Reading:
    """The entities of a file; a file of two columns, as other tools write it, is read as words with single blanks."""
    try:
        blocks = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n").split("\n\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read as UTF-8 ({error})") from None
    reading = Reading()
    for number, block in enumerate(block for block in blocks if block.strip()):
        lines = block.strip("\n").split("\n")
        said = dict(line[2:].split(" = ", 1) for line in lines if line.startswith("# ") and " = " in line)
        rows = [line.split("\t") if "\t" in line else line.split() for line in lines if not line.startswith("# ")]
        if not rows or any(len(row) < 2 for row in rows):
            problem = Problem(path.name, "", block[:60], f"block {number + 1} has no words, or a line without a tag")
            reading.problems.append(problem)
            continue
        text, tokens = _text(rows)
        first = said.get("doc_start", "")
        doc_start = int(first) if _is_offset(first) else None
        marks = tuple(_marks(tokens, text))
        reading.texts.append(MarkedText(text, marks, path.name, said.get("doc_id", ""), doc_start=doc_start))
    return reading


def _is_offset(cell: str) -> bool:
    """No paper is longer: a damaged number must not ask for gigabytes of blanks."""
    return cell.isdecimal() and len(cell) <= MOST_DIGITS


def _text(rows: list[list[str]]) -> tuple[str, list[tuple[int, int, str]]]:
    """The block's text and (start, end, tag) of its tokens in it."""
    tokens: list[tuple[int, int, str]] = []
    placed = all(len(row) >= _COLUMNS and _is_offset(row[1]) and _is_offset(row[2]) for row in rows)
    first = int(rows[0][1]) if placed else 0
    text = ""
    for row in rows:
        start = int(row[1]) - first if placed else len(text) + bool(text)
        text = text.ljust(start) + row[0]
        tokens.append((start, start + len(row[0]), row[-1]))
    return text, tokens


def _marks(tokens: Iterable[tuple[int, int, str]], text: str) -> Iterator[Mark]:
    begun: tuple[int, int, str] | None = None
    for start, end, tag in [*tokens, (0, 0, "O")]:
        kind, _, label = tag.partition("-")
        if begun and (kind != "I" or label != begun[2]):
            yield Mark(Entity.table, begun[2], begun[0], begun[1], text[begun[0] : begun[1]], human=True)
            begun = None
        if kind in ("B", "I"):
            begun = (begun[0] if begun else start, end, label)
