"""Pooling figures that frameworks publish in their own test suites, written down as numbers.

Each case names its framework. TensorFlow's cases stand channels last, (H, W, C) or (N, H, W, C);
those of ONNX Runtime and PyTorch as single planes (H, W), or channels first where there are more.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

CHANNELS_FIRST = (-2, -1)


@dataclass(frozen=True)
class LiteralCase:
    """One published input with its parameters and its published output."""

    name: str
    x: Any
    asked: dict[str, Any]
    values: Any
    indices: Any = None
    axes: tuple[int, int] | None = None


def counting(*shape: int) -> np.ndarray:
    """1.0, 2.0, 3.0, ... in raster order."""
    return np.arange(1.0, np.prod(shape) + 1).reshape(shape)


def counting_int8(*shape: int) -> np.ndarray:
    """1, 2, ..., 127, -127, -126, ...: counting that stays inside int8, as floats."""
    return np.array([(n + 128) % 255 - 127.0 for n in range(np.prod(shape))]).reshape(shape)


def asking(
    mode: str, kernel_size: Any, stride: Any, padding: Any = "valid", **more: Any
) -> dict[str, Any]:
    """Keyword arguments of a pooling, shortened."""
    return {"mode": mode, "kernel_size": kernel_size, "stride": stride, "padding": padding, **more}


TENSORFLOW = [
    LiteralCase("mean valid", counting(3, 3, 3), asking("mean", 2, 2), [[[7, 8, 9]]]),
    LiteralCase(
        "mean same",
        counting(2, 4, 3),
        asking("mean", 2, 2, "same"),
        [[[8.5, 9.5, 10.5], [14.5, 15.5, 16.5]]],
    ),
    LiteralCase(
        "mean same 1x2", counting(2, 2), asking("mean", (1, 2), 1, "same"), [[1.5, 2], [3.5, 4]]
    ),
    LiteralCase(
        "mean same 2x1", counting(2, 2), asking("mean", (2, 1), 1, "same"), [[2, 3], [3, 4]]
    ),
    LiteralCase(
        "mean same 1x2 batch",
        counting(2, 2, 2, 2),
        asking("mean", (1, 2), 1, "same"),
        [
            [[[2, 3], [3, 4]], [[6, 7], [7, 8]]],
            [[[10, 11], [11, 12]], [[14, 15], [15, 16]]],
        ],
    ),
    LiteralCase(
        "mean same 2x1 batch",
        counting(2, 2, 2, 2),
        asking("mean", (2, 1), 1, "same"),
        [
            [[[3, 4], [5, 6]], [[5, 6], [7, 8]]],
            [[[11, 12], [13, 14]], [[13, 14], [15, 16]]],
        ],
    ),
    LiteralCase(
        "mean valid stride 1x2",
        counting(3, 3, 3),
        asking("mean", 2, (1, 2)),
        [[[7, 8, 9]], [[16, 17, 18]]],
    ),
    LiteralCase(
        "mean valid stride 2x1",
        counting(3, 3, 3),
        asking("mean", 2, (2, 1)),
        [[[7, 8, 9], [10, 11, 12]]],
    ),
    LiteralCase(
        "mean same four channels",
        counting(4, 4, 4),
        asking("mean", 2, 2, "same"),
        [[[11, 12, 13, 14], [19, 20, 21, 22]], [[43, 44, 45, 46], [51, 52, 53, 54]]],
    ),
    LiteralCase(
        "mean same four channels k3",
        counting(4, 4, 4),
        asking("mean", 3, 2, "same"),
        [[[21, 22, 23, 24], [27, 28, 29, 30]], [[45, 46, 47, 48], [51, 52, 53, 54]]],
    ),
    LiteralCase(
        "mean same eight channels k3",
        counting_int8(8, 8, 8),
        asking("mean", 3, 2, "same"),
        [
            [
                [-12, -11, -10, -9, -8, -7, -6, -5],
                [4, 5, 6, 7, 8, 9, 10, 11],
                [20, 21, 22, 23, 24, 25, 26, 27],
                [32, 33, 34, 35, 36, 37, 38, -3.5],
            ],
            [
                [-54, -53, -52, -51, -50, -49, -48, -47],
                [-38, -37, -36, -35, -34, -33, -32, -31],
                [-22, -21, -20, -19, -18, -17, -16, -15],
                [-10, -9, -8, -7, -6, -5, -4, -3],
            ],
            [
                [-11, -10, -9, -8, -7, -6, -5, -4],
                [5, 6, 7, 8, 9, 10, 11, 12],
                [21, 22, 23, 24, 25, 26, 27, 28],
                [33, 34, 35, 36, 37, 38, -3.5, -2.5],
            ],
            [
                [-85, -84, -83, -82, -81, -80, -79, -78],
                [-69, -68, -67, -66, -65, -64, -63, -62],
                [-53, -52, -51, -50, -49, -48, -47, -46],
                [-41, -40, -39, -38, -37, -36, -35, -34],
            ],
        ],
    ),
    LiteralCase(
        "mean kernel smaller than stride", counting(7, 7), asking("mean", 2, 3), [[5, 8], [26, 29]]
    ),
    LiteralCase(
        "mean same k1 s2 odd", counting(3, 3), asking("mean", 1, 2, "same"), [[1, 3], [7, 9]]
    ),
    LiteralCase(
        "mean same k1 s2 even", counting(4, 4), asking("mean", 1, 2, "same"), [[1, 3], [9, 11]]
    ),
    LiteralCase("max valid", counting(3, 3, 3), asking("max", 2, 2), [[[13, 14, 15]]]),
    LiteralCase(
        "max same",
        counting(2, 3, 3),
        asking("max", 2, 2, "same"),
        [[[13, 14, 15], [16, 17, 18]]],
    ),
    LiteralCase("max padding given as zeros", counting(3, 3), asking("max", 3, 2, 0), [[9]]),
    LiteralCase(
        "max padding of negatives",
        -counting(3, 3),
        asking("max", 3, 2, ((2, 1), (2, 1))),
        [[-1, -1], [-1, -1]],
    ),
    LiteralCase(
        "max padding after", counting(3, 3), asking("max", 3, 2, ((0, 2), (0, 1))), [[9], [9]]
    ),
    LiteralCase(
        "max padding on four sides",
        counting(6, 6),
        asking("max", 3, 2, ((1, 2), (2, 1))),
        [[7, 9, 11, 12], [19, 21, 23, 24], [31, 33, 35, 36], [31, 33, 35, 36]],
    ),
    LiteralCase(
        "max padding on four sides of negatives",
        -counting(6, 6),
        asking("max", 3, 2, ((1, 2), (2, 1))),
        [[-1, -1, -3, -5], [-7, -7, -9, -11], [-19, -19, -21, -23], [-31, -31, -33, -35]],
    ),
    LiteralCase("max same 1x2", counting(2, 2), asking("max", (1, 2), 1, "same"), [[2, 2], [4, 4]]),
    LiteralCase(
        "max valid stride 1x2",
        counting(4, 4),
        asking("max", 2, (1, 2)),
        [[6, 8], [10, 12], [14, 16]],
    ),
    LiteralCase(
        "max valid stride 2x1", counting(4, 4), asking("max", 2, (2, 1)), [[6, 7, 8], [14, 15, 16]]
    ),
    LiteralCase(
        "max same four channels",
        counting(4, 4, 4),
        asking("max", 2, 2, "same"),
        [[[21, 22, 23, 24], [29, 30, 31, 32]], [[53, 54, 55, 56], [61, 62, 63, 64]]],
    ),
    LiteralCase(
        "max kernel smaller than stride", counting(7, 7), asking("max", 2, 3), [[9, 12], [30, 33]]
    ),
    LiteralCase(
        "max same k1 s2 odd", counting(3, 3), asking("max", 1, 2, "same"), [[1, 3], [7, 9]]
    ),
    LiteralCase(
        "max same k1 s2 even", counting(4, 4), asking("max", 1, 2, "same"), [[1, 3], [9, 11]]
    ),
    LiteralCase(
        "max with positions of ties",
        [[[1, 1, 1], [1, 0, 1], [1, 1, 1]], [[1, 0, 1], [0, 0, 0], [1, 0, 1]]],
        asking("max", 2, 1),
        [[[1, 1], [1, 1]], [[1, 1], [1, 1]]],
        indices=[[[0, 1], [3, 5]], [[0, 2], [6, 8]]],
        axes=CHANNELS_FIRST,
    ),
]

SHUFFLED = [[1, 3, 2, 4], [5, 7, 6, 8], [9, 11, 10, 12], [13, 15, 14, 16]]
TAIL = ((0, 0), (0, 3))
"""Three columns of padding on the right of a one-row picture."""

ONNX_RUNTIME = [
    LiteralCase(
        "mean ceil",
        SHUFFLED,
        asking("mean", 2, (3, 1), ceil_mode=True),
        [[4, 4.5, 5], [14, 14.5, 15]],
    ),
    LiteralCase(
        "mean dilation ceil",
        SHUFFLED,
        asking("mean", 2, 1, dilation=2, ceil_mode=True),
        [[5.5, 7.5], [9.5, 11.5]],
    ),
    LiteralCase(
        "mean tail padding ceil, padding counted",
        counting(9, 9),
        asking("mean", 7, 3, ((0, 3), (0, 3)), ceil_mode=True, count_include_pad=True),
        [[31, 28.714287, 17.5], [45.857143, 41.142857, 24.642858], [33.5, 29.785715, 17.75]],
    ),
    LiteralCase(
        "mean tail padding ceil",
        counting(9, 9),
        asking("mean", 7, 3, ((0, 3), (0, 3)), ceil_mode=True),
        [[31, 33.5, 35], [53.5, 56, 57.5], [67, 69.5, 71]],
    ),
    LiteralCase(
        "mean one row ceil, padding counted",
        [
            [[2.0903, 4.6493, 1.632, -3.2051, 4.6975, 4.7296, 3.3653, -1.5815, -2.3832]],
            [[0.9628, -1.5899, -2.682, 5.7529, 7.7346, -0.891, -2.0151, 0.1313, -0.5374]],
        ],
        asking("mean", (1, 7), (1, 3), (0, 3), ceil_mode=True, count_include_pad=True),
        [
            [[0.73807144, 2.5655572, 0.8032287, -0.09990001]],
            [[0.34911433, 1.0389, 1.4536142, -0.40353334]],
        ],
        axes=CHANNELS_FIRST,
    ),
    LiteralCase(
        "mean one row tail padding ceil, padding counted",
        counting(1, 9),
        asking("mean", (1, 7), (1, 3), TAIL, ceil_mode=True, count_include_pad=True),
        [[4, 5.5714283, 4]],
    ),
    LiteralCase(
        "mean one row tail padding ceil",
        counting(1, 9),
        asking("mean", (1, 7), (1, 3), TAIL, ceil_mode=True),
        [[4, 6.5, 8]],
    ),
    LiteralCase(
        "mean one row padding on both sides ceil, padding counted",
        counting(1, 9),
        asking("mean", (1, 7), (1, 3), (0, 3), ceil_mode=True, count_include_pad=True),
        [[1.4285715, 4, 5.5714283, 4]],
    ),
    LiteralCase(
        "max one row tail padding ceil",
        counting(1, 9),
        asking("max", (1, 7), (1, 3), TAIL, ceil_mode=True),
        [[7, 9, 9]],
    ),
    LiteralCase(
        "mean one row dilation, padding counted",
        counting(1, 9),
        asking("mean", (1, 3), 1, (0, 2), dilation=(1, 2), count_include_pad=True),
        [[1.3333334, 2, 3, 4, 5, 6, 7, 4.6666665, 5.3333335]],
    ),
]

PYTORCH = [
    LiteralCase(
        "max dilation padding ceil reads one corner",
        [[-1, -2], [-3, -4]],
        asking("max", 2, 2, 1, dilation=2, ceil_mode=True),
        [[-4, -4], [-4, -4]],
    ),
    LiteralCase(
        "max one row dilation padding",
        [[1, 2]],
        asking("max", (1, 2), 1, (0, 1), dilation=(1, 2)),
        [[2, 1]],
    ),
    LiteralCase(
        "max one row dilation padding ceil",
        [[1, 2]],
        asking("max", (1, 2), (1, 2), (0, 1), dilation=(1, 2), ceil_mode=True),
        [[2, 2]],
    ),
    LiteralCase(
        "max with positions, batch and channels first",
        counting(2, 2, 4, 4),
        asking("max", 2, 2),
        [[[[6, 8], [14, 16]], [[22, 24], [30, 32]]], [[[38, 40], [46, 48]], [[54, 56], [62, 64]]]],
        indices=[[[[5, 7], [13, 15]]] * 2] * 2,
        axes=CHANNELS_FIRST,
    ),
    LiteralCase(
        "mean padding ceil, padding counted",
        counting(4, 4),
        asking("mean", 3, 2, 1, ceil_mode=True, count_include_pad=True),
        [[1.5555556, 3.3333333, 2], [6.3333335, 11, 6], [4.5, 7.5, 4]],
    ),
]

CASES = {
    f"{framework}: {case.name}": case
    for framework, cases in {
        "TensorFlow": TENSORFLOW,
        "ONNX Runtime": ONNX_RUNTIME,
        "PyTorch": PYTORCH,
    }.items()
    for case in cases
}
