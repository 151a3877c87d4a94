"""PDFium through cffi in ABI mode: the few calls that the reader needs, and their error codes.

A call costs about a third of what it costs through ctypes, which decides the reader's speed: PDFium
hands characters out one by one. Handles of page objects, fonts and tags are declared as integers, so that a page's can
be compared as an array and none makes an object of its own. The shared library is the one that pypdfium2 ships;
importing pypdfium2 initialises it, so that pdfplumber (which uses pypdfium2 too) and this module share one state.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import cffi
import pypdfium2  # noqa: F401  (initialises the library)

from bdjp_nlp.errors import DocumentError

Handle = Any
"""An opaque cffi pointer."""

_DECLARATIONS = """
typedef struct { float left, top, right, bottom; } FS_RECTF;
typedef struct { float a, b, c, d, e, f; } FS_MATRIX;
void* FPDF_LoadMemDocument64(const void*, size_t, const char*);
unsigned long FPDF_GetLastError(void);
void FPDF_CloseDocument(void*);
int FPDF_GetPageCount(void*);
unsigned long FPDF_GetMetaText(void*, const char*, void*, unsigned long);
void* FPDF_LoadPage(void*, int);
void FPDF_ClosePage(void*);
float FPDF_GetPageWidthF(void*);
float FPDF_GetPageHeightF(void*);
void* FPDFBitmap_Create(int, int, int);
int FPDFBitmap_FillRect(void*, int, int, int, int, unsigned long);
void FPDF_RenderPageBitmap(void*, void*, int, int, int, int, int, int);
void* FPDFBitmap_GetBuffer(void*);
int FPDFBitmap_GetStride(void*);
void FPDFBitmap_Destroy(void*);
int FPDFPage_GetRotation(void*);
int FPDF_GetPageBoundingBox(void*, FS_RECTF*);
int FPDFPage_CountObjects(void*);
uintptr_t FPDFPage_GetObject(void*, int);
int FPDFPageObj_GetType(uintptr_t);
int FPDFPageObj_GetBounds(uintptr_t, float*, float*, float*, float*);
int FPDFPageObj_GetMarkedContentID(uintptr_t);
void* FPDFText_LoadPage(void*);
void FPDFText_ClosePage(void*);
int FPDFText_CountChars(void*);
int FPDFText_GetText(void*, int, int, unsigned short*);
unsigned int FPDFText_GetUnicode(void*, int);
int FPDFText_GetLooseCharBox(void*, int, void*);
int FPDFText_GetCharBox(void*, int, double*, double*, double*, double*);
int FPDFText_GetCharOrigin(void*, int, double*, double*);
int FPDFText_GetMatrix(void*, int, FS_MATRIX*);
double FPDFText_GetFontSize(void*, int);
uintptr_t FPDFText_GetTextObject(void*, int);
int FPDFText_IsGenerated(void*, int);
int FPDFTextObj_GetTextRenderMode(uintptr_t);
uintptr_t FPDFTextObj_GetFont(uintptr_t);
size_t FPDFFont_GetBaseFontName(uintptr_t, char*, size_t);
int FPDFFont_GetFlags(uintptr_t);
int FPDFFont_GetWeight(uintptr_t);
void* FPDFBookmark_GetFirstChild(void*, void*);
void* FPDFBookmark_GetNextSibling(void*, void*);
unsigned long FPDFBookmark_GetTitle(void*, void*, unsigned long);
void* FPDFBookmark_GetDest(void*, void*);
void* FPDFBookmark_GetAction(void*);
void* FPDFAction_GetDest(void*, void*);
int FPDFDest_GetDestPageIndex(void*, void*);
void* FPDF_StructTree_GetForPage(void*);
void FPDF_StructTree_Close(void*);
int FPDF_StructTree_CountChildren(void*);
uintptr_t FPDF_StructTree_GetChildAtIndex(void*, int);
unsigned long FPDF_StructElement_GetType(uintptr_t, void*, unsigned long);
int FPDF_StructElement_CountChildren(uintptr_t);
uintptr_t FPDF_StructElement_GetChildAtIndex(uintptr_t, int);
int FPDF_StructElement_GetChildMarkedContentID(uintptr_t, int);
"""

_PASSWORD_ERROR = 4
_SECURITY_ERROR = 5


def _library_path() -> Path:
    """Where pypdfium2 keeps its shared library, whatever the platform calls it."""
    spec = importlib.util.find_spec("pypdfium2_raw")
    folders = [Path(p) for p in (spec.submodule_search_locations or [])] if spec else []
    for folder in folders:
        for pattern in ("libpdfium.so", "libpdfium.dylib", "pdfium.dll", "*pdfium.*"):
            for path in sorted(folder.glob(pattern)):
                return path
    raise ImportError("pypdfium2 is installed without its PDFium library: pip install --force-reinstall pypdfium2")


ffi: Any = cffi.FFI()
ffi.cdef(_DECLARATIONS)
lib: Any = ffi.dlopen(str(_library_path()))


@contextmanager
def open_document(data: bytes, name: str, password: str | None) -> Iterator[Handle]:
    """A PDFium document over ``data`` (which must outlive it), closed at the end.

    Raises DocumentError: encrypted, damaged, no_pages.
    """
    secret = ffi.NULL if password is None else password.encode("utf-8")
    buffer = ffi.from_buffer(data)
    document = lib.FPDF_LoadMemDocument64(buffer, len(data), secret)
    if document == ffi.NULL:
        raise _open_error(lib.FPDF_GetLastError(), name, password)
    try:
        yield document
    finally:
        lib.FPDF_CloseDocument(document)


def _open_error(code: int, name: str, password: str | None) -> DocumentError:
    if code == _PASSWORD_ERROR:
        if password is None:
            return DocumentError("encrypted", f"{name}: protected by a password; give it with --password")
        return DocumentError("encrypted", f"{name}: the password given with --password does not open this file")
    if code == _SECURITY_ERROR:
        return DocumentError(
            "encrypted",
            f"{name}: encrypted by a method that cannot be read here; open it in a PDF viewer and save it "
            "again without protection",
        )
    return DocumentError(
        "damaged",
        f"{name}: not a readable PDF (damaged or cut short); download it again, or open it in a PDF viewer "
        "and save it again",
    )


def utf16_text(getter: Any, *arguments: Any) -> str:
    """The text that a PDFium getter of (…, buffer, byte length) writes as UTF-16LE with a closing NUL."""
    needed = int(getter(*arguments, ffi.NULL, 0))
    if needed <= 2:
        return ""
    buffer = ffi.new("char[]", needed)
    getter(*arguments, buffer, needed)
    return bytes(ffi.buffer(buffer, needed)[:]).decode("utf-16-le", "replace").rstrip("\x00")


def metadata(document: Handle, key: str) -> str:
    """An entry of the document information dictionary ("Title", "Author", "CreationDate", …), or ""."""
    return utf16_text(lib.FPDF_GetMetaText, document, key.encode("ascii")).strip()
