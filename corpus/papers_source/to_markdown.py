"""Markdown with footnotes: with a YAML head ("front-matter"), or with a title and byline only ("plain")."""

from __future__ import annotations

from collections.abc import Iterator

from paper import NOTICE, Block, Paper, SourceError, Spans

MARKS = {"strong": "**", "emphasis": "*"}


def build_markdown(paper: Paper) -> bytes:
    """The paper as Markdown in the layout its head names."""
    head = paper.head
    if head.layout == "front-matter":
        opening = [
            f'---\ntitle: "{head.title}"\nauthor: "{", ".join(head.authors)}"\ndate: {head.date}\n---',
            f"*{NOTICE}*",
        ]
    elif head.layout == "plain":
        opening = [f"# {head.title}", f"{', '.join(head.authors)} — {head.publisher}, {head.date_shown}", f"*{NOTICE}*"]
    else:
        raise SourceError(f"{paper.stem}: Markdown has no layout {head.layout!r}; use front-matter or plain")
    notes = [f"[^{number}]: {inline(spans)}" for number, spans in paper.notes.items()]
    return ("\n\n".join([*opening, *blocks(paper.blocks), *notes]) + "\n").encode()


def blocks(source: tuple[Block, ...]) -> Iterator[str]:
    """Each block's Markdown, the items of one list together."""
    items: list[str] = []
    for block in source:
        if block.kind == "list_item":
            items.append(f"{'   ' * (block.level - 1)}{block.marker} {inline(block.spans)}")
            continue
        if items:
            yield "\n".join(items)
            items = []
        yield one_block(block)
    if items:
        yield "\n".join(items)


def one_block(block: Block) -> str:
    """The Markdown of anything but a list."""
    text = inline(block.spans)
    if block.kind == "heading":
        return f"{'#' * (block.level + 1)} {block.number} {text}".replace("  ", " ")
    if block.kind == "quote":
        return f"> {text}"
    if block.kind == "table":
        header, *rest = [f"| {' | '.join(row)} |" for row in block.rows]
        return "\n".join([f"{text}\n", header, "|" + " --- |" * len(block.rows[0]), *rest])
    return text


def inline(spans: Spans) -> str:
    """Spans with their marks."""
    return "".join(
        f"[^{span.note}]" if span.note else MARKS.get(span.style, "") + span.text + MARKS.get(span.style, "")
        for span in spans
    )
