"""The status line: what it says, and what one click on it does."""

import numpy as np
import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication

from poolviz.core.scenes.scene_files import scene_file
from poolviz.gui.options import Offer
from tests.gui.window_tools import Person, clock, person, sit_down

__all__ = ["clock", "person", "sit_down"]


def offers(person: Person) -> list[str]:
    return [b.text() for b in person.window.status_line.buttons if b.isVisible()]


def test_a_message_brings_a_button_that_one_click_presses_and_goes_with_it(person: Person) -> None:
    done: list[str] = []
    window = person.window
    assert offers(person) == []
    ways = (Offer("Turn it", "Turns it.", lambda: done.append("turned")),)
    ways += (Offer("Keep it", "Keeps it.", lambda: done.append("kept")),)
    window.session.say("Read as 8 × 7.", actions=ways)
    QApplication.processEvents()
    first, second = window.status_line.buttons
    assert offers(person) == ["Turn it", "Keep it"]
    assert first.toolTip() == "Turns it."
    assert first.accessibleName() == "Turn it"
    assert window.status.geometry().right() < first.geometry().left()
    assert first.geometry().right() < second.geometry().left()
    assert window.status_line.rect().contains(second.geometry())

    person.click(first)
    assert done == ["turned"]
    assert QApplication.focusWidget() is person.lab  # a click takes no keys
    person.press("Right")
    assert person.step.startswith("step 2")
    assert offers(person) == ["Turn it", "Keep it"]

    second.setFocus()
    person.press("Space", "Return")
    assert done == ["turned", "kept", "kept"]
    window.session.say("Another sentence.")
    QApplication.processEvents()
    assert offers(person) == []
    assert person.status == "Another sentence."
    assert QApplication.focusWidget() is person.lab  # a button that goes gives the keys back


def test_tab_reaches_what_is_offered(person: Person) -> None:
    person.window.session.say("Well.", actions=[Offer("Go", "Goes.", lambda: None)])
    QApplication.processEvents()
    seen = set()
    for _ in range(80):
        person.press("Tab")
        seen.add(QApplication.focusWidget())
        if person.window.status_line.buttons[0] in seen:
            break
    assert person.window.status_line.buttons[0].hasFocus()


def test_an_offer_that_says_something_else_replaces_itself(person: Person) -> None:
    session = person.window.session
    session.say("One.", actions=[Offer("Next", "Says two.", lambda: session.say("Two."))])
    QApplication.processEvents()
    person.click(person.window.status_line.buttons[0])
    assert person.status == "Two."
    assert offers(person) == []


@pytest.mark.parametrize("size", [(720, 480), (1024, 768)])
def test_a_long_sentence_leaves_room_for_its_button(sit_down, size: tuple[int, int]) -> None:
    person = sit_down(size=size)
    sentence = "This sentence is far too long for the line that it stands on. " * 6
    person.window.session.say(sentence, actions=[Offer("Use my input", "Shows it.", lambda: None)])
    QApplication.processEvents()
    button = person.window.status_line.buttons[0]
    assert button.width() >= button.sizeHint().width()
    assert person.window.status_line.rect().contains(button.geometry())
    assert person.status.endswith("…")
    assert person.said == sentence


def test_a_hint_hides_the_buttons_of_the_message_until_it_is_over(person: Person) -> None:
    person.window.session.say("Read so.", actions=[Offer("Turn", "Turns.", lambda: None)])
    QApplication.processEvents()
    person.hover_cell(person.lab.input, 0, 0)
    assert "input[0, 0]" in person.status
    assert offers(person) == []
    person.move(person.window.status_line)
    assert person.status == "Read so."
    assert offers(person) == ["Turn"]


@pytest.mark.parametrize("theme", ["light", "projector"])
def test_a_refusal_is_read_to_its_end(sit_down, theme):
    person = sit_down("cat", size=(1024, 768), theme=theme)
    before = person.window.status_line.height()
    text = (
        "stride is 4,000; allowed are whole numbers from 1 to 1,024, or two of them, as in 2 x 3."
    )
    person.window.session.say(text, error=True)
    QApplication.processEvents()
    status = person.window.status
    assert status.text() == text, "in two lines"
    assert status.fontMetrics().horizontalAdvance(text) > status.width()
    wraps = Qt.TextFlag.TextWordWrap
    drawn = status.fontMetrics().boundingRect(status.rect(), wraps, text)
    assert drawn.height() <= status.height()
    assert drawn.width() <= status.width()
    person.window.session.say(" ".join([text] * 4), error=True)
    assert status.text().endswith("…")
    assert status.text().startswith(text), "as much as two lines hold"
    assert status.toolTip() == " ".join([text] * 4)
    person.window.session.say(text)
    assert (status.lines, person.window.status_line.height()) == (1, before)
    person.press("F11")
    person.window.session.say(text, error=True)
    foot = person.lab.foot
    shown, size = foot._fitting(foot._left_of_legends - foot._margin)
    assert (shown, size >= 15) == (text, True)


@pytest.mark.parametrize("lab", ["1", "2"])
def test_an_array_that_was_read_the_wrong_way_is_turned_by_one_click(
    lab: str, person: Person, qtbot, tmp_path
) -> None:
    path = tmp_path / "maps.npy"
    np.save(path, np.arange(8 * 7 * 7).reshape(8, 7, 7))
    session = person.window.session
    person.press(lab)
    person.finish_work(qtbot)
    session.inputs.open_path(str(path))
    person.finish_work(qtbot)
    ways = ["Read as 7 × 7 cells with 8 channels", "Read as 8 × 7 cells with 7 channels"]
    for way, said, shape in zip(ways, reversed(ways), [(8, 7, 7), (7, 7, 8)], strict=True):
        assert session.run.generations[0].shape == shape
        assert person.said.startswith(f"maps.npy: r{said[1:]}.")
        assert way in offers(person)
        person.press("Right")
        assert way in offers(person), "it stays while one steps"
        person.click(next(b for b in person.window.status_line.buttons if b.text() == way))
        person.finish_work(qtbot)
    assert session.run.generations[0].shape == (8, 7, 7)
    session.editor.undo()
    person.finish_work(qtbot)
    assert session.run.generations[0].shape == (7, 7, 8)
    handed = tmp_path / "handed.json"
    handed.write_text(scene_file(session.resolved.scene, session.resolved.source, handed)[0])
    path.unlink()
    session.inputs.open_path(str(handed))
    person.finish_work(qtbot)
    assert session.resolved.source.note == f"r{ways[0][1:]}", "a scene carries how it was read"
    person.click(next(b for b in person.window.status_line.buttons if b.text() == ways[1]))
    person.finish_work(qtbot)
    assert session.resolved.source.note == f"r{ways[1][1:]}"
    values = np.arange(8 * 7 * 7).reshape(8, 7, 7)
    np.testing.assert_array_equal(session.run.generations[0], values)
    np.save(path, np.zeros((8, 7, 3)))
    session.inputs.open_path(str(path))
    person.finish_work(qtbot)
    assert offers(person) == []
