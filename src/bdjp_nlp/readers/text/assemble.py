"""Assembly: a plain text's blocks, notes and tables from its characters, step by step."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from bdjp_nlp.draft import Block, BlockKind, DraftNote, DraftTable, NoteReference
from bdjp_nlp.readers.text.front import FrontMatter, part_title_page, read_front
from bdjp_nlp.readers.text.furniture import without_furniture
from bdjp_nlp.readers.text.headings import find_headings
from bdjp_nlp.readers.text.hyphens import Vocabulary, join_lines
from bdjp_nlp.readers.text.lines import Line, split_lines
from bdjp_nlp.readers.text.markers import BULLET, join_lone_bullets, mark_items, strip_false_runs
from bdjp_nlp.readers.text.measure import Measure, measure
from bdjp_nlp.readers.text.notes import Body, find_bodies
from bdjp_nlp.readers.text.references import Reference, find_references, lone_marker
from bdjp_nlp.readers.text.tables import find_tables, is_caption
from bdjp_nlp.readers.text.titles import Heading, is_rule
from bdjp_nlp.readers.text.unwrap import paragraphs, split_glued

_PASSAGE_LINES = 7
"""Up to so many lines without a blank one between them are one passage, and nothing in them is interpreted."""
_PASSAGE_LINE = 160
"""Characters; unless the lines are longer on average, then they are paragraphs."""
_QUOTE_INDENT = 4
"""Characters a block is set in from the text's own edge to be a quotation."""
_LEFT_OVER = re.compile(r"^\d{1,3}\s+[\"“]\s+(?=[a-z])")
"""A footnote's number and quotation mark, the rest of which a conversion has dropped, in mid-sentence."""
_STRAY_ZERO = re.compile(r"(?<=\S\s\s)0(?=[a-z]{2})")
"""The end of a page's number glued to the next page's first word."""
_SPACES = re.compile(r"\s+")
_ABSTRACT = ("abstract", "executive summary", "summary")


@dataclass
class Assembled:
    """A text's parts."""

    blocks: list[Block] = field(default_factory=list)
    notes: list[DraftNote] = field(default_factory=list)
    tables: list[DraftTable] = field(default_factory=list)
    front: FrontMatter = field(default_factory=FrontMatter)
    warnings: list[str] = field(default_factory=list)


def assemble(text: str) -> Assembled:
    """The parts of a text whose characters are clean."""
    lines = split_lines(text)
    if is_passage(lines):
        vocabulary = Vocabulary(line.text for line in lines)
        joined = join_lines([line.text for line in lines], vocabulary)
        return Assembled([Block("paragraph", joined)] if joined else [])
    lines = join_lone_bullets(without_furniture(lines))
    strip_false_runs(lines)
    done = Assembled()
    lines = _without_tables(lines, done)
    vocabulary = Vocabulary(line.text for line in lines)
    measures = _measures(lines)
    lines = _with_lone_markers(split_glued(lines, measures[0]))
    headings = find_headings(lines, measures[0])
    lines, headings = _without_notes(lines, headings, measures[0], vocabulary, done)
    part_title_page(lines, min(headings, default=len(lines)), measures[0])
    mark_items(lines, {i + k for i, heading in headings.items() for k in range(heading.lines)})
    done.blocks = list(_blocks(lines, headings, measures, vocabulary))
    _take_out_markers(done)
    done.front, done.blocks = read_front(done.blocks)
    return done


def is_passage(lines: list[Line]) -> bool:
    """Whether a text is a single passage: one line, or a few without a blank line, a list or very long lines."""
    if len(lines) <= 1:
        return True
    if len(lines) > _PASSAGE_LINES or any(line.gap or line.page > 1 for line in lines[1:]):
        return False
    mean = sum(len(line.text) for line in lines) / len(lines)
    return mean < _PASSAGE_LINE and not any(BULLET.match(line.text) for line in lines[1:])


def _measures(lines: list[Line]) -> dict[int, Measure]:
    """The measure of the text's own lines (0) and of each run that had false markers."""
    runs: dict[int, list[Line]] = {0: []}
    for line in lines:
        runs.setdefault(line.run, []).append(line)
    return {run: measure(members) for run, members in runs.items()}


def _without_tables(lines: list[Line], done: Assembled) -> list[Line]:
    kept: list[Line] = []
    last = 0
    for start, end, table in find_tables(lines):
        kept += lines[last:start]
        done.tables.append(table)
        last = end
        if end < len(lines):
            lines[end].gap += 1
    return kept + lines[last:]


def _without_notes(
    lines: list[Line], headings: dict[int, Heading], body: Measure, vocabulary: Vocabulary, done: Assembled
) -> tuple[list[Line], dict[int, Heading]]:
    """The lines that are no note's, the headings by their new places; the notes go to `done`."""
    references = find_references([line.text for line in lines])
    bodies = find_bodies(lines, headings, references, body)
    if not bodies:
        return lines, headings
    gone: set[int] = set()
    for found in bodies:
        gone.update(range(found.start, found.end))
        done.notes.append(DraftNote(str(found.number), _note_text(lines, found, vocabulary), lines[found.start].page))
    kept: list[Line] = []
    moved: dict[int, Heading] = {}
    for index, line in enumerate(lines):
        if index in gone:
            continue
        if index - 1 in gone:
            line.gap = body.gap
        if index in headings:
            moved[len(kept)] = headings[index]
        kept.append(line)
    return kept, moved


