"""The documented notebook runs from top to bottom on any run."""

from pathlib import Path

import nbformat
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).resolve().parents[2] / "docs" / "notebook.ipynb"


def test_the_notebook_runs(run, monkeypatch, tmp_path):
    monkeypatch.setenv("BDJP_RUN", str(run))
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    assert all(not cell.get("outputs") for cell in notebook.cells)
    NotebookClient(notebook, timeout=240, kernel_name="python3", resources={"metadata": {"path": tmp_path}}).execute()
    shown = [out for cell in notebook.cells for out in cell.get("outputs", ())]
    said = " ".join(out["data"]["text/plain"] for out in shown if "data" in out)
    assert "A plain paper" in said
    assert "equipment_technology" in said
    assert "qdpx: " in said
