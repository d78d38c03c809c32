"""What the Shift lab says in words."""

from poolviz.core.shift_law import merge_level
from poolviz.core.shift_run import ShiftRun
from poolviz.core.spec import PoolMode
from poolviz.core.survey import Survey
from poolviz.gui.shift.map_words import pools, shifts

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


def law_text(run: ShiftRun, survey: Survey | None, level: int) -> tuple[str, str]:
    """Say what the law says of a level, and what was measured; and it again in fewer words."""
    if level == 0 and run.block(1) is not None:
        return (
            "After pool n the grid of k × k windows is a grid of kⁿ × kⁿ blocks of the input.",
            "Pool n reads kⁿ × kⁿ blocks.",
        )
    if survey is None:
        return "", ""
    says = survey.law[level] if level < len(survey.law) else None
    if says is None:
        return survey.law_note, survey.law_note and "The law does not hold here."
    block = run.block(level)
    assert block is not None
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
    edge = "" if measured == says else " The law knows no edge; some shifts carry cells over it."
    return (
        f"Law: {kept} keep{'s' * (says == 1)} the same {block[0]} × {block[1]} blocks lit; "
        f"measured: {measured} identical.{edge}",
        f"Law: {says} of {sweep.shifts}; measured: {measured}",
    )
