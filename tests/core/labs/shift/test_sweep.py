"""Every shift at once: the numbers of the circle, the oracle, and the promises on memory."""

import tracemalloc
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poolviz.core import (
    FILLS,
    METHODS,
    PoolSpec,
    SpecError,
    break_map,
    circle,
    global_pool2d,
    letter,
    repeat_pool,
    shift2d,
    shift_verdict,
    sweep_shifts,
    two_dots,
)
from poolviz.core.errors import SourceError
from tests import oracle
from tests.core.outside import refusal, silently
from tests.core.pooling.test_pooling_random import random_values

HALVE = PoolSpec(2, padding="same")
MEAN = PoolSpec(2, mode="mean", padding="same")
SAME = {"kernel_size": 2, "padding": "same"}

# Levels 1 to 4, jitter 3, of the circle with 4 cells to the edge.
MEAN_L2 = {
    "max": [1.118, 0.817, 0.458, 0.000],
    "mean": [1.180, 0.874, 0.460, 0.114],
    "max-blur": [0.990, 0.548, 0.238, 0.086],
}
KEPT = {"max": [1.000, 0.911, 0.423, 0.000], "mean": [1.000, 0.989, 0.908, 0.615]}


def rounded(numbers):
    return [round(float(number), 3) for number in numbers]


@pytest.fixture(scope="module", params=sorted(MEAN_L2))
def both_roads(request):
    """Return the sweep of the classroom circle, and that of the oracle, for one method."""
    method = request.param
    sweep = sweep_shifts(circle(), HALVE, 4, 3, method=method)
    return sweep, oracle.sweep(circle(), 4, 3, method, **SAME)


@pytest.mark.long(of=3)
def test_the_classroom_experiment_by_both_roads(both_roads):
    sweep, slow = both_roads
    agrees(sweep, slow, 3)
    want = MEAN_L2[sweep.method]
    assert rounded(sweep.mean_curve().relative_l2[1:]) == want
    assert rounded(sum(slow.relative_l2(n).values()) / 48 for n in range(1, 5)) == want
    if sweep.method in KEPT:
        assert rounded(sweep.kept_offset[1:]) == KEPT[sweep.method]
        assert rounded(map(slow.kept_offset, range(1, 5))) == KEPT[sweep.method]
    if sweep.method == "max":
        assert [sweep.equal_count(n) for n in range(5)] == [1, 1, 1, 5, 49]
        assert [len(slow.equal(n)) for n in range(5)] == [1, 1, 1, 5, 49]
        assert sweep.distinct.tolist() == [49, 49, 49, 45, 1]
        assert [slow.distinct(n) for n in range(5)] == [49, 49, 49, 45, 1]
        assert slow.equal(3) == {(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)}
        assert (np.argwhere(sweep.equal[3]) - 3).tolist() == [
            [-1, 0], [0, -1], [0, 0], [0, 1], [1, 0]
        ]  # fmt: skip
    else:
        assert sweep.equal_count(4) == 1  # smoother, never equal


def test_what_a_sweep_says_of_the_circle():
    sweep = sweep_shifts(circle(), HALVE, 4, 3)
    assert (sweep.jitter, sweep.shifts, sweep.method) == (3, 49, "max")
    assert sweep.shapes == ((64, 64), (32, 32), (16, 16), (8, 8), (4, 4))
    assert [round(100 * share, 2) for share in sweep.lit_share] == [3.81, 9.77, 20.31, 43.75, 75]
    assert sweep.kept_offset[0] == pytest.approx(1, abs=1e-14)
    np.testing.assert_allclose(
        sweep.offset[0].reshape(49, 2), list(product(range(-3, 4), repeat=2)), atol=1e-12
    )
    assert not sweep.offset[4].any()
    assert sweep.mean_curve().kept_pixels[0] == pytest.approx(
        np.mean([np.hypot(*d) for d in product(range(-3, 4), repeat=2) if d != (0, 0)])
    )
    for array in (
        sweep.equal, sweep.relative_l2, sweep.offset, sweep.kept_offset, sweep.distinct,
        sweep.lit_share,
    ):  # fmt: skip
        assert not array.flags.writeable
        assert array.flags.owndata


