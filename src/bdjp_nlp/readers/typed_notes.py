"""Typed notes: raised digits and texts under "Notes" that someone typed in place of the format's own notes."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bdjp_nlp.draft import Block, DraftNote, NoteReference
from bdjp_nlp.readers.text.references import Reference, best_chain
from bdjp_nlp.readers.unit import Unit

_MIN_TYPED = 2
"""Raised numbers in sequence from which on they are notes, not powers."""
_NOTES = frozenset(("notes", "endnotes", "footnotes", "references"))
_BODY = re.compile(r"\[?(\d{1,3})[.)\]]?\s+(?=\S)")
_ORDINAL_OR_UNIT = re.compile(r"(?:\d|(?<![^\W\d_])(?:[kcm]?m|ft|mi|CO))$")


@dataclass
class Resolved:
    """The units without typed markers and note texts, and the notes."""

    units: list[Unit]
    notes: list[DraftNote]


def resolve_typed(units: list[Unit]) -> Resolved:
    """Takes typed markers out of the text where their numbers make a sequence."""
    candidates = [
        Reference(i, typed.offset, typed.offset + len(typed.text), int(typed.text), 1.0, "super")
        for i, unit in enumerate(units)
        for typed in unit.typed
        if typed.text.isascii()
        and typed.text.isdigit()
        and int(typed.text)
        and unit.block.text[typed.offset : typed.offset + len(typed.text)] == typed.text
        and not _ORDINAL_OR_UNIT.search(unit.block.text[: typed.offset])
    ]
    chain = best_chain(candidates)
    if len(chain) < _MIN_TYPED:
        return Resolved(units, [])
    for index in {found.text for found in chain}:
        units[index].block = _without(units[index].block, [found for found in chain if found.text == index])
    return _with_bodies(units, {found.number for found in chain})


def _without(block: Block, found: list[Reference]) -> Block:
    text = block.text
    own = list(block.references)
    for reference in reversed(found):
        length = reference.end - reference.start
        text = text[: reference.start] + text[reference.end :]
        own = [replace(o, offset=o.offset - length if o.offset >= reference.end else o.offset) for o in own]
    removed = 0
    for reference in found:
        own.append(NoteReference(str(reference.number), reference.start - removed))
        removed += reference.end - reference.start
    end = len(text.rstrip())
    return replace(
        block,
        text=text.rstrip(),
        references=tuple(sorted((replace(o, offset=min(o.offset, end)) for o in own), key=lambda o: o.offset)),
    )


def _with_bodies(units: list[Unit], numbers: set[int]) -> Resolved:
    """Takes the notes' texts from the section that is named for them."""
    start = next(
        (
            i
            for i in range(len(units) - 1, -1, -1)
            if units[i].block.text.casefold().strip(" :") in _NOTES and len(units[i].block.text) < 20
        ),
        None,
    )
    if start is None:
        return Resolved(units, [])
    notes: list[DraftNote] = []
    kept = units[: start + 1]
    expected = min(numbers)
    for place, unit in enumerate(units[start + 1 :], start=1):
        found = _BODY.match(unit.block.text)
        if unit.block.kind == "heading":
            kept += units[start + place :]
            break
        if found and int(found[1]) == expected:
            notes.append(DraftNote(found[1], unit.block.text[found.end() :]))
            expected += 1
        elif unit.block.kind == "list_item" and len(notes) == place - 1 and expected in numbers:
            notes.append(DraftNote(str(expected), unit.block.text))
            expected += 1
        elif notes:
            notes[-1] = replace(notes[-1], text=f"{notes[-1].text} {unit.block.text}")
        else:
            kept.append(unit)
    return Resolved(kept, notes)
