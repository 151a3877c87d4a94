"""Codebook: the labels and what each means, read from ``pipeline/codebook/*.toml``. No label stands in code."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from bdjp_nlp.errors import ConfigurationError, alternatives
from bdjp_nlp.identity import files_id
from bdjp_nlp.toml_file import load_toml, validated

GROUPS = ("themes", "constraints", "entities", "relations")
"""The files of a codebook, each ``GROUP.toml`` with a table ``[GROUP.label]`` a label."""


class Label(BaseModel):
    """One label: what it means, what it takes in and leaves out, and texts that bear it or just miss it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = ""
    title: str = Field(min_length=1)
    definition: str = Field(min_length=1)
    includes: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    passing: tuple[str, ...] = ()
    failing: tuple[str, ...] = ()


class _GroupFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    version: str
    labels: dict[str, Label]


@dataclass(frozen=True)
class Codebook:
    """All labels, by group; `content_id` changes with any word of the files."""

    path: Path
    groups: dict[str, dict[str, Label]]
    content_id: str

    def labels(self, group: str) -> dict[str, Label]:
        """The labels of a group in the file's order; raises `ConfigurationError` where there is no such group."""
        if group not in self.groups:
            raise ConfigurationError(f"{self.path}: no group {group!r} ({alternatives(group, self.groups)})")
        return self.groups[group]

    def names(self, group: str) -> tuple[str, ...]:
        """The names of a group's labels."""
        return tuple(self.labels(group))

    def group_id(self, group: str) -> str:
        """Changes with the set and order of a group's names, not with the wording of their definitions."""
        return "|".join(self.names(group))

    def __iter__(self) -> Iterator[tuple[str, Label]]:
        """Every (group, label)."""
        return ((group, label) for group, labels in self.groups.items() for label in labels.values())


def load_codebook(folder: Path) -> Codebook:
    """The codebook in a folder of ``GROUP.toml`` files.

    Raises `ConfigurationError` naming the file and key for unknown groups, unknown keys and wrong types.
    """
    files = sorted(folder.glob("*.toml"))
    if not files:
        raise ConfigurationError(f"{folder}: no codebook files here (wanted: {', '.join(g + '.toml' for g in GROUPS)})")
    groups: dict[str, dict[str, Label]] = {}
    for file in files:
        if file.stem not in GROUPS:
            raise ConfigurationError(
                f"{file}: unknown codebook group {file.stem!r} ({alternatives(file.stem, GROUPS)})"
            )
        read = validated(_GroupFile, load_toml(file), str(file))
        groups[file.stem] = {name: label.model_copy(update={"name": name}) for name, label in read.labels.items()}
    return Codebook(folder, groups, files_id(files, folder))


def write_codebook(groups: Mapping[str, Mapping[str, Label]], folder: Path) -> list[Path]:
    """Write ``GROUP.toml`` files that `load_codebook` reads, and tell which.

    Raises `ConfigurationError` where one of them is there already: a codebook is never overwritten.
    """
    files = {group: folder / f"{group}.toml" for group in groups}
    for file in files.values():
        if file.exists():
            raise ConfigurationError(f"{file}: is there already and is not overwritten; name another folder")
    folder.mkdir(parents=True, exist_ok=True)
    for group, labels in groups.items():
        text = 'version = "1"\n' + "".join(_as_toml(name, label) for name, label in labels.items())
        files[group].write_text(text, encoding="utf-8")
    return list(files.values())


def _as_toml(name: str, label: Label) -> str:
    lines = [
        f"\n[labels.{_quoted(name)}]",
        f"title = {_quoted(label.title)}",
        f"definition = {_quoted(label.definition)}",
    ]
    for part in ("includes", "excludes", "passing", "failing"):
        texts = getattr(label, part)
        if texts:
            lines += [f"{part} = [", *(f"    {_quoted(text)}," for text in texts), "]"]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A basic string of TOML, which escapes as JSON does, and DEL besides."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
