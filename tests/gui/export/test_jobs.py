"""Pictures and films hold what the window shows, take as long as asked, and are whole or absent."""

import os
import re
import signal
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from PIL import Image
from PyQt6.QtCore import QPoint, QRect
from PyQt6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter
from PyQt6.QtSvg import QSvgRenderer
from PyQt6.QtWidgets import QAbstractButton, QComboBox, QWidget

from poolviz import arguments
from poolviz.core import ExportError, PoolSpec, Source
from poolviz.core.inputs.source_ref import SourceRef
from poolviz.core.labs.presets import SCENES
from poolviz.core.scenes.scene import Scene, resolve
from poolviz.core.timeline import Timeline
from poolviz.gui.export import jobs as export
from poolviz.gui.export.films import GifWriter, channels, shared_palette
from poolviz.gui.export.jobs import film, picture, run
from poolviz.gui.export.stage import Look, Stage, fitting_ratio, moments
from poolviz.gui.labs.slide.lab import SlideLab
from poolviz.gui.options import Options
from poolviz.gui.render import render
from poolviz.gui.theme import DARK, LIGHT, PROJECTOR, THEME_CHOICES
from tests.gui.conftest import shown_of
from tests.gui.window_tools import clock, pixels, sit_down

__all__ = ["clock", "sit_down"]

SIZE = 480, 320
ONE_POOL = Scene()
EMPTY = int(LIGHT.empty[1:], 16) | 0xFF000000
FEW = 100
"""Pixels on the edges of letters that may happen to have the colour of empty cells."""


@pytest.fixture(autouse=True)
def _application(qapp):
    """Have the application that widgets need."""


def shown(scene: Scene, colour_map: str = "viridis"):
    return shown_of(resolve(scene, scene.source.load()), colour_map)


def look(theme=LIGHT, size=SIZE) -> Look:
    return Look(theme, Options(), size, fitting_ratio(size))


def still(scene: Scene, step: int) -> Timeline:
    return Timeline(len(shown(scene).resolved.run)).seek(step)


def rgb(image: Image.Image) -> np.ndarray:
    return np.asarray(image.convert("RGB"))


def frames_of(path) -> tuple[list[np.ndarray], list[float]]:
    """Return the frames of an animation, and their durations in milliseconds."""
    frames, durations = [], []
    with Image.open(path) as image:
        for i in range(image.n_frames):
            image.seek(i)
            frames.append(rgb(image))
            durations.append(image.info["duration"])
    return frames, durations


# ---- time


@pytest.mark.parametrize("length", [1, 2, 5, 300, 3_000_000])
@pytest.mark.parametrize(("seconds", "fps"), [("10", 20), ("0.31", 7), ("3.333", 60), ("600", 1)])
def test_a_film_goes_from_the_first_step_to_the_last_in_its_time(length, seconds, fps):
    reel = moments(length, Fraction(seconds), fps)
    assert sum(m.seconds for m in reel) == Fraction(seconds)
    assert len(reel) <= Fraction(seconds) * fps + 1
    positions = [m.timeline.position for m in reel]
    assert positions[0] == 0
    assert positions == sorted(positions)
    assert positions[-1] == length - 1
    assert not reel[-1].timeline.playing


def test_a_film_rests_on_its_last_step():
    assert moments(5, Fraction(10), 20)[-1].seconds == 1
    assert moments(5, Fraction(2), 20)[-1].seconds == Fraction(1, 2)


def test_a_film_moves_as_the_window_does():
    reel = moments(5, Fraction(9), 10)  # four ways in eight seconds
    time = Fraction(0)
    playing = Timeline(5, speed=0.5, playing=True)
    for moment in reel[:-1]:
        expected = playing.advance(float(time))
        assert moment.timeline.position == pytest.approx(expected.position)
        time += moment.seconds
    assert 4 < len(reel) < 30  # it glides in between, and where it rests one picture will do


# ---- pictures


@pytest.mark.parametrize("theme", ["light", "dark", "projector"])
@pytest.mark.parametrize(("scene", "step"), [("tie", 2), ("cat", 5000)])
def test_a_picture_is_what_present_shows(scene, step, theme, sit_down, tmp_path):
    person = sit_down(replace(SCENES[scene].scene, step=step), theme=theme)
    person.press("F11")
    session, lab = person.window.session, person.lab
    path = tmp_path / "a.png"
    size = lab.width(), lab.height()
    same = Look(person.window.theme, session.options, size)
    run(picture(path, session.shown, same, session.timeline))
    with Image.open(path) as image:
        np.testing.assert_array_equal(rgb(image), channels(pixels(lab.grab().toImage())))


