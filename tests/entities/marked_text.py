"""Texts with the expected mentions written into them: "[Ghana|STATE] and the [RN|MILITARY_ORG=Royal Navy]"."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MARK = re.compile(r"\[([^\]|]+)\|([A-Z_]+)(?:=([^\]]+))?\]")


@dataclass(frozen=True)
class Expected:
    """A mention: half-open code points, label, and the canonical name where the example gives one."""

    start: int
    end: int
    label: str
    canonical: str | None


def read_marked(marked: str) -> tuple[str, list[Expected]]:
    """The plain text and its expected mentions."""
    text, expected, last = "", [], 0
    for match in _MARK.finditer(marked):
        text += marked[last : match.start()]
        expected.append(Expected(len(text), len(text) + len(match[1]), match[2], match[3]))
        text += match[1]
        last = match.end()
    return text + marked[last:], expected


def write_marked(text: str, mentions: list[tuple[int, int, str]]) -> str:
    """A text with its mentions marked, to compare and to read in a failure."""
    out, last = "", 0
    for start, end, label in sorted(mentions):
        out += f"{text[last:start]}[{text[start:end]}|{label}]"
        last = end
    return out + text[last:]
