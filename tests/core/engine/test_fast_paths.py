"""Every way of computing a pooling, entered on purpose: results, memory and threads.

Blocks are made so small here that little arrays are cut into bands and tiles; `took` tells which
ways a pooling really went.
"""

import os
import subprocess
import sys
import threading
import tracemalloc
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import product

import numpy as np
import pytest

from poolviz.core import PoolSpec, SpecError, pool2d
from poolviz.core.engine import bands, methods, taps, workers
from poolviz.core.engine import plan as plans
from poolviz.core.engine import replay as tapes
from poolviz.core.engine import run as reductions
from poolviz.core.engine.positions import search as positions
from poolviz.core.engine.values import columns as column_windows
from poolviz.core.engine.values import doubling, products, separable
from poolviz.core.engine.values import rows as row_windows
from tests import oracle

PICTURE = (3000, 4000)
ENOUGH = 16_000_000  # bytes that a pooling may need beside its result


def is_tile(block):
    cols = block.parts[1]
    return len(cols) < cols.axis.output_size


@pytest.fixture
def took(monkeypatch):
    """Return the set of the ways that were taken since it was last cleared."""
    ways = set()
    tapes.forget()

    def watch(module, name, way):
        real = getattr(module, name)

        def watched(*args, **kwargs):
            ways.add(way(*args) if callable(way) else way)
            return real(*args, **kwargs)

        monkeypatch.setattr(module, name, watched)

    watch(separable, "reduce_block", "separable")
    watch(taps, "reduce_taps", "taps")
    watch(positions, "pool", lambda x, plan, *_: f"positions by {plan.index_path}")
    watch(methods, "_wide_total", "wide")
    watch(methods, "_from_smaller", "scaled")
    watch(row_windows, "_join_taps", "rows joined")
    watch(row_windows, "_double", lambda x, window, *_: f"rows doubled, stride {window[1]}")
    watch(products, "add_rows", "rows added")
    watch(column_windows, "_join_taps", "columns joined")
    watch(column_windows, "_double", lambda x, window, *_: f"columns doubled, stride {window[1]}")
    watch(column_windows, "_reduce_at_once", "columns at once")
    watch(column_windows, "_narrow", "narrowed")
    watch(products, "add_columns", "columns added")
    watch(doubling, "widened", "widened")
    watch(reductions, "Region", lambda x, block, *_: f"tiles {is_tile(block)}")
    return ways


@pytest.fixture
def small_blocks(monkeypatch):
    """Make blocks of a few rows, and tiles where lines are long."""
    bands.tile.cache_clear()
    plans.plan.cache_clear()
    monkeypatch.setattr(bands, "BLOCK", 2000)
    monkeypatch.setattr(bands, "MOST", 6000)
    yield
    bands.tile.cache_clear()
    plans.plan.cache_clear()


def planned(x, spec, axes=(0, 1)):
    return plans.plan(spec, x.shape, x.dtype, axes)


def numbers(rng, shape, dtype):
    """Numbers that add up without rounding, full of ties."""
    x = rng.integers(0, 7, shape)
    return (x if dtype[0] == "u" else x - 3).astype(dtype)


def check(x, axes=None, **asked):
    want, want_index = oracle.pool(x, axes=axes, **asked)
    spec = PoolSpec(**asked)
    for most in (None, 1, 3):
        oracle.assert_agrees(pool2d(x, spec, axes=axes, workers=most), want, spec.mode)
    if want_index is not None:
        values, index = pool2d(x, spec, axes=axes, return_indices=True, workers=2)
        oracle.assert_agrees(values, want, spec.mode)
        np.testing.assert_array_equal(index, want_index)


WINDOWS = [(2, 2, 1), (3, 2, 1), (3, 3, 1), (2, 1, 1), (5, 1, 1), (11, 1, 1), (13, 2, 1), (9, 9, 1)]
WINDOWS += [
    (8, 8, 2),
    (3, 1, 3),
    (4, 3, 2),
    ((1, 4), (1, 2), 1),
    ((5, 1), 1, 1),
    (2, 5, 1),
    (10, 7, 1),
]


