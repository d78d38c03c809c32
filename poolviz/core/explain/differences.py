"""Why libraries disagree about the same pooling: one table, for a spec and for the documentation.

Checked by running PyTorch 2.13, TensorFlow 2.21 with Keras 3.15, onnxruntime 1.31 with ONNX 1.23
(opsets 11 to 22) and scikit-image 0.26 on a CPU. "scikit-image" is its function
``skimage.measure.block_reduce``.
"""

from collections.abc import Callable
from dataclasses import dataclass

from poolviz.core.spec.pool_spec import PoolMode, PoolSpec, as_spec

FRAMEWORKS = ("PyTorch", "TensorFlow/Keras", "ONNX", "scikit-image")
"""The libraries that are compared, in the order of the table's columns."""


@dataclass(frozen=True)
class Difference:
    """One way in which a library pools otherwise than poolviz.

    Attributes
    ----------
    topic : str
        What it is about.
    here : str
        What poolviz does.
    framework : str
        The library, one of `FRAMEWORKS`.
    there : str
        What that library does.
    """

    topic: str
    here: str
    framework: str
    there: str


@dataclass(frozen=True)
class _Row:
    topic: str
    here: str
    there: tuple[str, str, str, str]
    """What each of `FRAMEWORKS` does; "" where it does the same."""
    applies: Callable[[PoolSpec], bool]


def _explicit(spec: PoolSpec) -> bool:
    return spec.padding not in ("same", ((0, 0), (0, 0)))


def _padded(spec: PoolSpec) -> bool:
    return spec.padding == "same" or _explicit(spec)


def _counts(spec: PoolSpec) -> bool:
    return spec.mode is PoolMode.MEAN and spec.divisor_override is None


def _extreme(spec: PoolSpec) -> bool:
    return spec.mode in (PoolMode.MAX, PoolMode.MIN)


