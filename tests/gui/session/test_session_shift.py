"""The session in the Shift lab: two labs keep their scenes, moves are one edit, pools are time."""

import threading
from dataclasses import replace
from itertools import islice

import numpy as np
import pytest
from PIL import Image

from poolviz.core.explain import walkthrough as steps
from poolviz.core.inputs.source_ref import Drawing, SourceRef
from poolviz.core.labs.presets import SCENES
from poolviz.core.labs.shift import survey as survey_module
from poolviz.core.labs.shift.edits import DrawRadius, MoveDot, OpenPooling
from poolviz.core.labs.shift.settings import ShiftSettings, moved
from poolviz.core.labs.shift.shifts import WEIGHTS, random_shift, shift2d
from poolviz.core.labs.slide.settings import SlideSettings
from poolviz.core.numbers import offset_in_words
from poolviz.core.scenes.scene import Scene
from poolviz.core.spec.pool_spec import PoolSpec
from poolviz.core.timeline import SPEEDS
from poolviz.gui.session import maker
from tests.gui.window_tools import clock, sit_down

__all__ = ["clock", "sit_down"]

SMALL = Scene(
    SourceRef("circle", (16, 16), drawing=Drawing(radius=6)),
    PoolSpec(2, padding="same"),
    repeats=3,
    step=3,
    lab=ShiftSettings(dy=1, dx=2, jitter=2),
)
DOTS = replace(SMALL, source=SourceRef("dots", (16, 12), drawing=Drawing(dots=((3, 4), (5, 6)))))


@pytest.fixture(autouse=True)
def only_the_first_part(monkeypatch):
    """Survey no more than what is there at once: the rest is for the tests of the background."""
    surveys = survey_module.surveys
    monkeypatch.setattr(survey_module, "surveys", lambda *a: islice(surveys(*a), 1))


@pytest.fixture
def session(open_session):
    """Open the Shift lab on a small circle, shifted one down and two right."""
    return open_session(SMALL)


def what(session):
    """Return the lab, the input, the pooling, the lab's part and the place in time."""
    scene = session.scene
    return session.lab, scene.source, scene.spec, scene.repeats, scene.lab, session.timeline.index


def shift(session):
    return session.scene.lab.dy, session.scene.lab.dx


def maps(session):
    """Return the maps of the shifted picture, by level."""
    return [m.tolist() for m in session.shown.picture.shifted]


def finish(qtbot, session):
    qtbot.waitUntil(lambda: not session.busy, timeout=20_000)


@pytest.fixture
def slow(monkeypatch):
    """Return a function after which everything is made off the thread, as large pictures are."""

    def slow():
        monkeypatch.setattr(maker, "is_quick", lambda *_: False)

    return slow


class Gate:
    """Holds up everything that is made off the thread until it is opened."""

    def __init__(self, monkeypatch):
        self.open = threading.Event()
        self.reached = threading.Event()
        self.main = threading.current_thread()
        make = maker.make

        def held(wanted, last):
            if threading.current_thread() is not self.main:
                self.reached.set()
                assert self.open.wait(20)
            return make(wanted, last)

        monkeypatch.setattr(maker, "make", held)


@pytest.fixture
def gate(monkeypatch):
    gate = Gate(monkeypatch)
    yield gate
    gate.open.set()


# ---- two labs


def test_a_lab_opens_with_its_example_and_then_with_what_was_there(open_session):
    session = open_session()
    session.editor.edit("mode", "mean")
    session.time.go_to(2)
    slide = what(session)
    session.scenes.show_lab("shift")
    assert session.message.text == "Shift lab, with its example."
    assert session.scene.source == SourceRef("circle")
    assert shift(session) == (-2, 3)
    assert (session.timeline.length, session.timeline.index) == (5, 4)
    session.arrow(0, -1)
    session.editor.edit("mode", "min")
    session.time.go_to(1)
    left = what(session)
    for lab, before in (("slide", slide), ("shift", left), ("slide", slide)):
        session.scenes.show_lab(lab)
        assert what(session) == before
        assert session.message.text == f"{lab.title()} lab, as it was left."
        assert not session.timeline.playing


