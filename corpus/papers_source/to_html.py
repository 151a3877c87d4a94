"""HTML as a site serves it: the paper between navigation, consent banner, share buttons and links to other pages."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path
from string import Template

from paper import NOTICE, Block, ListNode, Paper, Spans, grouped

LAYOUTS = Path(__file__).parent / "layouts"
TAGS = {"strong": "strong", "emphasis": "em"}


def build_html(paper: Paper) -> bytes:
    """The paper inside `layouts/LAYOUT.html`."""
    head = paper.head
    template = Template((LAYOUTS / f"{head.layout}.html").read_text(encoding="utf-8"))
    page = template.substitute(
        title=escape(head.title),
        authors=escape(", ".join(head.authors)),
        date=head.date,
        date_shown=escape(head.date_shown),
        publisher=escape(head.publisher),
        series=escape(head.series),
        notice=escape(NOTICE),
        body="\n".join(body(paper)),
        notes="\n".join(notes(paper)),
    )
    return page.encode()


def body(paper: Paper) -> Iterator[str]:
    """The elements of the running text."""
    for block in grouped(paper.blocks):
        yield list_element(block) if isinstance(block, ListNode) else element(block)


def element(block: Block) -> str:
    """The element of anything but a list."""
    text = inline(block.spans)
    if block.kind == "heading":
        title = f"{escape(block.number)} {text}".strip()
        return f"<h{block.level + 1}>{title}</h{block.level + 1}>"
    if block.kind == "quote":
        return f"<blockquote><p>{text}</p></blockquote>"
    if block.kind == "abstract":
        return f'<p class="standfirst">{text}</p>'
    if block.kind == "table":
        header, *rest = block.rows
        head, cells = row(header, "th"), "".join(row(cells, "td") for cells in rest)
        return f"<table><caption>{text}</caption><thead>{head}</thead><tbody>{cells}</tbody></table>"
    if block.kind == "figure":
        bars = "".join(
            f'<rect x="0" y="{i * 14}" width="{value}" height="10"/>' for i, (_, value) in enumerate(block.bars)
        )
        return f'<figure><svg role="img" viewBox="0 0 300 120">{bars}</svg><figcaption>{text}</figcaption></figure>'
    return f"<p>{text}</p>"


def row(cells: tuple[str, ...], tag: str) -> str:
    """One table row."""
    return f"<tr>{''.join(f'<{tag}>{escape(cell)}</{tag}>' for cell in cells)}</tr>"


def list_element(node: ListNode) -> str:
    """A list with the lists below its items."""
    tag = "ol" if node.ordered else "ul"
    items = (f"<li>{inline(item.spans)}{list_element(below) if below else ''}</li>" for item, below in node.items)
    return f"<{tag}>{''.join(items)}</{tag}>"


def inline(spans: Spans) -> str:
    """Spans as elements; a note's marker is a link to the note."""
    parts = []
    for span in spans:
        if span.note:
            parts.append(f'<sup class="note" id="ref-{span.note}"><a href="#note-{span.note}">{span.note}</a></sup>')
        elif tag := TAGS.get(span.style):
            parts.append(f"<{tag}>{escape(span.text, quote=False)}</{tag}>")
        else:
            parts.append(escape(span.text, quote=False))
    return "".join(parts)


def notes(paper: Paper) -> Iterator[str]:
    """The notes' own list, each with a link back."""
    if paper.notes:
        yield '<section class="footnotes" role="doc-endnotes"><h2>Notes</h2><ol>'
        for number, spans in paper.notes.items():
            yield f'<li id="note-{number}">{inline(spans)} <a href="#ref-{number}" aria-label="Back to text">↩</a></li>'
        yield "</ol></section>"
