"""Plain text: paragraphs, headings, lists and notes won back from lines, as text comes out of a PDF or an e-mail.

The order of the steps: characters, lines and pages (`lines`), page numbers and running heads out (`furniture`), false
bullets off (`markers`), the lines' measure (`measure`), tables, headings, the notes' texts, list items, paragraphs
(`unwrap`, `hyphens`), then the notes' markers out of the finished paragraphs (`references`). What cannot be told apart
stays a paragraph. A short text, such as one passage given in memory, is one paragraph and is not touched.
"""

from __future__ import annotations

from bdjp_nlp.draft import Draft
from bdjp_nlp.readers.encoding import clean_characters, decode
from bdjp_nlp.readers.media_type import PLAIN
from bdjp_nlp.readers.text.assemble import assemble

__all__ = ["read_plain_text"]


def read_plain_text(data: bytes, name: str) -> Draft:
    """The parts of a plain text file.

    `name` is the file's, for messages; no bytes are refused, since any bytes are text in some character set. `pages`
    counts form-feed pages, 0 where there are none.
    """
    text = clean_characters(decode(data)).strip("\n\f ")
    blocks = assemble(text)
    return Draft(
        blocks=tuple(blocks.blocks),
        notes=tuple(blocks.notes),
        tables=tuple(blocks.tables),
        title=blocks.front.title,
        authors=blocks.front.authors,
        date=blocks.front.date,
        pages=text.count("\f") + 1 if "\f" in text else 0,
        warnings=tuple(blocks.warnings),
        media_type=PLAIN,
    )
