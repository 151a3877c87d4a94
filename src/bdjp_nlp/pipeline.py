"""Pipeline: the reader's settings and the stages in order, as ``pipeline.toml`` names them."""

from __future__ import annotations

import dataclasses
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field

from bdjp_nlp.document import Document
from bdjp_nlp.errors import ConfigurationError, alternatives
from bdjp_nlp.identity import content_id
from bdjp_nlp.pipeline_folder import PipelineFolder, find_pipeline
from bdjp_nlp.reading import ReaderSettings, Source, load_source, read_source, read_text, reader_fingerprint
from bdjp_nlp.rows import STRUCTURE, Annotation, Row
from bdjp_nlp.stage import Stage, find_stage
from bdjp_nlp.toml_file import load_toml, validated

if TYPE_CHECKING:
    from bdjp_nlp.run import Run

READER = "reader"
"""The name of the step before all stages, among the fingerprints."""
PASSAGES_AT_ONCE = 256
"""Long documents go in parts of so many passages through stages that judge each passage for itself, one part through
all of them before the next. What themes read of a part, constraints find in memory: the encoders remember 1,000
sentences and more, and 256 passages have some 850."""


class _General(BaseModel):
    model_config = ConfigDict(extra="forbid")

    languages: tuple[str, ...] = Field(default=("en",), min_length=1)


class _PipelineFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    pipeline: _General = _General()
    reader: ReaderSettings = ReaderSettings()
    stages: list[dict[str, Any]]


@dataclasses.dataclass(frozen=True)
class StageDescription:
    """A stage as a run records it; `writes` are its row classes."""

    name: str
    settings: Mapping[str, Any]
    resources: Mapping[str, str]
    writes: tuple[type[Annotation], ...]


@dataclasses.dataclass(frozen=True)
class PipelineDescription:
    """A pipeline without its models: all that plans and records a run whose workers hold them."""

    config: Path
    reader: ReaderSettings
    stages: tuple[StageDescription, ...]
    fingerprints: Mapping[str, str]

    @property
    def description(self) -> PipelineDescription:
        """Itself."""
        return self

    @property
    def written(self) -> tuple[type[Annotation], ...]:
        """The row classes that the stages write."""
        return tuple(kind for stage in self.stages for kind in stage.writes)


class Pipeline:
    """Stages that have been checked to fit each other.

    `languages`: ISO 639-1 codes that the stages are made for; documents in others get their structure only.
    """

    def __init__(
        self, folder: PipelineFolder, reader: ReaderSettings, stages: Sequence[Stage[Any]], languages: Sequence[str]
    ) -> None:
        self.folder = folder
        self.reader = reader
        self.stages = tuple(stages)
        self.languages = tuple(languages)
        _check_order([type(stage) for stage in self.stages], folder.config)

    @cached_property
    def written(self) -> tuple[type[Annotation], ...]:
        """The row classes that the stages write."""
        return tuple(kind for stage in self.stages for kind in stage.writes)

    @cached_property
    def fingerprints(self) -> Mapping[str, str]:
        """For the reader and each stage, what its rows depend on: itself and all that it reads, in one identifier."""
        reader = content_id(reader_fingerprint(self.reader), *self.languages)
        writer = {kind.table: reader for kind in STRUCTURE}
        found = {READER: reader}
        for stage in self.stages:
            read = sorted({reader, *(writer[kind.table] for kind in stage.reads)})
            found[stage.name] = content_id(stage.fingerprint, *read)
            writer |= {kind.table: found[stage.name] for kind in stage.writes}
        return found

    @cached_property
    def description(self) -> PipelineDescription:
        """What is to be told of it where its models are not wanted."""
        stages = tuple(
            StageDescription(stage.name, stage.settings.model_dump(mode="json"), stage.resources(), tuple(stage.writes))
            for stage in self.stages
        )
        return PipelineDescription(self.folder.config, self.reader, stages, dict(self.fingerprints))

    def with_password(self, password: str) -> Pipeline:
        """The same pipeline, opening protected PDF files with a password (which no fingerprint or record holds)."""
        return Pipeline(self.folder, self.reader.with_password(password), self.stages, self.languages)

    def read(self, source: Source) -> Document:
        """The document in a file's bytes, marked partial where its language is none of the pipeline's."""
        document = read_source(source, self.reader)
        if not document.language or document.language in self.languages:
            return document
        warning = (
            f"the language is {document.language!r} and the stages are made for {', '.join(self.languages)}: "
            "only the structure was extracted"
        )
        return dataclasses.replace(document, partial=True, warnings=(*document.warnings, warning))

    def __call__(self, documents: Iterable[Document]) -> Iterator[Document]:
        """The documents with every stage's layers; stages see batches across documents."""
        for stage in self.stages:
            documents = stage(documents)
        return iter(documents)

    def annotate(
        self, document: Document, stages: Sequence[str] | None = None, seconds: dict[str, float] | None = None
    ) -> Document:
        """One document with the layers of the named stages (default: all); adds each stage's time to `seconds`."""
        chosen = [stage for stage in self.stages if stages is None or stage.name in stages]
        if document.language and document.language not in self.languages:
            for kind in (kind for stage in chosen for kind in stage.writes):
                document = document.with_layer(kind, ())
            return document
        seconds = {} if seconds is None else seconds
        for by_passage, group in groupby(chosen, lambda stage: stage.by_passage):
            through = list(group)
            parts = document.parts(PASSAGES_AT_ONCE if by_passage else sys.maxsize)
            document = _joined(document, (_annotated(part, through, seconds) for part in parts), through)
        return document

    def analyse(self, text: str) -> Document:
        """One text given in memory, with every stage's layers; in a notebook it shows its annotations."""
        return self.annotate(read_text(text, self.reader))

    def analyse_file(self, path: str | Path) -> Document:
        """One file, with every stage's layers; raises `DocumentError` where it cannot be read."""
        return self.annotate(self.read(load_source(str(path), self.reader)))

    def run(self, inputs: str | Path | Iterable[str | Path], *, out: str | Path, **options: Any) -> Run:
        """Run over files, folders and globs into the run directory `out`; options are those of `run.execute`."""
        from bdjp_nlp.run import execute

        paths = [inputs] if isinstance(inputs, str | Path) else list(inputs)
        return execute(self, [str(path) for path in paths], out, **options)


