"""How far two labellings of the same passages agree that were made without sight of each other.

usage: python corpus/labels/agreement.py [--disagreements FILE.jsonl]

The first labelling is that of the annotated texts as they were before disagreements were settled, which
``first_labelling.jsonl`` keeps; the second is ``second_labelling.jsonl``. Prints Krippendorff's alpha per label, on
passages and on sentences.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path

from bdjp_nlp.reliability import alpha

HERE = Path(__file__).resolve().parent
Labels = dict[str, list[set[str]]]
"""Passage → the labels of the passage as a whole, then those of each sentence."""


def read(path: Path, counts: dict[str, int]) -> Labels:
    """One labelling from JSON lines of id, sentences (number from 1 → labels) and passage; adds to `counts`."""
    found: Labels = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        counts[row["id"]] = row.get("count", counts.get(row["id"], 0))
        units = [set() for _ in range(counts[row["id"]])]
        for number, labels in row["sentences"].items():
            units[int(number) - 1] = _names(labels)
        found[row["id"]] = [_names(row.get("passage", [])), *units]
    return found


def _names(labels: Iterable[str | dict[str, str]]) -> set[str]:
    return {label if isinstance(label, str) else label["label"] for label in labels}


def main(arguments: list[str]) -> None:
    """Print the table; with ``--disagreements`` also write the passages on which the two differ."""
    counts: dict[str, int] = {}
    first, second = (read(HERE / f"{name}_labelling.jsonl", counts) for name in ("first", "second"))
    shared = sorted(set(first) & set(second))
    labels = sorted({label for units in first.values() for found in units for label in found})
    print(f"{len(shared)} passages labelled twice")
    print(f"{'label':22s} {'passages':>9s} {'sentences':>9s}   first / second / both")
    for label in labels:
        whole = [[_bears(coder[key], label) for key in shared] for coder in (first, second)]
        parts = [[label in given for key in shared for given in coder[key][1:]] for coder in (first, second)]
        seen = f"{sum(whole[0])} / {sum(whole[1])} / {sum(a and b for a, b in zip(*whole, strict=True))}"
        print(f"{label:22s} {_figure(whole)} {_figure(parts)}   {seen}")
    if "--disagreements" in arguments:
        _write(Path(arguments[arguments.index("--disagreements") + 1]), shared, first, second)


def _figure(coders: list[list[bool]]) -> str:
    found = alpha(coders)
    return f"{'-':>9s}" if found is None else f"{found:9.3f}"


def _bears(units: list[set[str]], label: str) -> bool:
    return any(label in found for found in units)


def _write(path: Path, shared: list[str], first: Labels, second: Labels) -> None:
    with path.open("w", encoding="utf-8") as file:
        for key in shared:
            pairs = enumerate(zip(first[key], second[key], strict=True))
            differ = {number: [sorted(one), sorted(other)] for number, (one, other) in pairs if one != other}
            if differ:
                file.write(json.dumps({"id": key, "differ": differ}) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