@pytest.mark.long(of=3)
@pytest.mark.parametrize("dtype", ["u1", "i2", "f4", "f2", "i8"])
@pytest.mark.parametrize("mode", oracle.MODES)
@pytest.mark.parametrize("window", WINDOWS)
def test_whole_arrays(window, mode, dtype, took):
    kernel, stride, dilation = window
    rng = np.random.default_rng([*f"{mode}{dtype}{window}".encode()])
    x = numbers(rng, (17, 20 + int(rng.integers(2))), dtype)
    asked = {"kernel_size": kernel, "stride": stride, "dilation": dilation, "mode": mode}
    check(x, **asked)
    whole = mode in ("max", "min") or (mode in ("mean", "sum") and dtype != "i8")
    assert planned(x, PoolSpec(**asked)).whole == whole
    assert "taps" not in took
    assert ("separable" in took) == (mode != "subsample")


@pytest.mark.long
@pytest.mark.parametrize("dtype", ["u1", "f8"])
@pytest.mark.parametrize("mode", oracle.MODES)
@pytest.mark.parametrize("window", WINDOWS)
def test_bands_and_tiles(window, mode, dtype, took, small_blocks):
    kernel, stride, dilation = window
    rng = np.random.default_rng([*f"{mode}{dtype}{window}".encode()])
    asked = {"kernel_size": kernel, "stride": stride, "dilation": dilation, "mode": mode}
    for padding, counted in [(0, False), ("same", False), (((0, 1), (1, 0)), True)]:
        least = min(d * (k - 1) for k, d in product(oracle.pair(kernel), oracle.pair(dilation)))
        if padding not in (0, "same") and not least:
            continue
        x = numbers(rng, (29, 33), dtype)
        check(x, padding=padding, count_include_pad=counted, ceil_mode=counted, **asked)
    assert mode == "subsample" or took & {"separable", "taps"}


@pytest.mark.long(of=3)
@pytest.mark.parametrize("mode", oracle.MODES)
@pytest.mark.parametrize("axes", [None, (-2, -1), (0, 2), (3, 1)])
def test_stacks_in_any_arrangement(axes, mode, small_blocks):
    rng = np.random.default_rng(2)
    x = numbers(rng, (5, 14, 13, 6), "f4")
    asked = {"kernel_size": (2, 3), "stride": (2, 1), "mode": mode}
    arrangements = [
        x,
        np.asfortranarray(x),
        x[::-1, ::-1, ::-1, ::-1],
        x[:, 1:, 2:, 1:5],
        x.astype(">f4"),
        np.broadcast_to(x[:1, :, :1], x.shape),
        np.frombuffer(b"\0" + x.tobytes(), np.uint8)[1:].view("f4").reshape(x.shape),
    ]
    for arrangement in arrangements:
        arrangement.flags.writeable = False
        check(arrangement, axes, **asked)


def test_the_engines_are_both_taken(took, small_blocks):
    x = numbers(np.random.default_rng(3), (60, 70), "f4")
    check(x, kernel_size=3, stride=2, mode="sum")
    assert "separable" in took
    assert "taps" not in took
    check(x, kernel_size=2, stride=1, mode="mean")
    took.clear()
    check(x, kernel_size=31, stride=1, mode="mean", padding="same")
    assert "taps" in took
    assert "separable" not in took
    took.clear()
    check(numbers(np.random.default_rng(3), (3, 3000), "f8"), kernel_size=2, stride=1)
    assert "tiles True" in took
    assert "separable" in took


