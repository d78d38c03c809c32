"""The shipped pictures: drawn by our script, of the promised sizes, and fit for pooling."""

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

ASSETS = Path(__file__).resolve().parent.parent / "assets"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("draw_pictures", ASSETS / "draw_pictures.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def shipped(name: str) -> Image.Image:
    with Image.open(ASSETS / f"{name}.png") as picture:
        picture.load()
        return picture


def three_pools(x: NDArray[Any], reduce: Any) -> list[NDArray[Any]]:
    """Pool 2x2, stride 2, three times; a last odd row or column is in no window."""
    levels = []
    for _ in range(3):
        height, width = x.shape[0] // 2, x.shape[1] // 2
        blocks = x[: 2 * height, : 2 * width].reshape(height, 2, width, 2, *x.shape[2:])
        x = reduce(blocks, axis=(1, 3))
        levels.append(x)
    return levels


@pytest.mark.parametrize(
    ("name", "size", "mode"),
    [
        ("cat", (450, 446), "RGB"),
        ("car", (448, 444), "RGB"),
        ("circle", (64, 64), "L"),
        ("icon", (256, 256), "RGBA"),
    ],
)
def test_size_mode_and_weight(name: str, size: tuple[int, int], mode: str) -> None:
    picture = shipped(name)
    assert picture.format == "PNG"
    assert (picture.size, picture.mode) == (size, mode)
    assert (ASSETS / f"{name}.png").stat().st_size < 300_000


@pytest.mark.parametrize("name", ["circle", "icon"])
def test_exact_pictures_are_what_the_script_draws(script: ModuleType, name: str) -> None:
    drawn, kept = script.PICTURES[name](), shipped(name)
    assert drawn.mode == kept.mode
    np.testing.assert_array_equal(np.asarray(drawn), np.asarray(kept))


@pytest.mark.long
@pytest.mark.parametrize("name", ["cat", "car"])
def test_painted_pictures_are_what_the_script_draws(script: ModuleType, name: str) -> None:
    """Within a quarter of a grey level on average, and 99 % of the cells within 2.

    Not exactly: Pillow's polygon edges and resampling, and NumPy's exp and sin, may round
    differently in another version or on another processor.
    """
    drawn = np.asarray(script.PICTURES[name](), dtype=np.int16)
    off = np.abs(drawn - np.asarray(shipped(name), dtype=np.int16))
    assert off.mean() < 0.25
    assert np.mean(off <= 2) > 0.99


def test_every_picture_of_the_script_is_shipped_and_no_other(script: ModuleType) -> None:
    samples = {"cat", "car", "circle", "icon"}
    assert set(script.PICTURES) == samples
    assert all((ASSETS / f"{name}.png").is_file() for name in samples)


def test_circle_is_the_circle_of_the_shift_lab() -> None:
    cells = np.asarray(shipped("circle"))
    lit = cells == 255
    assert set(np.unique(cells)) == {0, 255}
    assert lit.sum() == 156
    for twin in (lit[::-1], lit[:, ::-1], lit.T):  # symmetric about 31.5, and about the diagonal
        np.testing.assert_array_equal(lit, twin)
    for axis in (0, 1):
        np.testing.assert_array_equal(np.flatnonzero(lit.any(axis=axis)), np.arange(4, 60))


def test_icon_is_sharp_at_32_pixels() -> None:
    """Only rounded corners cut through an 8x8 block: reduced to 32x32, no straight edge blurs."""
    blocks = np.asarray(shipped("icon")).reshape(32, 8, 32, 8, 4)
    mixed = np.argwhere((blocks != blocks[:, :1, :, :1]).any(axis=(1, 3, 4))) + 0.5
    matrix, window = [(2, 2), (2, 30), (30, 2), (30, 30)], [(16, 2), (16, 16), (30, 2), (30, 16)]
    to_corner = np.abs(mixed[:, None] - np.array([*matrix, *window])).max(axis=2).min(axis=1)
    assert len(mixed) > 0
    assert to_corner.max() < 3
    small = np.asarray(shipped("icon").reduce(8))
    assert {tuple(cell) for cell in small[22:26, 1:3].reshape(-1, 4).tolist()} == {
        (213, 94, 0, 255)
    }


def test_three_pools_of_the_cat_and_the_car_have_the_sizes_of_the_lesson() -> None:
    cat = three_pools(np.asarray(shipped("cat")), np.max)
    assert [level.shape[:2] for level in cat] == [(223, 225), (111, 112), (55, 56)]
    car = three_pools(np.asarray(shipped("car")), np.max)
    assert [level.shape[:2] for level in car] == [(222, 224), (111, 112), (55, 56)]


@pytest.mark.parametrize("reduce", [np.max, np.mean])
def test_what_makes_a_cat_or_a_car_survives_three_pools(reduce: Any) -> None:
    """Pupils in a bright face, tyres under a bright body: dark cells that max must not swallow."""
    cat = three_pools(np.asarray(shipped("cat").convert("L"), dtype=np.float64), reduce)[-1]
    for col in (22, 34):
        assert cat[20:25, col - 2 : col + 3].min() < 40
    assert cat[16:18, 22:34].min() > 90
    car = three_pools(np.asarray(shipped("car").convert("L"), dtype=np.float64), reduce)[-1]
    for col in (14, 41):
        assert car[44:46, col].max() < 60
        assert car[34:46, col].max() > 150  # the hub, inside the tyre
    assert car[28:32, 10:44].min() > 110