def test_the_cliff_between_three_and_four():
    sweep = sweep_shifts(circle(), HALVE, 4, 5)
    counts = sweep.equal_counts_within(4)
    assert counts[:5].tolist() == [1, 9, 25, 49, 69]
    for jitter in range(6):
        smaller = sweep_shifts(circle(), HALVE, 4, jitter)
        for level in range(5):
            assert smaller.equal_count(level) == sweep.equal_counts_within(level)[jitter]
            assert smaller.equal_count(level) == smaller.equal_counts_within(level)[-1]
    assert sweep_shifts(circle(r_shrink=8), HALVE, 4, 3).equal_count(4) == 1


def test_mean_and_global_mean_are_exactly_invariant():
    sweep = sweep_shifts(circle(), MEAN, 4, 3, final="mean")
    assert [sweep.equal_count(n) for n in range(5)] == [49] * 5
    for pooled in repeat_pool(circle(), MEAN, 4):
        assert global_pool2d(pooled).item() == 156 / 4096
    assert sweep.shapes[4] == (4, 4)
    assert sweep.lit_share[0] == 156 / 4096
    sweep = sweep_shifts(circle(), HALVE, 4, 3, final="mean")
    counts = [sweep.equal_count(n) for n in range(5)]
    assert counts[0] == counts[4] == 49
    assert max(counts[1:4]) < 49
    slow = oracle.sweep(circle(), 4, 3, "max", **SAME)
    for level in range(5):
        sums = {d: sum(map(sum, one)) for d, one in slow.maps[level].items()}
        assert counts[level] == list(sums.values()).count(sums[0, 0])
    assert not sweep.kept_offset.any()  # a number has no place


def test_mean_and_global_mean_leave_with_the_object():
    assert sweep_shifts(circle(), MEAN, 4, 8, final="mean", fill="zero").equal_count(4) < 289


def is_flat(plane):
    """Return whether a plane of lists is constant; one number is so only where it is 0."""
    cells = [cell for line in plane for cell in line]
    return cells == [0] if len(cells) == 1 else len(set(cells)) == 1


@pytest.mark.long
@pytest.mark.parametrize(
    ("mode", "counts", "blank"),
    [
        ("min", [1, 49, 49, 49, 49], [0, 49, 49, 49, 49]),
        ("subsample", [1, 1, 1, 4, 48], [0, 0, 0, 4, 48]),
        ("max", [1, 1, 1, 5, 49], [0, 0, 0, 0, 0]),
    ],
)
def test_an_empty_map_is_no_invariance(mode, counts, blank):
    """What is gone is equal to what is gone; that says nothing of the shift."""
    spec = PoolSpec(2, padding="same", mode=mode)
    sweep = sweep_shifts(circle(), spec, 4, 3)
    assert [sweep.equal_count(level) for level in range(5)] == counts
    assert sweep.blank.sum(axis=(1, 2)).tolist() == blank
    assert not sweep.relative_l2[sweep.equal].any(), "equal maps are no distance apart"
    there = np.isnan(sweep.curve(0, 1).relative_l2).tolist()
    assert there == [bool(on) for on in sweep.blank[:, 3, 4]]
    agrees(sweep, oracle.sweep(circle(), 4, 3, mode, kernel_size=2), 3)


@pytest.mark.parametrize(
    ("mode", "picture", "blank"),
    [
        ("max", circle(), [0, 0, 0, 0, 0, 49, 49]),  # 4 lit cells, and then the one of these
        ("max", two_dots((64, 64), (31, 31), (32, 32)), [0, 0, 0, 0, 0, 0, 49]),
        ("lp", circle(), [0, 0, 0, 0, 0, 49, 49]),  # of infinite p
        ("polyphase", circle(), [0, 0, 0, 0, 0, 0, 49]),
        ("mean", circle(), [0, 0, 0, 0, 0, 1, 1]),  # one number that tells how many are lit
        ("mean", np.indices((64, 64)).sum(axis=0) % 2, [0, 49, 49, 49, 49, 49, 49]),
    ],
)
def test_what_is_full_stays_full_down_to_one_cell(mode, picture, blank):
    """One lit cell is a full map: that it is lit whatever the shift is no invariance."""
    method = mode if mode == "polyphase" else None
    spec = PoolSpec(2, padding="same", norm_type=np.inf, mode="max" if method else mode)
    how = {"fill": "wrap", "method": method}
    sweep = sweep_shifts(picture, spec, 6, 3, **how)
    assert sweep.blank.sum(axis=(1, 2)).tolist() == blank
    assert np.isnan(sweep.curve(2, 1).relative_l2).tolist() == [n > 1 for n in blank]
    assert [sweep.says_nothing(level) for level in range(7)] == [n > 1 for n in blank]
    assert np.isnan(sweep.offset[6, 4, 4]).all() == (blank[6] > 1)
    kind = shift_verdict(picture, spec, 6, 2, 1, **how).kind
    assert kind == ("full" if blank[6] > 1 else "invariant")
    numbers = sweep_shifts(picture, spec, 6, 1, final="mean", **how)
    assert not numbers.blank.any(), "numbers are compared where numbers are asked for"


