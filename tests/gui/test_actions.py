"""The one table of commands: no name and no key twice, and all of them do something."""

import itertools

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeySequence

from poolviz.core.scenes.lab import LABS
from poolviz.core.scenes.scene import Scene
from poolviz.gui.actions import BY_ID, GROUPS, actions, key_table
from poolviz.gui.app import build

ACTIONS = actions()

PROMISED = {
    "Space": "play",
    "K": "play",
    "Right": "forward",
    "Left": "back",
    "Shift+Right": "next_row",
    "Shift+Left": "previous_row",
    "Home": "first",
    "End": "last",
    "PgUp": "previous_scene",
    "PgDown": "next_scene",
    "Up": "next_level",
    "Down": "previous_level",
    "+": "faster",
    "-": "slower",
    "M": "next_mode",
    "N": "numbers",
    "G": "guess",
    "R": "random",
    "S": "projector",
    "F11": "present",
    "Esc": "leave",
    "Ctrl+O": "open",
    "Ctrl+V": "paste",
    "Ctrl+C": "copy",
    "Ctrl+E": "export",
    "Ctrl+Z": "undo",
    "Ctrl+Shift+Z": "redo",
    "?": "keys",
    "Ctrl++": "larger",
    "Ctrl+-": "smaller",
}


@pytest.fixture
def window(on_screen):
    return on_screen(build(Scene(repeats=2), theme="light"), 1100, 800)


def test_names_are_unique():
    assert len({action.id for action in ACTIONS}) == len(ACTIONS)
    assert len({action.text for action in ACTIONS}) == len(ACTIONS)
    assert {*BY_ID, *(f"{lab}_lab" for lab in LABS)} == {action.id for action in ACTIONS}


def test_keys_are_keys_and_unique():
    keys = [QKeySequence(key) for action in ACTIONS for key in action.keys]
    for action in ACTIONS:
        assert action.keys
        for key in action.keys:
            sequence = QKeySequence(key)
            assert sequence.count() == 1, key
            assert sequence[0].key() is not Qt.Key.Key_unknown, key
            assert QKeySequence(sequence.toString()) == sequence
    assert not [a.toString() for a, b in itertools.combinations(keys, 2) if a == b]


def test_every_promised_key_is_there():
    there = {key: action.id for action in ACTIONS for key in action.keys}
    assert PROMISED.items() <= there.items()


def test_every_action_is_in_a_group_and_every_group_has_one():
    assert {action.group for action in ACTIONS} == set(GROUPS)


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_what_an_action_says(action):
    assert action.text[0].isupper()
    assert not action.text.endswith(".")
    assert action.text in action.tip
    first = action.shown_keys or action.keys[0]
    assert action.tip.endswith(f"({first})")
    assert action.key_text


def test_the_table_has_every_action_once():
    head, line, *rows = key_table().splitlines()
    assert head.count("|") == line.count("|") == 3
    assert len(rows) == len(ACTIONS)
    for action in ACTIONS:
        assert [row for row in rows if row.endswith(f"| {action.text} |")]
        assert f"| {action.key_text} | {action.text} |" in rows
    assert all(row.count("|") == 3 for row in rows)


def test_every_action_has_a_command_in_the_window(window):
    wired = {key.toString(): action for action in window.actions() for key in action.shortcuts()}
    assert set(wired) == {QKeySequence(key).toString() for a in ACTIONS for key in a.keys}
    for action in wired.values():
        assert action.isEnabled()
        assert action.receivers(action.triggered) == 1
    for entry in ACTIONS:
        assert [action for action in window.actions() if action.text() == entry.text]


def test_only_steps_repeat_while_a_key_is_held(window):
    repeating = {action.text() for action in window.actions() if action.autoRepeat()}
    assert BY_ID["forward"].text in repeating
    assert BY_ID["previous_row"].text in repeating
    for name in ("play", "present", "next_mode", "guess", "undo", "paste", "keys", "quit"):
        assert BY_ID[name].text not in repeating


def test_every_action_of_time_moves_time(window):
    session = window.session
    there = {entry.id: action for entry in ACTIONS for action in window.actions()
             if action.text() == entry.text}  # fmt: skip
    places = []
    for name in ("forward", "next_row", "last", "back", "first", "next_level", "previous_level"):
        there[name].trigger()
        places.append(session.timeline.index)
    assert places == [1, 3, 4, 3, 0, 4, 0]
    there["next_row"].trigger()
    there["previous_row"].trigger()
    assert session.timeline.index == 0
    there["play"].trigger()
    assert session.timeline.playing
    there["play"].trigger()
    speed = session.time.speed
    there["faster"].trigger()
    assert session.time.speed == speed + 1
    there["slower"].trigger()
    assert session.time.speed == speed
    there["loop"].trigger()
    assert session.timeline.loop