@pytest.mark.parametrize(
    ("shape", "kernel", "stride", "dtypes", "ways"),
    [
        ((40, 51), 2, 2, ["f4", "f8"], {"rows joined", "columns joined"}),
        ((40, 51), 2, 2, ["u1", "i2"], {"rows joined", "columns doubled, stride 2", "narrowed"}),
        ((40, 50), 3, 2, ["u1", "f4"], {"rows joined", "columns doubled, stride 2", "narrowed"}),
        ((40, 51), 3, 3, ["f4", "f8"], {"rows joined", "columns joined"}),
        ((40, 51), 7, 1, ["u1", "f4"], {"rows doubled, stride 1", "columns doubled, stride 1"}),
        ((70, 90), 31, 1, ["u1", "f8"], {"rows doubled, stride 1", "columns doubled, stride 1"}),
        ((40, 51), 12, 2, ["u1", "f4"], {"rows doubled, stride 2", "columns doubled, stride 2"}),
        ((90, 51), 23, 3, ["u1", "f4"], {"rows doubled, stride 3", "columns doubled, stride 3"}),
        ((30, 31, 3), 2, 2, ["u1", "f4"], {"rows joined"}),
        ((30, 31, 20), 3, 2, ["f4", "f8"], {"rows joined", "columns joined"}),
        ((30, 31, 3), 3, 1, ["u1", "f4"], {"rows doubled, stride 1", "columns doubled, stride 1"}),
    ],
)
@pytest.mark.parametrize("mode", ["max", "min", "sum"])
def test_the_ways_of_the_fast_engine(shape, kernel, stride, dtypes, ways, mode, took):
    rng = np.random.default_rng(4)
    for dtype in dtypes:
        took.clear()
        x = numbers(rng, shape, dtype)
        got = pool2d(x, PoolSpec(kernel, stride=stride, mode=mode))
        if dtype[0] == "f" or mode != "sum":
            assert ways <= took
        assert "widened" not in took or (dtype[0] != "f" and mode == "sum")
        view = np.lib.stride_tricks.sliding_window_view(x, (kernel, kernel), axis=(0, 1))
        want = getattr(view[::stride, ::stride], mode)(axis=(-2, -1))
        np.testing.assert_array_equal(got, want)


@pytest.mark.parametrize("kernel", [2, 7, 31])
def test_sums_of_bytes_are_widened_before_they_overflow(kernel, took):
    x = np.full((70, 90), 255, np.uint8)
    got = pool2d(x, PoolSpec(kernel, stride=1, mode="sum"))
    np.testing.assert_array_equal(got, 255 * kernel**2)
    assert ("widened" in took) == (kernel > 2)


@pytest.mark.parametrize("shape", [(64, 83), (3, 64, 83), (64, 1300)])
def test_windows_side_by_side(shape, took):
    x = numbers(np.random.default_rng(10), shape, "f4")
    check(x, axes=(-2, -1), kernel_size=16, mode="mean")
    assert "columns added" in took
    assert ("rows added" in took) == (shape[-1] < 100)
    check(x, axes=(-2, -1), kernel_size=16, mode="max")
    assert "columns at once" in took


@pytest.mark.parametrize("channels", [3, 40])
@pytest.mark.parametrize("mode", ["mean", "max"])
def test_channels_side_by_side(mode, channels, took):
    x = numbers(np.random.default_rng(11), (40, 29, channels), "f4")
    check(x, kernel_size=(2, 9), mode=mode)
    assert ("rows added" in took) == (mode == "mean")
    assert ("columns joined" in took) == (mode == "max")


def test_products_keep_what_is_not_finite_in_its_window(took):
    x = np.ones((64, 64), np.float32)
    x[5, 20], x[40, 41], x[60, 3] = np.nan, np.inf, -np.inf
    got = pool2d(x, PoolSpec(16, mode="mean"))
    assert {"rows added", "columns added"} <= took
    want = np.ones((4, 4), np.float32)
    want[0, 1], want[2, 2], want[3, 0] = np.nan, np.inf, -np.inf
    np.testing.assert_array_equal(got, want)
    x[...] = np.finfo(np.float32).max
    np.testing.assert_allclose(pool2d(x, PoolSpec(16, mode="mean")), x[:4, :4])
    assert "wide" in took


def windows_made(kernel, idempotent):
    """Do the steps of a doubled window on sets of taps; return how often each tap counts."""
    made = Counter({0: 1})
    for _, shift, alone in doubling.steps(kernel, idempotent):
        joined = Counter({0: 1}) if alone else made
        made = made + Counter({tap + shift: times for tap, times in joined.items()})
    return made


