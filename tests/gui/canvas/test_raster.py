"""Values to colours: what a colour says must be true at both ends and for odd values."""

from functools import partial

import numpy as np
import pytest

from poolviz.core.inputs.source import Source
from poolviz.core.inputs.source_ref import SourceRef
from poolviz.core.scenes.scene import Scene, resolve
from poolviz.core.spec.pool_spec import PoolSpec
from poolviz.gui.canvas.raster import (
    COLOUR_MAPS,
    NAN_COLOUR,
    colourise,
    difference_of,
    difference_table,
    lookup_table,
)
from tests.gui.conftest import pixels_of, shown_of

ENDS = {
    "viridis": ("440154", "fde725"),
    "cividis": ("00204d", "ffea46"),
    "magma": ("000004", "fcfdbf"),
    "gray": ("000000", "ffffff"),
}
MIDDLES = {"viridis": "21918c", "cividis": "7c7b78", "magma": "b73779", "gray": "808080"}


def opaque(rgb):
    return 0xFF000000 | int(rgb, 16)


def channels(pixels):
    return np.stack([(pixels >> shift) & 0xFF for shift in (16, 8, 0)], axis=-1).astype(int)


def shown(values, colour_map="viridis", *, picture=False, **spec):
    source = Source(np.asarray(values), "Given", picture=picture)
    scene = Scene(SourceRef("values", given=source), PoolSpec(**{"kernel_size": 1, **spec}))
    return shown_of(resolve(scene, source), colour_map)


@pytest.mark.parametrize("name", COLOUR_MAPS)
@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.uint16, np.int64, np.float32, float])
def test_the_ends_have_the_colours_of_the_map(name, dtype):
    pixels = shown(np.array([[3, 7], [5, 103]], dtype), name).pixels[0].pixels
    low, high = map(opaque, ENDS[name])
    assert pixels[0, 0] == low
    assert pixels[1, 1] == high


@pytest.mark.parametrize("name", COLOUR_MAPS)
def test_the_middle_and_the_way_there(name):
    pixels = shown([[0, 128, 255]], name).pixels[0].pixels
    middle = opaque(MIDDLES[name])
    assert np.abs(channels(pixels[0, 1]) - channels(np.uint32(middle))).max() <= 2
    table = lookup_table(name)
    assert table.shape == (256,)
    assert table.dtype == np.uint32
    assert np.abs(np.diff(channels(table), axis=0)).max() <= 8, "no jumps"
    light = channels(table) @ (0.2126, 0.7152, 0.0722)
    assert (np.diff(light) > -1).all(), "more is lighter"
    assert light[-1] > light[0] + 150


def test_every_shade_of_the_map_is_used():
    ramp = np.linspace(-3, 12, 256)[None]
    pixels = shown(ramp, "viridis").pixels[0].pixels
    np.testing.assert_array_equal(pixels[0], lookup_table("viridis"))


@pytest.mark.parametrize("name", COLOUR_MAPS)
def test_odd_values(name):
    values = [[0.0, 1.0, np.nan], [np.inf, -np.inf, 0.5]]
    pixels = shown(values, name).pixels[0].pixels
    low, high = map(opaque, ENDS[name])
    assert pixels[0].tolist() == [low, high, NAN_COLOUR]
    assert pixels[1, 0] == high
    assert pixels[1, 1] == low
    if name != "gray":
        assert NAN_COLOUR not in lookup_table(name)


def test_what_is_no_number_at_all():
    pixels = shown(np.full((2, 2), np.nan)).pixels[0].pixels
    assert (pixels == NAN_COLOUR).all()
    pixels = shown(np.full((2, 2), np.inf)).pixels[0].pixels
    assert (pixels == opaque("fde725")).all()


@pytest.mark.parametrize("value", [0, -5, 1000, 0.25, 1e300, -(2**62)])
def test_a_constant_array_has_one_colour(value):
    pixels = shown(np.full((3, 2), value)).pixels[0].pixels
    assert (pixels == opaque("440154")).all()


