"""Who pools: poolviz, the libraries it is measured against, and the limits of the machine.

Each is a function of an input and a case that yields calls ready to be timed; none where it has no
such pooling. Inputs are converted before: what is timed takes the library's own array and returns
it. What a library returns may be a view (a slice of every second cell); poolviz returns new arrays.
"""

import importlib
import importlib.util
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

# A thread that waits shall sleep: one that spins takes a core from whoever is next.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
from cases import Array, Case
from numpy.lib.stride_tricks import sliding_window_view

from poolviz.core import PoolSpec, pool2d

THREADS = min(4, os.cpu_count() or 1), 1  # as many as poolviz takes at most, and one
LARGE = 8  # cells of a side from which a window's loops had better go line by line
VIEW_BYTES = 1 << 30  # more than that of copied windows is not tried


def nothing() -> None: ...


@dataclass(frozen=True)
class Run:
    """A call ready to be timed."""

    call: Callable[[], Any]
    arrays: Callable[[Any], Any] = np.asarray
    """From what it returns to an array like poolviz's, or to two with indices."""
    before: Callable[[], object] = nothing
    """What sets the number of threads."""
    name: str = ""
    """Where it is not to be one of several of its library."""


Runs = Iterator[Run]


def poolviz_runs(x: Array, case: Case) -> Runs:
    spec = PoolSpec(case.kernel, case.stride, case.method)
    call = partial(pool2d, x, spec, axes=case.axes, return_indices=case.indices)
    yield Run(call, same)
    yield Run(partial(call, workers=1), same, name="poolviz, 1 worker")


def limit_runs(x: Array, case: Case) -> Runs:
    """Read every byte of the input once; copy it once to a new array, as a result is new, too."""
    words = x.reshape(-1).view(np.uint64)
    yield Run(lambda: np.bitwise_or.reduce(words), name="read")
    yield Run(lambda: np.copyto(np.empty_like(x), x), name="copy")


def view_runs(x: Array, case: Case) -> Runs:
    windows = sliding_window_view(x, (case.kernel, case.kernel), case.axes)
    windows = case.at_starts(windows, x)
    if case.indices and windows.nbytes <= VIEW_BYTES:
        yield Run(lambda: view_positions(windows, x, case), same)
    elif not case.indices:
        yield Run(lambda: getattr(windows, case.method)(axis=(-2, -1)))


def view_positions(windows: Array, x: Array, case: Case) -> tuple[Array, Array]:
    flat = windows.reshape(*windows.shape[:-2], -1)
    place = flat.argmax(axis=-1)
    values = np.take_along_axis(flat, place[..., np.newaxis], -1)[..., 0]
    second = case.axes[1]
    rows, cols = (np.asarray(r) for r in case.starts(x))
    corner = rows[:, np.newaxis] * x.shape[second] + cols
    corner = corner.reshape(corner.shape + (1,) * (x.ndim - second - 1))
    down, right = np.divmod(place, case.kernel)
    return values, corner + down * x.shape[second] + right


def torch_runs(x: Array, case: Case) -> Runs:
    import torch
    from torch.nn import functional

    torch.set_grad_enabled(False)
    tensor, back = torch.from_numpy(x), same
    if case.layout == "HW":
        tensor, back = tensor[None, None], partial(torch.squeeze, dim=(0, 1))
    elif case.layout == "NHWC":  # torch's channels_last
        tensor, back = tensor.permute(0, 3, 1, 2), partial(torch.permute, dims=(0, 2, 3, 1))
    if case.method == "max":
        indices = {"return_indices": True} if case.indices else {}
        call = partial(functional.max_pool2d, tensor, case.kernel, case.stride, **indices)
    elif case.method == "mean" and x.dtype.kind == "f":
        call = partial(functional.avg_pool2d, tensor, case.kernel, case.stride)
    else:
        return
    for threads in THREADS:
        yield Run(call, each(lambda y: back(y).numpy()), partial(torch.set_num_threads, threads))


