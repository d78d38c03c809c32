"""What is promised of every operation on arrays alike, whatever it computes."""

from concurrent.futures import ThreadPoolExecutor
from itertools import product

import numpy as np
import pytest

from poolviz.core import (
    PoolMode,
    PoolSpec,
    adaptive_pool2d,
    adaptive_pool2d_backward,
    blur_pool2d,
    conv2d,
    global_pool2d,
    max_blur_pool2d,
    max_unpool2d,
    polyphase_pool2d,
    pool2d,
    pool2d_backward,
    relu,
    repeat_pool,
    shift2d,
    windows,
)

HEIGHT, WIDTH = 4, 6


def unpooled(x, axes):
    """Put every cell back where it is."""
    words = {"channels_first": (-2, -1), "channels_last": (-3, -2) if np.ndim(x) > 2 else (0, 1)}
    spatial = words.get(axes, axes) or {2: (0, 1), 3: (0, 1), 4: (1, 2)}[np.ndim(x)]
    planes = np.moveaxis(np.empty(np.shape(x)), spatial, (-2, -1))
    cells = np.arange(HEIGHT * WIDTH).reshape(HEIGHT, WIDTH)
    places = np.moveaxis(np.broadcast_to(cells, planes.shape), (-2, -1), spatial)
    return max_unpool2d(x, places, (HEIGHT, WIDTH), axes=axes)


OPERATIONS = {
    **{
        f"pool2d, {mode}": lambda x, axes, mode=mode: pool2d(x, PoolSpec(2, mode=mode), axes=axes)
        for mode in PoolMode
    },
    **{
        f"pool2d, {mode}, of single cells": lambda x, axes, mode=mode: pool2d(
            x, PoolSpec(1, mode=mode), axes=axes
        )
        for mode in PoolMode
    },
    **{
        f"pool2d, {mode}, and its indices": lambda x, axes, mode=mode: np.stack(
            pool2d(x, PoolSpec(1, mode=mode), axes=axes, return_indices=True)
        )
        for mode in PoolMode
        if mode.picks
    },
    "repeat_pool": lambda x, axes: repeat_pool(x, PoolSpec(1), 1, axes=axes)[1],
    "global_pool2d": lambda x, axes: global_pool2d(x, "max", axes=axes),
    "adaptive_pool2d": lambda x, axes: adaptive_pool2d(x, (HEIGHT, WIDTH), "max", axes=axes),
    "blur_pool2d": lambda x, axes: blur_pool2d(x, 1, 1, axes=axes),
    "max_blur_pool2d": lambda x, axes: max_blur_pool2d(x, 1, 1, 1, axes=axes),
    "polyphase_pool2d": lambda x, axes: polyphase_pool2d(x, 1, axes=axes),
    "conv2d": lambda x, axes: conv2d(x, [[1]], axes=axes),
    "conv2d, same": lambda x, axes: conv2d(x, [[0, 1, 0]], "same", axes=axes),
    "relu": lambda x, axes: relu(x),
    "shift2d": lambda x, axes: shift2d(x, 0, 0, axes=axes),
    "max_unpool2d": unpooled,
    **{
        f"adaptive_pool2d_backward, {mode}": lambda x, axes, mode=mode: adaptive_pool2d_backward(
            x, np.ones_like(x), mode, axes=axes
        )
        for mode in PoolMode
    },
    **{
        f"pool2d_backward, {mode}": lambda x, axes, mode=mode: pool2d_backward(
            x, np.ones_like(x), PoolSpec(1, mode=mode), axes=axes
        )
        for mode in PoolMode
    },
}

each_operation = pytest.mark.parametrize("name", OPERATIONS)


def unaligned(x):
    return np.frombuffer(b"\0" + x.tobytes(), np.uint8)[1:].view(x.dtype).reshape(x.shape)