def agrees(sweep, slow, jitter):
    """Compare a sweep with the oracle's."""
    shifts = list(product(range(-jitter, jitter + 1), repeat=2))
    for level in range(len(sweep.shapes)):
        height, width = sweep.shapes[level]
        still = slow.maps[level][0, 0]
        assert (len(still), len(still[0])) == (height, width)
        found = {d for d, same in zip(shifts, sweep.equal[level].ravel(), strict=True) if same}
        assert found == slow.equal(level)
        assert sweep.distinct[level] == slow.distinct(level)
        l2, offset = slow.relative_l2(level), slow.offset(level)
        blank = {d for d in shifts if is_flat(still) and is_flat(slow.maps[level][d])}
        found = {d for d, on in zip(shifts, sweep.blank[level].ravel(), strict=True) if on}
        assert found == blank
        wanted = [
            [np.nan] * 2 if offset[d] is None or d in blank else list(map(float, offset[d]))
            for d in shifts
        ]
        got = sweep.relative_l2[level].ravel()
        np.testing.assert_allclose(got, [l2[d] for d in shifts], rtol=1e-12, atol=1e-12)
        got = sweep.offset[level].reshape(-1, 2)
        np.testing.assert_allclose(got, wanted, rtol=1e-9, atol=1e-9 * max(height, width))
        if not blank:
            np.testing.assert_allclose(sweep.kept_offset[level], slow.kept_offset(level), atol=1e-9)
        lit = sum(cell != 0 for line in still for cell in line)
        assert sweep.lit_share[level] == lit / (height * width)


