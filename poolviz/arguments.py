"""The arguments of the command line: what there is, how it is written, what it says to --help.

It needs neither NumPy nor Qt, so that help, and a mistyped argument, are answered at once.
"""

import argparse
import math
import re
from fractions import Fraction
from pathlib import Path
from typing import Any, NoReturn

from poolviz import __version__
from poolviz.core.scenes.lab import LABS

# Said here once more than where it belongs; tests compare both.
MODES = ("max", "mean", "min", "sum", "lp", "power-mean", "subsample")
NAN_POLICIES = ("propagate", "omit")
READINGS = ("channels_last", "channels_first")
THEMES = ("system", "light", "dark", "projector")
FILMS = (".gif", ".apng")
PICTURES = (".png", ".svg")
VALUES = (".csv", ".npy")

SIDES = 160, 7680
"""The smallest and the largest side of a picture, in pixels."""

MAX_FPS = 60
MAX_SECONDS = 600
MAX_FRAMES = 6_000

DEFAULTS: dict[str, Any] = {"size": (1280, 720), "fps": 30, "seconds": Fraction(10)}
SPEC_OPTIONS = (
    *("kernel_size", "stride", "padding", "dilation", "mode", "ceil_mode", "count_include_pad"),
    *("norm_type", "nan_policy", "divisor_override"),
)
SCENE_OPTIONS = ("repeats", "grey", "resize", "channel")

_ABOUT = """\
See what pooling does: a window slides over a matrix or a picture.

  poolviz                              the window, on a 4 x 4 example
  poolviz FILE                         the window, on a picture, .npy, .npz, .csv, .tsv or .txt
  poolviz render --output OUT ...      a picture, an animation or values, without a screen;
                                       poolviz render --help tells more
  poolviz scenes                       the scenes that --scene knows
"""
_RENDER_ABOUT = """\
Write a scene to a file; needs no screen. What is written goes by the suffix of --output:

  .gif, .apng   the whole run, from the first step to the last
  .png, .svg    one step: the one of the scene, or --step
  .csv, .npy    the values that come out of the last pooling, or of the one that --step is in;
                .csv holds one channel (see --channel), .npy all of them
"""


class UsageError(Exception):
    """Something in the arguments that the user can put right; one sentence."""


class Parser(argparse.ArgumentParser):
    """A parser that raises `UsageError` instead of writing two lines and leaving."""

    def error(self, message: str) -> NoReturn:
        """Raise what is wrong."""
        raise UsageError(f"{message} (see {self.prog} --help)")


def window_parser() -> Parser:
    """Return the parser of ``poolviz``."""
    parser = _parser("poolviz", _ABOUT, "poolviz [FILE] [options]")
    parser.add_argument("--version", action="version", version=f"poolviz {__version__}")
    forget = "forget the theme, the size and the files of the last time"
    parser.add_argument("--reset", action="store_true", help=forget)
    parser.set_defaults(theme=None)  # that of the last time
    return parser


def render_parser() -> Parser:
    """Return the parser of ``poolviz render``."""
    parser = _parser(
        "poolviz render", _RENDER_ABOUT, "poolviz render [FILE] --output OUT [options]"
    )
    add = parser.add_argument_group("output").add_argument
    add("-o", "--output", metavar="OUT", required=True, help="the file to write; see above")
    size = "x".join(map(str, DEFAULTS["size"]))
    add("--size", type=_size, metavar="WxH", help=f"pixels, {SIDES[0]} to {SIDES[1]} [{size}]")
    fps = f"pictures a second, 1 to {MAX_FPS}; a GIF has at most 50 [{DEFAULTS['fps']}]"
    add("--fps", type=_fps, metavar="N", help=fps)
    seconds = f"length of an animation, up to {MAX_SECONDS} [{DEFAULTS['seconds']}]"
    add("--seconds", type=_seconds, metavar="S", help=seconds)
    add("--step", type=_whole, metavar="K", help="a step, counted from 1 as in the window")
    return parser


def check_output(args: argparse.Namespace) -> None:
    """Fill in what `render_parser` leaves open, and refuse what does not go together.

    Raises
    ------
    UsageError
        If --output is of no known kind, or another option has no meaning for it.
    """
    known = (*FILMS, *PICTURES, *VALUES)
    suffix = Path(args.output).suffix.lower()
    if suffix not in known:
        allowed = ", ".join(known)
        raise UsageError(f"--output is {args.output!r}; allowed are names that end in {allowed}.")
    for name, suffixes in (
        ("size", FILMS + PICTURES),
        ("fps", FILMS),
        ("seconds", FILMS),
        ("step", PICTURES + VALUES),
    ):
        given = getattr(args, name) is not None
        if given and suffix not in suffixes:
            raise UsageError(f"--{name} says nothing of {suffix}; it is for {', '.join(suffixes)}.")
        if not given and name in DEFAULTS:
            setattr(args, name, DEFAULTS[name])
    frames = math.ceil(args.seconds * args.fps)
    if frames > MAX_FRAMES:
        raise UsageError(
            f"--seconds {float(args.seconds):g} at --fps {args.fps} makes {frames:,} pictures; "
            f"allowed are at most {MAX_FRAMES:,}."
        )