def test_values_beyond_the_levels_keep_the_last_colour():
    paint = partial(colourise, levels=(0.0, 10.0), table=lookup_table("gray"))
    pixels = paint(np.array([[-1e9, -1, 0, 10, 11, 1e9]]))
    assert pixels.tolist() == [[0xFF000000] * 3 + [0xFFFFFFFF] * 3]
    assert paint(np.array([[255]], np.uint8)).tolist() == [[0xFFFFFFFF]]
    assert paint(np.array([[5]], np.uint8)).tolist() == [[0xFF808080]]


def test_an_8_bit_grey_picture_is_exact():
    grey = np.arange(256, dtype=np.uint8).reshape(16, 16)
    result = shown(grey[:, :8], "gray", picture=True)
    expected = 0xFF000000 + grey[:, :8].astype(np.int64) * 0x010101
    np.testing.assert_array_equal(result.pixels[0].pixels, expected)
    assert set(result.resolved.levels) == {(0, 255)}, "black stays black where there is none"


def test_a_colour_picture_is_exact():
    rgb = np.random.default_rng(5).integers(0, 256, (5, 7, 3), np.uint8)
    pixels = shown(rgb, "magma", picture=True).pixels[0].pixels
    np.testing.assert_array_equal(channels(pixels), rgb)
    assert (pixels >> 24 == 0xFF).all()


def test_a_colour_picture_of_means_stays_a_colour_picture():
    rgb = np.zeros((2, 2, 3), np.uint8)
    rgb[..., 0], rgb[0, 0, 1], rgb[..., 2] = 200, 100, 7
    pixels = shown(rgb, kernel_size=2, mode="mean", picture=True).pixels[1].pixels
    assert pixels.tolist() == [[0xFFC81907]]


def test_nan_in_one_channel_is_nan():
    values = np.ones((1, 2, 3))
    values[0, 1, 2] = np.nan
    pixels = shown(values, picture=True).pixels[0].pixels
    assert pixels[0, 1] == NAN_COLOUR
    assert pixels[0, 0] != NAN_COLOUR


def test_16_bits_are_shown_by_their_own_range():
    values = np.array([[0, 65_535], [32_768, 257]], np.uint16)
    pixels = shown(values, "gray", picture=True).pixels[0].pixels
    assert pixels.tolist() == [[0xFF000000, 0xFFFFFFFF], [0xFF808080, 0xFF010101]]
    dim = shown(np.array([[1000, 1255]], np.uint16), "gray", picture=True)
    assert dim.pixels[0].pixels.tolist() == [[0xFF000000, 0xFFFFFFFF]]


def test_huge_and_tiny_numbers_are_told_apart():
    for low, step in ((2.0**53, 2.0), (1e15, 1.0), (0.0, 1e-300)):
        values = np.array([[low, low + step, low + 2 * step]])
        pixels = shown(values, "gray").pixels[0].pixels
        assert pixels.tolist() == [[0xFF000000, 0xFF808080, 0xFFFFFFFF]]
    whole = np.array([[2**53, 2**53 + 2, 2**53 + 4]])
    assert shown(whole, "gray").pixels[0].pixels.tolist() == pixels.tolist()


def test_all_generations_have_one_scale_but_those_of_sums():
    result = shown([[0, 8], [8, 16]], "gray", kernel_size=2, mode="mean")
    assert result.pixels[1].pixels.tolist() == [[0xFF808080]]
    result = shown([[0, 8], [8, 16]], "gray", kernel_size=2, mode="sum")
    assert result.pixels[1].pixels.tolist() == [[0xFF808080]], "0 to 64"
    assert result.pixels[0].pixels.tolist() == [
        [0xFF000000, 0xFF808080],
        [0xFF808080, 0xFFFFFFFF],
    ]


def test_the_bands_of_a_large_array_meet():
    values = np.arange(2_600_000, dtype=np.int64).reshape(2600, 1000)
    pixels = colourise(values, (0.0, 2_599_999.0), lookup_table("gray"))
    shades = np.rint(values * (255 / 2_599_999)).astype(np.uint32)
    assert (pixels & 0xFF == shades).all()


