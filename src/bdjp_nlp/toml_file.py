"""Reads TOML files into validated models; what is wrong is told with file, key and the alternatives."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from bdjp_nlp.errors import ConfigurationError, alternatives

M = TypeVar("M", bound=BaseModel)


def load_toml(path: Path) -> dict[str, Any]:
    """A TOML file's content; raises `ConfigurationError` naming the file when it is missing or not TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigurationError(f"{path}: there is no such file") from None
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{path}: not UTF-8 ({error}); save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{path}: not valid TOML: {error}") from None


def validated(model: type[M], data: object, where: str) -> M:
    """`data` as a `model`; raises `ConfigurationError` that names `where`, the keys and what they may be."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        problems = "; ".join(_problem(model, dict(detail)) for detail in error.errors())
        raise ConfigurationError(f"{where}: {problems}") from None


def _problem(model: type[BaseModel], detail: dict[str, Any]) -> str:
    place = detail["loc"]
    key = ".".join(str(part) for part in place) or "(whole)"
    if detail["type"] == "extra_forbidden":
        fields = _fields_at(model, place[:-1])
        return f"unknown key {key!r} ({alternatives(str(place[-1]), fields)})"
    if detail["type"] == "missing":
        return f"the key {key!r} is missing"
    got = detail["input"]
    return f"key {key!r}: {detail['msg']}, not {got!r}"


def _fields_at(model: type[BaseModel], place: tuple[str | int, ...]) -> list[str]:
    for part in place:
        info = model.model_fields.get(str(part))
        inner = _model_in(info.annotation) if info else None
        if inner is not None:
            model = inner
    return list(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        inner = _model_in(argument)
        if inner is not None:
            return inner
    return None
