"""The bar over what is computed anew: when it comes, and that it never flashes."""

import pytest
from PyQt6.QtCore import QRect, QTimer
from PyQt6.QtWidgets import QApplication, QWidget

from poolviz.gui.labs.shift.progress import PATIENCE, SweepProgress

NEVER = 1_000_000


@pytest.fixture
def progress(qtbot):
    """Return a bar that waits until its timer is told to be over."""
    bar = SweepProgress(patience=NEVER)
    qtbot.addWidget(bar)
    return bar


def wait(bar):
    """Let as much time go by as the bar waits at once."""
    timer = bar.findChild(QTimer)
    assert timer.isActive()
    timer.stop()
    timer.timeout.emit()


def is_waiting(bar):
    return bar.findChild(QTimer).isActive()


def test_what_is_over_soon_is_never_seen(progress, heard):
    shown = heard(progress.shown)
    for done in (0.0, 0.5, 1.0, None, 0.0, None, None):
        progress.set_done(done)
        QApplication.processEvents()
        assert progress.isHidden()
    assert not is_waiting(progress)
    assert shown == []


def test_what_takes_longer_is_seen_until_it_is_over(progress, heard):
    shown = heard(progress.shown)
    progress.set_done(0.0)
    progress.set_done(0.1)
    wait(progress)
    assert not progress.isHidden()
    assert progress.bar.value() == progress.bar.maximum() // 10
    for done in (0.4, 0.0, 0.99, 1.0):
        progress.set_done(done)
        assert not progress.isHidden()
        assert not is_waiting(progress)
    progress.set_done(None)
    assert progress.isHidden()
    assert shown == [True, False]


def test_what_is_almost_over_is_not_shown_at_the_last_moment(progress):
    progress.set_done(0.6)
    wait(progress)
    assert progress.isHidden()
    assert is_waiting(progress)
    progress.set_done(0.9)
    wait(progress)
    assert progress.isHidden()
    progress.set_done(None)
    assert not is_waiting(progress)


def test_what_gets_stuck_near_its_end_is_shown_all_the_same(progress):
    progress.set_done(0.75)
    for _ in range(2):
        wait(progress)
        assert progress.isHidden()
    wait(progress)
    assert not progress.isHidden()
    progress.set_done(None)


def test_the_next_computation_is_waited_for_as_long_as_the_first(progress):
    for _ in range(2):
        progress.set_done(0.6)
        wait(progress)
        assert progress.isHidden()
        progress.set_done(None)


def test_time_brings_it(qtbot):
    bar = SweepProgress(patience=0)
    qtbot.addWidget(bar)
    bar.set_done(0.2)
    assert bar.isHidden()
    QApplication.processEvents()
    assert not bar.isHidden()
    assert SweepProgress().findChild(QTimer).interval() == PATIENCE == 150


@pytest.mark.parametrize(
    ("over", "left"), [(QRect(2, 40, 30, 30), 8), (QRect(270, 40, 20, 30), None)]
)
def test_over_something_small_it_stays_inside_its_card(qtbot, over, left):
    card = QWidget()
    qtbot.addWidget(card)
    card.resize(300, 200)
    bar = SweepProgress()
    bar.setParent(card)
    bar.place_over(over)
    bar.layout().activate()
    assert bar.width() == bar.least_width
    assert bar.x() == (300 - 8 - bar.width() if left is None else left)
    assert bar.rect().contains(bar.cancel.geometry())
    bar.place_over(QRect(20, 20, 200, 100))
    assert bar.geometry().center() == QRect(20, 20, 200, 100).center()
    assert bar.width() == 200 - 16