@pytest.mark.parametrize("size", [(160, 160), (480, 320), (1281, 719), (1920, 1080), (3840, 2160)])
def test_a_picture_has_the_size_that_is_asked_for(size, tmp_path):
    path = tmp_path / "a.png"
    scene = Scene(SourceRef("6x6"), PoolSpec(2, 3))
    render(scene, scene.source.load(), path, size, "dark")
    with Image.open(path) as image:
        assert image.size == size
        corners = [image.getpixel((x, y)) for y in (0, size[1] - 1) for x in (0, size[0] - 1)]
    ground, done, ahead = (
        tuple(bytes.fromhex(c[1:])) for c in (DARK.surface, DARK.accent, DARK.raised)
    )
    assert corners == [ground, ground, done, ahead]  # the line of progress is at the foot


def test_type_grows_with_the_picture():
    def height_of_numbers(size):
        sheet = Stage(shown(ONE_POOL), look(size=size)).pixels(still(ONE_POOL, 0))
        rows = np.flatnonzero((sheet == 0xFF000000).any(axis=1))
        return np.diff(np.flatnonzero(np.diff(rows) > 1)[:2])[0] if len(rows) else 0

    assert height_of_numbers((960, 600)) > 8
    assert height_of_numbers((3840, 2400)) == pytest.approx(4 * height_of_numbers((960, 600)), 0.1)


def test_the_scene_decides_the_step_of_a_picture(tmp_path):
    sheets = []
    for step in (0, 3):
        scene = replace(ONE_POOL, step=step)
        render(scene, scene.source.load(), tmp_path / "a.png", SIZE)
        with Image.open(tmp_path / "a.png") as image:
            sheets.append(rgb(image))
    empty = [
        np.count_nonzero((sheet == channels(np.uint32(EMPTY))).all(axis=2)) for sheet in sheets
    ]
    assert empty[0] > 300
    assert empty[1] < FEW


def test_a_result_that_is_to_be_guessed_is_not_in_the_picture():
    sheet = Stage(shown(ONE_POOL), look()).pixels(still(ONE_POOL, 3), secret=True)
    assert np.count_nonzero(sheet == EMPTY) > 100


@pytest.mark.parametrize("size", [(960, 600), (1920, 1080)])
@pytest.mark.parametrize("step", [0, 3])
def test_a_sheet_is_used_as_present_uses_it(size, step):
    sheet = Stage(shown(ONE_POOL), look(size=size)).pixels(still(ONE_POOL, step))
    inked = sheet != int(LIGHT.surface[1:], 16) | 0xFF000000
    inked[-8:] = False  # the line of progress
    rows, cols = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
    assert cols[-1] > 0.8 * size[0], "the right half is used"
    assert cols[0] < 0.2 * size[0]
    assert cols[-1] - cols[0] > 0.6 * size[0]
    assert rows[-1] - rows[0] > 0.85 * size[1]
    dark = sheet == 0xFF440154  # the lowest two cells
    assert np.flatnonzero(dark.any(axis=0)).size > 0.3 * size[1], "17 % of the height each"


# ---- vectors


def texts(svg: bytes) -> Counter[str]:
    return Counter(
        (e.text or "").strip() for e in ET.fromstring(svg).iter() if e.tag.endswith("text")
    )


def images(svg: bytes) -> int:
    return sum(element.tag.endswith("image") for element in ET.fromstring(svg).iter())


@pytest.mark.long(of=3)
@pytest.mark.parametrize("theme", [LIGHT, DARK, PROJECTOR], ids=lambda theme: theme.name)
@pytest.mark.parametrize("scene", ["always", "dots"])
def test_small_pictures_of_shifts_are_whole_and_have_no_switches(scene, theme):
    scene = SCENES[scene].scene
    stage = Stage(shown(scene), look(theme, (400, 300)))
    stage.pixels(still(scene, scene.step))
    lab = stage._lab
    room, arranged = lab.rect(), lab.pictures.arrangement
    for part in lab.findChildren(QWidget):
        if part.isVisibleTo(lab):
            assert not isinstance(part, QAbstractButton | QComboBox), part.accessibleName()
            assert room.contains(QRect(part.mapTo(lab, QPoint()), part.size())), part
    last = arranged.column(len(lab.pictures.columns) - 1)
    assert lab.pictures.rect().contains(last.toAlignedRect())
    assert lab.pictures.rect().contains(arranged.head.toAlignedRect())
    assert arranged.box >= 48
    assert arranged.shares or (theme, len(lab.pictures.columns)) == (PROJECTOR, 7)
    assert lab.law.font().pixelSize() == round(theme.text_px)
    assert lab.law.text() == lab.law.whole