@pytest.mark.parametrize("kernel", [*range(1, 70), 127, 1000, 4097])
def test_doubled_windows_are_windows(kernel):
    assert windows_made(kernel, False) == Counter(range(kernel))
    assert set(windows_made(kernel, True)) == set(range(kernel))
    assert len(doubling.steps(kernel, True)) == (kernel - 1).bit_length()


def test_float32_sums_add_few_numbers_one_after_the_other():
    for kernel, stride in product(range(2, 100), range(1, 100)):
        chain = row_windows.longest_chain((kernel, stride, 1))
        joined = stride > 1 and column_windows._strided_pays(kernel, stride, 1, 4, 1000)
        if chain <= plans.LONGEST_CHAIN and joined:
            assert kernel <= chain
    assert row_windows.longest_chain((65_535, 1, 1)) <= 32
    assert row_windows.longest_chain((40, 2, 2)) == 40


@pytest.mark.parametrize(
    ("dtype", "window"),
    [
        *(("u1", (2, 2)), ("f4", (3, 1)), ("f8", (3, 2)), ("u1", (6, 1)), ("i4", (7, 1))),
        *(("u4", (6, 2)), ("f2", (6, 4)), ("f4", (9, 2)), ("f8", (6, 2)), ("i8", (7, 1))),
        *(("f4", (8, 8)), ("f8", ((16, 4), (16, 5)))),
    ],
)
@pytest.mark.parametrize("mode", ["max", "min"])
def test_positions(mode, dtype, window, took):
    rng = np.random.default_rng(5)
    kernel, stride = window
    asked = {"kernel_size": kernel, "stride": stride, "mode": mode}
    for shape, axes in [((34, 37), None), ((2, 33, 35), (-2, -1)), ((33, 35, 3), None)]:
        took.clear()
        x = numbers(rng, shape, dtype)
        if dtype[0] in "iu":
            x.flat[::50], x.flat[::51] = np.iinfo(dtype).max >> 12, np.iinfo(dtype).min >> 12
        else:
            x.flat[::50], x.flat[::51], x.flat[::7] = np.inf, -np.inf, -0.0
        check(x, axes, **asked)
        apart = stride in (kernel, (16, 5)) and kernel != 2
        assert ("positions by apart" if apart else "positions by merges") in took
    took.clear()
    check(x, padding=1, **asked)
    assert "positions by merges" in took


@pytest.mark.parametrize("dtype", ["f4", "f8"])
@pytest.mark.parametrize("policy", ["propagate", "omit"])
@pytest.mark.parametrize("window", [(3, 2), (6, 1), (8, 8)])
def test_positions_with_nan(window, policy, dtype):
    x = numbers(np.random.default_rng(6), (33, 35), dtype)
    x.flat[::23] = np.nan
    x[8:16, 8:16] = np.nan
    kernel, stride = window
    check(x, kernel_size=kernel, stride=stride, nan_policy=policy)


def test_huge_integers_are_compared_exactly():
    x = (2**62 + np.random.default_rng(7).integers(0, 9, (20, 21))).astype(np.int64)
    check(x, kernel_size=6, stride=1)


@pytest.mark.parametrize("kernel", [2, 31, 16, 100])
def test_float32_means_are_right_to_a_few_units(kernel):
    x = np.random.default_rng(8).random((300, 310), np.float32)
    for stride, dilation in product({1, 2, kernel}, (1, 2)):
        spec = PoolSpec(kernel, stride=stride, mode="mean", dilation=dilation)
        want = pool2d(x.astype(np.float64), spec)
        np.testing.assert_allclose(pool2d(x, spec), want, rtol=4 * 2**-23)


@pytest.mark.parametrize("shape", [(20, 22), (20, 22, 3), (700, 900)])
def test_sums_that_overflow_are_done_again(shape, took):
    for dtype, ways in [(np.float32, {"wide"}), (np.float64, {"wide", "scaled"})]:
        x = np.ones(shape, dtype)
        big = np.finfo(dtype).max
        x[4:8, 4:8] = big
        x[12, 4] = np.inf
        x[12, 6], x[13, 6] = np.inf, -np.inf
        got = pool2d(x, PoolSpec(2, mode="mean"))
        assert ways <= took
        took.clear()
        np.testing.assert_allclose(got[2:4, 2:4], big)
        assert (got[6, 2] == np.inf).all()
        assert np.isnan(got[6, 3]).all()
        got[2:4, 2:4] = got[6, 2:4] = 1
        assert (got == 1).all()


