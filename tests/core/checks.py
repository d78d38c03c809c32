"""The two matrices of the worked examples, and the check that both roads give a literal."""

from typing import Any

import numpy as np

from poolviz.core import PoolSpec, pool2d
from tests import oracle

FOUR = np.array([[10, 12, 8, 7], [4, 11, 5, 9], [18, 13, 7, 7], [3, 15, 2, 2]])
SIX = np.array(
    [
        [8, 3, 7, 15, 16, 10],
        [2, 2, 2, 14, 2, 17],
        [16, 15, 4, 11, 16, 9],
        [2, 12, 4, 1, 13, 19],
        [4, 4, 3, 7, 17, 15],
        [1, 14, 7, 16, 2, 9],
    ]
)


def check(
    x: Any, expected: Any, *, indices: Any = None, axes: Any = None, atol: float = 0.0, **asked: Any
) -> None:
    """Assert that the core and the oracle give `expected` for the pooling that is asked."""
    want, want_indices = oracle.pool(x, axes=axes, **asked)
    np.testing.assert_allclose(want, expected, rtol=1e-15, atol=atol)
    spec = PoolSpec(**asked)
    got = pool2d(x, spec, axes=axes)
    np.testing.assert_allclose(got, expected, rtol=1e-15, atol=atol)
    oracle.assert_agrees(got, want, spec.mode)
    if indices is not None:
        np.testing.assert_array_equal(want_indices, indices)
        got, got_indices = pool2d(x, spec, axes=axes, return_indices=True)
        oracle.assert_agrees(got, want, spec.mode)
        np.testing.assert_array_equal(got_indices, indices)
        assert got_indices.dtype == np.int64
