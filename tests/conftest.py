"""What holds for every test: no screen, and one scale of type."""

import os

from hypothesis import settings

# Before the first import of Qt, which reads them once.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
for _name in (
    "QT_SCALE_FACTOR",
    "QT_SCREEN_SCALE_FACTORS",
    "QT_FONT_DPI",
    "QT_ENABLE_HIGHDPI_SCALING",
):
    os.environ.pop(_name, None)

# The same examples every time, however slow the machine is.
settings.register_profile("poolviz", derandomize=True, deadline=None, database=None)
settings.load_profile("poolviz")
