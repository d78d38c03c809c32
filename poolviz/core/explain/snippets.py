"""The same pooling as code for NumPy, PyTorch and Keras, to copy.

Where a framework has a call that does just this, the code is that call. Where it has none, the
code says so in a comment, gathers the cells of every window by their row and column numbers, and
reduces them: slower, but the same numbers.
"""

from poolviz.core.errors import SpecError
from poolviz.core.explain.snippet_axes import (
    first_cells,
    is_plain,
    simplest,
    symmetric,
    word_of_padding,
)
from poolviz.core.explain.snippet_windows import (
    NUMPY_MAGNITUDES,
    Framework,
    cells_function,
    gathered,
    returned_float,
)
from poolviz.core.spec.pool_spec import PoolMode, PoolSpec, as_spec
from poolviz.core.validation import shown

_IMPORTS = {
    "numpy": "import numpy as np",
    "pytorch": "import numpy as np\nimport torch\nimport torch.nn.functional as F",
    "keras": "import numpy as np\nfrom keras import ops",
}

_INPUTS = {
    "numpy": "a matrix (H, W)",
    "pytorch": "a float tensor (N, C, H, W)",
    "keras": "a float tensor (N, H, W, C)",
}


def snippet(spec: PoolSpec, framework: Framework) -> str:
    """Write a pooling as Python code that defines a function ``pool(x)``.

    Parameters
    ----------
    spec : PoolSpec
        The pooling.
    framework : {"numpy", "pytorch", "keras"}
        Whose words the code uses. In NumPy, `x` is an array (H, W) of any real type; in PyTorch a
        float tensor (N, C, H, W); in Keras a float tensor (N, H, W, C).

    Returns
    -------
    str
        A module's worth of code, which imports what it needs. Its numbers are those of `pool2d`,
        apart from rounding and, where NaN is left out, the dtype of integers; a comment says where
        a framework gives something else. Sums and powers are taken as they are, in the dtype of a
        tensor, and in NumPy powers in float64: past its range they are infinite, where `pool2d`
        scales them. Keras is checked with TensorFlow as its backend.

    Raises
    ------
    SpecError
        If the framework is none of these.

    Examples
    --------
    >>> print(snippet(PoolSpec(2), "pytorch"))
    import torch.nn.functional as F
    <BLANKLINE>
    <BLANKLINE>
    def pool(x):
        \"\"\"Max pooling of x, a float tensor (N, C, H, W).\"\"\"
        return F.max_pool2d(x, kernel_size=2, stride=2)
    <BLANKLINE>
    """
    spec = simplest(as_spec(spec))
    writers = {"numpy": _numpy, "pytorch": _pytorch, "keras": _keras}
    lines = writers[as_framework(framework)](spec)
    helper = ""
    if lines is None:
        lines = gathered(spec, framework)
        helper = cells_function(spec)
    body = "\n".join(f"    {line}" if line else "" for line in lines)
    code = f"{helper}def pool(x):\n"
    code += f'    """{_title(spec.mode)} of x, {_INPUTS[framework]}."""\n{body}\n'
    imports = [line for line in _IMPORTS[framework].splitlines() if _is_used(line, code)]
    return "\n".join(imports) + f"\n\n\n{code}"


def as_framework(value: Framework) -> Framework:
    """Return `value` if it is one of the frameworks.

    Raises
    ------
    SpecError
        If it is none.
    """
    if not isinstance(value, str) or value not in _IMPORTS:
        listed = ", ".join(map(repr, _IMPORTS))
        raise SpecError(f"framework is {shown(value)}; allowed are {listed}.")
    return value


def _is_used(line: str, code: str) -> bool:
    name = line.split()[-1]
    return f"{name}." in code


def _title(mode: PoolMode) -> str:
    words = {
        PoolMode.LP: "p-norm pooling",
        PoolMode.POWER_MEAN: "Power mean pooling",
        PoolMode.SUBSAMPLE: "Strided pick",
    }
    return words.get(mode, f"{mode.capitalize()} pooling")


def _short(pair: tuple[int, int]) -> str:
    return str(pair[0] if pair[0] == pair[1] else pair)


def _call(function: str, arguments: list[str]) -> list[str]:
    """Return a call on one line, or an argument a line where that is too long."""
    line = f"{function}({', '.join(arguments)})"
    if len(line) <= 92:
        return [line]
    return [f"{function}(", *(f"    {argument}," for argument in arguments), ")"]


def _numpy(spec: PoolSpec) -> list[str] | None:
    (kh, kw), (sh, sw), (dh, dw) = spec.kernel_size, spec.strides, spec.dilation
    omit = spec.nan_policy == "omit"
    if spec.mode is PoolMode.SUBSAMPLE and (slices := first_cells(spec)):
        return [f"return x[{', '.join(slices)}].copy()"]
    if not is_plain(spec) or (omit and spec.mode not in (PoolMode.MAX, PoolMode.MIN)):
        return None
    extent = dh * (kh - 1) + 1, dw * (kw - 1) + 1
    steps = f"::{sh}, ::{sw}" + (f", ::{dh}, ::{dw}" if (dh, dw) != (1, 1) else "")
    lines = [
        f"windows = np.lib.stride_tricks.sliding_window_view(x, {extent})",
        f"windows = windows[{steps}]  # (Ho, Wo, kh, kw)",
    ]
    over = "axis=(2, 3)"
    added, powers = f"sum({over})", f"(magnitudes ** {spec.norm_type})"
    mean = f"mean({over})"
    if spec.divisor_override is not None:
        mean = f"{added} / {spec.divisor_override}"
    power_mean = f"{powers}.{mean}"
    if spec.divisor_override is not None:
        power_mean = f"({power_mean})"
    result = {
        PoolMode.MAX: f"np.fmax.reduce(windows, {over})" if omit else f"windows.max({over})",
        PoolMode.MIN: f"np.fmin.reduce(windows, {over})" if omit else f"windows.min({over})",
        PoolMode.MEAN: f"windows.{mean}",
        PoolMode.SUM: f"windows.{added}",
        PoolMode.LP: f"{powers}.{added}",
        PoolMode.POWER_MEAN: power_mean,
    }
    if spec.picks_magnitude:
        result[spec.mode] = f"magnitudes.max({over})"
    if not spec.mode.powers:
        return [*lines, f"return {result[spec.mode]}"]
    root = "" if spec.picks_magnitude else f" ** (1 / {spec.norm_type})"
    lines.append(NUMPY_MAGNITUDES)
    return [*lines, f"total = {result[spec.mode]}", *returned_float(f"total{root}")]


