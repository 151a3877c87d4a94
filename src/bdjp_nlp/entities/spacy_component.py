"""spaCy component: the recogniser in anybody's pipeline, ``nlp.add_pipe("bdjp_entities")``.

It sets ``doc.ents``: ``label_`` is the codebook's label, ``kb_id_`` the `entity_id`, and ``_.canonical``, ``_.value``,
``_.unit``, ``_.method``, ``_.score`` are as in a run's table of entities. Acronyms and surnames are resolved within the
`Doc`. spaCy finds the factory by the entry point group ``spacy_factories``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import tee
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from bdjp_nlp.entities.evidence import load_finder
from bdjp_nlp.entities.identifier import entity_id
from bdjp_nlp.entities.model_files import TASK, load
from bdjp_nlp.entities.naming import NamedMention
from bdjp_nlp.entities.recogniser import Recogniser
from bdjp_nlp.entities.spacy_spans import entity_span, register_attributes
from bdjp_nlp.models_in_use import IN_USE, current_id
from bdjp_nlp.pipeline_folder import PipelineFolder, find_pipeline

FACTORY = "bdjp_entities"


class EntityComponent:
    """Sets the entities of spaCy's documents, batches of them at once in `pipe`."""

    def __init__(self, folder: PipelineFolder, model: str = IN_USE) -> None:
        labels = folder.codebook.names(TASK)
        chosen = current_id(folder.models, TASK) if model == IN_USE else model
        self.labels = labels
        self.recogniser = Recogniser(load_finder(folder.gazetteer, labels), *load(folder.models, chosen, labels))
        register_attributes()

    def __call__(self, doc: Doc) -> Doc:
        """The document with its entities; those that were there before are replaced."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], batch_size: int = 0) -> Iterator[Doc]:
        """The documents with their entities; the recogniser makes batches of tokens, so `batch_size` is not used."""
        ahead, behind = tee(stream)
        for doc, found in zip(behind, self.recogniser([doc.text] for doc in ahead), strict=True):
            doc.ents = filter_spans([_span(doc, mention) for mention in found.mentions[0]])
            yield doc


def _span(doc: Doc, named: NamedMention) -> Span:
    mention, value = named.mention, named.mention.value
    span = entity_span(doc, mention.start, mention.end, mention.label, entity_id(mention.label, named.canonical))
    span._.canonical, span._.method, span._.score = named.canonical, str(mention.method), round(mention.score, 4)
    span._.value, span._.unit = (value.value, value.unit) if value else (None, None)
    return span


@Language.factory(FACTORY, assigns=["doc.ents"], default_config={"pipeline": None, "model": IN_USE})
def create(nlp: Language, name: str, pipeline: str | None, model: str) -> EntityComponent:
    """The component; `pipeline`: a pipeline folder (default: the one in use), `model`: the id of a trained model.

    Raises `ConfigurationError` and `ModelError` as the stage ``entities`` does.
    """
    return EntityComponent(find_pipeline(Path(pipeline) if pipeline else None), model)
