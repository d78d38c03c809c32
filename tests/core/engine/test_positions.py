"""Every way to the positions of winners, entered on purpose, against the oracle or plain argmax."""

import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from itertools import product

import numpy as np
import pytest

from poolviz.core import PoolSpec, pool2d, windows
from poolviz.core.engine import plan as plans
from poolviz.core.engine import taps, workers
from poolviz.core.engine.positions import apart as position_apart
from poolviz.core.engine.positions import blocks as position_blocks
from poolviz.core.engine.positions import first as position_first
from poolviz.core.engine.positions import merges as position_merges
from poolviz.core.engine.positions import search as positions
from tests import oracle

ENOUGH = 16_000_000  # bytes that a pooling of 12 megapixels may need beside its results


@pytest.fixture
def took(monkeypatch):
    """Return the set of the ways that were taken since it was last cleared."""
    ways = set()

    def watch(owner, name, way):
        real = getattr(owner, name)

        def watched(*args, **kwargs):
            ways.add(way(*args) if callable(way) else way)
            return real(*args, **kwargs)

        monkeypatch.setattr(owner, name, watched)

    watch(position_apart, "find_in_rows", "rows")
    watch(position_apart, "find_by_lines", "lines")
    watch(position_merges, "_merge_lanes", "lanes")
    watch(position_merges, "_merge_positions", "channels")
    watch(position_merges, "_slide", lambda cells, offsets, fresh, *_: f"slide {cells.dtype}")
    watch(position_merges, "_picked", "picked")
    watch(position_merges, "_narrow", "narrowed")
    watch(position_merges, "_merge_rows_by_taps", "taps")
    watch(taps, "raster_taps", "cell by cell")
    watch(positions, "_in_lines", "packed")
    watch(positions, "_is_nan", "NaN")
    watch(positions, "_is_number", "numbers")
    watch(positions.Merger, "_merge_by_and_by", "by and by")
    return ways


@pytest.fixture
def small_blocks(monkeypatch):
    """Let no input be small, and blocks be of a few hundred cells."""
    monkeypatch.setattr(positions, "SMALL", 0)
    monkeypatch.setattr(positions, "BLOCK", 6000)


def check(x, axes=None, workers=2, **asked):
    want, want_index = oracle.pool(x, axes=axes, **asked)
    spec = PoolSpec(**asked)
    values, index = pool2d(x, spec, axes=axes, return_indices=True, workers=workers)
    oracle.assert_agrees(values, want, spec.mode)
    assert index.dtype == np.int64
    np.testing.assert_array_equal(index, want_index)


def numbers(rng, shape, dtype):
    """Return a few numbers, full of ties, both zeros among them."""
    x = rng.integers(0, 5, shape).astype(dtype)
    if x.dtype.kind != "u":
        x -= 2
    if x.dtype.kind == "f":
        x[rng.random(shape) < 0.1] = -0.0
    return x


def planes(x, kernel, stride, largest=True):
    """Return the values and positions of one plane by argmax over a view of all windows."""
    view = np.lib.stride_tricks.sliding_window_view(x, kernel)[:: stride[0], :: stride[1]]
    cells = view.reshape(*view.shape[:2], -1)
    tap = cells.argmax(-1) if largest else cells.argmin(-1)
    rows, cols = np.divmod(tap, kernel[1])
    rows += np.arange(len(rows))[:, None] * stride[0]
    cols += np.arange(cols.shape[1]) * stride[1]
    return np.take_along_axis(cells, tap[..., None], -1)[..., 0], rows * x.shape[1] + cols


