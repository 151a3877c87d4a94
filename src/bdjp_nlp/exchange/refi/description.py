"""Description: a label's definition, bounds and examples as a code's text that people read and that we read again."""

from __future__ import annotations

from bdjp_nlp.codebook import Label

_PARTS = {"Takes in": "includes", "Leaves out": "excludes", "Bears it": "passing", "Does not": "failing"}
"""What a line begins with, and the part of a label that it is one of."""


def described(label: Label) -> str:
    """A label as lines: its title, its definition, then a line for each bound and example."""
    lines = [label.title, label.definition]
    for word, part in _PARTS.items():
        lines += [f"{word}: {text}" for text in getattr(label, part)]
    return "\n".join(" ".join(line.split()) for line in lines)


def label_of(name: str, title: str, description: str, ours: bool) -> Label:
    """The label that a code's description tells of.

    `ours`: written by `described`, so that the first line is the title; otherwise `title` is, and all lines that are no
    bound or example are the definition. Without any, the title stands for it.
    """
    lines = [line for line in (" ".join(line.split()) for line in description.splitlines()) if line]
    if ours and lines:
        title = lines.pop(0)
    parts: dict[str, list[str]] = {part: [] for part in _PARTS.values()}
    rest: list[str] = []
    for line in lines:
        word, colon, text = line.partition(": ")
        if colon and word in _PARTS:
            parts[_PARTS[word]].append(text)
        else:
            rest.append(line)
    definition = " ".join(rest) or title
    return Label(name=name, title=title, definition=definition, **{part: tuple(found) for part, found in parts.items()})
