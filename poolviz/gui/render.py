"""A scene to a file without a window, as the command line asks for it."""

from contextlib import closing
from fractions import Fraction
from pathlib import Path

from poolviz.core.inputs.source import Source
from poolviz.core.scenes.scene import Scene
from poolviz.gui.app import application
from poolviz.gui.export.jobs import FILM_SUFFIXES, film, picture, run
from poolviz.gui.export.stage import Look, fitting_ratio
from poolviz.gui.session.session import Session
from poolviz.gui.theme import THEMES, system_theme


def render(
    scene: Scene,
    source: Source,
    path: str | Path,
    size: tuple[int, int],
    theme: str = "system",
    seconds: Fraction = Fraction(10),
    fps: int = 30,
) -> None:
    """Write the picture of a scene's step, or its whole run as a film, by the suffix of `path`.

    Parameters
    ----------
    scene : Scene
        What to show.
    source : Source
        Its input.
    path : str or Path
        Ends in one of `PICTURE_SUFFIXES` or `FILM_SUFFIXES`.
    size : (int, int)
        Width and height in pixels.
    theme : str
        One of `THEME_CHOICES`.
    seconds, fps : Fraction, int
        Of a film.

    Raises
    ------
    SpecError
        If the pooling is not defined on this input.
    ExportError
        If the file can't be written.
    """
    application()
    with closing(Session(scene, source)) as session:
        chosen = system_theme() if theme == "system" else THEMES[theme]
        look = Look(chosen, session.options, size, fitting_ratio(size))
        shown = session.wholly_known()
        if Path(path).suffix.lower() in FILM_SUFFIXES:
            run(film(path, shown, look, seconds, fps))
        else:
            run(picture(path, shown, look, session.timeline))