ROADS = [  # shape, axes, dtype, kernel, stride, dilation, what is taken
    ((20, 22), None, "f4", 2, 2, 1, {"slide float32", "picked", "narrowed", "taps"}),
    ((20, 21), None, "f4", 2, 2, 1, {"lanes", "taps"}),
    ((20, 22), None, "u1", 3, 2, 1, {"slide uint8", "picked", "narrowed", "taps"}),
    ((20, 22), None, "f8", 2, 2, 1, {"lanes", "taps"}),
    ((20, 22), None, "f4", 3, 3, 1, {"lanes", "taps"}),
    ((20, 23), None, "i4", 4, 3, 2, {"lanes", "taps"}),
    ((20, 22), None, "f8", 11, 2, 1, {"slide float64", "picked", "narrowed"}),
    ((20, 22), None, "f2", 5, 1, 1, {"slide float32"}),
    ((20, 22), None, "f4", (5, 1), 1, 1, {"slide float32"}),
    ((20, 22), None, "u2", (1, 14), (2, 3), 1, {"slide uint16", "picked"}),
    ((20, 22), None, "i8", (1, 2), (2, 3), 1, {"lanes"}),
    ((20, 22), None, "i8", (3, 1), (3, 2), 1, {"picked", "taps"}),
    ((20, 22), None, "u1", 1, 1, 1, set()),
    ((9, 11, 3), None, "f4", 3, 2, 1, {"slide float32", "picked", "taps"}),
    ((9, 11, 17), None, "f4", 3, 2, 1, {"channels", "taps"}),
    ((20, 22, 17), None, "u1", 10, 2, 1, {"slide uint8", "picked"}),
    ((2, 13, 14), (-2, -1), "i2", 4, 1, 2, {"slide int16"}),
    ((34, 35), None, "f4", 8, 8, 1, {"rows"}),
    ((34, 37), None, "f8", (8, 9), (9, 11), 1, {"rows"}),
    ((35, 34), None, "u1", 8, 9, 1, {"lines"}),
    ((35, 34), None, ">i2", 12, 12, 1, {"rows"}),
    ((2, 17, 16, 3), None, "f4", 8, 8, 1, {"rows"}),
    ((17, 20, 16), None, "f4", 8, 8, 1, {"lines"}),
    ((9, 1030), None, "f4", 8, (8, 9), 1, {"lines"}),
]


@pytest.mark.parametrize("mode", ["max", "min"])
@pytest.mark.parametrize("road", ROADS, ids=lambda road: "-".join(map(str, road[2:5])))
def test_every_road(road, mode, took):
    shape, axes, dtype, kernel, stride, dilation, ways = road
    x = numbers(np.random.default_rng([*f"{road}{mode}".encode()]), shape, dtype)
    asked = {"kernel_size": kernel, "stride": stride, "dilation": dilation, "mode": mode}
    check(x, axes, **asked)
    assert took == ways
    apart = {"rows", "lines"} & ways
    spatial = tuple(axis % x.ndim for axis in axes or ((1, 2) if x.ndim == 4 else (0, 1)))
    planned = plans.plan(PoolSpec(**asked), x.shape, x.dtype, spatial)
    assert planned.index_path == ("apart" if apart else "merges")


DTYPES = ["u1", "i1", "u2", "i4", "i8", "u8", "f2", "f4", "f8", ">f4", ">i2", "?"]


@pytest.mark.long(of=3)
@pytest.mark.parametrize("seed", range(60))
def test_any_pooling_in_small_blocks(seed, small_blocks):
    rng = np.random.default_rng(seed)
    for _ in range(4):
        dtype = str(rng.choice(DTYPES))
        size = tuple(int(n) for n in rng.integers(1, 30, 2))
        arrangements = [
            (size, None),
            ((*size, int(rng.choice([1, 3, 17]))), None),
            ((3, *size), (-2, -1)),
            ((size[0], 3, size[1]), (0, 2)),
            ((2, *size, int(rng.choice([2, 16]))), None),
            ((size[1], 2, size[0]), (2, 0)),
        ]
        shape, axes = arrangements[rng.integers(len(arrangements))]
        x = numbers(rng, shape, dtype) if dtype != "?" else rng.random(shape) < 0.3
        if x.dtype.kind == "f":
            for odd in (np.nan, np.inf, -np.inf):
                if rng.random() < 0.4:
                    x[rng.random(shape) < rng.choice([0.02, 0.3, 0.9])] = odd
        x = [x, x[::-1], np.asfortranarray(x), np.broadcast_to(x[:1], shape)][rng.integers(4)]
        paddings = [0, 0, "same", 1, ((0, 1), (2, 0))]
        asked = {
            "kernel_size": tuple(int(n) for n in rng.integers(1, rng.choice([4, 13]), 2)),
            "stride": [1, 2, 3, None, (1, 2), (3, 1), 7][rng.integers(7)],
            "mode": str(rng.choice(["max", "min", "subsample"], p=[0.45, 0.45, 0.1])),
            "padding": paddings[rng.integers(len(paddings))],
            "dilation": int(rng.choice([1, 1, 1, 2, 3])),
            "ceil_mode": bool(rng.random() < 0.3),
            "nan_policy": str(rng.choice(["propagate", "omit"])),
        }
        try:
            check(x, axes, **asked)
        except oracle.RefusedError:
            continue


