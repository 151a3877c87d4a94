r"""The Markdown dialect of the sources, read into a Paper.

A source opens with a head between two lines of three hyphens, one `key: value` a line (the keys are the fields of
`paper.Head`; authors and countries are parted by semicolons). Blocks follow, parted by empty lines:

    ## 2.1 Title            heading; ## is level 1; a number (2.1, IV., A.) is told apart from the title
    Text                    paragraph, on one line or several; a number that opens a paragraph is written 14\.
    > Text                  block quote
    - Text, 1. Text         list item; two spaces of indent a level
    ::: abstract Text       abstract
    Table 1. Caption        caption, and directly below it the rows: | a | b |, the header first, |---| after it
    !figure A=3, B=5.5 | Figure 1. Caption      a bar chart and its caption
    [^1]: Text              a note, on one line, anywhere

Inside a line: *emphasis*, **strong**, [^1] a note's marker, {++inserted++} and {--deleted--} tracked changes (DOCX).
Notes are numbered 1, 2, 3 … in the order of their markers, and each is marked exactly once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from paper import Block, Head, Paper, SourceError, Span, Spans, SpanStyle

INLINE = re.compile(
    r"\[\^(?P<note>\d+)\]|\*\*(?P<strong>.+?)\*\*|\*(?P<emphasis>.+?)\*|\{\+\+(?P<inserted>.+?)\+\+\}|\{--(?P<deleted>.+?)--\}"
)
STYLES: tuple[SpanStyle, ...] = ("strong", "emphasis", "inserted", "deleted")
HEADING = re.compile(r"(?P<hashes>#{2,5}) (?:(?P<number>\d+(?:\.\d+)*\.?|[IVX]+\.|[A-Z]\.) )?(?P<title>.+)")
LIST_ITEM = re.compile(r"(?P<indent> *)(?P<marker>-|\d+\.) (?P<text>.+)")
NOTE = re.compile(r"\[\^(?P<number>\d+)\]: (?P<text>.+)")
FIGURE = re.compile(r"!figure (?P<bars>[^|]+) \| (?P<caption>.+)")
INDENT_PER_LEVEL = 2


def read_source(path: Path) -> Paper:
    """Read one source; raises SourceError with the file's name where it breaks the rules above."""
    text = path.read_text(encoding="utf-8")
    try:
        _, head_text, body = text.split("---\n", 2)
        head = read_head(head_text)
        notes = {m["number"]: read_inline(m["text"]) for m in map(NOTE.fullmatch, body.splitlines()) if m}
        lines = [line for line in body.splitlines() if not NOTE.fullmatch(line)]
        blocks = tuple(block for chunk in chunks(lines) for block in read_chunk(chunk))
        check_notes(blocks, notes)
        check_tracked(head, blocks)
    except (ValueError, KeyError, TypeError, SourceError) as error:
        raise SourceError(f"{path.name}: {error}") from error
    return Paper(path.stem, head, blocks, notes)


def read_head(text: str) -> Head:
    """Read the `key: value` lines; raises TypeError for an unknown or missing key."""
    values = dict(line.split(": ", 1) for line in text.splitlines() if line)
    return Head(
        authors=parted(values.pop("authors", "")),
        countries=parted(values.pop("countries")),
        first_page=int(values.pop("first_page", "1")),
        tagged=values.pop("tagged", "yes") == "yes",
        **values,
    )


def parted(text: str) -> tuple[str, ...]:
    """The values between semicolons."""
    return tuple(part.strip() for part in text.split(";") if part.strip())


def chunks(lines: list[str]) -> Iterator[list[str]]:
    """The runs of lines between empty lines."""
    chunk: list[str] = []
    for line in [*lines, ""]:
        if line.strip():
            chunk.append(line)
        elif chunk:
            yield chunk
            chunk = []


def read_chunk(lines: list[str]) -> Iterator[Block]:
    """The block, or for a list the blocks, of one run of lines."""
    first, joined = lines[0], " ".join(line.strip() for line in lines)
    if heading := HEADING.fullmatch(joined):
        level = len(heading["hashes"]) - 1
        yield Block("heading", read_inline(heading["title"]), level=level, number=heading["number"] or "")
    elif first.startswith("> "):
        yield Block("quote", read_inline(" ".join(line.removeprefix("> ") for line in lines)))
    elif first.startswith("::: abstract "):
        yield Block("abstract", read_inline(joined.removeprefix("::: abstract ")))
    elif figure := FIGURE.fullmatch(joined):
        yield Block("figure", read_inline(figure["caption"]), bars=tuple(read_bars(figure["bars"])))
    elif len(lines) > 1 and lines[1].startswith("|"):
        rows = tuple(read_row(line) for line in lines[1:] if not line.startswith("|-"))
        if len({len(row) for row in rows}) != 1:
            raise SourceError(f"table {first!r}: rows have different numbers of cells")
        yield Block("table", read_inline(first), rows=rows)
    elif LIST_ITEM.fullmatch(first):
        yield from read_list(lines)
    else:
        yield Block("paragraph", read_inline(re.sub(r"^(\d+)\\\.", r"\1.", joined)))


def read_list(lines: list[str]) -> Iterator[Block]:
    """A list item a line."""
    for line in lines:
        item = LIST_ITEM.fullmatch(line)
        if not item:
            raise SourceError(f"no list item: {line!r}; write each item on one line")
        level = len(item["indent"]) // INDENT_PER_LEVEL + 1
        yield Block("list_item", read_inline(item["text"]), level=level, marker=item["marker"])


def read_row(line: str) -> tuple[str, ...]:
    """The cells of one table row."""
    return tuple(cell.strip() for cell in line.strip().strip("|").split("|"))


def read_bars(text: str) -> Iterator[tuple[str, float]]:
    """The bars of a figure, label and value."""
    for bar in text.split(", "):
        label, value = bar.split("=")
        yield label.strip(), float(value)


def read_inline(text: str) -> Spans:
    """The spans of one line of text."""
    spans, end = [], 0
    for match in INLINE.finditer(text):
        if match.start() > end:
            spans.append(Span(text[end : match.start()]))
        if match["note"]:
            spans.append(Span("", note=match["note"]))
        else:
            style = next(style for style in STYLES if match[style])
            spans.append(Span(match[style], style))
        end = match.end()
    if end < len(text):
        spans.append(Span(text[end:]))
    return tuple(spans)


def check_notes(blocks: tuple[Block, ...], notes: dict[str, Spans]) -> None:
    """Raise SourceError unless the markers are 1, 2, 3 … and each has its note and stands in running text."""
    markers = [span.note for block in blocks for span in block.spans if span.note]
    expected = [str(number) for number in range(1, len(notes) + 1)]
    if markers != expected or sorted(notes, key=int) != expected:
        raise SourceError(f"markers {markers} and notes {sorted(notes, key=int)} should both be {expected}")
    marked = {block.kind for block in blocks for span in block.spans if span.note}
    if marked & {"heading", "table", "figure"}:
        raise SourceError("a note's marker stands in a heading or caption; move it into running text")


def check_tracked(head: Head, blocks: tuple[Block, ...]) -> None:
    """Raise SourceError for tracked changes in a format that has none."""
    tracked = any(span.style in ("inserted", "deleted") for block in blocks for span in block.spans)
    if tracked and head.format != "docx":
        raise SourceError(f"tracked changes in a paper of format {head.format}; only docx can hold them")
