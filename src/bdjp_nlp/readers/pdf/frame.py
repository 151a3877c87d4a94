"""A page's coordinates as displayed, and the rules and images drawn on it."""

from __future__ import annotations

from itertools import repeat

import numpy as np
import numpy.typing as npt

from bdjp_nlp.readers.pdf.pdfium import Handle, ffi, lib

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]

MAX_PAGE_OBJECTS = 4_000
"""Page objects looked at for rules and images; maps have more, and no footnote rule among them."""
RULE_THICKNESS = 2.5
"""Points: a path thinner than this is a rule, thicker ones are boxes."""
RULE_MIN_LENGTH = 18.0
"""Points: shorter strokes are underlines, ticks of charts or parts of a logo."""

_PATH, _IMAGE = 2, 3
"""PDFium's types of page objects."""


class Frame:
    """From PDF user space to points from the top left of the page as displayed."""

    def __init__(self, page: Handle) -> None:
        rect = ffi.new("FS_RECTF*")
        lib.FPDF_GetPageBoundingBox(page, rect)
        self.left, self.bottom = float(rect.left), float(rect.bottom)
        self.user_width = abs(float(rect.right) - float(rect.left))
        self.user_height = abs(float(rect.top) - float(rect.bottom))
        self.rotation = int(lib.FPDFPage_GetRotation(page)) % 4
        turned = self.rotation % 2 == 1
        self.width = self.user_height if turned else self.user_width
        self.height = self.user_width if turned else self.user_height

    def boxes(self, left: Floats, bottom: Floats, right: Floats, top: Floats) -> Floats:
        """(n, 4) x0, y0, x1, y1 from user-space edges."""
        ax, ay = self.point(left, bottom)
        bx, by = self.point(right, top)
        box = np.empty((len(ax), 4), np.float32)
        box[:, 0], box[:, 1] = np.minimum(ax, bx), np.minimum(ay, by)
        box[:, 2], box[:, 3] = np.maximum(ax, bx), np.maximum(ay, by)
        return box

    def point(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Displayed x and y of user-space points."""
        x, y = x - self.left, y - self.bottom
        if self.rotation == 1:
            return y, x
        if self.rotation == 2:
            return self.user_width - x, y
        if self.rotation == 3:
            return self.user_height - y, self.user_width - x
        return x, self.user_height - y


def drawings(page: Handle, frame: Frame) -> tuple[Floats, Floats]:
    """Boxes of the page's rules (thin paths) and of its images."""
    count = min(int(lib.FPDFPage_CountObjects(page)), MAX_PAGE_OBJECTS)
    handles = list(map(lib.FPDFPage_GetObject, repeat(page), range(count)))
    kinds = np.fromiter(map(lib.FPDFPageObj_GetType, handles), np.int32, count)
    rules: list[tuple[float, ...]] = []
    images: list[tuple[float, ...]] = []
    left, bottom, right, top = (ffi.new("float*") for _ in range(4))
    for index in np.flatnonzero((kinds == _PATH) | (kinds == _IMAGE)).tolist():
        if not lib.FPDFPageObj_GetBounds(handles[index], left, bottom, right, top):
            continue
        edges = (left[0], bottom[0], right[0], top[0])
        if kinds[index] == _IMAGE:
            images.append(edges)
            continue
        across, down = abs(edges[2] - edges[0]), abs(edges[3] - edges[1])
        if min(across, down) <= RULE_THICKNESS and max(across, down) >= RULE_MIN_LENGTH:
            rules.append(edges)

    def placed(edges: list[tuple[float, ...]]) -> Floats:
        table = np.array(edges, np.float32).reshape(-1, 4)
        return frame.boxes(table[:, 0], table[:, 1], table[:, 2], table[:, 3])

    return placed(rules), placed(images)