def onnxruntime_runs(x: Array, case: Case) -> Runs:
    import onnxruntime

    integers = x.dtype.kind != "f"
    if case.layout == "NHWC" or case.method == "min" or (case.method == "mean" and integers):
        return
    maps = x[np.newaxis, np.newaxis] if case.layout == "HW" else x
    model, names = onnx_model(maps, case), ["y", "place"][: 1 + case.indices]
    given = {"x": onnxruntime.OrtValue.ortvalue_from_numpy(maps)}
    planes = x.shape[-2] * x.shape[-1]

    def arrays(made: list[Any]) -> Any:
        found = [value.numpy().reshape(*x.shape[:-2], *value.shape()[-2:]) for value in made]
        return (found[0], found[1] % planes) if case.indices else found[0]

    for threads in THREADS:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        session = onnxruntime.InferenceSession(model, options, ["CPUExecutionProvider"])
        yield Run(partial(session.run_with_ort_values, names, given), arrays)


def onnx_model(maps: Array, case: Case) -> bytes:
    """Return a network of one node. Its indices count on from plane to plane."""
    from onnx import TensorProto, helper

    names = ["y", "place"][: 1 + case.indices]
    kind = helper.np_dtype_to_tensor_dtype(maps.dtype)
    node = helper.make_node(
        {"max": "MaxPool", "mean": "AveragePool"}[case.method],
        ["x"],
        names,
        kernel_shape=[case.kernel] * 2,
        strides=[case.stride] * 2,
    )
    kinds = zip(names, (kind, TensorProto.INT64), strict=False)
    outs = [helper.make_tensor_value_info(name, kind, None) for name, kind in kinds]
    given = helper.make_tensor_value_info("x", kind, maps.shape)
    graph = helper.make_graph([node], "pool", [given], outs)
    opset = helper.make_opsetid("", 17)
    return helper.make_model(graph, opset_imports=[opset], ir_version=8).SerializeToString()


def tensorflow_runs(x: Array, case: Case) -> Runs:
    import tensorflow

    pools = {"max": tensorflow.nn.max_pool2d, "mean": tensorflow.nn.avg_pool2d}
    integers = x.dtype.kind != "f"
    if case.layout == "NCHW" or case.method == "min" or (case.method == "mean" and integers):
        return
    maps = tensorflow.constant(x[np.newaxis, ..., np.newaxis] if case.layout == "HW" else x)
    call = partial(pools[case.method], maps, case.kernel, case.stride, "VALID")
    yield Run(call, lambda y: y.numpy()[0, :, :, 0] if case.layout == "HW" else y.numpy())


def opencv_runs(x: Array, case: Case) -> Runs:
    """Filter at every cell of planes one below the other, and take a slice: the whole windows."""
    import cv2

    lines = x.reshape(-1, *x.shape[case.axes[1] :])
    window, anchor = np.ones((case.kernel, case.kernel), np.uint8), (0, 0)
    if case.method == "mean":
        depth = -1 if x.dtype.kind == "f" else cv2.CV_32F
        constant = cv2.BORDER_CONSTANT
        box = partial(cv2.boxFilter, lines, depth, window.shape, None, anchor, True, constant)
    else:
        box = partial(
            {"max": cv2.dilate, "min": cv2.erode}[case.method], lines, window, None, anchor
        )
    for threads in THREADS:
        before = partial(cv2.setNumThreads, threads)
        yield Run(lambda: case.at_starts(box().reshape(x.shape), x), before=before)
        if case.method == "mean" and case.kernel == case.stride and x.dtype == np.float32:
            yield Run(partial(opencv_areas, x, case), before=before)


def opencv_areas(x: Array, case: Case) -> Array:
    """Shrink plane by plane: where windows stand side by side, an area is a mean.

    Only of float32: bytes are rounded, and float64 is right to 8 digits only.
    """
    import cv2

    rows, cols = (len(r) for r in case.starts(x))
    first, second = case.axes
    out = np.empty((*x.shape[:first], rows, cols, *x.shape[second + 1 :]), x.dtype)
    covered = case.kernel * rows, case.kernel * cols
    planes = x.reshape(-1, *x.shape[first:])[:, : covered[0], : covered[1]]
    for plane, into in zip(planes, out.reshape(-1, *out.shape[first:]), strict=True):
        cv2.resize(plane, (cols, rows), into, interpolation=cv2.INTER_AREA)
    return out


