"""What the Shift lab says in words."""

from poolviz.core.labs.shift.law import merge_level
from poolviz.core.labs.shift.picture import ShiftRun
from poolviz.core.labs.shift.survey import Survey
from poolviz.core.numbers import offset_in_words
from poolviz.core.spec.pool_spec import PoolMode
from poolviz.gui.labs.shift.maps.words import after, nothing_left, pools, shifts

_POOL_NAMES = {
    PoolMode.MAX: "MaxPool",
    PoolMode.MEAN: "MeanPool",
    PoolMode.MIN: "MinPool",
    PoolMode.SUM: "SumPool",
    PoolMode.LP: "LpPool",
    PoolMode.POWER_MEAN: "PowerMeanPool",
    PoolMode.SUBSAMPLE: "Pick",
}
_CURE_NAMES = {"blur": "BlurPool", "max-blur": "MaxBlur", "polyphase": "Polyphase"}


def pool_name(run: ShiftRun) -> str:
    """Return what a pooling is called over its column."""
    return _CURE_NAMES.get(run.settings.cure) or _POOL_NAMES[run.resolved.scene.spec.mode]


def verdict_text(run: ShiftRun, level: int) -> tuple[str, str]:
    """Say what has become of the shift that is applied; and it again in fewer words."""
    settings, verdict = run.settings, run.verdicts[level]
    if not (settings.dy or settings.dx):
        return "Nothing is shifted.", "Nothing is shifted."
    shift = offset_in_words(settings.dy, settings.dx)
    said = short = str(verdict.kind)
    if verdict.kind == "neither":
        said = "another map, neither invariant nor equivariant"
    if verdict.kind in ("empty", "full"):
        said, short = nothing_left(verdict.kind), f"the map is {verdict.kind}"
    elif verdict.moved is not None:
        said = f"equivariant, the map moves {offset_in_words(*verdict.moved)}"
    return f"This shift, {shift}: {said}, {after(level)}.", f"{shift}: {short}"


def law_text(run: ShiftRun, survey: Survey | None, level: int) -> tuple[str, str]:
    """Say what the law says of a level, and what was measured; and it again in fewer words."""
    if level == 0 and run.block(1) is not None:
        rows, cols = run.resolved.scene.spec.kernel_size
        last = len(run.centred) - 1
        said = f"Each pool takes windows of {rows} × {cols} cells side by side"
        return (
            f"{said}: after {pools(last)} a cell stands for {_block_text(run, last)} of the input.",
            f"{said}.",
        )
    if survey is None:
        return "", ""
    says = survey.law[level] if level < len(survey.law) else None
    if says is None:
        return survey.law_note, survey.law_note and "The law does not hold here."
    sweep = survey.sweep
    if sweep.jitter == 0:
        return "The jitter is 0: there is no other shift.", "The jitter is 0."
    ref = run.resolved.scene.source
    kernel = run.resolved.scene.spec.kernel_size
    if ref.kind == "dots" and min(kernel) > 1:
        meet = merge_level(*ref.drawing.dots, kernel)
        after = f"after {pools(meet)}."
        return f"Law: the dots share a block, and become one, {after}", f"Law: one dot {after}"
    kept = f"{'all' if says == sweep.shifts else f'{says} of'} {shifts(sweep.shifts)}"
    measured = sweep.equal_count(level)
    off = measured != says
    edge = "; the law knows no edge: some shifts carry cells over it" if off else ""
    if sweep.says_nothing(level):
        edge = f", all {'full' if sweep.lit_share[level] else 'empty'}{edge}"
    return (
        f"Law: {kept} keep{'s' * (says == 1)} the same {_block_text(run, level, 's')} lit; "
        f"measured: {measured} identical{edge}.",
        f"Law{' (no edge)' if off else ''}: {says} of {sweep.shifts}; measured: {measured}",
    )


def _block_text(run: ShiftRun, level: int, plural: str = "") -> str:
    """Write the block that a cell of a level stands for, no larger than the picture."""
    block = run.block(level)
    assert block is not None
    height, width = run.centred[0].shape
    rows, cols = min(block[0], height), min(block[1], width)
    article = "" if plural else "a "
    return f"{article}{rows} × {cols} block{plural}"
