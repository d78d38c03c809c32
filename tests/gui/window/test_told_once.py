"""A change tells every view and every box of numbers once, and only those that it concerns."""

from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest

from poolviz.core.scenes.lab import LABS
from poolviz.gui.labs.base import view_of
from poolviz.gui.panels.controls import Controls
from poolviz.gui.widgets.number_boxes import NumberBox
from tests.gui.window_tools import Person, clock, sit_down

__all__ = ["clock", "sit_down"]

SCENES = ("first", "always")
EDITS = (("kernel_size", (3, 3)), ("repeats", 1), ("padding", ((1, 1), (1, 1))), ("mode", "mean"))
OF_SHIFT = (("jitter", 2), ("dx", 1), ("fill", "wrap"))


class Told:
    """Counts how often a method of a class is called, by the name of the object."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        self.counts: Counter[str] = Counter()

    def count(self, kind: type, method: str) -> None:
        whole = getattr(kind, method)

        def counted(widget: object, *arguments: object, **named: object) -> object:
            name = getattr(widget, "accessibleName", str)()
            self.counts[f"{kind.__name__}.{method} {name}"] += 1
            return whole(widget, *arguments, **named)

        self._monkeypatch.setattr(kind, method, counted)

    def of(self, do: Callable[[], object]) -> Counter[str]:
        """Return what is told while something is done."""
        self.counts.clear()
        do()
        return Counter(self.counts)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    told = Told(monkeypatch)
    told.count(NumberBox, "show_value")
    told.count(Controls, "set_resolved")
    for lab in LABS:
        for method in ("set_shown", "set_options"):
            told.count(view_of(lab), method)
    return told


@pytest.mark.parametrize(
    ("scene", "name", "value"),
    [*(("first", *edit) for edit in EDITS), *(("always", *edit) for edit in (*EDITS, *OF_SHIFT))],
)
def test_an_edit_is_told_once(told: Told, sit_down, qtbot, scene, name, value) -> None:
    person: Person = sit_down(scene)
    person.press(*("1", "2") if scene == "always" else ("2", "1"))  # both are built
    person.finish_work(qtbot)
    session = person.window.session
    for do in (
        lambda: person.controls.edited.emit(name, value),
        session.editor.undo,
        session.editor.redo,
    ):
        counts = told.of(do)
        person.finish_work(qtbot)
        assert max(counts.values()) == 1, counts
        shown = [what for what in counts if "set_shown" in what]
        assert len(shown) == 1, "the lab that is not on screen is told of nothing"
        assert not [what for what in counts if "set_options" in what]


@pytest.mark.parametrize("scene", SCENES)
def test_an_option_is_told_once_and_changes_no_box(told: Told, sit_down, qtbot, scene) -> None:
    person: Person = sit_down(scene)
    person.finish_work(qtbot)
    for name in ("numbers", "grid", "guess"):
        session = person.window.session
        on = getattr(session.options, name)
        counts = told.of(partial(session.set_option, name, not on))
        assert [what.split()[0].split(".")[1] for what in counts.elements()] == ["set_options"]


@pytest.mark.parametrize("scene", SCENES)
def test_time_tells_no_box(told: Told, sit_down, qtbot, scene) -> None:
    person: Person = sit_down(scene)
    person.finish_work(qtbot)
    assert not told.of(lambda: person.press("Home", "Shift+Right", "End", "Shift+Left"))


def test_a_move_of_the_picture_is_told_once(told: Told, sit_down, qtbot) -> None:
    person: Person = sit_down("always")
    person.finish_work(qtbot)
    counts = told.of(lambda: person.press("Left"))
    assert max(counts.values()) == 1, counts
    person.finish_work(qtbot)
