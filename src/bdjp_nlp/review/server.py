"""Server: the review page on 127.0.0.1."""

from __future__ import annotations

import socket
from collections.abc import Callable
from functools import partial

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bdjp_nlp.errors import BdjpError, UsageError
from bdjp_nlp.review.desk import Desk
from bdjp_nlp.review.htmx import htmx_script
from bdjp_nlp.review.pages import (
    agreement,
    card,
    decision,
    discrepancies,
    document,
    entity,
    leaf,
    names,
    notes,
    overview,
    passages,
    problem,
    queue,
    search,
    timeline,
)
from bdjp_nlp.review.pages.frame import STATIC, Frame
from bdjp_nlp.review.security import Guard

HOST = "127.0.0.1"
FIRST_PORT = 8710
_PORTS_TRIED = 20
_KEPT = "private, max-age=31536000, immutable"
"""By the browser: the address of htmx changes with its content."""


def application(desk: Desk, port: int) -> Starlette:
    """The pages of a desk, for a server that listens on `port`; raises `InstallationError` where htmx is not there."""
    frame = Frame(desk)

    def failed(request: Request, error: Exception) -> Response:
        if "hx-request" in request.headers:
            return problem.say(error)
        return problem.show(frame, error)

    script = htmx_script()

    def htmx(request: Request) -> Response:
        return Response(script, media_type="text/javascript", headers={"cache-control": _KEPT})

    return Starlette(
        routes=[
            Route("/", partial(overview.show, frame)),
            Route("/document/{doc_id}", partial(document.show, frame)),
            Route("/document/{doc_id}/part/{number:int}", partial(document.part, frame)),
            Route("/document/{doc_id}/notes/{number:int}", partial(notes.show, frame)),
            Route("/document/{doc_id}/leaf", partial(leaf.show, frame)),
            Route("/document/{doc_id}/page/{number:int}.png", partial(leaf.picture, frame)),
            Route("/passages", partial(passages.show, frame)),
            Route("/queue", partial(queue.show, frame)),
            Route("/queue/figures", partial(queue.figures, frame)),
            Route("/names", partial(names.show, frame)),
            Route("/entity/{entity_id}", partial(entity.show, frame)),
            Route("/search", partial(search.show, frame)),
            Route("/timeline", partial(timeline.show, frame)),
            Route("/discrepancies", partial(discrepancies.show, frame)),
            Route("/agreement", partial(agreement.show, frame)),
            Route("/card/{doc_id}/{passage_id}", partial(card.show, frame)),
            Route("/decision/{doc_id}/{passage_id}", partial(decision.take, frame), methods=["POST"]),
            Route("/undo", partial(decision.undo, frame), methods=["POST"]),
            Route("/static/htmx.min.js", htmx),
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
        middleware=[Middleware(Guard, port=port)],
        exception_handlers={HTTPException: failed, BdjpError: failed},
    )


def listen(port: int | None) -> socket.socket:
    """A socket on 127.0.0.1 at `port`, or at the first free one from `FIRST_PORT`; raises `UsageError`."""
    for number in [port] if port is not None else range(FIRST_PORT, FIRST_PORT + _PORTS_TRIED):
        opened = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            opened.bind((HOST, number))
        except OSError:
            opened.close()
            continue
        return opened
    wanted = f"port {port} is" if port is not None else f"ports {FIRST_PORT} to {FIRST_PORT + _PORTS_TRIED - 1} are"
    raise UsageError(f"{wanted} in use on {HOST}; give another with --port")


def serve(desk: Desk, port: int | None, ready: Callable[[str], None]) -> None:
    """Serve until stopped; `ready` is called with the address once requests are answered."""
    opened = listen(port)
    number = opened.getsockname()[1]
    config = uvicorn.Config(
        application(desk, number), log_level="warning", access_log=False, server_header=False, date_header=False
    )
    server = _Announcing(config, lambda: ready(f"http://{HOST}:{number}/"))
    server.run(sockets=[opened])


class _Announcing(uvicorn.Server):
    """A server that says when it is there."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self.ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        if self.started:
            self.ready()
