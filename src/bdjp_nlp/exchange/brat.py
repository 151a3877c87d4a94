"""brat: a folder of texts and standoff annotations, offsets in code points; notes carry what else a mark says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from bdjp_nlp.errors import UsageError
from bdjp_nlp.exchange.mark import Mark, MarkedText, Paper, standing
from bdjp_nlp.exchange.material import Material
from bdjp_nlp.exchange.reading import Problem, Reading
from bdjp_nlp.exchange.remark import read_remark, remark
from bdjp_nlp.exchange.writing import new_folder

_UNSAFE = re.compile(r"[^\w.-]+")
_LAYER_MARK = "."
"""Parts layer and label in a type's name: brat allows no blanks there."""
_BOUND = re.compile(r"(T\d+)\t(\S+) (\d+ \d+(?:;\d+ \d+)*)\t?(.*)")
_NOTE = re.compile(r"#\d+\tAnnotatorNotes (T\d+)\t(.*)")


def write(material: Material, out: Path) -> None:
    """Write a folder of ``NAME.txt``, ``NAME.ann`` and the configuration that brat needs."""
    types: dict[str, None] = {}
    with new_folder(out) as folder:
        for paper in material.papers():
            name = f"{_UNSAFE.sub('_', paper.name.rsplit('.', 1)[0])}-{paper.document.doc_id}"
            (folder / f"{name}.txt").write_bytes(paper.text.encode("utf-8", "replace"))
            lines = "".join(f"{line}\n" for line in _lines(paper, types))
            (folder / f"{name}.ann").write_bytes(lines.encode("utf-8", "replace"))
        listed = "\n".join(sorted(types))
        overlaps = "OVERLAP\tArg1:<ANY>, Arg2:<ANY>, <OVL-TYPE>:<ANY>"
        configuration = f"[entities]\n{listed}\n\n[relations]\n{overlaps}\n\n[events]\n\n[attributes]\n"
        (folder / "annotation.conf").write_text(configuration, "utf-8")


def _lines(paper: Paper, types: dict[str, None]) -> Iterator[str]:
    for number, mark in enumerate(standing(paper.marks), 1):
        kind = f"{mark.layer}{_LAYER_MARK}{_UNSAFE.sub('_', mark.label)}"
        types[kind] = None
        spans = ";".join(f"{start} {end}" for start, end in _fragments(paper.text, mark.start, mark.end))
        words = " ".join(paper.text[start:end] for start, end in _fragments(paper.text, mark.start, mark.end))
        yield f"T{number}\t{kind} {spans}\t{words}"
        yield f"#{number}\tAnnotatorNotes T{number}\t{remark(mark.label, mark)}"


def _fragments(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A span without its line ends, which brat forbids within one."""
    for line in re.finditer(r"[^\n]+", text[start:end]):
        yield start + line.start(), start + line.end()


def read(path: Path) -> Reading:
    """The marks of a folder; raises `UsageError` where it holds no annotations."""
    files = sorted(path.glob("*.ann")) if path.is_dir() else []
    if not files:
        raise UsageError(f"{path}: is no folder with brat's annotations (*.ann)")
    reading = Reading()
    for file in files:
        source = file.with_suffix(".txt")
        if not source.is_file():
            reading.problems.append(Problem(file.name, "", "", f"its text {source.name} is missing"))
            continue
        text = source.read_bytes().decode("utf-8-sig", "replace").replace("\r\n", "\n")
        lines = file.read_bytes().decode("utf-8-sig", "replace").splitlines()
        marks = tuple(_marks(lines, text, file.name, reading.problems))
        doc_id = file.stem.rsplit("-", 1)[-1]
        reading.texts.append(MarkedText(text, marks, file.stem, doc_id))
    return reading


def _marks(lines: list[str], text: str, name: str, problems: list[Problem]) -> Iterator[Mark]:
    notes = {found[1]: found[2] for line in lines if (found := _NOTE.fullmatch(line))}
    for line in lines:
        if line.startswith("T") and not _BOUND.fullmatch(line):
            problems.append(Problem(name, "", line[:80], "the line is not in brat's form"))
        if not (found := _BOUND.fullmatch(line)):
            continue
        layer, _, label = found[2].rpartition(_LAYER_MARK)
        spans = [tuple(map(int, span.split())) for span in found[3].split(";")]
        start, end = spans[0][0], spans[-1][1]
        gaps = [text[one[1] : other[0]] for one, other in pairwise(spans)]
        if not 0 <= start < end <= len(text):
            problems.append(Problem(name, label, found[4], f"[{start}, {end}) is no span of its text"))
        elif any(gap.strip() for gap in gaps):
            problems.append(Problem(name, label, found[4], "it has parts with other words between them"))
        else:
            mark = Mark(layer, label, start, end, text[start:end], human=True)
            yield read_remark(notes.get(found[1], ""), label).applied(mark)
