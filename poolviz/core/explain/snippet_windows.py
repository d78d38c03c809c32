"""Code that gathers the cells of every window by their numbers, and reduces them.

It is what `snippets` writes where a framework has no call of its own. An absent tap, in the padding
or past the end, is replaced by the first tap that exists: a maximum, a minimum and a pick don't
notice, and sums leave it out by a mask.
"""

from typing import Literal

from poolviz.core.spec.pool_spec import PoolMode, PoolSpec

Framework = Literal["numpy", "pytorch", "keras"]

NUMPY_MAGNITUDES = "magnitudes = abs(windows.astype(np.result_type(x, float)))"
"""In float64 at least: in float16 a power of 7 passes the range at 5."""

_REDUCERS = {"numpy": "np", "pytorch": "torch", "keras": "ops"}

_CELLS = '''\
def cells(n, kernel, stride, dilation, before, after):
    """Rows (or columns) of every window, which of them exist, and how many padding counts."""
    extent = dilation * (kernel - 1) + 1
{same}    count = (n + before + after - extent) // stride + 1
{ceil}    taps = np.arange(count)[:, None] * stride - before + dilation * np.arange(kernel)
    exist = (taps >= 0) & (taps < n)
    first = np.take_along_axis(taps, exist.argmax(axis=1)[:, None], axis=1)
    return np.where(exist, taps, first), exist, (taps < n + after).sum(axis=1)
'''

_SAME = """\
    total = max(0, (-(-n // stride) - 1) * stride + extent - n)
    before, after = total // 2, total - total // 2
"""

_CEIL = """\
    overhangs = (n + before + after - extent) % stride > 0
    count += overhangs and count * stride < n + before
"""

_GATHER = {
    "numpy": (
        "windows = x[rows[:, None, :, None], cols[None, :, None, :]]  # (Ho, Wo, kh, kw)",
        "exist = row_exists[:, None, :, None] & col_exists[None, :, None, :]",
        "axis=(2, 3)",
    ),
    "pytorch": (
        "windows = x[..., rows[:, None, :, None], cols[None, :, None, :]]  # (..., Ho, Wo, kh, kw)",
        "exist = row_exists[:, None, :, None] & col_exists[None, :, None, :]\n"
        "exist = torch.as_tensor(exist, device=x.device)",
        "dim=(-2, -1)",
    ),
    "keras": (
        "windows = ops.take(ops.take(x, rows, axis=1), cols, axis=3)  # (N, Ho, kh, Wo, kw, C)",
        "exist = (row_exists[:, :, None, None] & col_exists)[None, ..., None]",
        "axis=(2, 4)",
    ),
}

_AT_LEAST_ONE = {
    "numpy": "np.maximum({}, 1)",
    "pytorch": "{}.clamp(min=1)",
    "keras": "ops.maximum({}, 1)",
}


_TIES = "# Cells that tie share the gradient here; a pooling call gives it to one of them."


def returned_float(result: str) -> list[str]:
    """Return the lines that return a result in the dtype of a float array, or in float64."""
    inner = result if result.endswith(")") and result.startswith("np.where(") else f"({result})"
    return [
        'dtype = x.dtype if x.dtype.kind == "f" else float',
        f"return {inner}.astype(dtype)",
    ]


def cells_function(spec: PoolSpec) -> str:
    """Return the code of ``cells``, which numbers the taps along one axis."""
    same = _SAME if spec.padding == "same" else ""
    return _CELLS.format(same=same, ceil=_CEIL if spec.ceil_mode else "") + "\n\n"


def gathered(spec: PoolSpec, framework: Framework) -> list[str]:
    """Return the lines that gather the cells of every window and reduce them."""
    height, width = {"numpy": (0, 1), "pytorch": (-2, -1), "keras": (1, 2)}[framework]
    sides = ((0, 0), (0, 0)) if spec.padding == "same" else spec.padding
    calls = [
        f"cells(x.shape[{axis}], {spec.kernel_size[i]}, {spec.strides[i]}, {spec.dilation[i]}, "
        f"{sides[i][0]}, {sides[i][1]})"
        for i, axis in enumerate((height, width))
    ]
    gather, exist, over = _GATHER[framework]
    lines = [] if framework == "numpy" else [_no_call(framework)]
    lines += [
        f"rows, row_exists, rows_counted = {calls[0]}",
        f"cols, col_exists, cols_counted = {calls[1]}",
        gather,
    ]
    lib, omit = _REDUCERS[framework], spec.nan_policy == "omit"
    if spec.mode is PoolMode.SUBSAMPLE:
        return lines + _first(framework, omit)
    if spec.mode.picks:
        return lines + _extreme(spec.mode, framework, over, omit)
    present = f"exist & ~{lib}.isnan(windows)" if omit else "exist"
    if omit and framework == "keras":
        present = "ops.logical_and(exist, ops.logical_not(ops.isnan(windows)))"
    return [
        *lines,
        *exist.split("\n"),
        f"present = {present}",
        *_added(spec, framework, over, omit),
    ]


