"""Remark: what a selection's description says of its codings, as lines that people read and that we read again."""

from __future__ import annotations

import re

from bdjp_nlp.exchange.mark import ASSIGNED, Details, Mark
from bdjp_nlp.exchange.refi.names import clean

_PART = re.compile(r"(?:[^;\\]|\\.)+")
_ESCAPED = re.compile(r"\\(.)")
_SPECIAL = re.compile(r"([\\;])")


def remark(code: str, mark: Mark) -> str:
    """One line: ``CODE: status assigned; score 0.9712; by MODEL; stance constrains``."""
    said = [("status", mark.status)]
    if mark.score is not None:
        said.append(("score", f"{mark.score:.4f}"))
    said.append(("by", mark.by))
    parts = (f"{name} {_escaped(value)}" for name, value in (*said, *mark.details))
    return clean(f"{code}: {'; '.join(parts)}")


def _escaped(value: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(value.split()))


def read_remark(line: str, code: str) -> tuple[str, float | None, Details]:
    """Status, score and details of a line that `remark` wrote for a code; of any other line, nothing."""
    if not line.startswith(f"{code}: "):
        return ASSIGNED, None, ()
    said = dict(
        _ESCAPED.sub(r"\1", part.strip()).split(" ", 1)
        for part in _PART.findall(line[len(code) + 2 :])
        if " " in part.strip()
    )
    score = said.pop("score", None)
    status = said.pop("status", ASSIGNED)
    said.pop("by", None)
    return status, _number(score), tuple(said.items())


def _number(text: str | None) -> float | None:
    try:
        return None if text is None else float(text)
    except ValueError:
        return None