def offers(session) -> list[str]:
    return [offer.text for offer in session.message.actions]


def test_a_lab_opens_with_the_users_own_input_and_offers_its_example(open_session):
    session = open_session()
    session.inputs.paste_text("\n".join(["0 0 0 0 0 1 0 0"] * 8))
    session.scenes.show_lab("shift")
    assert session.resolved.source.name == "Pasted table"
    assert session.message.text.startswith("Shift lab, with Pasted table.")
    assert offers(session) == ["Open its example"]
    session.message.actions[0].do()
    assert session.scene.source == SourceRef("circle")
    assert session.message.text == "Shift lab, with its example."
    assert offers(session) == ["As it was"] or offers(session) == ["Use Pasted table"]
    session.editor.undo()
    assert session.resolved.source.name == "Pasted table"
    session.scenes.show_lab("slide")
    assert session.resolved.source.name == "Pasted table"
    assert session.message.text.startswith("Slide lab, as it was left.")


def test_a_lab_that_has_been_open_is_as_it_was_and_offers_what_came_since(open_session):
    session = open_session()
    session.scenes.show_lab("shift")
    assert session.message.actions == (), "there is nothing but its example"
    session.arrow(0, -1)
    session.scenes.show_lab("slide")
    session.inputs.paste_text("\n".join(["0 0 0 0 0 1 0 0"] * 8))
    session.scenes.show_lab("shift")
    assert session.scene.source == SourceRef("circle")
    assert session.message.text.startswith("Shift lab, as it was left.")
    assert offers(session) == ["Use Pasted table"]
    session.message.actions[0].do()
    assert session.resolved.source.name == "Pasted table"
    assert session.lab == "shift"


def test_a_lab_that_is_left_for_a_prepared_scene_is_kept_too(open_session):
    session = open_session(Scene(SourceRef("6x6"), PoolSpec(3)))
    session.time.go_to(3)
    slide = what(session)
    session.scenes.show_preset_at(list(SCENES).index("always"))
    assert session.lab == "shift"
    session.scenes.show_lab("slide")
    assert what(session) == slide


def test_the_lab_that_is_there_already_is_no_edit(session, heard):
    told = heard(session.scene_changed)
    session.scenes.show_lab("shift")
    assert told == []
    assert not session.editor.can_undo


def test_undo_and_redo_go_over_a_change_of_lab(open_session):
    session = open_session()
    session.editor.edit("mode", "mean")
    session.scenes.show_lab("shift")
    session.arrow(1, 1)
    seen = []
    while session.editor.can_undo:
        seen.append(what(session))
        session.editor.undo()
    assert [(lab, spec.mode) for lab, _, spec, *_ in seen] == [
        ("shift", "max"),
        ("shift", "max"),
        ("slide", "mean"),
    ]
    assert what(session) == ("slide", SourceRef(), PoolSpec(2), 1, SlideSettings(), 0)
    for before in reversed(seen):
        session.editor.redo()
        assert what(session) == before


def test_a_lab_that_undo_has_left_is_kept(session):
    session.scenes.show_lab("slide")
    session.time.go_to(2)
    slide = what(session)
    session.editor.undo()
    assert what(session) == ("shift", SMALL.source, SMALL.spec, 3, SMALL.lab, 3)
    session.scenes.show_lab("slide")
    assert what(session) == slide


@pytest.mark.parametrize("shifted", [False, True])
@pytest.mark.parametrize("level", [0, 1, 2, 3, 9])
def test_a_level_is_opened_as_a_pooling(session, level, shifted):
    run = session.shown.picture
    pictures = run.shifted if shifted else run.centred
    session.time.go_to(2)
    before = what(session)
    session.do(OpenPooling(level, shifted))
    assert session.lab == "slide"
    pool = min(max(level, 1), 3)
    assert session.run.locate(session.timeline.index) == (pool - 1, 0, 0)
    for made, wanted in zip(session.run.generations, pictures, strict=True):
        np.testing.assert_array_equal(made, wanted)
    assert ("shifted right 2, down 1" in session.resolved.source.name) is shifted
    session.scenes.show_lab("shift")
    assert what(session) == before


