"""Markdown: CommonMark with tables, footnotes and front matter, read from markdown-it's tokens.

Inline formatting is stripped by the parser's own reading of it, so "5 * 3 * 2" keeps its asterisks and "snake_case" its
underscore. HTML within the Markdown is left out but for its text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from bdjp_nlp.draft import Block, BlockKind, Draft, DraftNote, DraftTable, NoteReference
from bdjp_nlp.errors import DocumentError
from bdjp_nlp.readers.encoding import clean_characters, decode
from bdjp_nlp.readers.flowing import FlowingText, shifted
from bdjp_nlp.readers.heading_number import split_number
from bdjp_nlp.readers.media_type import MARKDOWN
from bdjp_nlp.readers.text import read_plain_text
from bdjp_nlp.readers.text.front import author_names, find_date
from bdjp_nlp.readers.text.tables import is_caption

_FIELD = re.compile(r"([A-Za-z][\w-]*)\s*:\s*(.*)$")
_TAG = re.compile(r"<!--.*?(?:-->|$)|</?[A-Za-z][^<>]*>", re.S)
_SPACES = re.compile(r"\s+")
_MAX_NESTING = 60
"""Depth of lists and quotations within each other that is followed; no one writes deeper by hand."""


def read_markdown(data: bytes, name: str) -> Draft:
    """The parts of a Markdown file; `name` is the file's, for messages.

    Raises `DocumentError` (damaged) where the parser cannot follow the file.
    """
    text = clean_characters(decode(data)).replace("\f", "\n").replace("\xad", "")
    parser = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING}).enable(["table", "strikethrough"])
    parser.use(footnote_plugin, inline=True).use(front_matter_plugin)
    try:
        tokens = parser.parse(text)
    except (RecursionError, ValueError, IndexError) as error:
        raise DocumentError(
            "damaged", f"{name}: Markdown that cannot be parsed ({error}); save it as plain text (.txt) and try again"
        ) from None
    draft = _Reading(tokens).draft()
    if draft.blocks or not text.strip():
        return draft
    return replace(read_plain_text(data, name), media_type=MARKDOWN)


class _Reading:
    """Walks the tokens once and gathers blocks, notes and tables."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.blocks: list[Block] = []
        self.notes: dict[str, list[str]] = {}
        self.tables: list[DraftTable] = []
        self.fields: dict[str, list[str]] = {}
        self.containers: list[str] = []
        self.note = ""
        self.item_open = False

    def draft(self) -> Draft:
        index = 0
        while index < len(self.tokens):
            index = self._take(index)
        title, blocks = self._title()
        authors = self.fields.get("authors") or self.fields.get("author") or []
        notes = tuple(DraftNote(marker, " ".join(parts)) for marker, parts in self.notes.items())
        return Draft(
            blocks=tuple(_with_abstract(blocks)),
            notes=notes,
            tables=tuple(self.tables),
            title=title,
            authors=tuple(name for text in authors for name in author_names(text) or (text,)),
            date=find_date(" ".join(self.fields.get("date", []))) or _year(self.fields.get("date", [])),
            media_type=MARKDOWN,
        )

    def _take(self, index: int) -> int:
        """Reads the token at an index and returns the next index to read."""
        token = self.tokens[index]
        kind = token.type
        if kind == "front_matter":
            self.fields = _fields(token.content)
        elif kind == "table_open":
            return self._table(index)
        elif kind in ("bullet_list_open", "ordered_list_open", "blockquote_open"):
            self.containers.append(kind)
        elif kind in ("bullet_list_close", "ordered_list_close", "blockquote_close"):
            del self.containers[-1:]
        elif kind == "list_item_open":
            self.item_open = True
        elif kind == "footnote_open":
            self.note, self.containers = _label(token), []
        elif kind == "footnote_close":
            self.note, self.containers = "", []
        elif kind == "inline":
            self._inline(token, self.tokens[index - 1])
        elif kind in ("fence", "code_block", "html_block"):
            content = _TAG.sub(" ", token.content) if kind == "html_block" else token.content
            for paragraph in re.split(r"\n\s*\n", content):
                self._add(_SPACES.sub(" ", paragraph).strip(), (), "")
        return index + 1

    def _inline(self, token: Token, opening: Token) -> None:
        text, references = plain(token.children or [])
        self._add(text, references, opening.tag if opening.type == "heading_open" else "")

    def _add(self, text: str, references: tuple[NoteReference, ...], tag: str) -> None:
        if self.note:
            self.notes.setdefault(self.note, []).append(text)
            return
        if not text:
            return
        if tag and not self.containers:
            number, title = split_number(text)
            moved = shifted(references, len(text) - len(title))
            self.blocks.append(Block("heading", title, int(tag[1]), number, references=moved))
            return
        kind, level = self._kind(text)
        self.item_open = False
        self.blocks.append(Block(kind, text, level, references=references))

    def _kind(self, text: str) -> tuple[BlockKind, int]:
        depth = sum(kind != "blockquote_open" for kind in self.containers)
        if self.containers and self.containers[-1] == "blockquote_open":
            return "quote", 0
        if depth:
            return "list_item", depth
        return ("caption", 0) if is_caption(text) else ("paragraph", 0)

    def _table(self, index: int) -> int:
        rows: list[list[str]] = []
        while self.tokens[index].type != "table_close":
            token = self.tokens[index]
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline" and rows:
                rows[-1].append(plain(token.children or [])[0])
            index += 1
        caption = self.blocks[-1].text if self.blocks and self.blocks[-1].kind == "caption" else ""
        self.tables.append(DraftTable(tuple(map(tuple, rows)), caption=caption))
        return index + 1

    def _title(self) -> tuple[str, list[Block]]:
        """The front matter's title, else a first heading that is the only one of the highest level."""
        title = " ".join(self.fields.get("title", []))
        top = [block for block in self.blocks if block.kind == "heading" and block.level == 1]
        first = self.blocks[0] if self.blocks else None
        if first is None or len(top) != 1 or first is not top[0] or first.number or len(self.blocks) == 1:
            return title, self.blocks
        if title and title.casefold() != first.text.casefold():
            return title, self.blocks
        rest = [replace(b, level=max(1, b.level - 1)) if b.kind == "heading" else b for b in self.blocks[1:]]
        return first.text, [replace(first, kind="title", level=0), *rest]


