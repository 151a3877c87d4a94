"""spaCy spans: how a mention stands in a `Doc`, whether a component found it or a run's table holds it."""

from __future__ import annotations

from spacy.tokens import Doc, Span

ATTRIBUTES = ("canonical", "value", "unit", "method", "score")
"""What the custom attributes of a mention's span are called, as the columns of the table of entities."""


def register_attributes() -> None:
    """Make spaCy know the spans' custom attributes; reading a `DocBin` of ours needs it too."""
    for name in ATTRIBUTES:
        if not Span.has_extension(name):
            Span.set_extension(name, default=None)


def entity_span(doc: Doc, start: int, end: int, label: str, entity_id: str) -> Span:
    """The span at half-open code points; where spaCy's tokens are coarser ("Japan12"), the tokens that hold it."""
    span: Span | None = doc.char_span(start, end, label=label, kb_id=entity_id, alignment_mode="expand")
    if span is None:
        raise ValueError(f"no tokens at code points {start} to {end} of a text of {len(doc.text)}")
    return span