def _with_lone_markers(lines: list[Line]) -> list[Line]:
    """Markers that stand on lines of their own put behind the words they belong to."""
    texts = [line.text for line in lines]
    if not any(lone_marker(text, before) for before, text in pairwise(texts)):
        return lines
    lone = {found.text for found in find_references(texts) if found.kind == "lone"}
    for index in lone:
        lines[index - 1].text += lines[index].text
        lines[index - 1].raw = lines[index].raw
    return [line for index, line in enumerate(lines) if index not in lone]


def _note_text(lines: list[Line], found: Body, vocabulary: Vocabulary) -> str:
    texts = [line.text for line in lines[found.start : found.end]]
    texts[0] = texts[0][found.offset :]
    return join_lines([text for text in texts if text], vocabulary)


def _blocks(
    lines: list[Line], headings: dict[int, Heading], measures: dict[int, Measure], vocabulary: Vocabulary
) -> list[Block]:
    blocks: list[Block] = []
    edge = _edge(lines)
    start = 0
    for index in [*sorted(headings), len(lines)]:
        if index < start:
            continue
        blocks += _text_blocks(lines[start:index], measures, vocabulary, edge)
        if index < len(lines):
            heading = headings[index]
            title = _SPACES.sub(" ", heading.title)
            blocks.append(Block("heading", title, heading.level, heading.number, lines[index].page))
            start = index + heading.lines
    return _with_abstract(blocks)


def _text_blocks(lines: list[Line], measures: dict[int, Measure], vocabulary: Vocabulary, edge: int) -> list[Block]:
    """The blocks of the lines between two headings."""
    blocks: list[Block] = []
    start = 0
    for index in range(1, len(lines) + 1):
        if index < len(lines) and lines[index].run == lines[start].run and not is_rule(lines[index].text):
            continue
        for group in paragraphs(lines[start:index], measures[lines[start].run]):
            texts = [_without_left_overs(line.text, n) for n, line in enumerate(group) if not is_rule(line.text)]
            if texts:
                kind = _kind(group, edge)
                if kind == "quote":
                    texts = [text.lstrip("> ") for text in texts]
                blocks.append(Block(kind, join_lines(texts, vocabulary), group[0].depth, page=group[0].page))
        start = index
    return [block for block in blocks if block.text]


def _without_left_overs(text: str, place: int) -> str:
    """A line without what a conversion left of notes and page numbers; `place`: its index in its paragraph."""
    if place and text[0].isdigit():
        text = _LEFT_OVER.sub("", text)
    return _STRAY_ZERO.sub("", text) if "  0" in text else text


def _kind(group: Sequence[Line], edge: int) -> BlockKind:
    if group[0].bullet:
        return "list_item"
    if is_caption(" ".join(line.text for line in group[:4])):
        return "caption"
    quoted = all(line.text.startswith(">") for line in group)
    inset = len(group) > 1 and all(line.indent >= edge + _QUOTE_INDENT for line in group) and not group[0].run
    return "quote" if quoted or inset else "paragraph"


def _edge(lines: list[Line]) -> int:
    """The indent of most of the text's lines."""
    counts: dict[int, int] = {}
    for line in lines:
        counts[line.indent] = counts.get(line.indent, 0) + 1
    return max(counts, key=lambda indent: counts[indent], default=0)


def _with_abstract(blocks: list[Block]) -> list[Block]:
    """The paragraphs under a heading "Abstract" marked as such."""
    within = False
    for index, block in enumerate(blocks):
        if block.kind == "heading":
            within = block.text.casefold() in _ABSTRACT
        elif within and block.kind == "paragraph":
            blocks[index] = replace(block, kind="abstract")
    return blocks


def _take_out_markers(done: Assembled) -> None:
    """Moves the notes' markers from the blocks' texts to their references."""
    found = find_references([block.text for block in done.blocks], frozenset(int(note.marker) for note in done.notes))
    by_block: dict[int, list[Reference]] = {}
    for reference in found:
        by_block.setdefault(reference.text, []).append(reference)
    for index, references in by_block.items():
        done.blocks[index] = without_markers(done.blocks[index], references)
    if found and done.notes:
        missing = {note.marker for note in done.notes} - {str(reference.number) for reference in found}
        if missing:
            done.warnings.append(f"no marker was found in the text for {len(missing)} notes: {_some(missing)}")
    if found and not done.notes:
        done.warnings.append(f"{len(found)} note markers were taken out; the notes' own texts are not in the file")


def _some(markers: set[str]) -> str:
    listed = sorted(markers, key=int)
    return ", ".join(listed[:10]) + (", …" if len(listed) > 10 else "")


def without_markers(block: Block, references: list[Reference]) -> Block:
    """A block without its notes' markers, each anchored at the code point where it stood."""
    parts: list[str] = []
    anchors: list[NoteReference] = []
    length = last = 0
    for reference in references:
        part = block.text[last : reference.start]
        parts.append(part)
        length += len(part)
        anchors.append(NoteReference(str(reference.number), length))
        last = reference.end
    text = ("".join(parts) + block.text[last:]).rstrip()
    blank = len(text) - len(text.lstrip())
    text = text[blank:]
    places = (replace(anchor, offset=min(max(0, anchor.offset - blank), len(text))) for anchor in anchors)
    return replace(block, text=text, references=tuple(places))
