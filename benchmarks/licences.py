"""The licences of the default install, as a page.

    python benchmarks/licences.py > docs/licences.md

Lists the packages of `requirements.lock` with what each says of its licence in its own metadata.
"""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HEAD = """# Licences

What the default install consists of, by `requirements.lock`, with what each package says of itself; written by
`python benchmarks/licences.py > docs/licences.md`. A test keeps the list complete and free of GPL and AGPL.

The weights under `pipeline/models` were trained by the project. Those of the encoders began as all-MiniLM-L6-v2 and
all-mpnet-base-v2 and those of the word vectors as all-MiniLM-L6-v2 (sentence-transformers, Apache-2.0).

| package | version | licence |
|---|---|---|"""


def licence(name: str) -> str:
    """A package's licence as it says itself."""
    try:
        told = metadata(name)
    except PackageNotFoundError:
        return "not installed on the platform where this was written"
    classifiers = [c.split(" :: ")[-1] for c in told.get_all("Classifier", []) if c.startswith("License")]
    classifiers = [name for name in classifiers if name != "OSI Approved"]  # which of them, it does not say
    first_line = (told.get("License") or "").strip().split("\n")[0][:60]
    files = ", ".join(told.get_all("License-File", []))
    return told.get("License-Expression") or "; ".join(classifiers) or first_line or f"see its files {files}"


def main() -> None:
    """Print the page."""
    print(HEAD)
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", lock, re.M):
        print(f"| {name} | {version} | {licence(name)} |")


if __name__ == "__main__":
    main()
