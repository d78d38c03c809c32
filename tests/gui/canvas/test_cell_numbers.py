"""Numbers of thousands of cells: written fast, and just as they are written one by one."""

import numpy as np
import pytest
from PyQt6.QtGui import QColor, QImage, QPainter

from poolviz.core.numbers import short_number
from poolviz.gui.canvas import cell_numbers
from poolviz.gui.canvas.cell_numbers import numbers_in, paint_numbers
from poolviz.gui.canvas.cells import CellPainter
from poolviz.gui.theme import LIGHT, PROJECTOR, THEMES
from tests.gui.conftest import matrix_of, pixels_of, whole_camera

RNG = np.random.default_rng(8)
KINDS = {
    "all sizes": RNG.normal(size=400) * 10.0 ** RNG.uniform(-4, 6, 400),
    "below 1": RNG.uniform(-1, 1, 400),
    "small": RNG.uniform(0.009, 0.06, 400),
    "ends": RNG.integers(0, 120, 400) + RNG.choice([0.5, 0.25, 0.05, 0.95, 0.996, 0.45], 400),
    "few digits": np.round(RNG.normal(size=400) * 20, 2),
    "odd": RNG.choice([np.nan, np.inf, -np.inf, -0.0, 1e300, 1 / 3, -9.96, 99.97], 400),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("side", [18, 22, 31, 48, 70])
def test_a_number_is_written_alike_whatever_was_written_before(kind, side):
    values = KINDS[kind]
    for theme in THEMES.values():
        for dtype in (np.float64, np.float32):
            with np.errstate(over="ignore"):
                matrix = matrix_of(values.astype(dtype).reshape(20, 20))
            type_ = cell_numbers._type_of(side, theme, matrix)
            assert cell_numbers._type_of(side, theme, matrix) is type_, "it is known by now"
            plain = cell_numbers._Type(side, theme, matrix)
            for value in map(cell_numbers.plain_number, matrix.values.ravel()):
                assert type_.of(value)[:2] == plain._chosen(value)
                assert type_.of(value)[0] in {short_number(value, most) for most in (5, 4, 3, 2)}
        assert len(matrix.types) <= 4


@pytest.mark.parametrize(
    ("theme", "side"),
    [*((theme, 19) for theme in THEMES.values()), (LIGHT, 22.4), (PROJECTOR, 48)],
)
@pytest.mark.parametrize("ratio", [1, 1.25, 1.5, 2])
def test_all_at_once_they_have_the_pixels_that_they_have_one_by_one(qapp, theme, side, ratio):
    matrix = matrix_of(KINDS["all sizes"].reshape(20, 20), unread=((19,), ()))
    camera = whole_camera(matrix, side)
    drawn = []
    for at_once in (True, False):
        image = QImage(round(1100 * ratio), round(1100 * ratio), QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(ratio)
        image.fill(theme.colour("surface"))
        painter = QPainter(image)
        numbers = dict(numbers_in(matrix, camera, theme, range(20), range(20)))
        if at_once:
            CellPainter(painter, matrix, camera, theme, ratio).paint_filled()
            paint_numbers(painter, numbers.values())
        else:
            for row, col in numbers:
                colour = QColor(int(matrix.picture.pixels[row, col]))
                painter.fillRect(camera.rect(row, col), colour)
            cells = CellPainter(painter, matrix, camera, theme, ratio)
            cells._paint_grid(range(20), range(20), 1 if side < 36 else 2)
            cells._paint_unread(camera.rect(0, 0, 20, 20))
            for number in numbers.values():
                number.paint(painter)
        painter.end()
        drawn.append(pixels_of(image))
    np.testing.assert_array_equal(*drawn)