def test_an_svg_holds_text_and_only_what_is_filled():
    stage = Stage(shown(ONE_POOL), look())
    first, last = (texts(stage.svg(still(ONE_POOL, step))) for step in (0, 3))
    assert first >= Counter({"12": 4, "9": 1, "1 / 4": 1})  # input, output, twice in arithmetic
    assert (first["9"], first["18"]) == (1, 2)  # the legend ends at 18, too
    assert (last["12"], last["9"], last["18"], last["4 / 4"]) == (2, 2, 3, 1)


def test_cells_of_an_svg_are_no_images_and_a_photograph_is_a_few():
    assert images(Stage(shown(ONE_POOL), look()).svg(still(ONE_POOL, 1))) <= 3  # generations
    cat = replace(SCENES["cat"].scene, repeats=1)
    svg = Stage(shown(cat, "gray"), look(size=(1280, 720))).svg(still(cat, 8000))
    assert images(svg) <= 6
    assert len(svg) < 1_000_000


@pytest.mark.parametrize(
    ("name", "size"), [("padding", (960, 600)), ("always", (960, 600)), ("cat", (480, 320))]
)
def test_every_text_of_an_svg_says_how_wide_it_is(name, size):
    scene = SCENES[name].scene
    root = ET.fromstring(Stage(shown(scene, "gray"), look(size=size)).svg(still(scene, 2)))
    found = [e for e in root.iter() if e.tag.endswith("text") and (e.text or "").strip()]
    assert len(found) > 8
    for text in found:
        assert text.get("lengthAdjust") == "spacingAndGlyphs", text.text
        font = QFont(text.get("font-family").split(","))
        font.setPixelSize(round(float(text.get("font-size"))))
        font.setWeight(QFont.Weight(int(text.get("font-weight"))))
        wide = QFontMetricsF(font).horizontalAdvance(text.text)
        assert float(text.get("textLength")) == pytest.approx(wide, abs=0.01), text.text