@pytest.mark.parametrize("policy", ["propagate", "omit"])
@pytest.mark.parametrize("mode", ["max", "min"])
@pytest.mark.parametrize(
    ("shape", "window", "way"),
    [((20, 22), (3, 2), "merges"), ((20, 22, 17), (2, 1), "merges"), ((34, 36), (9, 9), "rows"),
     ((18, 18, 17), (9, 9), "lines")],
)  # fmt: skip
def test_nan_is_the_winner_or_is_nothing(shape, window, way, mode, policy, took):
    worst = -np.inf if mode == "max" else np.inf
    x = np.full(shape, worst, np.float32)
    rng = np.random.default_rng(1)
    x[rng.random(shape) < 0.2] = np.nan
    x[:10, :10] = np.nan  # windows of nothing but NaN
    x[12:, 12:] = 1
    kernel, stride = window
    check(x, kernel_size=kernel, stride=stride, mode=mode, nan_policy=policy)
    if way == "merges":
        assert ("numbers" if policy == "omit" else "NaN") in took
    else:
        assert way in took
    took.clear()
    check(np.nan_to_num(x), kernel_size=kernel, stride=stride, mode=mode, nan_policy=policy)
    assert not took & {"numbers", "NaN"}


@pytest.mark.parametrize("blocks", ["one block", "small blocks"])
@pytest.mark.parametrize("dtype", ["f2", ">f4", "f8"])
def test_subsampling_leaves_nan_out_with_and_without_positions(dtype, blocks, took, request):
    """Windows of few cells are looked at cell by cell, larger ones merged, if one begins with NaN.

    Of 64 x 31 cells, looking at one after the other took a minute for a photograph of float16.
    """
    if blocks == "small blocks":
        request.getfixturevalue("small_blocks")
    rng = np.random.default_rng(8)
    for share, kernel, asked in product(
        [0, 0.1, 0.6, 1],
        [(2, 2), (3, 3), (2, 5), (7, 6)],
        [{"stride": 1}, {"stride": 2, "padding": 1}, {"stride": 3, "dilation": 2, "padding": 1},
         {"padding": "same", "stride": 2}],
    ):  # fmt: skip
        x = numbers(rng, (2, 17, 23), dtype)
        x[rng.random(x.shape) < share] = np.nan
        x[0, 3:14, 4:16] = np.nan if share else 0
        asked = {**asked, "kernel_size": kernel, "mode": "subsample", "nan_policy": "omit"}
        took.clear()
        check(x, (1, 2), **asked)
        spec = PoolSpec(**asked)
        both = pool2d(x, spec, axes=(1, 2), return_indices=True)
        assert pool2d(x, spec, axes=(1, 2)).tobytes() == both[0].tobytes()
        few = kernel[0] * kernel[1] <= position_first.FEW_CELLS
        assert ("cell by cell" in took) == (few and share > 0)
        assert ("numbers" in took) == (not few and share > 0)


def bits(x):
    """Return the bytes of every cell, as numbers; long doubles have some that mean nothing."""
    if x.itemsize > 8:
        return np.where(np.isnan(x), 9, x + 3 * np.signbit(x))
    return np.ascontiguousarray(x).view(f"u{x.itemsize}")


FLOAT_ROADS = [road[:2] + road[3:6] for road in ROADS if "f" in road[2]]


@pytest.mark.long
@pytest.mark.parametrize("blocks", ["one block", "small blocks"])
@pytest.mark.parametrize("dtype", ["f2", "f4", ">f4", "f8", "g"])
def test_value_and_index_are_of_the_same_cell(dtype, blocks, request):
    """-0.0 and 0.0 are equal, and so are two NaN here: the value is the one that is named."""
    if blocks == "small blocks":
        request.getfixturevalue("small_blocks")
    rng = np.random.default_rng(3)
    odd = np.array([-0.0, 0.0, np.nan, -np.nan, -1.0, 1.0])
    for (shape, axes, kernel, stride, dilation), mode, policy, shares, padding in product(
        FLOAT_ROADS,
        ["max", "min", "subsample"],
        ["propagate", "omit"],
        [(0.5, 0.5, 0, 0, 0, 0), (0.4, 0.3, 0.1, 0.1, 0.1, 0), (0.3, 0.5, 0, 0, 0, 0.2)],
        [0, "same"],
    ):
        x = rng.choice(odd, shape, p=shares).astype(dtype)
        spec = PoolSpec(kernel, stride, mode, padding, dilation, nan_policy=policy)
        values, index = pool2d(x, spec, axes=axes, return_indices=True)
        spatial = tuple(axis % x.ndim for axis in axes or ((1, 2) if x.ndim == 4 else (0, 1)))
        flat, best, where = (np.moveaxis(a, spatial, (-2, -1)) for a in (x, values, index))
        flat = flat.reshape(*flat.shape[:-2], -1).astype(values.dtype)
        cells = np.take_along_axis(flat, where.reshape(*where.shape[:-2], -1), -1)
        np.testing.assert_array_equal(bits(best), bits(cells.reshape(best.shape)), str(spec))


