"""Remark: what a mark says beyond its words and label, as a line that people read and that we read again."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bdjp_nlp.exchange.mark import ASSIGNED, Details, Mark

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Signs that XML 1.0 cannot carry."""
_PART = re.compile(r"(?:[^;\\]|\\.)+")
_ESCAPED = re.compile(r"\\(.)")
_SPECIAL = re.compile(r"([\\;])")


@dataclass(frozen=True, slots=True)
class Remark:
    """What a line says; a line of somebody else says nothing, and `by` is empty."""

    by: str = ""
    human: bool = True
    status: str = ASSIGNED
    score: float | None = None
    details: Details = ()

    def applied(self, mark: Mark) -> Mark:
        """The mark with what the remark says of it."""
        return replace(
            mark,
            by=self.by or mark.by,
            human=self.human,
            status=self.status,
            score=self.score,
            details=self.details or mark.details,
        )


def clean(text: str) -> str:
    """Text without the signs that XML cannot carry."""
    return _FORBIDDEN.sub("\ufffd", text)


def remark(code: str, mark: Mark) -> str:
    """One line: ``CODE: status assigned; score 0.9712; by MODEL; stance constrains`` (``coder NAME`` of a person)."""
    said = [("status", mark.status)]
    if mark.score is not None:
        said.append(("score", f"{mark.score:.4f}"))
    said.append(("coder" if mark.human else "by", mark.by))
    parts = (f"{name} {_escaped(value)}" for name, value in (*said, *mark.details) if value)
    return clean(f"{code}: {'; '.join(parts)}")


def _escaped(value: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(value.split()))


def read_remark(line: str, code: str) -> Remark:
    """What a line says that `remark` wrote for a code."""
    if not line.startswith(f"{code}: status "):
        return Remark()
    parts = (part.strip() for part in _PART.findall(line[len(code) + 2 :]))
    said = dict(_ESCAPED.sub(r"\1", part).split(" ", 1) for part in parts if " " in part)
    score, status = said.pop("score", None), said.pop("status", ASSIGNED)
    model, coder = said.pop("by", ""), said.pop("coder", "")
    return Remark(coder or model, not model, status, _number(score), tuple(said.items()))


def _number(text: str | None) -> float | None:
    try:
        return None if text is None else float(text)
    except ValueError:
        return None