def test_undo_after_a_pooling_was_opened_goes_back_to_the_levels(session):
    session.do(OpenPooling(1, shifted=False))
    session.time.go_to(50)
    session.editor.undo()
    assert session.lab == "shift"
    assert session.timeline.index == 3, "not a step of the other lab"
    session.editor.redo()
    assert session.run.locate(session.timeline.index) == (0, 0, 0)


def test_without_a_shift_the_twin_is_the_picture_itself(open_session):
    session = open_session(replace(SMALL, lab=ShiftSettings()))
    session.do(OpenPooling(1, shifted=True))
    assert session.scene.source == SMALL.source


def test_a_pooling_of_a_colour_picture_opens_grey(open_session):
    colours = np.random.default_rng(1).integers(0, 256, (8, 8, 3), np.uint8)
    session = open_session(values=colours, picture=True)
    session.editor.edit("lab", "shift")
    grey = session.run.generations[0]
    assert grey.shape == (8, 8)
    session.arrow(0, 1)
    for shifted in (False, True):
        session.do(OpenPooling(1, shifted))
        wanted = shift2d(grey, 0, 1) if shifted else grey
        np.testing.assert_array_equal(session.run.generations[0], wanted)
        assert set(session.resolved.levels) == {(0, 255)}
        session.scenes.show_lab("shift")


def test_an_anti_aliased_pooling_is_not_one_of_the_slide_lab(session):
    session.editor.edit("cure", "max-blur")
    before = what(session)
    session.do(OpenPooling(1, shifted=True))
    assert what(session) == before
    assert "anti-aliasing" in session.message.text


# ---- the shift


def test_moves_in_a_row_are_one_edit(session):
    session.editor.edit("mode", "mean")
    for down, right in ((0, 1), (1, 0), (1, 0)):
        session.arrow(down, right)
    session.do(moved(-3, 4))
    assert shift(session) == (-3, 4)
    session.editor.undo()
    assert (shift(session), session.scene.spec.mode) == ((1, 2), "mean")
    session.editor.redo()
    assert shift(session) == (-3, 4)
    session.editor.undo()
    session.editor.undo()
    assert session.scene.spec.mode == "max"
    assert not session.editor.can_undo


def test_moved_pictures_are_the_shifted_picture_pooled(session):
    session.arrow(2, -3)
    cells = shift2d(SMALL.source.load().values, 3, -1)
    assert maps(session)[0] == cells.tolist()
    assert maps(session)[1] == cells.reshape(8, 2, 8, 2).max(axis=(1, 3)).tolist()


@pytest.mark.parametrize(
    "other",
    [
        lambda s: s.editor.edit("fill", "wrap"),
        lambda s: s.inputs.new_random(),
        lambda s: s.do(DrawRadius(3)),
        lambda s: s.editor.undo(),
        lambda s: s.scenes.show_lab("slide") or s.scenes.show_lab("shift"),
        lambda s: s.editor.edit("cure", "nothing of the kind"),
    ],
)
def test_any_other_edit_ends_the_row_of_moves(session, other):
    session.arrow(0, 1)
    other(session)
    before = what(session)
    session.arrow(1, 0)
    session.arrow(1, 0)
    session.editor.undo()
    assert what(session) == before


def test_time_and_options_do_not_end_the_row_of_moves(session):
    session.arrow(0, 1)
    session.time.step(-1)
    session.set_option("grid", True)
    session.set_option("colour_map", "gray")
    session.arrow(0, 1)
    session.editor.undo()
    assert shift(session) == (1, 2)
    assert not session.editor.can_undo


def test_a_move_to_where_it_is_changes_nothing(session, heard):
    told = heard(session.scene_changed)
    session.do(moved(1, 2))
    session.arrow(0, 0)
    assert told == []
    assert not session.editor.can_undo


