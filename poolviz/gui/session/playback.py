"""Time: where it stands in a course, how fast it goes, and what is still to be guessed there."""

from dataclasses import replace

from PyQt6.QtCore import QObject, pyqtSignal

from poolviz.core.timeline import (
    DEFAULT_SPEED,
    LEVEL_SPEED,
    MANY_WINDOWS,
    SPEEDS,
    Course,
    Timeline,
)


class Playback(QObject):
    """The time of a session.

    Signals
    -------
    changed(Timeline)
        It has moved; every frame.
    """

    changed = pyqtSignal(object)

    def __init__(self, course: Course, step: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.course = course
        self._speeds = {False: DEFAULT_SPEED, True: LEVEL_SPEED}  # of few and of many windows
        self._guess = self._revealed = False
        self._timeline = Timeline(course.length).seek(step)
        self._set_speed()

    @property
    def timeline(self) -> Timeline:
        """The time."""
        return self._timeline

    @property
    def speed(self) -> int:
        """The place of the speed in `SPEEDS`: matrices and photographs each keep their own."""
        return self._speeds[self.has_many]

    @property
    def has_many(self) -> bool:
        """Whether there are so many windows that they can't be watched one by one."""
        return len(self.course.steps_of(0)) > MANY_WINDOWS

    @property
    def secret(self) -> bool:
        """Whether the result of the step on screen is still to be guessed."""
        if not self._guess or self._revealed or not self.course.guessed:
            return False
        return not self._timeline.playing or self._timeline.fraction < 0.5

    @property
    def by_levels(self) -> bool:
        """Whether it goes so fast that a level is over in about ten seconds, of many windows."""
        return self.has_many and self.speed == LEVEL_SPEED

    def guess(self, guess: bool) -> None:
        """Hide results, to be guessed, or don't."""
        self._guess, self._revealed = guess, False

    def begin(self, course: Course, step: int) -> None:
        """Take another course, and rest on a step of it."""
        self._take(course, self._timeline.pause().resized(course.length).seek(step))

    def go_on_in(self, course: Course, index: int) -> None:
        """Take another course and go on from `index`, or stay at the end where that is kept."""
        ended = course.keeps_end and self._timeline.at_end
        place = course.length if ended else index + self._timeline.fraction
        self._take(course, self._timeline.resized(course.length).seek(place))

    def _take(self, course: Course, timeline: Timeline) -> None:
        self.course, self._timeline, self._revealed = course, timeline, False
        self._set_speed()

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self._move(self._timeline.advance(seconds))

    def seek(self, index: int) -> None:
        """Go to a step; playing goes on from there."""
        self._move(self._timeline.seek(index))

    def go_to(self, index: int) -> None:
        """Go to a step and stop there."""
        self._move(self._timeline.pause().seek(index))

    def step(self, count: int) -> None:
        """Go some steps on or back, or first show the result that was to be guessed."""
        if self.secret and count > 0:
            self.reveal()
        else:
            self._move(self._timeline.step(count))

    def step_row(self, count: int) -> None:
        """Go to the same place in another row of the level, or on to the next level."""
        course = self.course
        level, row, col = course.locate(self._timeline.index)
        if 0 <= row + count < course.levels[level][0]:
            self.go_to(course.index_of(level, row + count, col))
        elif count > 0:
            self.go_to(course.steps_of(level).stop)
        else:
            self.go_to(course.steps_of(level).start - 1)

    def go_to_level(self, level: int) -> None:
        """Go to the first step of a level."""
        level = min(max(level, 0), len(self.course.levels) - 1)
        self.go_to(self.course.steps_of(level).start)

    def step_level(self, count: int) -> None:
        """Go to the first step of the level `count` levels on."""
        self.go_to_level(self.course.locate(self._timeline.index)[0] + count)

    def toggle_play(self) -> None:
        """Play or pause."""
        timeline = self._timeline
        self._move(timeline.pause() if timeline.playing else timeline.play())

    def toggle_loop(self) -> None:
        """Start again at the end, or stop there."""
        self._move(replace(self._timeline, loop=not self._timeline.loop))

    def set_speed(self, speed: int) -> None:
        """Choose one of `SPEEDS` by its place."""
        speed = min(max(speed, 0), len(SPEEDS) - 1)
        if speed != self.speed:
            self._speeds[self.has_many] = speed
            self._set_speed()
            self.changed.emit(self._timeline)

    def reveal(self) -> None:
        """Show the result that was to be guessed."""
        self._revealed = True
        self.changed.emit(self._timeline)

    def _move(self, timeline: Timeline) -> None:
        if timeline == self._timeline:
            return
        if timeline.index != self._timeline.index:
            self._revealed = False
        self._timeline = timeline
        self._set_speed()
        self.changed.emit(self._timeline)

    def _set_speed(self) -> None:
        level, _, _ = self.course.locate(self._timeline.index)
        rows, cols = self.course.levels[level]
        speed = SPEEDS[self.speed].steps_per_second(cols, rows * cols, self.course.length)
        if speed != self._timeline.speed:
            self._timeline = replace(self._timeline, speed=speed)
