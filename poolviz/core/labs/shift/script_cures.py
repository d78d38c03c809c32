"""The anti-aliased forms of a pooling as code, in the words of each framework."""

from poolviz.core.explain.snippet_windows import Framework
from poolviz.core.spec.pool_spec import IntPair

_TAKE = {
    "numpy": "np.take(x, index, axis)",
    "pytorch": "x.index_select(axis, torch.as_tensor(index, device=x.device))",
    "keras": "ops.take(x, index, axis)",
}
_NORMS = {
    "numpy": "[(np.sort(abs(p * 1.0), axis=None) ** 2).sum() for p in phases]",
    "pytorch": "[(p.abs().flatten().sort().values ** 2).sum() for p in phases]",
    "keras": "[ops.sum(ops.sort(ops.reshape(ops.abs(p), (-1,))) ** 2) for p in phases]",
}
_LARGEST = {
    "numpy": "int(np.argmax(norms))",
    "pytorch": "int(torch.stack(norms).argmax())",
    "keras": "int(ops.argmax(ops.stack(norms)))",
}
_AXES = {"numpy": (0, 1), "pytorch": (2, 3), "keras": (1, 2)}
_PHASE = {
    "numpy": "x[row::{}, col::{}]",
    "pytorch": "x[..., row::{}, col::{}]",
    "keras": "x[:, row::{}, col::{}]",
}

_BLUR = '''\
def blur(x, stride, axis):
    """Every stride-th cell with its neighbours, weighted 1 2 1, mirrored at the ends."""
    n = x.shape[axis]
    at = np.arange(0, n, stride)
    before, after = np.minimum(abs(at - 1), n - 1), np.maximum(n - 1 - abs(n - 2 - at), 0)
    weighted = (before, 0.25), (at, 0.5), (after, 0.25)
    return sum(
        {take} * weight
        for index, weight in weighted
    )


'''

_POLYPHASE = '''\
def pool(x):
    """Of the grids of cells at strides ({rows}, {cols}), the one with the largest norm."""
    phases = [{phase} for row in range({rows}) for col in range({cols})]
    norms = {norms}
    return phases[{largest}]
'''


def cure_code(cure: str, strides: IntPair, framework: Framework, most: str) -> str:
    """Return code that defines ``pool(x)``, one channel of one picture.

    Parameters
    ----------
    cure : {"blur", "max-blur", "polyphase"}
        The form.
    strides : (int, int)
        Down and right.
    framework : {"numpy", "pytorch", "keras"}
        Whose words it uses.
    most : str
        Code of the maximum at stride 1, which defines ``pool(x)``.
    """
    rows, cols = strides
    if cure == "polyphase":
        return _POLYPHASE.format(
            rows=rows,
            cols=cols,
            phase=_PHASE[framework].format(rows, cols),
            norms=_NORMS[framework],
            largest=_LARGEST[framework],
        )
    code = _BLUR.format(take=_TAKE[framework])
    source = "x"
    if cure == "max-blur":
        code, source = most.replace("def pool(x)", "def most(x)") + "\n\n" + code, "most(x)"
    down, right = _AXES[framework]
    words = "Maxima at stride 1, blurred" if cure == "max-blur" else "Blurred"
    return code + (
        "def pool(x):\n"
        f'    """{words}, and of that the cells at strides ({rows}, {cols})."""\n'
        f"    return blur(blur({source}, {rows}, {down}), {cols}, {right})\n"
    )