def test_what_lies_in_scratch_memory_is_not_added(took):
    scratch = workers.borrow()
    for name in ("lines", "even", "odd", "every", "blocks"):
        scratch.get(name, (9999,), np.dtype(np.float32))[...] = np.finfo(np.float32).max
    workers.give_back(scratch)
    for kernel, stride in [(3, 2), (7, 2), (7, 1), (2, 2)]:
        got = pool2d(np.ones((31, 33), np.float32), PoolSpec(kernel, stride=stride, mode="mean"))
        np.testing.assert_array_equal(got, 1)
    assert "wide" not in took


def test_nothing_leaks_out_of_its_window():
    x = np.ones((60, 64), np.float32)
    x[20, 30], x[40, 10], x[40, 50] = np.nan, np.inf, -np.inf
    for kernel, stride in [(2, 2), (3, 2), (11, 1), (31, 1)]:
        got = pool2d(x, PoolSpec(kernel, stride=stride, mode="mean"))
        bad = pool2d(~np.isfinite(x), PoolSpec(kernel, stride=stride))
        np.testing.assert_array_equal(got[~bad], 1)
        assert not np.isfinite(got[bad]).any()


@pytest.fixture(scope="module")
def picture():
    return np.random.default_rng(9).random(PICTURE, np.float32)


def extra_memory(x, spec, **options):
    """Return the most bytes that a pooling needs beside its result."""
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        results = pool2d(x, spec, **options)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    results = results if isinstance(results, tuple) else (results,)
    return peak - before - sum(result.nbytes for result in results)


@pytest.mark.parametrize(
    "asked",
    [
        *({"kernel_size": 2, "mode": mode} for mode in oracle.MODES),
        *({"kernel_size": 31, "stride": 1, "mode": mode} for mode in ("max", "mean")),
        {"kernel_size": 3, "stride": 2, "padding": 1, "mode": "mean"},
        {"kernel_size": 3, "stride": 2, "dilation": 99},
        {"kernel_size": 3, "stride": 3, "mode": "mean", "nan_policy": "omit"},
        {"kernel_size": 2, "mode": "lp", "norm_type": 3, "nan_policy": "omit"},
        {"kernel_size": (1500, 2), "stride": (100, 3)},
    ],
    ids=str,
)
def test_memory_at_twelve_megapixels(picture, asked):
    assert extra_memory(picture, PoolSpec(**asked)) < ENOUGH


@pytest.mark.long
@pytest.mark.parametrize("asked", [{"kernel_size": 31}, {"kernel_size": 5, "nan_policy": "omit"}])
def test_memory_with_more_processors(picture, asked, monkeypatch):
    monkeypatch.setattr(workers.os, "cpu_count", lambda: 8)
    spec = PoolSpec(stride=1, mode="mean", **asked)
    assert extra_memory(picture.astype(np.float64), spec) < ENOUGH
    assert extra_memory(picture.astype(np.float64), spec, workers=8) < ENOUGH


@pytest.mark.parametrize("dtype", ["f4", "f8"])
@pytest.mark.parametrize("mode", ["mean", "sum", "lp", "subsample"])
def test_memory_where_long_windows_leave_nan_out(picture, mode, dtype):
    x = picture[:1200, :2401].astype(dtype)
    x[::3, ::4] = np.nan
    spec = PoolSpec(31, stride=1, mode=mode, nan_policy="omit")
    assert extra_memory(x, spec, workers=2) < ENOUGH