def test_a_negative_zero_is_the_first_of_equals():
    for x, mode in [([[-0.0, 0.0]], "max"), ([[0.0, -0.0]], "min")]:
        values, index = pool2d(x, PoolSpec((1, 2), mode=mode), return_indices=True)
        assert np.signbit(values).tolist() == [[mode == "max"]]
        assert index.tolist() == [[0]]


@pytest.mark.parametrize("dtype", ["u1", "i1", "u8", "i8", "f4", "f2"])
@pytest.mark.parametrize("mode", ["max", "min"])
def test_padding_never_wins(mode, dtype):
    dtype = np.dtype(dtype)
    if dtype.kind == "f":
        worst = -np.inf if mode == "max" else np.inf
    else:
        worst = np.iinfo(dtype).min if mode == "max" else np.iinfo(dtype).max
    x = np.full((9, 10), worst, dtype)
    for padding, kernel in [(1, 3), (2, 5), ("same", 4), (((2, 0), (0, 3)), 4)]:
        for stride, ceil in product((1, 2, 3), (False, True)):
            asked = {"kernel_size": kernel, "stride": stride, "padding": padding, "mode": mode}
            check(x, ceil_mode=ceil, **asked)
            x[4, 5] = 1
            check(x, ceil_mode=ceil, **asked)
            x[4, 5] = worst


def test_padding_wider_than_the_input():
    x = np.array([[1.0], [3.0], [3.0], [-np.inf]], np.float32)
    check(x, kernel_size=3, stride=1, padding=2 - 1)
    check(x, kernel_size=(2, 5), stride=1, padding=((0, 0), (2, 2)))
    check(x.T, kernel_size=(5, 2), stride=1, padding=((2, 2), (0, 1)))


@pytest.mark.parametrize("shape", [(4, 40_000), (300, 257), (2, 70_000)])
@pytest.mark.parametrize("dtype", ["u1", "f4"])
def test_offsets_of_more_than_two_bytes(shape, dtype, took):
    x = (np.random.default_rng(3).random(shape) * 50).astype(dtype)
    kernel = (min(260, shape[0] - 1), 3)
    for stride in ((1, 1), (1, 2), (3, 3)):
        want = planes(x, kernel, stride)
        got = pool2d(x, PoolSpec(kernel, stride=stride), return_indices=True)
        np.testing.assert_array_equal(got, want)
    assert ("packed" in took) == (shape[0] != 2)


@pytest.mark.parametrize("width", [63, 64, 65, 84, 85, 86, 127, 128, 254, 255, 256])
def test_offsets_around_one_byte(width):
    for kernel in [(2, 2), (3, 4), (4, 3), (5, 5)]:
        x = np.arange(12 * width, dtype=np.uint16).reshape(12, width)  # the last tap wins
        for stride in ((1, 1), (2, 2), (3, 2)):
            got = pool2d(x, PoolSpec(kernel, stride=stride), return_indices=True)
            np.testing.assert_array_equal(got, planes(x, kernel, stride))


def test_windows_of_more_than_a_byte_of_columns():
    x = np.random.default_rng(4).integers(0, 3, (5, 900)).astype(np.uint8)
    x[:, 500] = 3
    for stride in (1, 2, 3, 400):
        want = planes(x, (2, 400), (1, stride))
        got = pool2d(x, PoolSpec((2, 400), stride=(1, stride)), return_indices=True)
        np.testing.assert_array_equal(got, want)


def test_positions_beyond_four_bytes():
    line = np.arange(1 << 16).astype(np.uint8)
    x = np.broadcast_to(line, (1 << 17, line.size))  # 8 gigacells that need no memory
    values, index = pool2d(x, PoolSpec((1, 2), stride=(65_535, 40_000)), return_indices=True)
    rows, cols = np.array([0, 65_535, 131_070])[:, None], np.array([0, 40_000])
    np.testing.assert_array_equal(index, rows * line.size + cols + 1)
    np.testing.assert_array_equal(values, np.broadcast_to(line[cols + 1], (3, 2)))