@pytest.mark.long(of=3)
@pytest.mark.parametrize("theme", [LIGHT, DARK, PROJECTOR])
@pytest.mark.parametrize(
    ("scene", "step"), [("padding", 4), ("unread", 2), ("cat", 8001), ("colour", 60_000)]
)
def test_an_svg_looks_like_the_picture(scene, step, theme):
    scene = SCENES[scene].scene
    stage = Stage(shown(scene, "gray"), look(theme, (960, 600)))
    image = QImage(960, 600, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    QSvgRenderer(stage.svg(still(scene, step))).render(painter)
    painter.end()
    drawn, painted = (
        channels(sheet).astype(int) for sheet in (pixels(image), stage.pixels(still(scene, step)))
    )
    differs = np.abs(drawn - painted).max(axis=2) > 40
    assert differs.mean() < 0.02
    blocks = differs.reshape(60, 10, 96, 10).mean(axis=(1, 3))
    assert blocks.max() < 0.9  # text is drawn a little otherwise, but no cell is


# ---- films


def local_palettes(data: bytes) -> int:
    """Count the frames of a GIF that have a palette of their own."""
    place, found = 13 + 3 * 256, 0
    while data[place : place + 1] != b";":
        if data[place] == 0x21:
            place += 2
        else:
            found += data[place + 9] >> 7
            place += 11
        while data[place]:
            place += 1 + data[place]
        place += 1
    return found


@pytest.mark.parametrize(("seconds", "fps"), [("3.33", 7), ("2", 60), ("0.25", 3), ("12.345", 20)])
def test_a_gif_takes_its_time_to_a_hundredth_of_a_second(seconds, fps, tmp_path):
    path = tmp_path / "a.gif"
    run(film(path, shown(ONE_POOL), look(), Fraction(seconds), fps))
    durations = frames_of(path)[1]
    assert sum(durations) == 10 * round(100 * Fraction(seconds))
    assert min(durations) >= 20
    data = path.read_bytes()
    assert local_palettes(data) == 0
    assert b"NETSCAPE2.0\x03\x01\x00\x00" in data  # for ever


@pytest.mark.parametrize(("seconds", "fps"), [("3.33", 7), ("2", 60), ("12.345", 30)])
def test_an_apng_has_every_time_and_every_colour(seconds, fps, tmp_path):
    path = tmp_path / "a.apng"
    scene = shown(Scene(repeats=2))
    run(film(path, scene, look(DARK), Fraction(seconds), fps))
    frames, durations = frames_of(path)
    reel = moments(5, Fraction(seconds), fps)
    assert durations == pytest.approx([float(1000 * m.seconds) for m in reel], abs=0.01)
    stage = Stage(scene, look(DARK))
    for frame, moment in zip(frames, reel, strict=True):
        np.testing.assert_array_equal(frame, channels(stage.pixels(moment.timeline)))


def test_a_gif_fills_the_output_cell_by_cell(tmp_path):
    path = tmp_path / "a.gif"
    run(film(path, shown(ONE_POOL), look(), Fraction(4), 10))
    frames, _ = frames_of(path)
    empty = [int((frame == channels(np.uint32(EMPTY))).all(axis=2).sum()) for frame in frames]
    assert empty[-1] < FEW
    assert len(set(empty)) >= 4
    reel = moments(4, Fraction(4), 10)
    still_ones = [e for e, m in zip(empty, reel, strict=True) if m.timeline.fraction == 0]
    assert still_ones == sorted(still_ones, reverse=True)
    stage = Stage(shown(ONE_POOL), look())
    for frame, moment in zip(frames, reel, strict=True):
        off = np.abs(frame.astype(int) - channels(stage.pixels(moment.timeline)))
        assert off.mean() < 0.5
        assert off.max() < 64


@pytest.mark.parametrize(("seconds", "fps", "pace"), [(4, 20, 50), (10, 30, 40)])
def test_the_window_of_a_gif_glides_smoothly_in_even_pictures(seconds, fps, pace, tmp_path):
    """At one step a second, as the window exports it, and as the command line does by default."""
    path = tmp_path / "a.gif"
    run(film(path, shown(ONE_POOL), look(), Fraction(seconds), fps))
    durations = frames_of(path)[1]
    glides = "".join("m" if d == pace else "|" for d in durations).strip("|").split("|")
    assert len(glides) == 3
    assert min(map(len, glides)) >= 8, durations
    assert len(durations) < 40, "and where it rests one picture will do"
    assert max(durations) >= 500, "it rests at least as long"


def test_a_gif_of_few_colours_is_exact(tmp_path):
    sheets = [np.full((4, 6), 0xFF000000 + i, np.uint32) for i in (0, 70_000)]
    sheets.append(sheets[1].copy())
    sheets[2][1:3, 2:4] = 0xFFD55E00
    with (tmp_path / "a.gif").open("wb") as file:
        writer = GifWriter(file, (6, 4), shared_palette(sheets, [0x0B5FAE]))
        for sheet in (*sheets, sheets[2]):
            writer.add(sheet, Fraction(1, 10))
        writer.finish()
    frames, durations = frames_of(tmp_path / "a.gif")
    assert durations == [100] * 4
    for frame, sheet in zip(frames, (*sheets, sheets[2]), strict=True):
        np.testing.assert_array_equal(frame, channels(sheet))


def test_a_palette_keeps_what_it_must_and_is_no_longer_than_a_gif_allows():
    noise = np.random.default_rng(0).integers(0, 2**24, (50, 60), np.uint32)
    kept = [0xD55E00, 0x0B5FAE, 0xD55E00]
    palette = shared_palette([noise | np.uint32(0xFF000000)], kept)
    assert len(palette) == 255
    assert {(0xD5, 0x5E, 0x00), (0x0B, 0x5F, 0xAE)} <= set(map(tuple, palette.tolist()))


def test_a_run_of_millions_of_steps_is_passed_over(tmp_path):
    values = np.add.outer(np.arange(1733, dtype=np.uint16), np.arange(1733, dtype=np.uint16))
    ref = SourceRef("values", given=Source(values, "Slope"))
    path = tmp_path / "a.gif"
    slope = shown(Scene(ref, PoolSpec(2, 1)))
    assert len(slope.resolved.run) == 1732**2
    run(film(path, slope, look(), Fraction(2), 5))
    frames, durations = frames_of(path)
    assert sum(durations) == 2000
    assert len(frames) <= 11


def test_render_chooses_by_the_suffix(tmp_path):
    scene = ONE_POOL
    for suffix, kind in ((".gif", "GIF"), (".apng", "PNG"), (".png", "PNG"), (".PNG", "PNG")):
        path = tmp_path / f"a{suffix}"
        render(scene, scene.source.load(), path, SIZE, "light", Fraction(1), 5)
        with Image.open(path) as image:
            assert (image.format, image.size) == (kind, SIZE)
            assert getattr(image, "is_animated", False) == (suffix in export.FILM_SUFFIXES)
    render(scene, scene.source.load(), tmp_path / "a.svg", SIZE)
    root = ET.parse(tmp_path / "a.svg").getroot()
    assert root.get("viewBox") == "0 0 480 320"
    assert QSvgRenderer(str(tmp_path / "a.svg")).viewBox() == QRect(0, 0, 480, 320)


def test_the_command_line_names_what_there_is():
    assert arguments.THEMES == THEME_CHOICES
    assert arguments.PICTURES == export.PICTURE_SUFFIXES
    assert arguments.FILMS == export.FILM_SUFFIXES


# ---- whole or absent


@pytest.mark.parametrize("suffix", [".gif", ".apng"])
def test_a_full_disk_leaves_the_old_film(suffix, tmp_path, monkeypatch):
    path = tmp_path / f"a{suffix}"
    path.write_bytes(b"old")
    writer = GifWriter if suffix == ".gif" else export.ApngWriter
    add = writer.add

    def fill_up(self, sheet, seconds):
        add(self, sheet, seconds)
        if len(os.listdir(tmp_path)) == 2 and self._last is not None:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(writer, "add", fill_up)
    with pytest.raises(ExportError, match=re.escape("a" + suffix) + ".*No space left on device"):
        run(film(path, shown(ONE_POOL), look(), Fraction(1), 5))
    assert os.listdir(tmp_path) == [path.name]
    assert path.read_bytes() == b"old"


def test_a_film_that_is_given_up_leaves_nothing(tmp_path):
    jobs = film(tmp_path / "a.gif", shown(ONE_POOL), look(), Fraction(1), 5)
    for _, (share, job) in zip(range(9), jobs, strict=False):
        assert 0 <= share < 1
        job()
    assert os.listdir(tmp_path) != []
    jobs.close()
    assert os.listdir(tmp_path) == []


def test_an_interrupt_while_qt_paints_leaves_nothing(tmp_path, monkeypatch):
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may ignore it
    paint = SlideLab.paintEvent
    painted = []

    def interrupted(lab, event):
        painted.append(lab)
        signal.raise_signal(signal.SIGINT)
        paint(lab, event)

    monkeypatch.setattr(SlideLab, "paintEvent", interrupted)
    try:
        with pytest.raises(KeyboardInterrupt):
            run(film(tmp_path / "a.gif", shown(ONE_POOL), look(), Fraction(1), 5))
        assert painted
        assert os.listdir(tmp_path) == []
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, before)


