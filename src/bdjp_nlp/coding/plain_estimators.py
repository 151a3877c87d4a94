"""Plain estimators: the linear models of a skops file, read and applied with NumPy alone.

Of scikit-learn's logistic regressions a run needs the weights only; the import of scikit-learn and skops would take
longer than the rest of its start. What else somebody puts into such a file, skops reads.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from bdjp_nlp.coding.sparse_rows import SparseRows

if TYPE_CHECKING:
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier

Matrix = SparseRows | npt.NDArray[Any]

PROTOCOL = 2
"""The version of skops' format that is read here."""
_SCHEMA = "schema.json"
_ONE, _MANY = "sklearn.linear_model._logistic.LogisticRegression", "sklearn.multiclass.OneVsRestClassifier"
_CONTAINERS = ("builtins.dict", "builtins.list")
_BESIDE = ("builtins.str", "numpy.ndarray", "sklearn.preprocessing._label.LabelBinarizer")
"""What stands beside the weights: parameters, arrays, and what scikit-learn keeps of the classes' names."""


@dataclass(frozen=True)
class LinearModel:
    """A fitted logistic regression; attributes and methods are named, and do, as scikit-learn's.

    `coef_` (1 for two classes, else classes; features), `intercept_` (the same), `classes_`.
    """

    coef_: npt.NDArray[Any]
    intercept_: npt.NDArray[Any]
    classes_: npt.NDArray[Any]

    def decision_function(self, matrix: Matrix) -> npt.NDArray[Any]:
        """Logits of `matrix` (rows, features): (rows) for two classes, else (rows, classes)."""
        logits: npt.NDArray[Any] = matrix @ self.coef_.T + self.intercept_
        return logits[:, 0] if logits.shape[1] == 1 else logits

    def predict(self, matrix: Matrix) -> npt.NDArray[Any]:
        """The class of each row."""
        logits = self.decision_function(matrix)
        return np.asarray(self.classes_[(logits > 0).astype(int) if logits.ndim == 1 else logits.argmax(axis=1)])


@dataclass(frozen=True)
class LinearModels:
    """One fitted logistic regression a label, as a `OneVsRestClassifier` holds them."""

    estimators_: list[LinearModel]


if TYPE_CHECKING:
    One = LogisticRegression | LinearModel
    """A linear model fresh from training, or of a file."""
    OneALabel = OneVsRestClassifier | LinearModels


def taken_by(estimator: Any, matrix: Matrix) -> Any:
    """The matrix as an estimator takes it: scikit-learn's want SciPy's sparse matrices."""
    if isinstance(matrix, SparseRows) and not isinstance(estimator, LinearModel):
        return matrix.to_scipy()
    return matrix


def read_plainly(data: bytes) -> dict[str, Any] | None:
    """What a skops file holds, with `LinearModel` and `LinearModels` in place of scikit-learn's.

    None where it holds other things too. Raises ValueError, KeyError, TypeError or BadZipFile where it is damaged.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        schema = json.loads(file.read(_SCHEMA))
        if schema["protocol"] != PROTOCOL or not _types(schema) <= {_ONE, _MANY, *_CONTAINERS, *_BESIDE}:
            return None
        found: dict[str, Any] = _value(schema, file)
        return found


def _types(node: Any) -> set[str]:
    """The types of everything below a node."""
    if isinstance(node, list):
        return set().union(*map(_types, node))
    if not isinstance(node, Mapping):
        return set()
    own = {_type(node)} if "__class__" in node else set()
    return own.union(*map(_types, node.values()))


def _type(node: Mapping[str, Any]) -> str:
    return f"{node['__module__']}.{node['__class__']}"


def _value(node: Mapping[str, Any], file: zipfile.ZipFile) -> Any:
    """What a node stands for."""
    kind, content = _type(node), node.get("content", {})
    if kind == "numpy.ndarray":
        return np.lib.format.read_array(io.BytesIO(file.read(node["file"])), allow_pickle=False)
    if kind == "builtins.list":
        return [_value(part, file) for part in content]
    if kind == "builtins.dict":
        return {name: _value(part, file) for name, part in content.items()}
    if kind == _ONE:
        fitted = content["content"]
        return LinearModel(*(_value(fitted[name], file) for name in ("coef_", "intercept_", "classes_")))
    if kind == _MANY:
        return LinearModels(_value(content["content"]["estimators_"], file))
    raise TypeError(f"{kind} where weights are wanted")