def scipy_runs(x: Array, case: Case) -> Runs:
    from scipy import ndimage

    names = {"max": "maximum_filter", "min": "minimum_filter", "mean": "uniform_filter"}
    floats = {"output": np.float64} if case.method == "mean" and x.dtype.kind != "f" else {}
    pool = getattr(ndimage, names[case.method])
    call = partial(pool, x, case.kernel, mode="nearest", axes=case.axes, **floats)
    yield Run(lambda: case.at_starts(call(), x, shift=case.kernel // 2))


def skimage_runs(x: Array, case: Case) -> Runs:
    from skimage.measure import block_reduce

    if case.kernel != case.stride:
        return
    block, whole = [1] * x.ndim, [slice(None)] * x.ndim
    for axis in case.axes:  # an incomplete block would be filled with zeros
        block[axis] = case.kernel
        whole[axis] = slice(x.shape[axis] // case.kernel * case.kernel)
    cells, reduce = x[tuple(whole)], getattr(np, case.method)
    yield Run(lambda: block_reduce(cells, tuple(block), reduce))


def numba_runs(x: Array, case: Case, constant: bool = False) -> Runs:
    """Run plain loops: of any window, or with the window as a constant and for finite cells."""
    import loops
    import numba

    first, second = case.axes
    rows, cols = (len(r) for r in case.starts(x))
    shape = *x.shape[:first], rows, cols, *x.shape[second + 1 :]
    dtype = np.float64 if case.method == "mean" and x.dtype.kind != "f" else x.dtype
    if case.layout == "NHWC":
        orders, cells, like = (loops.channels,), x, shape
    else:
        orders = loops.windows, loops.lines
        if case.kernel >= LARGE and case.stride == 1:
            orders = loops.lines, loops.windows  # the likely one first: by it, time is estimated
        cells, like = x.reshape(-1, *x.shape[first:]), (-1, rows, cols)
    window = case.kernel, case.stride

    def call(loop: Any) -> Array:
        out = np.empty(shape, dtype)
        loop(cells, out.reshape(like), *window)
        return out

    for order in orders:
        loop = order(case.method, window if constant else loops.ANY)
        for threads in THREADS:
            yield Run(partial(call, loop), before=partial(numba.set_num_threads, threads))


def also_runs(path: Path, x: Array, case: Case) -> Runs:
    """Pool with ``pool2d`` or, with indices, ``argmax2d`` of a file, where it has them."""
    function = getattr(loaded(path), "argmax2d" if case.indices else "pool2d", None)
    options = (case.kernel, case.stride, *[case.method][case.indices :], case.layout)
    for threads in THREADS if function else ():
        yield Run(partial(function, x, *options, threads), same)


def loaded(path: Path) -> Any:
    """Import a file, once."""
    name = path.stem
    if name not in LOADED:
        spec = importlib.util.spec_from_file_location(name, path)
        LOADED[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(LOADED[name])
    return LOADED[name]


LOADED: dict[str, Any] = {}


def same(made: Any) -> Any:
    return made


def each(convert: Callable[[Any], Array]) -> Callable[[Any], Any]:
    """Return a conversion of one array, or of each of two."""
    return lambda made: tuple(map(convert, made)) if isinstance(made, tuple) else convert(made)


CONSTANT = "Numba for one window"
"""No pooling for any window, and no other result where NaN is: shown, but not compared with."""

PEERS: dict[str, tuple[str, Callable[[Array, Case], Runs]]] = {
    "torch": ("torch", torch_runs),
    "TensorFlow": ("tensorflow", tensorflow_runs),
    "onnxruntime": ("onnxruntime", onnxruntime_runs),
    "OpenCV": ("cv2", opencv_runs),
    "Numba": ("numba", numba_runs),
    "SciPy": ("scipy", scipy_runs),
    "scikit-image": ("skimage", skimage_runs),
    CONSTANT: ("numba", partial(numba_runs, constant=True)),
}
"""The name of a library, its module, and how it pools."""


def installed() -> dict[str, str]:
    """Return the versions of the libraries that can be imported."""
    found = {}
    for name, (module, _) in PEERS.items():
        try:
            found[name] = importlib.import_module(module).__version__
        except ImportError as error:
            print(f"{name} is left out: {error}")
    return found