def test_a_shift_stays_in_the_picture(open_session):
    session = open_session(replace(DOTS, lab=ShiftSettings(jitter=2)))
    for wish, got in (((99, 0), (15, 0)), ((0, -99), (0, -11)), ((-16, 12), (-15, 11))):
        session.do(moved(*wish))
        assert shift(session) == got
        assert offset_in_words(*got) in session.message.text
        assert not session.message.error
    session.arrow(-1, 0)
    assert shift(session) == (-15, 11)
    session.do(moved(15, -11))
    assert shift(session) == (15, -11)
    assert session.message.text == ""


@pytest.mark.parametrize(("wish", "got"), [(99, 11), (12, 11), (11, 11), (0, 0), (-1, 0)])
def test_the_jitter_stays_in_the_picture(open_session, wish, got):
    session = open_session(DOTS)
    session.editor.edit("jitter", wish)
    assert session.scene.lab.jitter == got
    assert ("Jitter is now" in session.message.text) is (wish != got)


def test_a_smaller_picture_takes_shift_and_jitter_along(session):
    session.do(moved(9, -9))
    session.editor.edit("jitter", 9)
    session.inputs.paste_text("1 2 3\n4 5 6\n7 8 9\n1 2 3")
    assert shift(session) == (3, -2)
    assert session.scene.lab.jitter == 2
    assert "Jitter is now 2" in session.message.text
    assert "shift is now left 2, down 3, to stay" in session.message.text


@pytest.mark.parametrize("weights", WEIGHTS)
def test_a_random_shift_is_that_of_the_next_seed(session, weights):
    session.editor.edit("weights", weights)
    for seed in (1, 2, 3):
        session.inputs.new_random()
        assert session.scene.lab.seed == seed
        assert shift(session) == random_shift(2, seed, weights)
    session.editor.undo()
    assert session.scene.lab.seed == 2
    assert shift(session) == random_shift(2, 2, weights)


def test_a_seed_draws_its_shift(session):
    session.editor.edit("jitter", 3)
    session.editor.edit("seed", 4)
    assert shift(session) == (2, 3)
    assert session.scene.lab.seed == 4
    session.editor.edit("seed", -1)
    assert session.message.error
    assert shift(session) == (2, 3)


def test_after_the_last_seed_comes_the_first(session):
    session.editor.edit("seed", 2**31 - 1)
    session.inputs.new_random()
    assert session.scene.lab.seed == 0
    assert shift(session) == random_shift(2, 0)


def test_a_fill_that_there_is_none_of_is_refused(session):
    before = what(session)
    for name in ("fill", "weights", "cure"):
        session.editor.edit(name, "nothing of the kind")
        assert session.message.error
        assert "allowed" in session.message.text
        assert what(session) == before


# ---- what is drawn


def test_a_dot_is_moved_within_the_picture(open_session):
    session = open_session(DOTS)
    session.do(MoveDot(0, -5, 40))
    session.do(MoveDot(1, 99, -1))
    assert session.scene.source.drawing.dots == ((0, 11), (15, 0))
    assert np.argwhere(session.run.generations[0]).tolist() == [[0, 11], [15, 0]]
    assert session.timeline.at_end
    session.editor.undo()
    assert session.scene.source.drawing.dots == ((0, 11), (5, 6))
    session.editor.undo()
    assert session.scene.source.drawing.dots == DOTS.source.drawing.dots


def test_a_dot_that_is_dragged_is_one_edit(open_session):
    session = open_session(DOTS)
    for col in range(8):
        session.do(MoveDot(0, 2, col))
    session.editor.undo()
    assert session.scene.source == DOTS.source
    assert not session.editor.can_undo


@pytest.mark.parametrize(
    ("wish", "radius", "thickness"), [(4, 4, 3), (2, 2, 2), (0, 2, 2), (-3, 2, 2), (99, 8, 3)]
)
def test_a_radius_stays_in_the_picture_and_takes_its_line_along(
    open_session, wish, radius, thickness
):
    thick = replace(SMALL.source, drawing=Drawing(radius=6, thickness=3))
    session = open_session(replace(SMALL, source=thick))
    session.do(DrawRadius(wish))
    drawing = session.scene.source.drawing
    assert (drawing.radius, drawing.thickness) == (radius, thickness)
    assert not session.message.error
    assert session.resolved.source.name == f"Circle, radius {radius}"


