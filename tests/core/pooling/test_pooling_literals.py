"""The published figures of TensorFlow, ONNX Runtime and PyTorch come out, in every layout."""

import numpy as np
import pytest

from poolviz.core import PoolSpec, pool2d
from tests import oracle
from tests.core.literal_cases import CASES

each_case = pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())


def test_every_case_is_there():
    assert len(CASES) == 44


@each_case
def test_published_values(case):
    got = pool2d(case.x, PoolSpec(**case.asked), axes=case.axes)
    np.testing.assert_allclose(got, case.values, rtol=0, atol=1e-5)


@each_case
def test_oracle_gives_the_published_values(case):
    values, indices = oracle.pool(case.x, axes=case.axes, **case.asked)
    np.testing.assert_allclose(values, case.values, rtol=0, atol=1e-5)
    if case.indices is not None:
        np.testing.assert_array_equal(indices, case.indices)


@each_case
def test_published_values_with_the_spatial_axes_elsewhere(case):
    x = np.asarray(case.x)
    spatial = oracle.DEFAULT_AXES[x.ndim] if case.axes is None else case.axes
    for axes in [(0, 1), (-2, -1), (0, x.ndim - 1)]:
        got = pool2d(np.moveaxis(x, spatial, axes), PoolSpec(**case.asked), axes=axes)
        want = np.moveaxis(np.asarray(case.values), spatial, axes)
        np.testing.assert_allclose(got, want, rtol=0, atol=1e-5)


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.indices is not None])
def test_published_positions(name):
    case = CASES[name]
    spec = PoolSpec(**case.asked)
    values, indices = pool2d(case.x, spec, axes=case.axes, return_indices=True)
    np.testing.assert_array_equal(values, case.values)
    np.testing.assert_array_equal(indices, case.indices)
    assert indices.dtype == np.int64


@each_case
def test_float32_gives_the_published_values_too(case):
    x = np.asarray(case.x, dtype=np.float32)
    got = pool2d(x, PoolSpec(**case.asked), axes=case.axes)
    assert got.dtype == np.float32
    np.testing.assert_allclose(got, case.values, rtol=0, atol=1e-5)
