"""Htmx: the script by which pages fetch their parts and put them in place, as an installed package carries it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from bdjp_nlp.errors import InstallationError
from bdjp_nlp.identity import sha256_hex

PACKAGE, VERSION = "django-js-lib-htmx", "2.0.3.1"
"""Carries htmx 2.0.3 as its makers publish it; nothing of the package but that file is used, nor is Django."""
SHA256 = "491955cd1810747d7d7b9ccb936400afb760e06d25d53e4572b64b6563b2784e"
CONFIG: Mapping[str, object] = {
    "selfRequestsOnly": True,
    "allowEval": False,
    "allowScriptTags": False,
    "includeIndicatorStyles": False,
    "allowNestedOobSwaps": False,
    "disableInheritance": True,
    "historyCacheSize": 0,
    "refreshOnHistoryMiss": True,
    "defaultSettleDelay": 0,
    "attributesToSettle": [],
}
"""Nothing from elsewhere, nothing evaluated, no script or style made of an answer (the page's policy forbids them too);
an element's own attributes count, not its parents'; no page of papers is kept in the browser's storage, so that going
back loads the page; what comes is in place at once, its own attributes as they were sent."""
REMEDY = f"pip install --force-reinstall --no-deps {PACKAGE}=={VERSION}"


@cache
def htmx_script() -> bytes:
    """``htmx.min.js``; raises `InstallationError` where it is missing or not the one that is pinned."""
    try:
        file = files("js_lib_htmx") / "static" / "htmx" / "htmx.min.js"
        script = file.read_bytes()
    except (ModuleNotFoundError, OSError) as error:
        raise InstallationError(
            f"{PACKAGE}, which holds the review page's htmx, is missing ({error}); install it again: {REMEDY}"
        ) from None
    if sha256_hex(script) != SHA256:
        raise InstallationError(f"{file}: not the htmx of {PACKAGE} {VERSION}; install it again: {REMEDY}")
    return script