def _annotated(document: Document, stages: Iterable[Stage[Any]], seconds: dict[str, float]) -> Document:
    """A document, or a part of one, with the layers of stages; adds each stage's time to `seconds`."""
    for stage in stages:
        start = time.perf_counter()
        (document,) = stage((document,))
        seconds[stage.name] = seconds.get(stage.name, 0.0) + time.perf_counter() - start
    return document


def _joined(document: Document, parts: Iterable[Document], stages: Iterable[Stage[Any]]) -> Document:
    """The document with what stages wrote to its parts."""
    kinds = [kind for stage in stages for kind in stage.writes]
    written: dict[str, list[Row]] = {kind.table: [] for kind in kinds}
    for part in parts:
        if len(part.passages) == len(document.passages):
            return part
        for kind in kinds:
            written[kind.table] += part.rows(kind)
    return dataclasses.replace(
        document, tables={**document.tables, **{name: tuple(rows) for name, rows in written.items()}}
    )


def _check_order(stages: Sequence[type[Stage[Any]]], config: Path) -> None:
    available = {kind.table for kind in STRUCTURE}
    seen: set[str] = set()
    for stage in stages:
        if stage.name in seen:
            raise ConfigurationError(f"{config}: stage {stage.name!r} stands twice")
        seen.add(stage.name)
        missing = [kind.table for kind in stage.reads if kind.table not in available]
        if missing:
            raise ConfigurationError(
                f"{config}: stage {stage.name!r} reads {', '.join(map(repr, missing))}, which no earlier stage writes; "
                f"before it there are: {', '.join(sorted(available))}"
            )
        twice = [kind.table for kind in stage.writes if kind.table in available]
        if twice:
            raise ConfigurationError(
                f"{config}: stage {stage.name!r} writes {', '.join(twice)}, which an earlier one did"
            )
        available |= {kind.table for kind in stage.writes}


@dataclasses.dataclass(frozen=True)
class PipelinePlan:
    """A ``pipeline.toml`` that was read, before any stage is imported: `entries` are names and settings in order."""

    folder: PipelineFolder
    reader: ReaderSettings
    languages: tuple[str, ...]
    entries: tuple[tuple[str, dict[str, Any]], ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The stages' names."""
        return tuple(name for name, _ in self.entries)

    def with_password(self, password: str) -> PipelinePlan:
        """The same plan, opening protected PDF files with a password."""
        return dataclasses.replace(self, reader=self.reader.with_password(password))

    def load(self) -> Pipeline:
        """The pipeline; raises `ConfigurationError` naming file, key and alternatives."""
        chosen = [(find_stage(name), entry) for name, entry in self.entries]
        _check_order([kind for kind, _ in chosen], self.folder.config)
        stages = [_stage(kind, entry, self.folder) for kind, entry in chosen]
        return Pipeline(self.folder, self.reader, stages, self.languages)


def plan_pipeline(config: str | Path | None = None, *, stages: Iterable[str] | None = None) -> PipelinePlan:
    """What `load_pipeline` would load; raises `ConfigurationError` naming file, key and alternatives."""
    folder = find_pipeline(Path(config) if config is not None else None)
    file = validated(_PipelineFile, load_toml(folder.config), str(folder.config))
    entries = [_named(entry, position, folder.config) for position, entry in enumerate(file.stages, 1)]
    wanted = None if stages is None else list(stages)
    known = [name for name, _ in entries]
    for name in wanted or ():
        if name not in known:
            raise ConfigurationError(f"{folder.config}: no stage {name!r} to choose ({alternatives(name, known)})")
    chosen = tuple((name, entry) for name, entry in entries if wanted is None or name in wanted)
    return PipelinePlan(folder, file.reader, file.pipeline.languages, chosen)


def load_pipeline(config: str | Path | None = None, *, stages: Iterable[str] | None = None) -> Pipeline:
    """The pipeline of a ``pipeline.toml`` (or its folder).

    `config` None: ``pipeline/pipeline.toml`` in the working directory where there is one, else the shipped pipeline.
    `stages`: a subset of the file's, in the file's order.
    Raises `ConfigurationError` naming file, key and alternatives.
    """
    return plan_pipeline(config, stages=stages).load()


def _named(entry: dict[str, Any], position: int, config: Path) -> tuple[str, dict[str, Any]]:
    name = entry.get("name")
    if not isinstance(name, str):
        raise ConfigurationError(f"{config}: [[stages]] number {position} wants a key 'name', a string")
    return name, {key: value for key, value in entry.items() if key != "name"}


def _stage(kind: type[Stage[Any]], entry: dict[str, Any], folder: PipelineFolder) -> Stage[Any]:
    return kind(validated(kind.settings_class, entry, f"{folder.config}, stage {kind.name!r}"), folder)