LAYOUTS = {
    "plain": lambda x: x.copy(),
    "Fortran": np.asfortranarray,
    "negative strides": lambda x: np.flip(np.flip(x).copy()),
    "with gaps": lambda x: np.repeat(x, 2, axis=-1)[..., ::2],
    "big-endian": lambda x: x.astype(x.dtype.newbyteorder(">")),
    "zero strides": lambda x: np.broadcast_to(x[:1], x.shape),
    "unaligned": unaligned,
    "nested lists": lambda x: x.tolist(),
}


def numbers(shape, dtype):
    x = np.random.default_rng(7).integers(0, 9, shape)
    return (x - 4 * (np.dtype(dtype).kind != "u")).astype(dtype)


@pytest.mark.long(of=6)
@each_operation
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("dtype", ["u1", "i8", "f2", "f4", "f8"])
def test_results_are_new_arrays_in_every_layout(dtype, layout, name):
    act = OPERATIONS[name]
    x = LAYOUTS[layout](numbers((HEIGHT, WIDTH), dtype))
    plain = np.array(x, order="C")
    plain = plain.astype(plain.dtype.newbyteorder("="))
    if isinstance(x, np.ndarray):
        x.flags.writeable = False
    got, want = act(x, None), act(plain, None)
    np.testing.assert_array_equal(got, want)
    assert type(got) is np.ndarray
    assert got.dtype == want.dtype
    assert got.dtype.isnative
    assert got.flags.owndata
    assert got.flags.writeable
    assert not np.shares_memory(got, plain)
    got[...] = 1
    np.testing.assert_array_equal(np.asarray(x), plain)


@each_operation
def test_the_axes_of_every_rank(name):
    act = OPERATIONS[name]
    x = numbers((2, HEIGHT, WIDTH, 3), "f8")
    assert act(x[0, :, :, 0], None).tolist() == act(x[0, :, :, 0], (0, 1)).tolist()
    for batch in (x, x.transpose(3, 1, 2, 0)):
        np.testing.assert_array_equal(act(batch, None), act(batch, (1, 2)))
    np.testing.assert_array_equal(act(x[0], None), act(x[0], (-3, 1)))
    if "polyphase" in name:
        return  # which axis holds channels matters to it
    channels_last = act(x, None)
    channels_first = act(np.moveaxis(x, -1, 1), (-2, -1))
    np.testing.assert_array_equal(np.moveaxis(channels_first, -3, -1), channels_last)
    for word, spatial in (("channels_last", (-3, -2)), ("channels_first", (-2, -1))):
        for several in (x, x[0]):
            laid = several if word == "channels_last" else np.moveaxis(several, -1, -3)
            np.testing.assert_array_equal(act(laid, word), act(laid, spatial))
        np.testing.assert_array_equal(act(x[0, :, :, 0], word), act(x[0, :, :, 0], None))
    seven = x[None, None, :, :, None]
    np.testing.assert_array_equal(act(seven, (3, 5)).ravel(), channels_last.ravel())


@each_operation
def test_empty_batches_and_channels(name):
    for shape in [(0, HEIGHT, WIDTH, 3), (HEIGHT, WIDTH, 0)]:
        got = OPERATIONS[name](np.ones(shape, np.float32), None)
        assert got.size == 0
        assert got.ndim >= len(shape)


def test_every_operation_is_safe_in_threads():
    inputs = [numbers((HEIGHT, WIDTH), dtype) for dtype in ("u1", "f4", "f8")]
    jobs = list(product(OPERATIONS, range(len(inputs)))) * 3
    alone = [OPERATIONS[name](inputs[i], None) for name, i in jobs]
    with ThreadPoolExecutor(4) as threads:
        together = threads.map(lambda job: OPERATIONS[job[0]](inputs[job[1]], None), jobs)
        for one, other in zip(alone, together, strict=True):
            np.testing.assert_array_equal(one, other)


def test_only_these_show_the_input_itself():
    x = numbers((HEIGHT, WIDTH), "i8")
    view = windows(x, PoolSpec(1))
    assert np.shares_memory(view, x)
    assert not view.flags.writeable
    first, second = repeat_pool(x, PoolSpec(1), 1)
    assert first is x
    assert not np.shares_memory(second, x)
    assert repeat_pool(x, PoolSpec(1), 0)[0] is x
