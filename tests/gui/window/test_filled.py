"""At 1024 x 768 less than a quarter of the stage lies empty, in every scene and theme."""

from collections.abc import Callable

import numpy as np
import pytest
from PyQt6.QtGui import QColor
from PyQt6.QtWidgets import QApplication

from poolviz.core.labs.presets import SCENES
from tests.gui.window_tools import Person, clock, pixels, sit_down

__all__ = ["clock", "sit_down"]

MARGIN = 32
"""Pixels of ground around what is drawn that are no more than its margin: a gap between two cards
(18) and the padding of a card (14)."""


def near(drawn: np.ndarray, margin: int) -> np.ndarray:
    """Return which pixels of (H, W) are at most `margin` rows and columns from a drawn one."""
    for axis in (0, 1):
        sums = np.cumsum(drawn, axis, dtype=np.int32)
        size, places = drawn.shape[axis], np.arange(drawn.shape[axis])
        after = np.take(sums, np.minimum(places + margin, size - 1), axis)
        before = np.take(sums, np.maximum(places - margin - 1, 0), axis)
        first = np.expand_dims(places <= margin, 1 - axis)
        drawn = after - np.where(first, 0, before) > 0
    return drawn


def empty_share(person: Person) -> float:
    """Return the share of the stage that lies empty, as it is seen.

    Empty is a pixel that is farther than a usual margin from all that is drawn: from cells (filled
    or not), pictures, charts, numbers, texts, legends. The ground of the stage and that of a card
    and its border are nothing that is drawn, so a large card around little is as empty as no card.
    """
    theme = person.window.theme
    ground = [QColor(c).rgb() for c in (theme.stage, theme.surface, theme.border)]
    drawn = ~np.isin(pixels(person.lab.grab().toImage()), ground)
    return 1 - float(near(drawn, MARGIN).mean())


def test_what_is_near_to_something() -> None:
    drawn = np.zeros((5, 6), bool)
    drawn[1, 4] = True
    assert near(drawn, 1).astype(int).tolist() == [
        [0, 0, 0, 1, 1, 1],
        [0, 0, 0, 1, 1, 1],
        [0, 0, 0, 1, 1, 1],
        [0, 0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0, 0],
    ]
    assert near(drawn, 9).all()
    assert not near(np.zeros((5, 6), bool), 9).any()


@pytest.mark.long
@pytest.mark.parametrize(
    ("theme", "which"),
    [("light", slice(None)), ("dark", slice(0, None, 5)), ("projector", slice(1, None, 2))],
)
def test_less_than_a_quarter_of_the_stage_lies_empty(
    sit_down: Callable[..., Person], qtbot, theme: str, which: slice
) -> None:
    """At the first pooling: later ones stand in the same places with the same cells, but fewer.

    Light is the emptiest; the other themes are looked at in some of the scenes.
    """
    person = sit_down(size=(1024, 768), theme=theme)
    session, shares = person.window.session, {}
    for name in [*SCENES][which]:
        session.scenes.show_preset_at([*SCENES].index(name))
        person.finish_work(qtbot)
        session.time.go_to(4 if session.lab == "shift" else 1)
        QApplication.processEvents()
        shares[name] = empty_share(person)
    assert {name: share for name, share in shares.items() if share >= 0.25} == {}


def test_generations_that_show_nothing_new_leave_their_room_to_the_cells(
    sit_down: Callable[..., Person],
) -> None:
    person = sit_down("unread", size=(1024, 768))
    generations, cells = person.lab.generations, person.lab.input.view
    assert not generations.isVisible(), "both are on the stage"
    alone = cells.cell_rect(0, 0).width()
    person.window.session.editor.edit("repeats", 2)
    QApplication.processEvents()
    assert generations.isVisible()
    assert 48 <= cells.cell_rect(0, 0).width() < alone
    assert generations.strip.lines == generations.captions
    person.window.session.editor.edit("repeats", 1)
    person.window.resize(1440, 900)
    QApplication.processEvents()
    assert generations.isVisible(), "here is room for everything"


def test_small_generations_have_their_captions_beside_them_where_all_fit(
    sit_down: Callable[..., Person], qtbot
) -> None:
    person = sit_down(size=(1024, 768))
    generations = person.lab.generations
    low = generations.height()
    assert generations.strip.lines == generations.captions
    person.window.session.scenes.show_preset_at([*SCENES].index("cat"))
    person.finish_work(qtbot)
    assert generations.strip.lines == generations.captions
    assert low + person.window.theme.metrics().height() <= generations.height()
