"""A run of two labels small enough to compute in seconds, whose model asks for little."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from bdjp_nlp.coding.retraining import retrain, training_data
from bdjp_nlp.models_in_use import promote
from bdjp_nlp.pipeline import load_pipeline
from bdjp_nlp.pipeline_folder import find_pipeline
from small_pipeline import labelled_rows, write_pipeline, write_rows

BANGLA = "টহল জাহাজ 😀 ne\u0301e"
CLERKS = ("stamped", "sorted", "weighed", "carried", "opened", "counted", "wrapped", "posted")
"""What the model has never read of."""
PAPERS = {
    "third.md": "# Parcels\n\n"
    + "\n\n".join(f"Clerks {did} the parcels of the customs house." for did in CLERKS)
    + "\n",
    "first.md": (
        "# Two papers\n\n## Patrols\n\nThe guard watched the sea lane on Monday. Officers opened a bakery.\n\n"
        "## Schools\n\nTwo crews taught cadets signalling on day 3. They watched the sea lane.\n\n"
        f"{BANGLA}: the crew patrolled the strait.\n"
    ),
    "second.md": (
        "# Markets\n\nTheir partners repaved the market square on day 9.\n\nA team of twelve sent captains to the "
        "staff course.\n\n<script>alert(1)</script> & <b>bold</b> patrolled the strait.\n"
    ),
}


def write_papers(folder: Path) -> Path:
    """Two short papers, one with signs that UTF-16 counts twice, one with tags that are words."""
    folder.mkdir()
    for name, text in PAPERS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def write_run(folder: Path) -> tuple[Path, Path]:
    """A pipeline folder with a trained model of themes, and a run of the papers by it: (pipeline.toml, run)."""
    config = write_pipeline(folder / "pipeline")
    rows = write_rows(folder / "labels.csv", labelled_rows())
    pipeline = find_pipeline(config)
    made = retrain(pipeline, "themes", training_data(pipeline, "themes", [rows]))
    promote(pipeline.models, "themes", made.model)
    run = load_pipeline(config).run(write_papers(folder / "papers"), out=folder / "run")
    return config, run.path


def all_unsure(run: Path) -> Path:
    """The run, with every code of a passage marked as uncertain."""
    for shard in (run / "themes.parquet").glob("part-*.parquet"):
        rows = pq.read_table(shard, partitioning=None)
        column = rows.schema.get_field_index("uncertain")
        pq.write_table(rows.set_column(column, "uncertain", pa.array([True] * len(rows))), shard)
    return run
