"""Stage: a named step from documents to documents, found by entry point.

To add one, write a class like this in any installed package and offer it in the entry point group `bdjp_nlp.stages`:

    class Readability(Stage[NoSettings]):
        '''Counts the words of each passage.'''

        name = "readability"
        reads = (Passage,)
        writes = (WordCount,)

        def annotate(self, document: Document) -> Document:
            counts = (WordCount(p.passage_id, len(p.text.split())) for p in document.passages)
            return document.with_layer(WordCount, counts)
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator
from functools import cached_property
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict

from bdjp_nlp.errors import ConfigurationError, alternatives
from bdjp_nlp.identity import content_id, files_id
from bdjp_nlp.rows import Annotation, Row, columns_of

if TYPE_CHECKING:
    from bdjp_nlp.document import Document
    from bdjp_nlp.pipeline_folder import PipelineFolder

ENTRY_POINT_GROUP = "bdjp_nlp.stages"


class Settings(BaseModel):
    """Base of a stage's settings: unknown keys are refused, values cannot be changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class NoSettings(Settings):
    """For a stage that has none."""


S = TypeVar("S", bound=Settings)


class Stage(Generic[S]):
    """A step of a pipeline.

    A subclass sets `name`, `reads` and `writes` (row classes), `settings_class` where it has settings, and writes
    `annotate` (one document) or, to see batches over documents, `__call__`. It knows documents, its settings and the
    pipeline folder's codebook, gazetteer and models; nothing of files, processes or other stages.
    """

    name: ClassVar[str]
    reads: ClassVar[tuple[type[Row], ...]] = ()
    writes: ClassVar[tuple[type[Annotation], ...]] = ()
    settings_class: ClassVar[type[Settings]] = NoSettings
    code: ClassVar[tuple[str, ...]] = ()
    """Names of further packages or modules whose source decides what the stage writes."""
    by_passage: ClassVar[bool] = False
    """Whether a passage's rows depend on that passage, what was written of it and the sections, and on nothing else of
    the document: then long documents are given in parts."""

    def __init__(self, settings: S, folder: PipelineFolder) -> None:
        self.settings = settings
        self.folder = folder

    def __call__(self, documents: Iterable[Document]) -> Iterator[Document]:
        """The documents, each with the layers of `writes` added, in their order."""
        for document in documents:
            yield self.annotate(document)

    def annotate(self, document: Document) -> Document:
        """One document with the layers of `writes` added."""
        raise TypeError(f"stage {self.name!r} defines neither annotate nor __call__")

    def resources(self) -> dict[str, str]:
        """What the results depend on besides code and settings: name → content id (models, codebook, word lists)."""
        return {}

    @cached_property
    def fingerprint(self) -> str:
        """Changes when code, settings, resources or columns change; then the stage's rows are computed anew."""
        resources = self.resources()
        return content_id(
            self.name,
            self.code_id(),
            self.settings.model_dump_json(),
            columns_of(self.writes),
            *(f"{name}={resources[name]}" for name in sorted(resources)),
        )

    @classmethod
    def code_id(cls) -> str:
        """A hash of the source of the stage's own module and of what `code` names."""
        return content_id(*(source_id(name) for name in (cls.__module__, *cls.code)))


def source_id(module_name: str) -> str:
    """A hash of a module's source, or of all sources of a package."""
    module = import_module(module_name)
    file = Path(inspect.getfile(module))
    sources = file.parent.rglob("*.py") if hasattr(module, "__path__") else [file]
    return files_id(sources, file.parent)


def find_stage(name: str) -> type[Stage[Any]]:
    """The stage class that an installed package offers under `name`.

    Raises `ConfigurationError` that lists the installed stages.
    """
    known = {point.name: point for point in entry_points(group=ENTRY_POINT_GROUP)}
    if name not in known:
        raise ConfigurationError(
            f"no installed package offers a stage {name!r} ({alternatives(name, known)}); "
            f"a package offers one through the entry point group {ENTRY_POINT_GROUP!r}"
        )
    found = known[name].load()
    if not (isinstance(found, type) and issubclass(found, Stage)):
        raise ConfigurationError(f"the entry point {name!r} gives {found!r}, which is no subclass of bdjp_nlp Stage")
    return found
