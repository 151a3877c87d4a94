"""bdjp-nlp: from policy papers on defence cooperation to tables that show their evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from bdjp_nlp.document import Document
    from bdjp_nlp.pipeline import Pipeline, load_pipeline

__all__ = ["Document", "Pipeline", "__version__", "load_pipeline"]


def __getattr__(name: str) -> Any:
    """Import the public names when they are first asked for, so that ``bdjp --help`` starts at once."""
    if name == "Document":
        from bdjp_nlp.document import Document

        return Document
    if name in ("Pipeline", "load_pipeline"):
        from bdjp_nlp import pipeline

        return getattr(pipeline, name)
    raise AttributeError(f"module 'bdjp_nlp' has no attribute {name!r}")
