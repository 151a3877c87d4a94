"""Reading: from a file's bytes to a document, whatever its format."""

from __future__ import annotations

import stat
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from pydantic import Field

from bdjp_nlp.document import Document, from_draft
from bdjp_nlp.draft import Draft
from bdjp_nlp.errors import DocumentError
from bdjp_nlp.garbage import uncollected
from bdjp_nlp.identity import content_id, sha256_hex
from bdjp_nlp.language import detect_language, language_shares, other_languages
from bdjp_nlp.readers.media_type import DOCX, HTML, MARKDOWN, PDF, PLAIN, sniff
from bdjp_nlp.readers.pdf import PdfSettings
from bdjp_nlp.rows import STRUCTURE, DocumentRow, columns_of
from bdjp_nlp.stage import Settings, source_id
from bdjp_nlp.store.location import is_remote, read_remote, signature_of

MEGABYTE = 1 << 20


class ReaderSettings(Settings):
    """How files are read; ``[reader]`` of ``pipeline.toml``."""

    max_file_megabytes: int = Field(default=512, gt=0)
    pdf: PdfSettings = PdfSettings()

    def with_password(self, password: str) -> ReaderSettings:
        """The same settings, with what opens protected PDF files."""
        return self.model_copy(update={"pdf": self.pdf.model_copy(update={"password": password})})


@dataclass(frozen=True)
class Source:
    """A file's name and bytes."""

    path: str
    data: bytes

    @property
    def sha256(self) -> str:
        """Hash of the bytes."""
        return sha256_hex(self.data)


def load_source(path: str, settings: ReaderSettings) -> Source:
    """The bytes of a file, here or in an object store.

    Raises `DocumentError` (not_found, unreadable, unsupported, empty_file, too_large). A file that no one may read by
    its mode is refused even for the superuser, so that a run says the same whoever starts it.
    """
    try:
        data = _remote_bytes(path, settings) if is_remote(path) else _local_bytes(path, settings)
    except FileNotFoundError:
        raise DocumentError("not_found", f"{path}: the file is gone; was it moved during the run?") from None
    except PermissionError:
        remedy = "check the credentials" if is_remote(path) else f"try: chmod u+r {path!r}"
        raise DocumentError("unreadable", f"{path}: no permission to read it; {remedy}") from None
    except OSError as error:
        raise DocumentError("unreadable", f"{path}: {error.strerror}; check the disk or the network drive") from None
    if not data:
        raise DocumentError("empty_file", f"{path}: the file is empty; download or export it again")
    return Source(path, data)


def _local_bytes(path: str, settings: ReaderSettings) -> bytes:
    file = Path(path)
    status = file.stat()
    if not status.st_mode & (stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH):
        raise PermissionError
    if not stat.S_ISREG(status.st_mode):
        raise DocumentError("unsupported", f"{path}: no file but a folder, pipe or device; save it as a file first")
    _check_size(path, status.st_size, settings)
    return file.read_bytes()


def _remote_bytes(path: str, settings: ReaderSettings) -> bytes:
    size, _, _ = signature_of(path)
    _check_size(path, size, settings)
    return read_remote(path)


def _check_size(path: str, size: int, settings: ReaderSettings) -> None:
    if size > settings.max_file_megabytes * MEGABYTE:
        raise DocumentError(
            "too_large",
            f"{path}: {size / MEGABYTE:.0f} MB is over the limit of {settings.max_file_megabytes} MB; "
            "raise max_file_megabytes under [reader] in pipeline.toml, or split the file",
        )


def read_source(source: Source, settings: ReaderSettings) -> Document:
    """The document in a file's bytes; raises `DocumentError` when there is none to be had."""
    media_type = sniff(source.data, source.path)
    with uncollected():
        draft = _reader(media_type)(source, settings)
        if not any(block.text.strip() for block in draft.blocks) and not draft.partial:
            raise DocumentError("no_text", f"{source.path}: no text was found in it; is it a scan or a picture?")
        shares = language_shares(" ".join(block.text for block in draft.blocks if block.kind != "heading"))
        if warning := other_languages(shares):
            draft = replace(draft, warnings=(*draft.warnings, warning))
        return from_draft(draft, path=source.path, sha256=source.sha256, language=next(iter(shares), ""))


def read_text(text: str, settings: ReaderSettings, *, path: str = "text") -> Document:
    """The document of a text given in memory."""
    from bdjp_nlp.readers.text import read_plain_text

    data = text.encode("utf-8", "replace")
    draft = read_plain_text(data, path)
    return from_draft(draft, path=path, sha256=sha256_hex(data), language=detect_language(text))


def _reader(media_type: str) -> Callable[[Source, ReaderSettings], Draft]:
    """The reader of a media type; imported when first needed, since a run seldom meets them all."""
    if media_type == PDF:
        from bdjp_nlp.readers.pdf import read_pdf

        return lambda source, settings: read_pdf(source.data, source.path, settings.pdf)
    if media_type == DOCX:
        from bdjp_nlp.readers.docx import read_docx

        return lambda source, _: read_docx(source.data, source.path)
    if media_type == HTML:
        from bdjp_nlp.readers.html import read_html

        return lambda source, _: read_html(source.data, source.path)
    if media_type == MARKDOWN:
        from bdjp_nlp.readers.markdown import read_markdown

        return lambda source, _: read_markdown(source.data, source.path)
    assert media_type == PLAIN, media_type
    from bdjp_nlp.readers.text import read_plain_text

    return lambda source, _: read_plain_text(source.data, source.path)


@cache
def readers_code_id() -> str:
    """A hash of the readers' source."""
    return source_id("bdjp_nlp.readers") + source_id("bdjp_nlp.document") + source_id("bdjp_nlp.language")


def reader_fingerprint(settings: ReaderSettings) -> str:
    """Changes when the readers' code, settings or columns change; then every file is read anew."""
    columns = columns_of((DocumentRow, *STRUCTURE))
    return content_id("reader", readers_code_id(), columns, settings.model_dump_json())