def test_only_a_circle_has_a_radius(open_session):
    session = open_session(DOTS)
    session.do(DrawRadius(3))
    assert not session.editor.can_undo


def test_a_cure_that_is_not_defined_keeps_what_is_there(session, heard):
    session.editor.edit("kernel_size", (3, 3))
    before, shown = what(session), session.shown
    told = heard(session.scene_changed)
    session.editor.edit("cure", "polyphase")
    assert session.message.error
    assert "pool 1 fails" in session.message.text
    assert what(session) == before
    assert session.shown is shown
    assert told == []
    session.editor.edit("cure", "blur")
    assert session.shown.picture.own.method == "blur"
    assert not session.message.error


# ---- time


def test_time_counts_pools(session):
    assert (session.timeline.length, session.timeline.index) == (4, 3)
    session.editor.edit("repeats", 4)
    assert (session.timeline.length, session.timeline.index) == (5, 4), "the end stays the end"
    session.editor.edit("repeats", 2)
    assert (session.timeline.length, session.timeline.index) == (3, 2)
    session.time.go_to(1)
    session.editor.edit("repeats", 4)
    assert session.timeline.index == 1
    session.arrow(1, 1)
    session.editor.edit("mode", "mean")
    assert session.timeline.index == 1
    session.time.go_to(4)
    session.editor.edit("repeats", 99)
    assert session.scene.repeats == 12
    assert session.timeline.index == 12
    assert "Repeat count is now 12" in session.message.text


def test_play_starts_again_from_the_picture(session):
    session.time.toggle_play()
    assert (session.timeline.index, session.timeline.playing) == (0, True)
    seen = [session.timeline.index]
    for _ in range(40):
        session.time.advance(0.125)
        seen.append(session.timeline.index)
    assert sorted(set(seen)) == [0, 1, 2, 3]
    assert seen == sorted(seen)
    assert not session.timeline.playing
    session.time.toggle_loop()
    session.time.toggle_play()
    for _ in range(36):
        session.time.advance(0.125)
    assert session.timeline.playing
    assert session.timeline.index == 0


def test_a_move_while_it_plays_lets_it_play_on(session):
    session.time.toggle_play()
    session.time.advance(0.25)
    session.time.advance(0.25)
    session.arrow(0, 1)
    assert session.timeline.playing
    assert session.timeline.position == pytest.approx(0.5)


def test_speeds_count_pools(session):
    units = [speed.unit for speed in SPEEDS]
    for place, wanted in (
        (0, 0.5),
        (1, 1),
        (units.index("row"), 4),
        (units.index("level"), 0.1),
        (units.index("run"), 0.4),
    ):
        session.time.set_speed(place)
        assert session.timeline.speed == pytest.approx(wanted)
    session.editor.edit("repeats", 4)
    assert session.timeline.speed == pytest.approx(0.5), "five levels in ten seconds"


def test_keys_that_step_go_from_pool_to_pool(session):
    places = []
    for command in (session.time.step_row, session.time.step_level, session.time.step):
        for count in (1, -1, -1, -1, -1, 1):
            command(count)
            places.append(session.timeline.index)
    assert places == [3, 2, 1, 0, 0, 1, 2, 1, 0, 0, 0, 1, 2, 1, 0, 0, 0, 1]
    for level, got in ((2, 2), (-4, 0), (99, 3)):
        session.time.go_to_level(level)
        assert session.timeline.index == got


def test_there_is_nothing_to_guess(session):
    session.set_option("guess", True)
    assert not session.time.secret
    session.time.go_to(0)
    session.time.step(1)
    assert session.timeline.index == 1
    session.scenes.show_lab("slide")
    assert session.time.secret


# ---- inputs