@pytest.mark.long(of=3)
@pytest.mark.parametrize("dtype", ["?", "u1", "i1", ">i2", "i8", "f2", ">f4", "f8"])
def test_random_sweeps(dtype):
    for case, fill in enumerate(FILLS * 3):
        rng = np.random.default_rng([case, *dtype.encode()])
        size = tuple(int(n) for n in rng.integers(4, 10, 2))
        x = random_values(rng, size, dtype, "max")
        if x.dtype.kind == "f":
            x[~np.isfinite(x)] = -3
        elif x.dtype.itemsize == 8:
            x //= 2**30
        asked = {
            "kernel_size": [2, (2, 1), 3, (1, 2)][case % 4],
            "stride": [None, 1, 2, (2, 1)][case // 3],
            "padding": "same" if case % 4 == 0 else ((1, 0), (0, 0)) if case % 4 == 2 else "valid",
        }
        mode = ["max", "mean", "min", "subsample"][case % 4]
        x = x[:, ::-1] if case % 2 else np.asfortranarray(x)
        jitter = int(rng.integers(0, 4))
        repeats = 1 if case % 4 == 2 or min(size) < 7 else 2
        got = silently(
            lambda: sweep_shifts(x, PoolSpec(**asked, mode=mode), repeats, jitter, fill=fill)  # noqa: B023
        )
        assert got.method == mode
        slow = oracle.sweep(x, repeats, jitter, mode, fill, **asked)
        agrees(got, slow, jitter)


@pytest.mark.parametrize("method", METHODS)
def test_every_method_against_the_oracle(method):
    x = letter("R", (24, 16))
    for asked in ({"kernel_size": (3, 2)}, {"kernel_size": (3, 1), "stride": (2, 4)}):
        sweep = sweep_shifts(x, PoolSpec(**asked), 1, 2, method=method, fill="reflect")
        assert sweep.method == method
        agrees(sweep, oracle.sweep(x, 1, 2, method, "reflect", **asked), 2)


def test_batches_do_not_matter():
    """A large picture is measured in bands, a small one in stacks."""
    rng = np.random.default_rng(4)
    small = rng.integers(0, 9, (9, 7)).astype(np.float32)
    large = np.kron(small, np.ones((80, 80), np.float32))  # 403,200 cells
    assert large.size > 1 << 18
    sweep = sweep_shifts(large, HALVE, 1, 1)
    for dy, dx in product((-1, 0, 1), repeat=2):
        maps, moved = (repeat_pool(p, HALVE, 1) for p in (large, shift2d(large, dy, dx)))
        for level in (0, 1):
            a, b = maps[level].astype(float), moved[level].astype(float)
            at = level, dy + 1, dx + 1
            want = np.linalg.norm(b - a) / np.linalg.norm(a)
            assert sweep.relative_l2[at] == pytest.approx(want, rel=1e-12)
            centroids = [
                [(m.sum(1 - axis) * np.arange(m.shape[axis])).sum() / m.sum() for axis in (0, 1)]
                for m in (a, b)
            ]
            want = np.subtract(centroids[1], centroids[0]) * 2**level
            np.testing.assert_allclose(sweep.offset[at], want, atol=1e-8)
            assert sweep.equal[at] == np.array_equal(a, b)


def test_channels_are_one_picture():
    rng = np.random.default_rng(5)
    x = rng.integers(0, 3, (6, 6, 2))
    sweep = sweep_shifts(x, HALVE, 1, 1)
    planes = [sweep_shifts(x[..., c], HALVE, 1, 1) for c in (0, 1)]
    np.testing.assert_array_equal(sweep.equal, planes[0].equal & planes[1].equal)
    turned = sweep_shifts(np.moveaxis(x, -1, 0), HALVE, 1, 1, axes=(1, 2))
    for name in ("equal", "relative_l2", "offset", "distinct"):
        np.testing.assert_array_equal(getattr(turned, name), getattr(sweep, name))
    moved = shift2d(x, 1, 0)
    places = [
        [(p.sum(others) * np.arange(6)).sum() / p.sum() for others in ((1, 2), (0, 2))]
        for p in (x, moved)
    ]
    np.testing.assert_allclose(sweep.offset[0, 2, 1], np.subtract(*places[::-1]))


def test_nan_is_like_nan():
    x = np.zeros((8, 8))
    x[4, 4] = np.nan
    sweep = silently(lambda: sweep_shifts(x, HALVE, 1, 1))
    assert sweep.equal_count(0) == 1
    assert np.argwhere(sweep.equal[1]).tolist() == [[1, 1], [1, 2], [2, 1], [2, 2]]
    assert sweep.distinct.tolist() == [9, 4]
    assert np.isnan(sweep.offset[0]).all()
    np.testing.assert_array_equal(np.isnan(sweep.relative_l2), ~sweep.equal)
    assert np.isnan(sweep.kept_offset).all()


def test_zeros_have_no_sign_and_nan_no_payload():
    x = np.zeros((4, 4))
    x[1, 1] = -0.0
    assert sweep_shifts(x, HALVE, 1, 1).distinct.tolist() == [1, 1]
    x = np.full((4, 4), np.nan)
    x[1, 1] = -np.nan
    sweep = sweep_shifts(x, HALVE, 1, 1)
    assert sweep.distinct.tolist() == [1, 1]
    assert sweep.equal.all()


def test_nothing_there():
    sweep = silently(lambda: sweep_shifts(np.zeros((6, 6)), HALVE, 2, 2))
    assert sweep.equal.all()
    assert not sweep.relative_l2.any()
    assert np.isnan(sweep.offset).all()
    assert not sweep.lit_share.any()


def test_a_distance_from_nothing_is_infinite():
    x = np.zeros((4, 5))
    x[:, 4] = 1  # no window reads it
    sweep = silently(lambda: sweep_shifts(x, PoolSpec(2), 1, 1, fill="zero"))
    assert sweep.relative_l2[1, 1].tolist() == [np.inf, 0, 0]
    assert np.isnan(sweep.offset[1]).all()
    assert np.isnan(sweep.kept_offset[1])


@pytest.mark.parametrize("scale", [1e-300, 1e300])
def test_large_and_small_numbers(scale):
    x = np.random.default_rng(6).random((8, 8))
    one, other = (sweep_shifts(p, HALVE, 2, 2) for p in (x, x * scale))
    np.testing.assert_allclose(other.relative_l2, one.relative_l2, rtol=1e-9)
    np.testing.assert_allclose(other.offset, one.offset, atol=1e-9)


@pytest.mark.skipif(np.finfo("g").nmant != 63, reason="its floats of 80 bits are padded with noise")
def test_wide_floats_are_measured_as_float64():
    x = circle((16, 16), 2)
    one, other = (sweep_shifts(x.astype(dtype), HALVE, 2, 2) for dtype in ("f8", "g"))
    np.testing.assert_array_equal(one.relative_l2, other.relative_l2)
    assert one.distinct.tolist() == other.distinct.tolist()
    noisy = np.zeros((4, 4), "g")
    noisy.view(np.uint8).reshape(-1, noisy.itemsize)[:, 10:] = np.arange(16)[:, None]
    assert sweep_shifts(noisy, HALVE, 1, 1).distinct.tolist() == [1, 1]
    with np.errstate(over="ignore"):
        most = np.finfo("g").max
    assert np.isnan(silently(lambda: sweep_shifts([[most]], HALVE, 1, 0)).offset).all()


def test_what_is_equal_has_no_offset_left_by_rounding():
    for seed in range(10):
        rng = np.random.default_rng(seed)
        x = rng.random((int(rng.integers(5, 60)), int(rng.integers(5, 60))))
        sweep = sweep_shifts(x, PoolSpec(2, mode="mean"), 1, 3)
        assert not sweep.offset[sweep.equal].any()


def test_the_least_and_the_most():
    only = sweep_shifts([[5]], PoolSpec(1), 0, 0)
    assert (only.shifts, only.equal_count(0), only.shapes) == (1, 1, ((1, 1),))
    assert np.isnan(only.kept_offset).all()
    curve = silently(only.mean_curve)
    assert np.isnan(curve.relative_l2).all()
    assert np.isnan(curve.kept_pixels).all()
    assert sweep_shifts(np.eye(3), PoolSpec(1), 0, 2).shifts == 25


small = st.builds(
    lambda seed: np.random.default_rng(seed).integers(0, 3, (8, 8)), st.integers(0, 9999)
)


@given(small, st.sampled_from(["max", "mean", "subsample"]))
def test_the_opposite_shift_around_a_ring_is_as_far(x, mode):
    """||f(Tx) - f(x)|| is that of the shifted picture and the opposite shift."""
    sweep = sweep_shifts(x, PoolSpec(2, mode=mode), 2, 4, fill="wrap")
    for dy, dx in ((1, 2), (-3, 0), (4, 4)):
        back = sweep_shifts(shift2d(x, dy, dx, "wrap"), PoolSpec(2, mode=mode), 2, 4, fill="wrap")
        np.testing.assert_array_equal(sweep.equal[:, 4 + dy, 4 + dx], back.equal[:, 4 - dy, 4 - dx])
    np.testing.assert_array_equal(sweep.equal[0], sweep.equal[0, ::-1, ::-1])


@given(small, st.integers(0, 2), st.integers(-1, 1), st.integers(-1, 1))
def test_sweeps_do_not_see_whole_blocks_around_a_ring(x, level, n, m):
    moved = shift2d(x, n * 2**level, m * 2**level, "wrap")
    one, other = (sweep_shifts(p, PoolSpec(2), level, 3, fill="wrap") for p in (x, moved))
    np.testing.assert_array_equal(one.equal[level], other.equal[level])
    np.testing.assert_allclose(one.relative_l2[level], other.relative_l2[level], atol=1e-12)
    assert one.distinct[level] == other.distinct[level]


def test_progress_is_told_and_ends_a_sweep():
    told = []
    x = np.zeros((300, 300), np.uint8)
    sweep_shifts(x, HALVE, 1, 2, progress=lambda *at: told.append(at))
    assert told == sorted(told)
    assert told[-1] == (25, 25)
    assert len(told) > 10

    class Enough(Exception):  # noqa: N818
        pass

    def stop(done, total):
        if done >= 6:
            raise Enough(done, total)

    with pytest.raises(Enough) as caught:
        sweep_shifts(x, HALVE, 1, 2, progress=stop)
    assert caught.value.args[0] < 10


def test_memory_does_not_grow_with_the_shifts():
    x = np.random.default_rng(8).integers(0, 255, (512, 512)).astype(np.uint8)
    sweep_shifts(x, HALVE, 2, 0)
    peaks = []
    for jitter in (0, 3):
        tracemalloc.start()
        sweep_shifts(x, HALVE, 2, jitter)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 16e6
    assert peaks[1] < peaks[0] + 1e6


def test_one_shift_of_a_sweep():
    sweep = sweep_shifts(circle(), HALVE, 4, 3)
    curve = sweep.curve(2, -1)
    np.testing.assert_array_equal(curve.relative_l2, sweep.relative_l2[:, 5, 2])
    along = sweep.offset[:, 5, 2] @ [2, -1]
    np.testing.assert_allclose(curve.kept_pixels, along / np.sqrt(5))
    np.testing.assert_allclose(curve.kept_offset, along / 5)
    refusal(SpecError, lambda: sweep.curve(4, 0), "dy is 4; allowed is a whole number from -3 to 3")


def test_when_it_breaks():
    told = []
    got = break_map([28, 24, 4], HALVE, 4, 4, progress=lambda *at: told.append(at))
    assert told == sorted(told)
    assert told[-1] == (3 * 81, 3 * 81)
    assert {81, 2 * 81} <= {done for done, _ in told}
    assert (got.radii, got.jitter) == ((28, 24, 4), 4)
    for number, radius in enumerate(got.radii):
        for jitter in range(5):
            sweep = sweep_shifts(circle(r_shrink=32 - radius), HALVE, 4, jitter)
            for level in range(5):
                assert got.counts[number, level, jitter] == sweep.equal_count(level)
            np.testing.assert_array_equal(got.lit_share[number], sweep.lit_share)
    assert got.equal_counts[:, 4].tolist()[:2] == [69, 1]
    assert got.jitter_counts[0].tolist() == [1, 9, 25, 49, 69]
    assert got.equal_counts.shape == (3, 5)
    for array in (got.counts, got.lit_share, got.equal_counts, got.jitter_counts):
        assert not array.flags.writeable


def test_other_circles_break_elsewhere():
    asked = {"size": (32, 32), "thickness": 3, "fill": "wrap", "method": "mean", "final": "max"}
    got = break_map([9, 13], HALVE, 2, 2, **asked)
    for number, radius in enumerate((9, 13)):
        x = circle((32, 32), 16 - radius, thickness=3)
        sweep = sweep_shifts(x, HALVE, 2, 2, fill="wrap", method="mean", final="max")
        assert got.equal_counts[number].tolist() == [sweep.equal_count(n) for n in range(3)]
    disc = break_map([9], HALVE, 2, 2, size=(32, 32), filled=True)
    assert disc.lit_share[0, 0] == circle((32, 32), 7, filled=True).mean()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"jitter": 8}, "jitter is 8; allowed is a whole number from 0 to 7"),
        ({"jitter": -1}, "jitter is -1"),
        ({"jitter": 1.0}, "jitter is 1.0"),
        (
            {"x": np.ones((200, 200)), "jitter": 65},
            "jitter is 65; allowed is a whole number from 0",
        ),
        ({"x": np.ones((8, 3)), "jitter": 3}, "jitter is 3; allowed is a whole number from 0 to 2"),
        ({"repeats": 4}, "repeats is 4, but pool 4 fails: kernel_size"),
        ({"repeats": 13, "spec": HALVE}, "repeats is 13"),
        ({"repeats": None}, "repeats is None"),
        ({"fill": "edge"}, "fill is 'edge'; allowed are 'replicate'"),
        ({"method": "min"}, "method is 'min'; allowed are 'max', 'mean', 'subsample', 'blur'"),
        ({"method": "polyphase", "spec": PoolSpec(3)}, "pool 1 fails: stride is (3, 3), but"),
        ({"final": "median"}, "final is 'median'; allowed are 'max'"),
        ({"spec": "max"}, "spec is 'max'"),
        ({"x": np.ones(4)}, "axes"),
        ({"x": np.ones((4, 4)) + 0j}, "complex"),
    ],
)
def test_what_is_refused(asked, said):
    asked = {"x": circle((8, 8), 1), "spec": PoolSpec(2), "repeats": 2, "jitter": 2} | asked
    refusal(SpecError, lambda: sweep_shifts(**asked), said)


def test_break_maps_that_are_refused():
    refusal(SpecError, lambda: break_map([33], HALVE, 1, 1), "radius is 33; allowed", "1 to 32")
    refusal(SpecError, lambda: break_map([0], HALVE, 1, 1), "radius is 0")
    refusal(SourceError, lambda: break_map([3], HALVE, 1, 1, thickness=4), "thickness is 4")
    refusal(SourceError, lambda: break_map([3], HALVE, 1, 1, size=(9, 9)), "size is (9, 9)")
    refusal(SpecError, lambda: break_map([], HALVE, 1, 1), "radii is []; allowed is at least one")
