"""Word files for the tests, made by python-docx and mended by hand where it has no words for a thing."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
WPS = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KINDS = ("styles", "numbering", "footnotes", "endnotes", "settings")


def word_file(body: str, **parts: str) -> bytes:
    """A DOCX file with this body; `parts`: inner XML of styles, numbering, footnotes, endnotes, settings, core."""
    head = f'xmlns:w="{W}" xmlns:r="{R}" xmlns:mc="{MC}" xmlns:wps="{WPS}" xmlns:v="urn:schemas-microsoft-com:vml"'
    files = {"word/document.xml": f"<w:document {head}><w:body>{body}</w:body></w:document>"}
    relations = ""
    for kind in _KINDS:
        if kind in parts:
            files[f"word/{kind}.xml"] = f"<w:{kind} {head}>{parts[kind]}</w:{kind}>"
            relations += f'<Relationship Id="r{kind}" Type="{R}/{kind}" Target="{kind}.xml"/>'
    files["word/_rels/document.xml.rels"] = _relations(relations)
    files["_rels/.rels"] = _relations(f'<Relationship Id="r1" Type="{R}/officeDocument" Target="word/document.xml"/>')
    if "core" in parts:
        files["docProps/core.xml"] = (
            f'<c:coreProperties xmlns:c="{_PACKAGE}/metadata/core-properties" '
            f'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">{parts["core"]}</c:coreProperties>'
        )
    return zipped(files)


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    """A zip archive of these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def paragraph(text: str, style: str = "", properties: str = "") -> str:
    """A paragraph of one run; `properties`: further inner XML of w:pPr."""
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{styled}{properties}</w:pPr>{run(text)}</w:p>"


def run(text: str, properties: str = "") -> str:
    """A run of text."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def _relations(inner: str) -> str:
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'