def test_opened_and_pasted_inputs_keep_the_lab_and_show_all_levels(qtbot, session, tmp_path):
    path = tmp_path / "picture.png"
    Image.new("RGB", (32, 24), "red").save(path)
    session.time.go_to(1)
    session.inputs.open_path(str(path))
    finish(qtbot, session)
    assert session.lab == "shift"
    assert session.run.generations[0].shape == (24, 32), "one number for each cell"
    assert session.timeline.index == 3
    assert session.timeline.at_end
    assert shift(session) == (1, 2)
    assert session.options.colour_map == "gray"
    session.time.go_to(0)
    session.inputs.paste_text("1 2 3 4\n5 6 7 8\n9 10 11 12\n13 14 15 16")
    assert session.lab == "shift"
    assert session.timeline.at_end
    assert session.options.colour_map == "viridis"
    assert maps(session)[0][2] == [5, 5, 5, 6]


def test_a_shift_scene_file_opens_in_its_lab_at_its_level(open_session, tmp_path):
    path = tmp_path / "shift.poolviz.json"
    path.write_text(replace(SMALL, step=2).to_json(), encoding="utf-8")
    session = open_session()
    session.inputs.open_path(str(path))
    assert what(session) == ("shift", SMALL.source, SMALL.spec, 3, SMALL.lab, 2)


def test_an_array_with_channels_is_shifted_one_channel_at_a_time(open_session):
    values = np.random.default_rng(2).normal(size=(8, 6, 3))
    session = open_session(values=values)
    session.editor.edit("lab", "shift")
    session.arrow(0, 1)
    for channel in (0, 2):
        session.editor.edit("channel", channel)
        plane = shift2d(values[..., channel], 0, 1)
        np.testing.assert_array_equal(session.shown.picture.shifted[0], plane)
        np.testing.assert_array_equal(
            session.shown.picture.shifted[1], plane.reshape(4, 2, 3, 2).max(axis=(1, 3))
        )
        assert not session.editable


@pytest.mark.parametrize("values", [[[5]], [[1.0, np.nan], [np.inf, 2.0]], [[True, False, True]]])
def test_odd_inputs_are_shown(open_session, values):
    session = open_session(values=values)
    session.editor.edit("lab", "shift")
    assert session.lab == "shift"
    session.arrow(1, 1)
    rows, cols = np.shape(values)
    assert shift(session) == (min(1, rows - 1), min(1, cols - 1))


# ---- off the thread


def test_a_large_picture_is_moved_off_the_thread(qtbot, session, slow, gate, heard):
    slow()
    busy, scenes = heard(session.busy_changed), heard(session.scene_changed)
    before = what(session)
    session.arrow(0, 1)
    assert gate.reached.wait(20)
    assert session.busy
    assert what(session) == before
    session.time.step(-1)
    assert session.timeline.index == 2, "the old picture can be used"
    gate.open.set()
    finish(qtbot, session)
    assert (busy, len(scenes)) == ([True, False], 1)
    assert shift(session) == (1, 3)
    assert session.timeline.index == 2


def test_moves_off_the_thread_are_one_edit_too(qtbot, session, slow, gate):
    session.editor.edit("mode", "mean")
    slow()
    for down in (1, 2, 3):
        gate.open.clear()
        session.arrow(down, 0)
        session.arrow(0, 1)
        gate.open.set()
        finish(qtbot, session)
    assert shift(session) == (7, 5)
    session.editor.undo()
    finish(qtbot, session)
    assert (shift(session), session.scene.spec.mode) == ((1, 2), "mean")
    session.editor.redo()
    finish(qtbot, session)
    assert shift(session) == (7, 5)


@pytest.mark.parametrize("moves", [1, 2])
def test_moves_that_were_cancelled_take_nothing_with_them(qtbot, session, slow, gate, moves):
    session.editor.edit("mode", "mean")
    slow()
    for _ in range(moves):
        session.arrow(0, 1)
    session.editor.cancel()
    assert shift(session) == (1, 2)
    gate.open.set()
    session.arrow(1, 0)
    finish(qtbot, session)
    assert shift(session) == (2, 2)
    session.editor.undo()
    finish(qtbot, session)
    assert (shift(session), session.scene.spec.mode) == ((1, 2), "mean")