@pytest.mark.parametrize(
    ("shape", "sizes"),
    [
        ((256, 256), [(256, 256)]),
        ((257, 40), [(257, 40), (129, 20)]),
        ((600, 1000), [(600, 1000), (300, 500), (150, 250)]),
        ((1, 5000), [(1, 5000)]),
        ((3, 2000), [(3, 2000), (2, 1000), (1, 500)]),
    ],
)
def test_small_copies_halve_the_size(shape, sizes):
    picture = shown(np.zeros(shape, np.uint8)).pixels[0]
    assert [(image.height(), image.width()) for image in picture.images] == sizes


def test_small_copies_are_means():
    rgb = np.random.default_rng(6).integers(0, 256, (514, 300, 3), np.uint8)
    picture = shown(rgb, picture=True).pixels[0]
    half = channels(np.asarray(picture.buffers[1]))
    means = rgb.reshape(257, 2, 150, 2, 3).mean(axis=(1, 3))
    assert np.abs(half - means).max() <= 1
    image = picture.images[1]
    assert image.pixel(149, 256) & 0xFFFFFF == int("".join(f"{c:02x}" for c in half[256, 149]), 16)


def test_images_hold_the_pixels_themselves():
    picture = shown(np.arange(15).reshape(3, 5), "viridis").pixels[0]
    image = picture.images[0]
    for row in range(3):
        for col in range(5):
            assert image.pixel(col, row) == picture.pixels[row, col]


@pytest.mark.parametrize("scale", [0.01, 0.1, 0.25, 0.26, 0.4, 0.5, 0.51, 0.99, 1, 3])
def test_a_picture_shown_small_is_never_blown_up(scale):
    picture = shown(np.zeros((1200, 1000), np.uint8)).pixels[0]
    image, own = picture.image_for(scale)
    assert own == image.width() / 1000
    assert own >= min(scale, 1)
    smaller = [i for i in picture.images if i.width() < image.width()]
    assert all(i.width() / 1000 < scale for i in smaller), "and no larger than it must be"


@pytest.mark.parametrize(
    ("dtype", "scale"),
    [
        *((np.float32, scale) for scale in (3e38, 1.0, 1e-30, 1e-40)),
        *((np.float64, scale) for scale in (1.7e308, 3e38, 1.0, 1e-30, 1e-308)),
    ],
)
def test_the_ends_of_any_range_have_the_colours_of_the_ends(dtype, scale):
    values = (np.array([[-1.0, -0.5, 0.0, 1.0]]) * scale).astype(dtype)
    table = np.arange(256, dtype=np.uint32)
    low, *between, high = colourise(values, (-scale, scale), table)[0].tolist()
    assert (low, high) == (0, 255)
    assert between == pytest.approx([64, 128], abs=1)


@pytest.mark.parametrize("size", [(1000, 1000), (301, 77), (64, 64), (1, 1)])
def test_one_cell_that_differs_is_seen_however_small_the_picture_is(size):
    """A mean with the black around it would say that all is identical."""
    for row, col in ((0, 0), (517, 998), (999, 999)):
        values = np.zeros((1000, 1000))
        values[row, col] = 1e-9
        small = pixels_of(difference_of(values, 1.0).fitted(*size))
        assert small.shape == size
        found = np.argwhere(small != 0xFF000004)
        assert len(found) == 1
        assert np.abs(found[0] - (row * size[0] // 1000, col * size[1] // 1000)).max() <= 1
        assert small[tuple(found[0])] == 0xFF000000 | difference_table()[0], "not darker"


def test_black_is_exact_zero_and_nothing_else():
    values = np.array([[0.0, 1e-300, 0.01, 0.09, 0.152, 1.0, 5.0, np.nan]])
    shades = difference_of(values, 1.0).pixels[0, :-1] & 0xFFFFFF
    brightness = [max(shade >> 16, (shade >> 8) & 255, shade & 255) for shade in shades.tolist()]
    black, *others = brightness
    assert black < 8
    assert min(others) > 80, "any difference is seen"
    assert difference_of(values, 1.0).pixels[0, 0] == lookup_table("magma")[0]