def test_an_interrupt_that_the_shell_ignores_stops_no_film(tmp_path, monkeypatch):
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    paint = SlideLab.paintEvent

    def interrupted(lab, event):
        signal.raise_signal(signal.SIGINT)
        paint(lab, event)

    monkeypatch.setattr(SlideLab, "paintEvent", interrupted)
    try:
        run(film(tmp_path / "a.gif", shown(ONE_POOL), look(), Fraction(1), 5))
        assert len(frames_of(tmp_path / "a.gif")[0]) > 1
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(ExportError, match="There is no folder"):
        run(picture(tmp_path / "none" / "a.png", shown(ONE_POOL), look(), still(ONE_POOL, 0)))


@pytest.mark.parametrize("size", [(400, 300), (1440, 900)])
def test_cells_of_a_small_picture_have_even_lines_and_whole_digits(size):
    scene = replace(SCENES["cat"].scene, step=10)
    stage = Stage(shown(scene), look(size=size))
    picture, ratio = stage.pixels(still(scene, 10)), fitting_ratio(size)
    assert ratio % 1
    loupe = stage._lab.input.loupe
    camera, corner = loupe.camera, loupe.mapTo(stage._lab, QPoint())
    rows, cols = camera.visible(loupe.matrix.shape)
    cells = [camera.rect(rows[-1], col).translated(corner.toPointF()) for col in cols]
    y = round((cells[0].bottom() - 3) * ratio)  # under the digits
    ends = round((cells[0].left() + 4) * ratio), round((cells[-1].right() - 4) * ratio)
    line = picture[y, slice(*ends)]
    white = line == QColor(LIGHT.surface).rgb()
    starts = np.flatnonzero(white[1:] & ~white[:-1])
    assert len(starts) == len(cols) - 1
    assert white.sum() == (len(cols) - 1) * round(2 * ratio if camera.scale >= 36 else ratio)
