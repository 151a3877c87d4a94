"""Entity: the page of one named thing."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from bdjp_nlp.review.names import companions, documents_naming, forms, identifiers, name, naming
from bdjp_nlp.review.pages.frame import Frame
from bdjp_nlp.review.pages.stretch import PASSAGES_A_PAGE, links, number

_MOST_NAMED = 12
_FORMS = 12


def show(frame: Frame, request: Request) -> Response:
    """One named thing: all its mentions over all documents, its forms, what is named beside it."""
    corpus, offset = frame.desk.corpus, number(request, "from")
    entity = name(corpus, request.path_params["entity_id"])
    identifier = entity.entity_id
    count, places = naming(corpus, identifier, offset, PASSAGES_A_PAGE)
    end = offset + len(places)
    return frame.html(
        "entity.html",
        entity.canonical,
        "Names",
        desk=True,
        entity=entity,
        choice=frame.desk.labels.choice("entities", entity.label),
        sought=identifiers(corpus, identifier),
        forms=forms(corpus, identifier, _FORMS),
        companions=companions(corpus, identifier, _MOST_NAMED),
        in_documents=documents_naming(corpus, identifier, _MOST_NAMED),
        passages=frame.desk.views(places),
        pages=links(request, offset, PASSAGES_A_PAGE, end + (end < count), count),
    )