@pytest.mark.parametrize("channels", [1, 40])
def test_windows_larger_than_a_block(channels, took, small_blocks):
    rng = np.random.default_rng(5)
    x = rng.integers(0, 200, (90, 100, channels)).astype(np.uint8)
    kernel, stride = (70, 61), (2, 3)
    values, index = pool2d(x, PoolSpec(kernel, stride=stride), return_indices=True)
    assert "by and by" in took
    for channel in range(channels):
        want = planes(x[..., channel], kernel, stride)
        np.testing.assert_array_equal((values[..., channel], index[..., channel]), want)
    if channels == 1:
        y = np.where(x[..., 0] < 190, x[..., 0], np.nan).astype(np.float32)
        for policy in ("propagate", "omit"):
            check(y[:74, :66], kernel_size=kernel, stride=stride, padding=1, nan_policy=policy)


def test_windows_too_large_to_be_copied(monkeypatch, took):
    monkeypatch.setattr(position_apart, "HUGE_WINDOW", 100)
    monkeypatch.setattr(position_apart, "FEW", 30)
    rng = np.random.default_rng(6)
    for dtype in ("u1", "f4"):
        x = numbers(rng, (40, 45), dtype)
        check(x, kernel_size=(19, 20))
        if dtype == "f4":
            x[rng.random(x.shape) < 0.05] = np.nan
            x[:20, :20] = np.nan
            for policy in ("propagate", "omit"):
                check(x, kernel_size=(19, 20), nan_policy=policy)
    assert took == {"lines"}


@pytest.mark.long
@pytest.mark.parametrize("cells", [1, 50, 1000, 10**6])
def test_blocks_are_every_window_once(cells):
    cases = [((40, 50), 3, 1, 0), ((40, 50), 2, 2, 1), ((100, 9), 31, 1, 15), ((30, 30), 30, 1, 0)]
    for (shape, kernel, stride, padding), stack in product(cases, [(1, 1), (3, 1), (2, 20)]):
        axes = PoolSpec(kernel, stride=stride, padding=padding).axes(shape)
        outputs = [axis.output_size for axis in axes]
        seen = np.zeros((stack[0], *outputs, stack[1]), int)
        for block in position_blocks.blocks(axes, *stack, cells):
            seen[block.outputs] += 1
            read = [len(range(*part.indices(10**6))) for part in block.inputs]
            assert read[0] == 1 or np.prod(read) <= cells
        assert (seen == 1).all()


def test_many_threads_pool_at_once():
    rng = np.random.default_rng(7)
    xs = [rng.integers(0, 9, (60 + i, 50)).astype(np.float32) for i in range(12)]
    specs = [PoolSpec(2), PoolSpec(3, stride=1), PoolSpec(9)]
    jobs = [*product(xs, specs)] * 5
    alone = [pool2d(x, spec, return_indices=True) for x, spec in jobs]
    with ThreadPoolExecutor(4) as threads:
        together = threads.map(lambda job: pool2d(*job, return_indices=True), jobs)
        for one, other in zip(alone, together, strict=True):
            np.testing.assert_array_equal(one[0], other[0])
            np.testing.assert_array_equal(one[1], other[1])


def extra_memory(x, spec, **options):
    """Return the most bytes that a pooling needs beside its results."""
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        results = pool2d(x, spec, return_indices=True, **options)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    return peak - before - sum(result.nbytes for result in results)


@pytest.fixture(scope="module")
def picture():
    return np.random.default_rng(8).random((3000, 4000), np.float32)


@pytest.mark.parametrize(
    "asked",
    [
        *({"kernel_size": k, "stride": s} for k, s in [(2, 1), (3, 2), (31, 1), (16, 16), (7, 7)]),
        {"kernel_size": 3, "stride": 1, "padding": "same", "mode": "min"},
        {"kernel_size": (1500, 2), "stride": (100, 3)},
        {"kernel_size": (2999, 3990), "stride": 1},
        {"kernel_size": (3000, 4000)},
        {"kernel_size": 3, "stride": 2, "dilation": 99},
        {"kernel_size": 2, "mode": "subsample"},
    ],
    ids=str,
)
def test_memory_at_twelve_megapixels(picture, asked):
    assert extra_memory(picture, PoolSpec(**asked), workers=2) < ENOUGH


