"""Weights file: scikit-learn estimators kept by skops, without pickle: only trusted types are made of its bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

TRUSTED: tuple[str, ...] = ("sklearn.calibration._SigmoidCalibration",)
"""Types beyond skops' own list of scikit-learn and NumPy types that a weights file may hold."""

_FIXED_TIME = (1980, 1, 1, 0, 0, 0)


def weights_file(parts: Mapping[str, Any]) -> bytes:
    """The bytes of a skops file, without dates: the same estimators give the same bytes."""
    import skops.io

    dumped = zipfile.ZipFile(io.BytesIO(skops.io.dumps(dict(parts))))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for name in sorted(dumped.namelist()):
            packed.writestr(zipfile.ZipInfo(name, _FIXED_TIME), dumped.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def opened(data: bytes) -> dict[str, Any]:
    """The estimators as scikit-learn has them; raises TypeError where there are others than trusted ones."""
    import skops.io

    unknown = set(skops.io.get_untrusted_types(data=data)) - set(TRUSTED)
    if unknown:
        raise TypeError(f"types that are not trusted: {', '.join(sorted(unknown))}")
    parts: dict[str, Any] = skops.io.loads(data, trusted=list(TRUSTED))
    return parts