@pytest.mark.parametrize(("kernel", "dtype"), [(2, np.float64), (31, np.float32)])
def test_memory_where_sums_overflow(picture, kernel, dtype, monkeypatch):
    """They are done again in parts: 25 MB were needed."""
    monkeypatch.setattr(workers.os, "cpu_count", lambda: 8)
    x = picture[:1200, :2001] * np.finfo(dtype).max
    spec = PoolSpec(kernel, stride=1, mode="mean")
    assert extra_memory(x, spec, workers=8) < ENOUGH


def test_memory_of_padded_integer_means(picture):
    x = (picture * 200).astype(np.uint8)
    spec = PoolSpec(5, stride=1, padding="same", mode="mean")
    assert extra_memory(x, spec) < ENOUGH


@pytest.mark.parametrize("kernel", [2, 6, 16])
def test_memory_of_positions(picture, kernel):
    assert extra_memory(picture, PoolSpec(kernel), return_indices=True) < ENOUGH


@pytest.mark.parametrize(
    "arrange",
    [
        np.transpose,
        lambda x: x[::-1, ::-1],
        lambda x: x.reshape(1, -1)[:, : 1 << 20],
        lambda x: x.reshape(-1, 1),
        lambda x: x.astype(">f4"),
        lambda x: x.reshape(1000, 1000, 12),
    ],
)
def test_memory_of_other_arrangements(picture, arrange):
    x = arrange(picture)
    spec = PoolSpec(tuple(min(2, n) for n in x.shape[:2]), mode="mean")
    assert extra_memory(x, spec) < ENOUGH


@pytest.mark.long
@pytest.mark.parametrize(
    "asked",
    [
        {"kernel_size": 31, "stride": 1},
        {"kernel_size": 31, "stride": 1, "mode": "mean", "padding": 15},
        {"kernel_size": 2, "mode": "lp", "norm_type": 3, "nan_policy": "omit"},
        {"kernel_size": (1500, 2), "stride": (100, 3)},
    ],
    ids=str,
)
def test_memory_of_many_workers(picture, asked, monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 8)
    assert extra_memory(picture, PoolSpec(**asked), workers=8) < ENOUGH


def test_a_memory_map_is_pooled_in_bands(tmp_path):
    path = tmp_path / "x.bin"
    x = np.memmap(path, np.uint8, "w+", shape=(20_000, 4000))  # a hole in a file, of 80 MB
    x[7000, 9], x[-1, -1] = 9, 8
    x.flush()
    x = np.memmap(path, np.uint8, "r", shape=x.shape)
    spec = PoolSpec(50)
    assert extra_memory(x, spec) < ENOUGH
    got = pool2d(x, spec)
    assert type(got) is np.ndarray
    assert (got[140, 0], got[-1, -1], int(got.sum())) == (9, 8, 17)


def test_threads_are_as_many_as_asked(monkeypatch, picture):
    names = set()
    real = reductions.Region

    def region(*args):
        names.add(threading.get_ident())
        return real(*args)

    monkeypatch.setattr(reductions, "Region", region)
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    spec = PoolSpec(5, stride=1, mode="mean")
    alone = pool2d(picture, spec, workers=1)
    assert len(names) == 1
    np.testing.assert_array_equal(pool2d(picture, spec, workers=99), alone)
    assert 2 <= len(names) <= 3
    assert workers.thread_count(1, None) == 1
    assert workers.thread_count(1 << 30, None) == 3


@pytest.mark.parametrize("number", [0, -1, 1.5, True, "2", 1 << 31])
def test_bad_workers_are_refused(number):
    with pytest.raises(SpecError, match="workers"):
        pool2d(np.ones((4, 4)), PoolSpec(2), workers=number)


def test_an_error_in_a_thread_is_raised():
    def work(job, scratch):
        raise ZeroDivisionError(job)

    with pytest.raises(ZeroDivisionError):
        workers.run([1, 2, 3], work, 2, 4)


def test_every_job_is_done_once():
    done = []
    workers.run(range(100), lambda job, scratch: done.append(job), 3, 4)
    assert sorted(done) == list(range(100))


@pytest.mark.parametrize("threads", [1, 2])
def test_buffers_are_small_while_work_is_done(threads):
    found = set()
    workers.run(range(9), lambda job, scratch: found.add(np.getbufsize()), threads, 8)
    assert found == {512}
    assert np.getbufsize() == 8192, "and as they were for everybody else"


