"""Project (.qdpx): a REFI-QDA project, out and in."""

from bdjp_nlp.exchange.refi.project_in import read
from bdjp_nlp.exchange.refi.project_out import write

__all__ = ["read", "write"]
