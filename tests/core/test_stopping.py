"""Long work ends soon after it is told to."""

import io
import threading

import numpy as np
import pytest
from PIL import Image

from poolviz.core import PoolSpec, circle, pool2d, repeat_pool, sweep_shifts
from poolviz.core.engine import workers
from poolviz.core.inputs.source import load_image
from poolviz.core.labs.shift.sweep import break_map
from poolviz.core.stopping import StoppedError, ask, question, stopping


class After:
    """Says stop from the n-th question on."""

    def __init__(self, count):
        self.left = count
        self.lock = threading.Lock()

    def __call__(self):
        with self.lock:
            self.left -= 1
            return self.left < 0


def encoded(kind):
    pixels = np.random.default_rng(3).integers(0, 256, (900, 1200, 3), np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, kind)
    return file.getvalue()


LARGE = np.zeros((2000, 3000), np.float32)
WORK = {
    "maxima": lambda: pool2d(LARGE, PoolSpec(5, 1)),
    "means of holes": lambda: pool2d(LARGE, PoolSpec(3, 1, mode="mean", dilation=9)),
    "powers": lambda: pool2d(LARGE, PoolSpec(3, 1, mode="lp", norm_type=3)),
    "positions": lambda: pool2d(LARGE, PoolSpec(5, 1), return_indices=True),
    "repeats": lambda: repeat_pool(LARGE, PoolSpec(3, 1), 6),
    "PNG": lambda: load_image(encoded("PNG"), "P"),
    "JPEG": lambda: load_image(encoded("JPEG"), "P"),
}


@pytest.mark.parametrize("name", WORK)
def test_it_ends_in_the_middle(name):
    asked = After(10**9)
    with stopping(asked):
        WORK[name]()
    questions = 10**9 - asked.left
    assert questions >= 5, "it would not hear of it"
    with stopping(After(questions // 2)), pytest.raises(StoppedError):
        WORK[name]()


SURVEYS = {
    "sweep": lambda told: sweep_shifts(circle((128, 128)), PoolSpec(2), 4, 16, progress=told),
    "radii": lambda told: break_map((3, 9, 12), PoolSpec(2), 2, 2, progress=told),
}


@pytest.mark.parametrize("name", SURVEYS)
def test_a_survey_ends_where_it_tells_how_far_it_is(name):
    calls = []
    SURVEYS[name](lambda *_: calls.append(1))
    assert len(calls) >= 3
    with stopping(After(2)), pytest.raises(StoppedError):
        SURVEYS[name](lambda *_: ask())


def test_nothing_is_asked_where_nobody_said_how():
    ask()
    assert pool2d(LARGE, PoolSpec(2)).shape == (1000, 1500)


def test_it_is_asked_on_the_threads_that_help():
    with stopping(lambda: True):
        asked = question()
    raised = []

    def other():
        try:
            asked()
        except StoppedError as error:
            raised.append(error)

    thread = threading.Thread(target=other)
    thread.start()
    thread.join()
    assert len(raised) == 1
    ask()


def test_blocks_inside_each_other_ask_the_inner_one():
    with stopping(lambda: True):
        with stopping(lambda: False):
            ask()
        with pytest.raises(StoppedError):
            ask()
    ask()


def test_every_block_is_a_piece_of_its_own():
    done = []
    with stopping(After(3)), pytest.raises(StoppedError):
        workers.run(range(9), lambda job, _: done.append(job), 1, 4)
    assert done == [0, 1, 2]
