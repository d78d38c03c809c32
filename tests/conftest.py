"""What holds for every test: no screen, one scale of type, and no settings of another day."""

import atexit
import os
import shutil
import tempfile

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

# Nothing is read from, or written to, the settings of whoever runs the tests.
os.environ["XDG_CONFIG_HOME"] = tempfile.mkdtemp(prefix="poolviz-tests-")
atexit.register(shutil.rmtree, os.environ["XDG_CONFIG_HOME"], ignore_errors=True)

# The same examples every time, however slow the machine is.
settings.register_profile("poolviz", derandomize=True, deadline=None, database=None)
settings.load_profile("poolviz")
