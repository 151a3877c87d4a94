"""Run: a pipeline over many inputs into a run directory, and the tables that it leaves there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bdjp_nlp.engine import Engine, Limits, PipelineAddress
from bdjp_nlp.errors import StoreError, UsageError, alternatives
from bdjp_nlp.execution import Execution, stop_on_interrupt
from bdjp_nlp.garbage import kept
from bdjp_nlp.inputs import find_inputs
from bdjp_nlp.pipeline import Pipeline, PipelineDescription, PipelinePlan
from bdjp_nlp.progress import Progress, Silent
from bdjp_nlp.store.location import location
from bdjp_nlp.store.run_directory import RunDirectory, read_run_json, read_table

if TYPE_CHECKING:
    import pandas as pd

LOCAL, DASK = "local", "dask"
ENGINES = (LOCAL, DASK)


@dataclass(frozen=True)
class Run:
    """A finished (or interrupted) run; its tables are DataFrames: ``run.entities``, ``run.table("passages")``."""

    path: Path
    summary: Mapping[str, Any]

    def table(self, name: str) -> pd.DataFrame:
        """One table; raises `StoreError` listing the tables where there is no such one."""
        frame: pd.DataFrame = read_table(self.path, name).to_pandas()
        return frame

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self.table(name)
        except StoreError as error:
            raise AttributeError(str(error)) from None

    @property
    def interrupted(self) -> bool:
        """Whether it was stopped before its end."""
        return bool(self.summary["status"] == "interrupted")

    @property
    def failures(self) -> list[dict[str, str]]:
        """The documents that failed: path, error, message."""
        return list(self.summary["failures"])


def open_run(path: str | Path) -> Run:
    """An earlier run; raises `StoreError` where `path` is none."""
    folder = location(path)
    return Run(folder, read_run_json(folder))


def loaded(plan: PipelinePlan, engine: str = LOCAL, workers: int = 0) -> Pipeline | PipelineDescription:
    """A plan made ready to run: its description alone where workers of this machine hold the pipeline.

    Then this process loads no model. Raises `ConfigurationError` or `ModelError` where the pipeline cannot be loaded.
    """
    if engine == LOCAL and workers:
        from bdjp_nlp.engine.fork_server import described

        if description := described(plan):
            return description
    with kept():
        return plan.load()


def execute(
    pipeline: Pipeline | PipelineDescription | PipelinePlan,
    inputs: Sequence[str],
    out: str | Path,
    *,
    workers: int = 0,
    engine: str = LOCAL,
    scheduler: str | None = None,
    limits: Limits | None = None,
    fail_fast: bool = False,
    progress: Progress | None = None,
) -> Run:
    """Run `pipeline` over files, folders and globs into the run directory `out`; both may be in an object store.

    Of a plan, what `loaded` gives is run. `workers` 0: in the calling process, where limits cannot hold; from a script,
    use workers only below ``if __name__ == "__main__":``. `engine` "dask": Dask workers on this machine, or all those
    of the scheduler at the address `scheduler`. What `out` holds of the same inputs, made by the same versions, is
    kept; documents that are no longer among the inputs are dropped. Raises `UsageError` for inputs that do not exist,
    `EngineError` when workers cannot be started, and `StoreError` when `out` cannot be written or is in use.
    """
    _check_engine(engine, scheduler)
    paths = find_inputs(inputs)
    ready = loaded(pipeline, engine, workers) if isinstance(pipeline, PipelinePlan) else pipeline
    chosen = _engine(engine, ready, workers, scheduler, limits or Limits())
    out = location(out)
    directory = RunDirectory(out)
    with directory.lock(), stop_on_interrupt() as stop:
        execution = Execution(ready.description, directory, paths, progress or Silent(), stop, fail_fast)
        return Run(out, execution.run(chosen))


def _check_engine(name: str, scheduler: str | None) -> None:
    if name not in ENGINES:
        raise UsageError(f"no engine {name!r} ({alternatives(name, ENGINES)})")
    if scheduler is not None and name != DASK:
        raise UsageError("--scheduler: only Dask has one; add --engine dask")


def _engine(
    name: str, pipeline: Pipeline | PipelineDescription, workers: int, scheduler: str | None, limits: Limits
) -> Engine:
    description = pipeline.description
    names = tuple(stage.name for stage in description.stages)
    address = PipelineAddress(description.config.resolve(), names, description.reader.pdf.password)
    if name == DASK:
        from bdjp_nlp.engine.dask import DaskEngine

        return DaskEngine(address, limits, description.fingerprints, max(1, workers), scheduler)
    if isinstance(pipeline, Pipeline) and workers == 0:
        from bdjp_nlp.engine.in_process import InProcessEngine

        return InProcessEngine(pipeline)
    from bdjp_nlp.engine.local import LocalEngine

    return LocalEngine(address, max(1, workers), limits, description.fingerprints)
