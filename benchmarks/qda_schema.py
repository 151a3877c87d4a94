"""An exported project or codebook against the REFI-QDA schema files.

    python benchmarks/qda_schema.py mine.qdpx Project.xsd
    python benchmarks/qda_schema.py mine.qdc Codebook.xsd

The schema files are not part of this repository. Prints each violation with its line, and exits with 1 where there is
one.
"""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

from lxml import etree

PROJECT = "project.qde"
"""The XML in a .qdpx archive, as the standard names it."""


def violations(exported: Path, schema: Path) -> list[str]:
    """What the schema says against a .qdpx, .qde or .qdc file, each with its line."""
    if zipfile.is_zipfile(exported):
        with zipfile.ZipFile(exported) as archive:
            content = archive.read(PROJECT)
    else:
        content = exported.read_bytes()
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    rules = etree.XMLSchema(etree.parse(schema, parser))
    rules.validate(etree.fromstring(content, parser))
    return [f"line {error.line}: {error.message}" for error in rules.error_log]


def main(exported: str, schema: str) -> int:
    """Print what is wrong, or that nothing is."""
    found = violations(Path(exported), Path(schema))
    print("\n".join(found) if found else f"{exported}: valid against {schema}")
    return 1 if found else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