def _parser(prog: str, about: str, usage: str) -> Parser:
    parser = Parser(
        prog=prog,
        usage=usage,
        description=about,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("file", metavar="FILE", nargs="?", help="a picture, an array or a table")
    add = parser.add_argument_group("scene").add_argument
    add("--scene", metavar="NAME", help="a scene to start from, or a scene file (.json)")
    add("--lab", choices=tuple(LABS), help="the lab to open: " + ", ".join(LABS))
    setting = "a value of the lab's own, such as jitter=4; may be given again"
    add("--set", type=_setting, action="append", default=[], metavar="NAME=VALUE", help=setting)
    add("--theme", choices=THEMES, default="system", metavar="T", help=", ".join(THEMES))
    yes_or_no = argparse.BooleanOptionalAction
    add("--grey", action=yes_or_no, help="make a colour picture grey")
    add("--resize", type=_pair, metavar="HxW", help="bring a picture to this height and width")
    add(
        "--axes", choices=READINGS, metavar="A", help="the axes of an array: " + ", ".join(READINGS)
    )
    add("--channel", type=_whole, metavar="N", help="the channel that numbers speak of, from 0")
    add = parser.add_argument_group("pooling").add_argument
    add("--mode", choices=MODES, metavar="M", help=", ".join(MODES))
    add("--kernel-size", type=_pair, metavar="K", help="the window: 2, or 2x3 (height x width)")
    add("--stride", type=_pair, metavar="S", help="2, or 2x3; by default the kernel size")
    padding = "valid, same, 1, 1x2 (height x width), or top,bottom,left,right"
    add("--padding", type=_padding, metavar="P", help=padding)
    add("--dilation", type=_pair, metavar="D", help="distance between the taps of a window")
    add("--repeats", type=_whole, metavar="N", help="how often to pool")
    add("--ceil-mode", action=yes_or_no, help="let a last window hang over the end")
    add("--count-include-pad", action=yes_or_no, help="let means divide by padding cells, too")
    add("--norm-type", type=float, metavar="P", help="the p of lp and power-mean, or inf")
    add("--nan-policy", choices=NAN_POLICIES, metavar="N", help=", ".join(NAN_POLICIES))
    divisor = "what means divide by, whatever a window holds"
    add("--divisor-override", type=_whole, metavar="N", help=divisor)
    return parser


def _numbers(text: str, counts: tuple[int, ...]) -> list[int]:
    if re.fullmatch(r"[+-]?\d{1,9}([xX×,][+-]?\d{1,9})*", text):
        numbers = [int(part) for part in re.split("[xX×,]", text)]
        if len(numbers) in counts:
            return numbers
    raise ValueError(text)


def _refusal(text: str, allowed: str) -> argparse.ArgumentTypeError:
    return argparse.ArgumentTypeError(f"{text!r} is not allowed; allowed is {allowed}")


def _whole(text: str) -> int:
    try:
        return _numbers(text, (1,))[0]
    except ValueError:
        raise _refusal(text, "a whole number") from None


def _setting(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise _refusal(text, "NAME=VALUE")
    return name, value


def _fps(text: str) -> int:
    fps = _whole(text)
    if not 1 <= fps <= MAX_FPS:
        raise _refusal(text, f"1 to {MAX_FPS}")
    return fps


def _pair(text: str) -> tuple[int, int]:
    try:
        numbers = _numbers(text, (1, 2))
    except ValueError:
        raise _refusal(text, "a number such as 2, or height x width such as 2x3") from None
    return numbers[0], numbers[-1]


def _padding(text: str) -> Any:
    if text in ("valid", "same"):
        return text
    try:
        numbers = _numbers(text, (1, 2, 4))
    except ValueError:
        allowed = "valid, same, 1, height x width such as 1x2, or top,bottom,left,right"
        raise _refusal(text, allowed) from None
    if len(numbers) == 4:
        return tuple(numbers[:2]), tuple(numbers[2:])
    return numbers[0], numbers[-1]


def _size(text: str) -> tuple[int, int]:
    try:
        width, height = _numbers(text, (2,))
    except ValueError:
        raise _refusal(text, "width x height such as 1280x720") from None
    if not all(SIDES[0] <= side <= SIDES[1] for side in (width, height)):
        raise _refusal(text, f"{SIDES[0]} to {SIDES[1]} pixels for either side")
    return width, height


def _seconds(text: str) -> Fraction:
    if re.fullmatch(r"\d{1,9}(\.\d{0,9})?|\.\d{1,9}", text):
        seconds = Fraction(text).limit_denominator(1000)
        if 0 < seconds <= MAX_SECONDS:
            return seconds
    raise _refusal(text, f"more than 0 and at most {MAX_SECONDS}")
