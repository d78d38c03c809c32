"""Which curves the Shift lab draws, of a shift or of all of them."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from poolviz.core.labs.shift.curves import MethodCurve
from poolviz.core.labs.shift.picture import ShiftRun
from poolviz.core.labs.shift.survey import Survey, shares_of
from poolviz.gui.labs.shift.curves.curve import Curve
from poolviz.gui.labs.shift.maps.words import shifts

CURVES = (
    (
        "shift",
        "This shift",
        "How different the shifted map is: ‖f(Tx) − f(x)‖ / ‖f(x)‖, by pool",
    ),
    ("all", "All shifts", "The same, as the mean over all shifts within the jitter but none"),
    (
        "kept",
        "Offset",
        "The share of the shift that the centre of mass still shows: 1 is all of it",
    ),
    (
        "identical",
        "Identical",
        "The share of the shifts within the jitter that end in the very same map",
    ),
)
NOT_YET = "Not all shifts are measured yet."
_NAMES = {"subsample": "pick", "max-blur": "max + blur"}
_TIPS = {
    "max": "The largest cell of each window",
    "mean": "The average of each window",
    "subsample": "The first cell of each window: a strided pick",
    "blur": "A binomial filter of 3, then a strided pick",
    "max-blur": "The maximum at stride 1, a binomial filter of 3, then a strided pick",
    "polyphase": "A strided pick of the phase with the largest norm",
    "law": "What the law of blocks says before anything is pooled",
}


@dataclass(frozen=True)
class CurvesView:
    """The curves of one measure, and the words around them."""

    title: str
    short: str
    unit: str
    curves: tuple[Curve, ...] = ()
    note: str = ""
    message: str = ""


def curves_of(run: ShiftRun, survey: Survey | None, measure: str) -> CurvesView:
    """Return the curves of one measure, a name of `CURVES`."""
    own = run.own.method
    if measure in ("shift", "kept"):
        curves = run.curves
        if own not in [curve.method for curve in curves]:
            curves = (run.own, *curves)
        missing = [_name(c.method) for c in curves if c.why_not]
        note = f"{', '.join(missing)}: not defined here" if missing else ""
        if measure == "shift":
            return CurvesView(
                *("Difference left after each pool", "Difference left", "relative L2"),
                *(_relative(curves, own), note),
            )
        still = not (run.settings.dy or run.settings.dx)
        return CurvesView(
            "Offset left after each pool",
            "Offset left",
            "share of the shift",
            _kept(curves, own),
            note,
            "Nothing is shifted: there is no offset to keep." if still else "",
        )
    titles = "Shifts with the identical map", "Identical maps"
    if measure == "all":
        titles = "Mean difference of all shifts", "Mean difference"
    if survey is None or not survey.averages:
        return CurvesView(*titles, "", message=NOT_YET)
    others = survey.sweep.shifts - 1
    if measure == "all":
        averages = survey.averages
        if own not in [curve.method for curve in averages]:
            averages = (survey.sweep.mean_curve(), *averages)
        if not others:
            return CurvesView(*titles, "", message="The jitter is 0: there is no other shift.")
        unit = f"relative L2, mean of {others} shifts"
        return CurvesView(*titles, unit, _relative(averages, own))
    unit = f"share of {shifts(survey.sweep.shifts)}"
    return CurvesView(*titles, unit, _identical(survey, own))


def _relative(curves: tuple[MethodCurve, ...], own: str) -> tuple[Curve, ...]:
    return tuple(_curve(c.method, c.relative_l2.tolist(), own, c.blank.tolist()) for c in curves)


def _kept(curves: tuple[MethodCurve, ...], own: str) -> tuple[Curve, ...]:
    return tuple(_curve(c.method, c.kept_offset.tolist(), own, c.blank.tolist()) for c in curves)


def _identical(survey: Survey, own: str) -> tuple[Curve, ...]:
    whole = survey.sweep.shifts
    lines = dict(survey.identical)
    if own not in lines:
        lines = {own: shares_of(survey.sweep)} | lines
    curves = [_curve(m, values, own, map(math.isnan, values)) for m, values in lines.items()]
    shares = tuple(n / whole for n in survey.law if n is not None)
    if len(shares) == len(survey.law):
        curves.append(Curve("law", shares, dashed=True, tip=_TIPS["law"]))
    return tuple(curves)


def _curve(method: str, values: Iterable[float], own: str, blank: Iterable[bool]) -> Curve:
    current, ended, tip = method == own, tuple(blank), _TIPS.get(method, "")
    if any(ended):
        tip += f"\nAfter pool {ended.index(True) - 1} nothing is left to compare: a cross ends it"
    return Curve(
        _name(method), tuple(values), current=current, dashed=not current, tip=tip, blank=ended
    )


def _name(method: str) -> str:
    return _NAMES.get(method, method)