def plain(children: list[Token]) -> tuple[str, tuple[NoteReference, ...]]:
    """Inline tokens as text, with the footnotes' markers taken out and anchored at their code points."""
    text = FlowingText()
    for piece, marker in _pieces(children):
        if marker:
            text.mark(marker)
        else:
            text.add(piece)
    return text.take()


def _pieces(children: list[Token]) -> Iterator[tuple[str, str]]:
    """Each inline token's text and, of a footnote reference, its marker."""
    for token in children:
        if token.type == "footnote_ref":
            yield "", _label(token)
        elif token.type in ("text", "code_inline", "text_special"):
            yield token.content, ""
        elif token.type in ("softbreak", "hardbreak") or (token.type == "html_inline" and token.content[:3] == "<br"):
            yield " ", ""
        elif token.type == "image":
            yield token.content, ""


def _label(token: Token) -> str:
    meta = token.meta
    return str(meta.get("label") or int(meta.get("id", 0)) + 1)


def _fields(front: str) -> dict[str, list[str]]:
    """The front matter's simple fields and lists; what is nested deeper is not needed here."""
    fields: dict[str, list[str]] = {}
    name = ""
    for line in front.splitlines():
        found = _FIELD.match(line)
        if found:
            name = found[1].lower()
            value = found[2].strip()
            values = value[1:-1].split(",") if value.startswith("[") and value.endswith("]") else [value]
            fields[name] = [cleaned for item in values if (cleaned := item.strip().strip("\"'").strip("|>").strip())]
        elif name and line.strip():
            item = line.strip().removeprefix("- ").strip().removeprefix("name:").strip().strip("\"'")
            fields[name].append(item)
    return fields


def _year(values: list[str]) -> str:
    found = re.match(r"(\d{4})\b", values[0]) if values else None
    return found[1] if found else ""


def _with_abstract(blocks: list[Block]) -> Iterator[Block]:
    within = False
    for block in blocks:
        if block.kind == "heading":
            within = block.text.casefold() in ("abstract", "summary", "executive summary")
        yield replace(block, kind="abstract") if within and block.kind == "paragraph" else block