def _pytorch(spec: PoolSpec) -> list[str] | None:
    if spec.mode is PoolMode.SUBSAMPLE and (slices := first_cells(spec)):
        return [f"return x[..., {', '.join(slices)}].clone()"]
    # With dilation some of its ways to a maximum allow more than half of the kernel, not all.
    same = symmetric(spec)
    if spec.nan_policy == "omit" or same is None or same.padding == "same":
        return None
    spec, (top, left) = same, (same.padding[0][0], same.padding[1][0])
    options = [f"kernel_size={_short(spec.kernel_size)}", f"stride={_short(spec.strides)}"]
    if (top, left) != (0, 0):
        options.append(f"padding={_short((top, left))}")
    if spec.ceil_mode:
        options.append("ceil_mode=True")
    if spec.mode in (PoolMode.MAX, PoolMode.MIN) or spec.picks_magnitude:
        if spec.dilation != (1, 1):
            options.append(f"dilation={_short(spec.dilation)}")
        if spec.picks_magnitude:
            return _call("return F.max_pool2d", ["x.abs()", *options])
        sign = "-" if spec.mode is PoolMode.MIN else ""
        return _call(f"return {sign}F.max_pool2d", [f"{sign}x", *options])
    if spec.dilation != (1, 1) or spec.mode is PoolMode.SUBSAMPLE:
        return None
    divisor = spec.divisor_override if spec.mode.divides else 1
    if divisor is not None:
        options.append(f"divisor_override={divisor}")
    elif (top, left) != (0, 0):
        options.append(f"count_include_pad={spec.count_include_pad}")
    if not spec.mode.powers:
        return _call("return F.avg_pool2d", ["x", *options])
    return [
        "# F.lp_pool2d takes no absolute values and no padding: this is the norm itself."
        if spec.mode is PoolMode.LP
        else "# PyTorch has no power mean: the root of a mean of powers.",
        f"powers = x.abs() ** {spec.norm_type}",
        *_call("total = F.avg_pool2d", ["powers", *options]),
        f"return total ** (1 / {spec.norm_type})",
    ]


def _keras(spec: PoolSpec) -> list[str] | None:
    if spec.mode is PoolMode.SUBSAMPLE and (slices := first_cells(spec)):
        return [f"return x[:, {', '.join(slices)}]"]
    padding = word_of_padding(spec)
    same = padding == "same"
    if spec.nan_policy == "omit" or not padding or spec.dilation != (1, 1):
        return None
    how = f"pool_size={_short(spec.kernel_size)}, strides={_short(spec.strides)}"
    how += f', padding="{padding}"'
    if spec.picks_magnitude:
        return [
            "# TensorFlow can't express NaN here: it drops it, where poolviz lets it win.",
            f"return ops.max_pool(ops.abs(x), {how})",
        ]
    if spec.mode in (PoolMode.MAX, PoolMode.MIN):
        sign, worst, bound = "", "-inf", "-3.4e38"
        if spec.mode is PoolMode.MIN:
            sign, worst, bound = "-", "inf", "3.4e38"
        return [
            "# TensorFlow can't express NaN here: it drops it, where poolviz lets it win. A window",
            f"# of nothing but {worst}, or NaN, becomes {bound} instead.",
            f"return {sign}ops.max_pool({sign}x, {how})",
        ]
    counts = spec.mode.divides and spec.divisor_override is None and not spec.count_include_pad
    if spec.mode is PoolMode.SUBSAMPLE or (same and not counts):
        return None
    if spec.mode is PoolMode.MEAN and spec.divisor_override is None:
        backend = "# Where Keras runs on PyTorch, its padding repeats the edge here, and counts."
        return [backend] * same + [f"return ops.average_pool(x, {how})"]
    cells = spec.kernel_size[0] * spec.kernel_size[1]
    times = f" * {cells}"
    if spec.mode.divides:
        times = "" if spec.divisor_override is None else f"{times} / {spec.divisor_override}"
    if not spec.mode.powers:
        return [f"return ops.average_pool(x, {how}){times}"]
    name = "p-norm" if spec.mode is PoolMode.LP else "power mean"
    also = ", times the cells of a window" if times else ""
    return [
        f"# Keras has no {name} pooling: a mean of powers{also}.",
        f"powers = ops.abs(x) ** {spec.norm_type}",
        f"total = ops.average_pool(powers, {how}){times}",
        f"return total ** (1 / {spec.norm_type})",
    ]
