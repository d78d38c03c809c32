"""Small arrays are pooled from tapes: the same results, in any thread, and nothing is held."""

import weakref
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from poolviz.core import PoolSpec, pool2d
from poolviz.core.engine import replay as tapes
from poolviz.core.engine.values import separable
from tests import oracle
from tests.core.checks import FOUR

WINDOWS = [
    {"kernel_size": 2},
    {"kernel_size": 3, "stride": 2},
    {"kernel_size": 5, "stride": 1},
    {"kernel_size": (1, 4), "stride": (2, 3)},
    {"kernel_size": 2, "stride": 3, "dilation": 2},
    {"kernel_size": (9, 16)},
]


@pytest.fixture(autouse=True)
def no_tapes():
    tapes.forget()
    yield
    tapes.forget()


@pytest.fixture
def engine(monkeypatch):
    """Count how often the fast engine is asked, and how often a tape is played."""
    asked = {"engine": 0, "tape": 0}

    def watch(owner, name, what):
        real = getattr(owner, name)

        def watched(*args):
            asked[what] += 1
            return real(*args)

        monkeypatch.setattr(owner, name, watched)

    watch(separable, "reduce_block", "engine")
    watch(tapes.Tape, "play", "tape")
    return asked


def test_the_4x4_again_and_again(engine):
    for times in range(4):
        assert pool2d(FOUR, PoolSpec(2)).tolist() == [[12, 9], [18, 7]]
        got = pool2d(FOUR.astype(float), PoolSpec(2, mode="mean"))
        assert got.tolist() == [[9.25, 7.25], [12.25, 4.5]]
        assert engine == {"engine": 2, "tape": 2 * times}


@pytest.mark.long
@pytest.mark.parametrize("shape", [(20, 33), (19, 34, 3), (2, 18, 17, 20)])
@pytest.mark.parametrize("dtype", ["?", "u1", "i2", "f2", "f4", "f8"])
@pytest.mark.parametrize("mode", ["max", "min", "mean", "sum"])
def test_other_cells_have_other_results(mode, dtype, shape, engine):
    rng = np.random.default_rng([*f"{mode}{dtype}{shape}".encode()])
    for asked in WINDOWS:
        tapes.forget()
        engine.update(engine=0, tape=0)
        for _ in range(2):
            x = rng.integers(0, 9, shape).astype(dtype)
            x.flags.writeable = False
            want, _ = oracle.pool(x, mode=mode, **asked)
            got = pool2d(x, PoolSpec(mode=mode, **asked))
            oracle.assert_agrees(got, want, PoolSpec(2, mode=mode).mode)
            assert got.flags.owndata
        assert engine == {"engine": 1, "tape": 1}


def test_shapes_types_and_specs_have_tapes_of_their_own(engine):
    for x in (FOUR, FOUR.astype(np.float32), FOUR[:, :3].copy(), FOUR[np.newaxis, ..., np.newaxis]):
        for spec in (PoolSpec(2), PoolSpec(2, mode="min"), PoolSpec(2, stride=1)):
            pool2d(x, spec)
    assert engine == {"engine": 12, "tape": 0}


def test_a_sum_that_overflows_is_done_again_from_a_tape_as_well(engine):
    spec = PoolSpec(2, mode="mean")
    small, large = np.ones((4, 4), np.float32), np.full((4, 4), 3e38, np.float32)
    for x in (small, small, large, large, small):
        np.testing.assert_array_equal(pool2d(x, spec), x[:2, :2])
    assert engine["tape"] == 2


def test_nothing_of_the_caller_is_changed():
    spec = PoolSpec(2, mode="sum")
    x = np.full((4, 4), 3e38, np.float32)
    before = np.geterr(), np.getbufsize()
    for _ in range(2):
        assert np.isinf(pool2d(x, spec)).all()
        assert (np.geterr(), np.getbufsize()) == before


def test_a_tape_holds_neither_the_input_nor_the_result():
    for mode in ("max", "mean"):
        for kernel in (2, 3, 16):
            x = np.ones((40, 40), np.float32)
            for _ in range(2):
                result = pool2d(x, PoolSpec(kernel, mode=mode))
                gone = weakref.ref(result)
                del result
                assert gone() is None
            gone = weakref.ref(x)
            del x
            assert gone() is None
    assert len(tapes._kept) == 6


def test_many_kinds_do_not_pile_up():
    for side in range(2, 3 * tapes.KEPT):
        pool2d(np.ones((side, side)), PoolSpec(2))
        assert len(tapes._kept) == min(side - 1, tapes.KEPT)


def test_a_tape_of_much_memory_is_not_kept(monkeypatch, engine):
    monkeypatch.setattr(tapes, "KEPT_BYTES", 100)
    for _ in range(2):
        pool2d(np.ones((20, 20)), PoolSpec(2, stride=1))
    assert engine == {"engine": 2, "tape": 0}
    assert not tapes._kept


def test_threads_do_not_share_a_tape():
    rng = np.random.default_rng(0)
    spec = PoolSpec(3, stride=1, mode="mean")
    inputs = rng.integers(0, 100, (64, 60, 60)).astype(np.float32)
    want = [means_of(x) for x in inputs]
    with ThreadPoolExecutor(8) as pool:
        for _ in range(4):
            for got, wanted in zip(pool.map(lambda x: pool2d(x, spec), inputs), want, strict=True):
                np.testing.assert_allclose(got, wanted, rtol=1e-6)


def means_of(x):
    return np.lib.stride_tricks.sliding_window_view(x, (3, 3)).mean((-2, -1), dtype=np.float64)


def test_what_is_not_plain_has_no_tape(engine):
    for x in (FOUR.T, FOUR[::-1], FOUR.astype(">i8")):
        for _ in range(2):
            pool2d(x, PoolSpec(2))
    assert engine["tape"] == 0
