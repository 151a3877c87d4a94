"""Security: who may talk to the page, and what the page may load.

The server listens on 127.0.0.1 alone, but every web page that a browser has open can send it requests. So:

- a ``Host`` other than this server's own is refused: a name that somebody points at 127.0.0.1 (DNS rebinding) is one;
- what changes anything is refused unless the browser says that this page itself asked for it (``Sec-Fetch-Site``) or,
  in browsers that do not say so, ``Origin`` is this server; and the header ``HX-Request`` is wanted, which htmx sends
  and no form can: a script of another origin would have to ask first whether it may (CORS), which is refused too;
- the page loads only what this server sends: no inline script or style, no frames, nothing from elsewhere.

With these a secret in the address would keep out only other users of the same computer; who shares a computer with
people who may not read the papers should not show them on it. (OWASP, "Cross-Site Request Forgery Prevention", fetch
metadata.)
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SAFE_METHODS = frozenset({"GET", "HEAD"})
HEADERS: Mapping[str, str] = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; font-src 'none'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
FORM = "application/x-www-form-urlencoded"
MOST_BYTES = 65_536
"""Of a request's body: a key press is under a kilobyte."""


class Guard:
    """Refuses what does not come from the page itself, and sends the headers that bind the page."""

    def __init__(self, app: ASGIApp, port: int) -> None:
        self.app = app
        self.hosts = frozenset({f"127.0.0.1:{port}", f"localhost:{port}"})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer 403."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        reason = self.refusal(scope["method"], Headers(scope=scope))

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        if reason:
            await PlainTextResponse(f"refused: {reason}\n", 403)(scope, receive, guarded)
        else:
            await self.app(scope, receive, guarded)

    def refusal(self, method: str, headers: Headers) -> str:
        """Why a request is refused; empty where it is not."""
        hosts = headers.getlist("host")
        if len(hosts) != 1 or hosts[0].lower() not in self.hosts:
            return "this is not the server of that host"
        site = headers.get("sec-fetch-site")
        if method in SAFE_METHODS:
            return ""
        if site is not None:
            own = site == "same-origin"
        else:
            own = headers.get("origin", "").lower() == f"http://{hosts[0].lower()}"
        if not own:
            return "the request does not come from the review page"
        if headers.get("hx-request") != "true":
            return "the header HX-Request is wanted, which no form can send"
        if headers.get("content-type", "").split(";")[0].strip().lower() != FORM:
            return f"a body of the type {FORM} is wanted"
        length = headers.get("content-length", "")
        if not length.isdigit() or int(length) > MOST_BYTES:
            return f"a body of at most {MOST_BYTES} bytes, its length given, is wanted"
        return ""
