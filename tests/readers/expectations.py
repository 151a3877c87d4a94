"""What holds of every draft, whatever it was read from."""

from __future__ import annotations

from bdjp_nlp.document import from_draft
from bdjp_nlp.draft import Draft


def assert_sound(draft: Draft) -> None:
    """References lie in their texts, blocks have no line ends, and a document can be made of it."""
    for block in draft.blocks:
        assert "\n" not in block.text
        assert block.text == block.text.strip()
        assert all(0 <= reference.offset <= len(block.text) for reference in block.references)
        assert [r.offset for r in block.references] == sorted(r.offset for r in block.references)
        assert block.level >= (1 if block.kind in ("heading", "list_item") else 0)
    from_draft(draft, path="x", sha256="0" * 64).text.encode("utf-8")


def kinds(draft: Draft) -> list[tuple[str, str]]:
    """The blocks as (kind, text)."""
    return [(block.kind, block.text) for block in draft.blocks]


def anchors(draft: Draft) -> list[tuple[str, str]]:
    """Each reference as (marker, the text right before it)."""
    return [(r.marker, block.text[: r.offset][-12:]) for block in draft.blocks for r in block.references]


def headings(draft: Draft) -> list[tuple[int, str, str]]:
    """The headings as (level, number, text)."""
    return [(block.level, block.number, block.text) for block in draft.blocks if block.kind == "heading"]
