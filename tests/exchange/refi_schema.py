"""The rules of the REFI-QDA schemas, as pyrefiqda's classes have them, which xsdata made from the schemas.

A class a complex type: its fields are the elements in the order of the sequence, then the attributes; a field without a
default is required; `pattern`, types and enumerations are those of the schema. Loading checks none of this by itself
but types and required fields, so each rule is checked here. One thing the classes cannot say: the sources of a project
are a choice, in any order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import NoneType
from typing import Any, get_args, get_origin

from lxml import etree

ANY_ORDER = {"SourcesType"}


def violations(element: etree._Element, kind: type[Any]) -> Iterator[str]:
    """Everything below an element that its type does not allow."""
    fields = [_Field(name, field) for name, field in kind.model_fields.items()]
    where = etree.QName(element).localname
    attributes = {field.xml: field for field in fields if field.metadata["type"] == "Attribute"}
    elements = {field.xml: field for field in fields if field.metadata["type"] == "Element"}
    for name, value in element.attrib.items():
        if name not in attributes:
            yield f"{where}: unknown attribute {name}"
        elif problem := attributes[name].wrong(value):
            yield f"{where}/@{name}: {value!r} {problem}"
    yield from (
        f"{where}: lacks @{name}" for name, f in attributes.items() if f.required and name not in element.attrib
    )
    found = [etree.QName(child).localname for child in element]
    yield from (f"{where}: unknown element {name}" for name in found if name not in elements)
    for name, field in elements.items():
        count = found.count(name)
        if count < field.fewest:
            yield f"{where}: lacks {name}"
        if count > 1 and not field.many:
            yield f"{where}: {count} of {name}"
    places = [list(elements).index(name) for name in found if name in elements]
    if places != sorted(places) and kind.__name__ not in ANY_ORDER:
        yield f"{where}: children in the order {found}"
    for child in element:
        name = etree.QName(child)
        field = elements.get(name.localname)
        if field is None:
            continue
        if name.namespace != field.metadata["namespace"]:
            yield f"{where}/{name.localname}: namespace {name.namespace}"
        if hasattr(field.type, "model_fields"):
            yield from violations(child, field.type)
        elif problem := field.wrong(child.text or ""):
            yield f"{where}/{name.localname}: {child.text!r} {problem}"


class _Field:
    def __init__(self, name: str, field: Any) -> None:
        self.metadata = field.xsdata_metadata
        self.xml = self.metadata.get("name", name)
        self.required = field.is_required()
        self.many = get_origin(field.annotation) is list
        self.fewest = self.metadata.get("min_occurs", 0) if self.many else int(self.required)
        kinds = [one for one in get_args(field.annotation) or (field.annotation,) if one is not NoneType]
        (self.type,) = kinds

    def wrong(self, value: str) -> str:
        """What is wrong with a value, if anything."""
        pattern = self.metadata.get("pattern")
        if pattern and not re.fullmatch(pattern, value):
            return f"is not {pattern}"
        wanted = {int: r"[+-]?\d+", bool: r"true|false|0|1"}.get(self.type, ".*")
        if self.type.__name__ == "XmlDateTime":
            wanted = r"-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?"
        return "" if re.fullmatch(wanted, value, re.S) else f"is no {self.type.__name__}"
