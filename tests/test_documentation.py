"""The documentation names every command, option, stage, table and label that exists, and its examples run."""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from typer.main import get_command

from bdjp_nlp.cli import app
from bdjp_nlp.rows import STRUCTURE, Annotation, DocumentRow

ROOT = Path(__file__).resolve().parents[1]
TEXT = "\n".join(
    path.read_text("utf-8")
    for path in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md")))
)


def commands():
    for name, command in get_command(app).commands.items():
        for parameter in getattr(command, "params", ()):
            yield from ((name, option) for option in parameter.opts if option.startswith("--"))
        yield name, f"bdjp {name}"


@pytest.mark.parametrize(("command", "name"), sorted(set(commands())))
def test_every_command_and_option_is_documented(command, name):
    assert name in TEXT, f"{command}: {name} stands in no document"


def test_every_stage_is_documented():
    names = [point.name for point in entry_points(group="bdjp_nlp.stages") if point.value.startswith("bdjp_nlp.")]
    assert [name for name in names if f"`{name}`" not in TEXT] == []


def tables(kind=Annotation):
    for derived in kind.__subclasses__():
        if derived.__module__ == "bdjp_nlp.rows":
            yield from [derived.table] if hasattr(derived, "table") else []
            yield from tables(derived)


def test_every_table_is_documented():
    names = {kind.table for kind in (DocumentRow, *STRUCTURE)} | set(tables())
    assert [name for name in sorted(names) if f"`{name}`" not in TEXT] == []


def test_every_label_of_themes_and_constraints_is_documented():
    for group in ("themes", "constraints"):
        labels = tomllib.loads((ROOT / "pipeline" / "codebook" / f"{group}.toml").read_text("utf-8"))["labels"]
        assert [label for label in labels if f"`{label}`" not in TEXT] == []


def test_python_examples_of_the_readme_run(tmp_path):
    readme = (ROOT / "README.md").read_text("utf-8")
    code = "\n".join(re.findall(r"^```python\n(.*?)^```", readme, re.M | re.S))
    assert "load_pipeline" in code
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=None, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr


def test_help_starts_without_the_heavy_packages():
    code = "import sys, bdjp_nlp.cli; print([m for m in ('spacy', 'sklearn', 'pandas', 'pyarrow') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
