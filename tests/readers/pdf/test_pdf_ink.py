"""What the picture of a page shows beside its words."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from bdjp_nlp.readers.pdf.ink import Digits, cleaned, dark_of, leans, raised_mark, rules_of, run_length


def paper(width: int = 900, height: int = 120) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("L", (width, height), 245)
    return image, ImageDraw.Draw(image)


def test_a_rule_is_found_and_a_line_of_text_is_none() -> None:
    image, pen = paper()
    pen.text((20, 10), "Minimum maritime mammoth " * 3, fill=20, font=ImageFont.load_default(30))
    pen.rectangle((40, 90, 400, 91), fill=20)
    assert rules_of(dark_of(image), scale=200 / 72) == [(40, 90, 401, 92)]


def test_specks_go_and_hairlines_stay() -> None:
    image, pen = paper()
    pen.line((100, 20, 100, 80), fill=20, width=1)
    pen.point((300, 50), fill=0)
    clean = np.asarray(cleaned(image))
    assert clean[50, 300] > 200
    assert clean[50, 100] < 60


def test_broad_strokes_are_told_from_fine_ones() -> None:
    thin, bold = np.zeros((40, 200), bool), np.zeros((40, 200), bool)
    thin[:, ::10] = True
    for offset in range(3):
        bold[:, offset::10] = True
    assert run_length(bold) == pytest.approx(3 * run_length(thin))


def test_strokes_that_lean_are_told_from_upright_ones() -> None:
    upright, slanted = np.zeros((40, 240), bool), np.zeros((40, 240), bool)
    for start in range(20, 200, 15):
        upright[:, start : start + 2] = True
        for row in range(40):
            at = start + round(0.2 * (39 - row))
            slanted[row, at : at + 2] = True
    assert leans(slanted)
    assert not leans(upright)


def test_a_small_raised_digit_is_read_by_the_shapes_of_the_large_ones() -> None:
    image, pen = paper()
    large, small = ImageFont.load_default(48), ImageFont.load_default(28)
    pen.text((20, 100), "0123456789", fill=20, font=large, anchor="ls")
    pen.text((500, 100), "law", fill=20, font=large, anchor="ls")
    word = pen.textbbox((500, 100), "law", font=large, anchor="ls")
    pen.text((word[2] + 4, 82), "27", fill=20, font=small, anchor="ls")
    dark, digits = dark_of(image), Digits()
    digits.learn("0123456789", image, dark, (10, 40, 490, 110))
    mark = raised_mark(dark, tuple(map(int, word)), limit=900, base=100, em=50)
    assert mark is not None
    assert mark.behind
    assert digits.read(image, mark.signs) == "27"


def test_a_question_mark_and_a_quote_are_no_raised_marks() -> None:
    image, pen = paper()
    font = ImageFont.load_default(48)
    for text in ("law?", "law’", "law”", "law!"):
        image, pen = paper()
        pen.text((20, 100), text, fill=20, font=font, anchor="ls")
        box = pen.textbbox((20, 100), text, font=font, anchor="ls")
        assert raised_mark(dark_of(image), tuple(map(int, box)), limit=900, base=100, em=50) is None, text