_ROWS = (
    _Row(
        "Padding in a mean",
        "not counted",
        (
            "counted unless `count_include_pad=False`",
            "",
            "",
            "zeros at the end only, and counted",
        ),
        lambda s: _counts(s) and _padded(s) and not s.count_include_pad,
    ),
    _Row(
        "Padding in a mean with `count_include_pad`",
        "counted, the overhang of `ceil_mode` not",
        ("", "never counted", "must be asked for, as here", "the overhang is counted too"),
        lambda s: _counts(s) and _padded(s) and s.count_include_pad,
    ),
    _Row(
        "Padding in a maximum or minimum",
        "absent: it never wins",
        ("", "", "", "zeros: they beat negatives in a maximum, positives in a minimum"),
        lambda s: _extreme(s) and _padded(s),
    ),
    _Row(
        "Padding in numbers",
        "any, each side by itself",
        (
            "equal on opposite sides, at most half the kernel; none in `lp_pool2d`",
            "only in `tf.nn.max_pool2d`; else valid and same",
            "less than the kernel",
            "only what completes the last block",
        ),
        _explicit,
    ),
    _Row(
        "Odd cell of same padding",
        "bottom and right; ⌈n / stride⌉ windows",
        (
            "no same padding in its poolings",
            "",
            "`SAME_UPPER` as here, `SAME_LOWER` top and left",
            "no same padding: all of it at the end",
        ),
        lambda s: s.padding == "same",
    ),
    _Row(
        "`ceil_mode`",
        "the last window starts in the input or the padding before it",
        (
            "",
            "none",
            "before opset 22 the inferred shape has the dropped window, too",
            "always, filled with zeros",
        ),
        lambda s: s.ceil_mode,
    ),
    _Row(
        "Sizes that don't divide",
        "⌊(n + padding - dilation (k - 1) - 1) / stride⌋ + 1 windows; cells left over are in none",
        ("", "", "", "one more block, filled with zeros"),
        lambda s: not s.ceil_mode and s.padding != "same" and s.strides != (1, 1),
    ),
    _Row(
        "NaN in a maximum or minimum",
        "wins",
        (
            "",
            "dropped by TensorFlow; nothing but NaN gives the lowest number, -3.4e38 of float32",
            "not specified; in onnxruntime it depends on NaN's place in the window",
            "",
        ),
        lambda s: _extreme(s) and s.nan_policy == "propagate",
    ),
    _Row(
        "NaN left out",
        '`nan_policy="omit"`; nothing but NaN gives NaN',
        (
            "no such option",
            "no such option",
            "no such option",
            "with `np.nanmax`, `np.nanmean`, ..., which warn",
        ),
        lambda s: s.nan_policy == "omit",
    ),
    _Row(
        "Nothing but -∞ in a maximum",
        "-∞",
        ("", "-3.4e38 of float32 in TensorFlow", "-3.4e38 of float32 in onnxruntime", ""),
        lambda s: s.mode is PoolMode.MAX,
    ),
    _Row(
        "p-norm",
        "of absolute values, for any p",
        (
            "`lp_pool2d` keeps the sign of x ** p: 3.04 of (-1, -2, -3, 4) with p = 3, where the "
            "norm is 4.64; its `ceil_mode` scales cut windows up",
            "none",
            "p is a whole number",
            "none; pass a function",
        ),
        lambda s: s.mode is PoolMode.LP and not s.picks_magnitude,
    ),
    _Row(
        "p-norm with an infinite p",
        "the largest magnitude",
        ("", "none: a maximum of magnitudes", "none: p is a whole number", "none; pass a function"),
        lambda s: s.mode is PoolMode.LP and s.picks_magnitude,
    ),
    _Row(
        "Power mean",
        "`power-mean`: the p-th root of a mean of powers",
        ("none", "none", "none", "none; pass a function"),
        lambda s: s.mode is PoolMode.POWER_MEAN,
    ),
    _Row(
        "Divisor of one's own",
        "`divisor_override`, 1 or more",
        ("negative ones, too", "none", "none", "none; pass a function"),
        lambda s: s.mode is PoolMode.MEAN and s.divisor_override is not None,
    ),
    _Row(
        "Mean of integers",
        "float64",
        (
            "int64 is cut to whole numbers, other integers are refused",
            "refused by TensorFlow",
            "refused",
            "",
        ),
        lambda s: s.mode is PoolMode.MEAN,
    ),
    _Row(
        "Mean or p-norm of float64",
        "float64",
        ("", "", "refused by onnxruntime", ""),
        lambda s: s.mode in (PoolMode.MEAN, PoolMode.LP),
    ),
    _Row(
        "Maximum or minimum of integers",
        "keeps the type, bool too",
        (
            "bool and uint16 to uint64 are refused",
            "bool, uint32 and uint64 are refused by TensorFlow",
            "only int8 and uint8",
            "",
        ),
        _extreme,
    ),
    _Row(
        "Dilation",
        "in every mode",
        (
            "only in a maximum",
            "only in `tf.nn.pool`, with stride 1 and no padding",
            "max from opset 10, lp 18, mean 19",
            "none",
        ),
        lambda s: s.dilation != (1, 1),
    ),
    _Row(
        "Stride not given",
        "the kernel size",
        ("", "as here in Keras; `tf.nn` wants one", "1", ""),
        lambda s: s.stride is None,
    ),
    _Row(
        "Stride other than the kernel",
        "any",
        ("", "", "", "none: blocks stand side by side"),
        lambda s: s.strides != s.kernel_size,
    ),
    _Row(
        "Index of a maximum",
        "row * W + col of the first; a NaN wins",
        (
            "of several NaN the last one's",
            "(row * W + col) * C + channel, in TensorFlow",
            "runs on through channels and batch",
            "none",
        ),
        lambda s: s.mode is PoolMode.MAX,
    ),
    _Row(
        "Minimum",
        "`min`",
        (
            "none: -max(-x), wrong for unsigned integers",
            "none: -max(-x), wrong for unsigned integers",
            "none: -max(-x), wrong for unsigned integers",
            "",
        ),
        lambda s: s.mode is PoolMode.MIN,
    ),
    _Row(
        "Sum",
        "`sum`; of integers in 64 bits",
        (
            "`avg_pool2d` with `divisor_override=1`; of integers only int64",
            "none: a mean times the cells",
            "none: a mean times the cells",
            "",
        ),
        lambda s: s.mode is PoolMode.SUM,
    ),
    _Row(
        "Strided pick",
        "`subsample`",
        ("none: a slice", "none: a slice", "none: a slice", "none: a slice"),
        lambda s: s.mode is PoolMode.SUBSAMPLE,
    ),
    _Row(
        "Axes",
        "(H, W), (H, W, C), (N, H, W, C), or by `axes`: any two, `channels_first`, `channels_last`",
        ("(C, H, W), (N, C, H, W)", "(N, H, W, C)", "(N, C, H, W)", "all of them"),
        lambda s: True,
    ),
)


def differences(spec: PoolSpec) -> tuple[Difference, ...]:
    """Return how other libraries would differ from poolviz in a pooling.

    Parameters
    ----------
    spec : PoolSpec
        The pooling.

    Returns
    -------
    tuple of Difference
        Topic by topic, in the order of `FRAMEWORKS`; only what matters for `spec`.

    Raises
    ------
    SpecError
        If `spec` is no PoolSpec.

    Examples
    --------
    >>> for each in differences(PoolSpec(2, padding="same", mode="mean"))[:2]:
    ...     print(f"{each.topic}, {each.framework}: {each.there}")
    Padding in a mean, PyTorch: counted unless `count_include_pad=False`
    Padding in a mean, scikit-image: zeros at the end only, and counted
    """
    as_spec(spec)
    return tuple(
        Difference(row.topic, row.here, framework, there)
        for row in _ROWS
        if row.applies(spec)
        for framework, there in zip(FRAMEWORKS, row.there, strict=True)
        if there
    )


def differences_table() -> str:
    """Return all differences as a Markdown table, a row for each topic; "=" says "as here".

    Examples
    --------
    >>> print(differences_table().splitlines()[0])
    |  | poolviz | PyTorch | TensorFlow/Keras | ONNX | scikit-image |
    """
    lines = [("", "poolviz", *FRAMEWORKS), ("---",) * (2 + len(FRAMEWORKS))]
    lines += [(row.topic, row.here, *(there or "=" for there in row.there)) for row in _ROWS]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