def _no_call(framework: Framework) -> str:
    name = {"numpy": "NumPy", "pytorch": "PyTorch", "keras": "Keras"}[framework]
    return f"# {name} can't express this pooling in one call: its windows are gathered instead."


def _first(framework: Framework, omit: bool) -> list[str]:
    """Return the code for the first cell of every window, or the first that is no NaN."""
    if not omit:
        at = {"numpy": "[:, :, 0, 0]", "pytorch": "[..., 0, 0]", "keras": "[:, :, 0, :, 0]"}
        return [f"return windows{at[framework]}"]
    if framework == "numpy":
        return [
            "flat = windows.reshape(*windows.shape[:2], -1)",
            "first = (~np.isnan(flat)).argmax(axis=2)[..., None]",
            "return np.take_along_axis(flat, first, axis=2)[..., 0]",
        ]
    if framework == "pytorch":
        return [
            "flat = windows.flatten(-2)",
            "first = (~flat.isnan()).int().argmax(dim=-1, keepdim=True)",
            "return flat.gather(-1, first)[..., 0]",
        ]
    return [
        "flat = ops.transpose(windows, (0, 1, 3, 5, 2, 4))",
        "flat = ops.reshape(flat, (-1, *flat.shape[1:4], flat.shape[4] * flat.shape[5]))",
        'first = ops.argmax(ops.cast(ops.logical_not(ops.isnan(flat)), "int32"), axis=-1)',
        "return ops.take_along_axis(flat, first[..., None], axis=-1)[..., 0]",
    ]


def _extreme(mode: PoolMode, framework: Framework, over: str, omit: bool) -> list[str]:
    lib, low = _REDUCERS[framework], "-" if mode is PoolMode.MAX else ""
    name = f"a{mode}" if framework == "pytorch" else str(mode)
    shares = [] if framework == "numpy" else [_TIES]
    if not omit:
        return [*shares, f"return {lib}.{name}(windows, {over})"]
    if framework == "numpy":
        return [f"return np.f{mode}.reduce(windows, {over})"]
    return [
        *shares,
        f"missing = {lib}.isnan(windows)",
        f"best = {lib}.{name}({lib}.where(missing, {low}np.inf, windows), {over})",
        f"return {lib}.where({lib}.all(missing, {over}), np.nan, best)",
    ]


def _added(spec: PoolSpec, framework: Framework, over: str, omit: bool) -> list[str]:
    """Return the code for a sum, a mean or a norm over the cells that are present."""
    lib, terms, result, add = _REDUCERS[framework], "windows", "total", "sum"
    divides = spec.mode.divides
    if spec.mode.powers:
        terms = "magnitudes" if framework == "numpy" else f"{lib}.abs(windows)"
    if spec.picks_magnitude:
        add, divides = "amax" if framework == "pytorch" else "max", False
    elif spec.mode.powers:
        terms += f" ** {spec.norm_type}"
    lines = []
    if framework == "numpy" and spec.mode.powers:
        lines.append(NUMPY_MAGNITUDES)
    elif spec.picks_magnitude:
        lines.append(_TIES)
    lines += [f"total = {lib}.{add}({lib}.where(present, {terms}, 0), {over})"]
    counts = divides and spec.divisor_override is None and not spec.count_include_pad
    if omit or counts:
        mask = "ops.cast(present, x.dtype)" if framework == "keras" else "present"
        lines.append(f"count = {lib}.sum({mask}, {over})")
    if divides and spec.divisor_override is not None:
        result = f"total / {spec.divisor_override}"
    elif divides:
        divisor = "count"
        if spec.count_include_pad:
            divisor = "counted"
            lines += _counted(framework, over, omit)
        result = f"total / {_AT_LEAST_ONE[framework].format(divisor) if omit else divisor}"
    if spec.mode.powers and not spec.picks_magnitude:
        result = f"({result})" if divides else result
        result += f" ** (1 / {spec.norm_type})"
    if omit:
        result = f"{lib}.where(count > 0, {result}, np.nan)"
    if framework == "numpy" and (divides or spec.mode.powers):
        return [*lines, *returned_float(result)]
    return [*lines, f"return {result}"]


def _counted(framework: Framework, over: str, omit: bool) -> list[str]:
    """Return the code for the divisor of a mean that counts the padding."""
    counted = "rows_counted[:, None] * cols_counted"
    existing = "exist"
    if framework == "pytorch":
        counted = f"torch.as_tensor({counted}, device=x.device)"
    elif framework == "keras":
        counted = f"ops.cast(({counted})[..., None], x.dtype)"
        existing = "ops.cast(exist, x.dtype)"
    lines = [f"counted = {counted}"]
    if omit:
        missing = f"{_REDUCERS[framework]}.sum({existing}, {over}) - count"
        lines.append(f"counted = counted - ({missing})")
    return lines