@pytest.mark.parametrize("kernel", [2, 16])
def test_memory_of_nothing_but_negative_zeros(picture, kernel):
    assert extra_memory(picture * np.float32(-0.0), PoolSpec(kernel), workers=2) < ENOUGH


@pytest.mark.long(of=3)
@pytest.mark.parametrize("processors", [2, 8])
@pytest.mark.parametrize("padding", [0, "same"])
@pytest.mark.parametrize("kernel", [5, 31])
def test_memory_of_bytes_with_more_processors(picture, processors, padding, kernel, monkeypatch):
    monkeypatch.setattr(workers.os, "cpu_count", lambda: processors)
    x = (picture[:2000] * 200).astype(np.uint8)
    assert extra_memory(x, PoolSpec(kernel, stride=1, padding=padding)) < ENOUGH


@pytest.mark.long(of=3)
@pytest.mark.parametrize("policy", ["propagate", "omit"])
@pytest.mark.parametrize("kernel", [3, 16, (2999, 3990)])
def test_memory_with_nan(picture, kernel, policy):
    x = picture.copy()
    x[::500, ::500] = np.nan
    stride = 1 if kernel != 16 else 16
    assert extra_memory(x, PoolSpec(kernel, stride=stride, nan_policy=policy)) < ENOUGH


@pytest.mark.parametrize("policy", ["propagate", "omit"])
@pytest.mark.parametrize("dtype", ["f2", "f4"])
def test_memory_with_nan_in_every_block(picture, dtype, policy):
    """Blocks are searched again, but not all of them at once: 17.7 MB were needed."""
    x = picture[:1800, :2001].astype(dtype)
    x[::5, ::7] = np.nan
    assert extra_memory(x, PoolSpec(5, stride=1, nan_policy=policy), workers=2) < ENOUGH


@pytest.mark.long
@pytest.mark.parametrize("shape", [(700, 700), (40, 130, 130), (900, 300, 2), (1, 90_000)])
@pytest.mark.parametrize("policy", ["propagate", "omit"])
def test_what_is_searched_again_part_by_part(shape, policy):
    """Bands of a plane, or planes of a stack: with the winners of windows searched at once."""
    rng = np.random.default_rng(len(shape) + shape[0])
    x = rng.integers(0, 9, shape).astype(np.float32)
    x[rng.random(shape) < 0.4] = np.nan
    axes = (1, 2) if shape[0] == 40 else (0, 1)
    for mode, kernel in (("max", 5), ("min", 2)):
        spec = PoolSpec(kernel, 1, mode, padding="same", nan_policy=policy)
        values, places = pool2d(x, spec, axes=axes, return_indices=True)
        np.testing.assert_array_equal(values, pool2d(x, spec, axes=axes))
        planes, where, got = (np.moveaxis(a, axes, (-2, -1)) for a in (x, places, values))
        flat, found = (a.reshape(*a.shape[:-2], -1) for a in (planes, where))
        named = np.take_along_axis(flat, found, -1).reshape(got.shape)
        np.testing.assert_array_equal(named, got)
        # The first of equals: of each window, no cell before the winner is as good.
        cells = windows(planes, spec, np.nan, axes=(-2, -1)).reshape(*got.shape, -1)
        same = (cells == got[..., np.newaxis]) | (np.isnan(cells) & np.isnan(got)[..., np.newaxis])
        ids = np.arange(flat.shape[-1], dtype=float).reshape(planes.shape[-2:])
        inside = windows(ids, spec, np.nan).reshape(*got.shape[-2:], -1)
        first = np.where(same & ~np.isnan(inside), inside, np.inf).min(-1)
        np.testing.assert_array_equal(where, first)


@pytest.mark.long(of=3)
@pytest.mark.parametrize(
    "arrange",
    [
        lambda x: x.astype(">f4").T,
        lambda x: x.reshape(1000, 1000, 12),
        lambda x: x.reshape(40, 30, 10_000),
        lambda x: x.reshape(20, 60, 10_000).astype(np.float64),
        lambda x: x.astype(np.float16)[::-1, ::-1],
    ],
)
@pytest.mark.parametrize("window", [(2, 2), (5, 1), (9, 9)])
def test_memory_of_other_arrangements(picture, arrange, window):
    spec = PoolSpec(window[0], stride=window[1])
    assert extra_memory(arrange(picture), spec, workers=2) < ENOUGH
