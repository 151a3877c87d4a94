"""Codebook in: the codes of a .qdc, or of a project's codebook, become labels of a codebook here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml.etree import QName
from lxml.etree import _Element as Element

from bdjp_nlp.codebook import GROUPS, Label
from bdjp_nlp.errors import UsageError
from bdjp_nlp.exchange.archive import ReadArchive, parse_xml
from bdjp_nlp.exchange.naming import LAYER_OF_GROUP
from bdjp_nlp.exchange.refi.description import label_of

_GROUP_OF = {**{group: group for group in GROUPS}, **{layer: group for group, layer in LAYER_OF_GROUP.items()}}
_MADE_BY_US = "bdjp-nlp"


@dataclass
class ReadCodebook:
    """Labels by group, and what a person should know of what was read."""

    groups: dict[str, dict[str, Label]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def read_codebook(path: Path, group: str | None = None) -> ReadCodebook:
    """The labels of a codebook file (.qdc) or of a project (.qdpx).

    Codes below a code that is named as a group or a table of ours are its labels; `group` takes the others. Codes that
    nothing may be coded with are only followed. Raises `UsageError` where the file is no such file, where two codes of
    a group would have one name, and where codes stand below no group and none is given.
    """
    root = _root(path)
    found = ReadCodebook()
    codes = root.find("{*}Codes")
    ours = _origin(root).startswith(_MADE_BY_US)
    for code in codes if codes is not None else ():
        named = _GROUP_OF.get((code.get("name") or "").strip().casefold())
        for one in code.findall("{*}Code") if named else (code,):
            for each in _codable(one):
                _add(found, path, named or group, each, ours)
    if not found.groups:
        raise UsageError(f"{path}: holds no code that anything may be coded with")
    sets = len(root.findall("{*}Sets/{*}Set"))
    if sets:
        found.notes.append(f"{sets} sets of codes are left out: a codebook here has none")
    return found


def _root(path: Path) -> Element:
    if path.suffix.lower() == ".qdpx":
        archive = ReadArchive(path)
        projects = archive.names(".qde")
        data = archive.read(projects[0]) if projects else None
        book = parse_xml(data or b"", str(path)).find("{*}CodeBook")
        if book is None:
            raise UsageError(f"{path}: the project has no codebook")
        return book
    try:
        root = parse_xml(path.read_bytes(), str(path))
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror})") from None
    if QName(root).localname != "CodeBook":
        raise UsageError(f"{path}: is no REFI-QDA codebook; its root is {QName(root).localname!r}")
    return root


def _origin(root: Element) -> str:
    return root.get("origin") or root.getroottree().getroot().get("origin") or ""


def _codable(code: Element) -> Iterator[Element]:
    """A code and all below it, without those that only hold others."""
    for one in code.iter("{*}Code"):
        if (one.get("isCodable") or "").strip().lower() not in ("false", "0"):
            yield one


def _add(found: ReadCodebook, path: Path, group: str | None, code: Element, ours: bool) -> None:
    title = " ".join((code.get("name") or "").split())
    name = label_name(title.split(": ", 1)[-1] if ours else title)
    if not name:
        found.notes.append(f"a code named {title!r} is left out: its name has no letter or figure")
        return
    if group is None:
        raise UsageError(f"{path}: code {title!r} stands below no group; say which it belongs to with --group themes")
    labels = found.groups.setdefault(group, {})
    if name in labels:
        raise UsageError(f"{path}: two codes of {group} are named {title!r}; give one another name")
    description = code.findtext("{*}Description") or ""
    if not description.strip():
        found.notes.append(f"{group}: {name} has no description; its name stands for its definition")
    labels[name] = label_of(name, title, description, ours)


def label_name(title: str) -> str:
    """A label's name from a code's: as it is where it is one word, else small letters joined by ``_``."""
    return title if re.fullmatch(r"\w+", title) else re.sub(r"\W+", "_", title.casefold()).strip("_")