def test_a_move_that_was_overtaken_by_another_edit_comes_with_it(qtbot, session, slow, gate):
    slow()
    session.arrow(0, 1)
    session.editor.edit("mode", "mean")
    gate.open.set()
    finish(qtbot, session)
    assert (shift(session), session.scene.spec.mode) == ((1, 3), "mean")
    session.editor.undo()
    finish(qtbot, session)
    assert (shift(session), session.scene.spec.mode) == ((1, 2), "max")
    assert not session.editor.can_undo


def test_another_lab_overtakes_what_is_being_made(qtbot, open_session, gate, heard):
    session = open_session()
    slide = what(session)
    busy = heard(session.busy_changed)
    session.inputs.show_source(SourceRef("cat"))
    assert gate.reached.wait(20)
    session.scenes.show_lab("shift")
    assert (session.lab, session.busy, busy) == ("shift", False, [True, False])
    gate.open.set()
    session.scenes.show_lab("slide")
    assert what(session) == slide
    assert session.options.colour_map == "viridis"


def test_a_file_that_failed_does_not_bar_the_way_back(qtbot, open_session):
    session = open_session()
    session.inputs.open_path("/nowhere/at/all.png")
    session.scenes.show_lab("shift")
    session.scenes.show_lab("slide")
    finish(qtbot, session)
    assert session.lab == "slide"
    assert not session.message.error


def test_a_lab_that_is_being_made_can_be_cancelled_and_left(qtbot, session, slow, gate, heard):
    slow()
    before = what(session)
    session.scenes.show_lab("slide")
    assert session.busy
    session.editor.cancel()
    assert what(session) == before
    session.scenes.show_lab("slide")
    session.scenes.show_lab("shift")
    gate.open.set()
    finish(qtbot, session)
    assert what(session) == before


def test_an_edit_of_a_picture_that_is_being_opened_keeps_its_colours(qtbot, session, gate):
    session.inputs.show_source(SourceRef("cat"))
    session.arrow(0, 1)
    session.editor.edit("mode", "mean")
    gate.open.set()
    finish(qtbot, session)
    assert session.resolved.source.name == "Cat"
    assert session.options.colour_map == "gray"
    assert shift(session) == (1, 3)
    session.editor.undo()
    finish(qtbot, session)
    assert session.scene.source == SMALL.source


def test_nothing_is_pooled_again_for_a_shift(session, monkeypatch):
    monkeypatch.setattr(steps, "repeat_pool", None)
    session.arrow(1, 1)
    session.editor.edit("jitter", 1)
    session.inputs.new_random()
    session.set_option("colour_map", "gray")
    assert not session.message.error
    assert session.scene.lab.seed == 1


# ---- what is told


def test_whenever_something_is_told_all_of_it_fits(session):
    wrong = []

    def look(*_):
        run = session.shown.picture
        known = session.progress
        if run.settings != session.scene.lab or run.resolved is not session.resolved:
            wrong.append("shift")
        if session.timeline.length != len(run.shifted):
            wrong.append("time")
        if not known.stale and known.result is not None:
            sweep = known.result.sweep
            if sweep.jitter != run.settings.jitter or sweep.shapes != tuple(
                m.shape for m in run.centred
            ):
                wrong.append("survey")

    told = [session.scene_changed, session.timeline_changed, session.progress_changed]
    for signal in (*told, session.options_changed, session.message_changed):
        signal.connect(look)
    session.editor.edit("jitter", 1)
    session.editor.edit("repeats", 2)
    session.arrow(3, 3)
    session.editor.edit("kernel_size", (3, 3))
    session.inputs.show_source(SourceRef("dots", (8, 12), drawing=Drawing(dots=((1, 1), (6, 6)))))
    session.editor.undo()
    session.set_option("colour_map", "gray")
    session.inputs.new_random()
    assert wrong == []


def test_a_window_shows_each_survey_with_its_own_picture(sit_down):
    person = sit_down(replace(SMALL, spec=PoolSpec(3, 2)))
    assert "do not lie side by side" in person.lab.law.whole
    person.window.session.editor.edit("stride", (3, 3))
    person.window.session.editor.edit("stride", (2, 2))
    assert "do not lie side by side" in person.lab.law.whole
