"""Codebook out (.qdc): the labels with their definitions, for a project that shall be coded by the same codebook."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from lxml import etree
from lxml.etree import _Element as Element

from bdjp_nlp.exchange.material import Material
from bdjp_nlp.exchange.refi.names import CODEBOOK, ORIGIN, Code, codes_of, guid
from bdjp_nlp.exchange.remark import clean
from bdjp_nlp.exchange.writing import write_file


def write(material: Material, out: Path) -> None:
    """Write the codebook of a run's layers."""
    codes = codes_of(material.codebook, {layer: [] for layer in material.layers})
    root = etree.Element(f"{{{CODEBOOK}}}CodeBook", {"origin": ORIGIN}, nsmap={None: CODEBOOK})
    root.append(codes_element(codes, CODEBOOK))
    write_file(out, etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def codes_element(codes: Mapping[str, list[Code]], namespace: str) -> Element:
    """``<Codes>``: a code a layer, which nothing is coded with, and below it the layer's labels."""
    element = etree.Element(f"{{{namespace}}}Codes", nsmap={None: namespace})
    for layer, labels in codes.items():
        parent = etree.SubElement(
            element,
            f"{{{namespace}}}Code",
            {"guid": guid("layer", layer), "name": layer, "isCodable": "false"},
        )
        for code in labels:
            child = etree.SubElement(
                parent,
                f"{{{namespace}}}Code",
                {"guid": code.guid, "name": clean(code.name), "isCodable": "true", "color": code.colour},
            )
            if code.description:
                etree.SubElement(child, f"{{{namespace}}}Description").text = clean(code.description)
    return element
