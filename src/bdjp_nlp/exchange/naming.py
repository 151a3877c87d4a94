"""Naming: which label of the codebook a foreign code is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bdjp_nlp.codebook import Codebook
from bdjp_nlp.errors import UsageError, alternatives

LAYER_OF_GROUP = {"themes": "themes", "constraints": "constraints", "entities": "entities", "relations": "facts"}
"""Which table bears the labels of a codebook's group."""


class Naming:
    """Finds labels by their name or title, whatever the case and the signs between words, and by a user's own table.

    `given`: lines ``CODE=LABEL`` (or ``CODE=LAYER:LABEL``); raises `UsageError` for labels that the codebook lacks.
    """

    def __init__(self, codebook: Codebook, given: Sequence[str] = ()) -> None:
        self._found: dict[str, list[tuple[str, str]]] = {}
        self._labels: list[str] = []
        for group, layer in LAYER_OF_GROUP.items():
            if group not in codebook.groups:
                continue
            for name, label in codebook.labels(group).items():
                self._labels.append(name)
                for known in {_plain(name), _plain(label.title), _plain(f"{layer} {name}")}:
                    self._found.setdefault(known, []).append((layer, name))
        self._given = dict(self._own(line) for line in given)

    def _own(self, line: str) -> tuple[str, tuple[str, str]]:
        code, equals, wanted = line.rpartition("=")
        if not equals or not code.strip():
            raise UsageError(f"--map {line!r}: write CODE=LABEL, e.g. 'At sea=maritime_security'")
        found = self._found.get(_plain(wanted), [])
        if len(found) != 1:
            known = alternatives(wanted.strip(), self._labels)
            raise UsageError(f"--map {line!r}: the codebook has {len(found)} labels {wanted.strip()!r} ({known})")
        return _plain(code), found[0]

    def label(self, layer: str, code: str) -> tuple[str, str] | str:
        """Layer and label of a foreign code, or the reason why there is none."""
        plain = _plain(code)
        if plain in self._given:
            return self._given[plain]
        found = self._found.get(plain, [])
        within = [pair for pair in found if pair[0] == layer] or found
        if len(within) == 1:
            return within[0]
        if within:
            layers = ", ".join(pair[0] for pair in within)
            return f"the codebook has this label in {layers}; say which with --map '{code}=LAYER:LABEL'"
        return f"the codebook has no such label; map it with --map '{code}=LABEL'"


def _plain(name: str) -> str:
    return "".join(sign for sign in name.casefold() if sign.isalnum())


def by_layer(codebook: Codebook) -> Mapping[str, tuple[str, ...]]:
    """The labels of each layer."""
    return {layer: codebook.names(group) for group, layer in LAYER_OF_GROUP.items() if group in codebook.groups}
