"""What SECURITY.md promises of models, pages and licences."""

import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

LISTEN = """
import sys
import dask.delayed  # an optional package of a dependency, which pickles a class of its own as it is imported
found = set()
sys.addaudithook(lambda event, args: found.add(args[0]) if event == "pickle.find_class" else None)
from bdjp_nlp.pipeline import load_pipeline
document = load_pipeline().analyse("The navies of India and Oman met in Muscat in May 2031, short of money for ships.")
assert document.passages
import pickle
assert not found - {"numpy", "numpy.core.multiarray", "numpy._core.multiarray", "collections", "array"}, found
try:
    pickle.loads(b"cos\\nsystem\\n.")
finally:
    assert "os" in found, "the hook hears nothing"
"""


def test_no_model_makes_an_object_of_an_arbitrary_class_by_pickle():
    done = subprocess.run([sys.executable, "-c", LISTEN], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.mark.parametrize(
    "call", [r"pickle\.load", r"joblib\.load", r"torch\.load", r"yaml\.load", r"\beval\(", r"\bexec\(", r"shell=True"]
)
def test_nothing_in_the_source_runs_what_a_file_holds(call):
    found = [path for path in (ROOT / "src").rglob("*.py") if re.search(call, path.read_text("utf-8"))]
    assert found == []


def test_every_array_is_loaded_without_pickle():
    for path in (ROOT / "src").rglob("*.py"):
        for call in re.findall(r"np\.load\(.*", path.read_text("utf-8")):
            assert "allow_pickle=False" in call, path


def test_templates_escape_what_they_show():
    makers = [path for path in (ROOT / "src").rglob("*.py") if "Environment(" in path.read_text("utf-8")]
    assert makers
    for path in makers:
        assert re.search(r"autoescape=(True|select_autoescape)", path.read_text("utf-8")), path
    for template in (ROOT / "src").rglob("*.html*"):
        assert "|safe" not in re.sub(r"\s", "", template.read_text("utf-8")), template


def locked():
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    return re.findall(r"^([a-z0-9._-]+)==", lock, re.M | re.I)


def test_no_package_of_the_default_install_is_under_the_gpl_or_agpl():
    seen = 0
    for name in locked():
        try:
            told = metadata(name)
        except PackageNotFoundError:  # of another platform
            continue
        seen += 1
        words = " ".join([*told.get_all("License-Expression", []), *told.get_all("Classifier", [])])
        words += " ".join(told.get_all("License", []))[:200]
        assert not re.search(r"AGPL|Affero|\bGPL|(?<!Lesser )General Public License", words), f"{name}: {words}"
    assert seen > 50


def test_every_locked_package_has_its_licence_listed():
    page = (ROOT / "docs" / "licences.md").read_text("utf-8").lower().replace("_", "-")
    missing = [name for name in locked() if f"| {name.lower()} " not in page]
    assert missing == []