@pytest.mark.parametrize("size", [8, 3000])
def test_buffers_are_afterwards_as_they_were(size, monkeypatch):
    found, reduce_block = [], separable.reduce_block

    def watched(*args):
        found.append(np.getbufsize())
        reduce_block(*args)

    monkeypatch.setattr(separable, "reduce_block", watched)
    with np.errstate():
        np.setbufsize(4000)
        pool2d(np.ones((size, size), np.float32), PoolSpec(2))
        assert np.getbufsize() == 4000
    assert set(found) == {1024}


@pytest.mark.parametrize("threads", [1, 2, 3, 4])
@pytest.mark.parametrize("shape", [(3000, 4000), (600, 64, 48), (7, 2000, 3000)])
def test_every_thread_gets_as_many_blocks(threads, shape):
    *_, height, width = shape
    planes = shape[0] if len(shape) == 3 else 1
    axes = PoolSpec(3, stride=2).axes((height, width))
    cut = list(bands.blocks(axes, planes, 1, 4, 0, threads)[1])
    assert len(cut) >= threads
    assert len(cut) % threads == 0 or planes == 7, "planes of several blocks each"
    done = np.zeros((planes, *(axis.output_size for axis in axes)), np.uint8)
    for block in cut:
        done[block.write] += 1
    assert (done == 1).all()


def test_jobs_are_done_where_no_thread_may_begin(monkeypatch):
    def refuse(work):
        raise RuntimeError("cannot schedule new futures after interpreter shutdown")

    done = []
    monkeypatch.setattr(workers._threads, "submit", refuse)
    workers.run(range(9), lambda job, scratch: done.append(job), 3, 4)
    assert done == list(range(9))


def test_threads_that_are_busy_are_not_waited_for(monkeypatch):
    pool = ThreadPoolExecutor(1)
    monkeypatch.setattr(workers._threads, "_pool", pool)
    free = threading.Event()
    busy = pool.submit(free.wait)
    done = []
    workers.run(range(9), lambda job, scratch: done.append(job), 2, 4)
    assert done == list(range(9))
    assert not busy.done()
    free.set()
    pool.shutdown()


def test_many_callers_share_the_threads(picture):
    part = picture[:1000]
    spec = PoolSpec(3, stride=1)
    want = pool2d(part, spec, workers=1)
    with ThreadPoolExecutor(6) as callers:
        got = callers.map(lambda _: pool2d(part, spec, workers=2), range(12))
        assert all(np.array_equal(one, want) for one in got)


AFTER_A_FORK = """
import os, sys
import numpy as np
from poolviz.core import PoolSpec, pool2d
from poolviz.core.engine import workers

os.cpu_count = lambda: 2
x = np.arange(4_000_000, dtype=np.float32).reshape(2000, 2000)
want = pool2d(x, PoolSpec(3, stride=1), workers=2)
child = os.fork()
if not child:
    fresh = workers._threads._pool is None
    same = np.array_equal(pool2d(x, PoolSpec(3, stride=1), workers=2), want)
    os._exit(0 if fresh and same else 1)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system knows no fork")
def test_threads_work_after_a_fork_and_let_the_interpreter_end():
    found = subprocess.run([sys.executable, "-c", AFTER_A_FORK], timeout=60, check=False)
    assert found.returncode == 0


def test_scratch_memory_is_used_again_unless_it_is_large():
    scratch = workers.borrow()
    kept = scratch.get("kept", (10,), np.dtype(np.uint8))
    assert scratch.get("kept", (10,), np.dtype(np.uint8)) is kept
    assert np.shares_memory(scratch.get("kept", (5, 2), np.dtype(np.uint8)), kept)
    workers.give_back(scratch)
    assert workers.borrow() is scratch
    scratch.get("large", (workers.KEPT_BYTES,), np.dtype(np.uint8))
    assert scratch.nbytes > workers.KEPT_BYTES
    workers.give_back(scratch)
    assert workers.borrow() is not scratch
