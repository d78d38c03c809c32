"""Which key was pressed, by its place on the keyboard, where the layout has no letter of ours."""

from PyQt6.QtCore import QKeyCombination, Qt
from PyQt6.QtGui import QKeyEvent, QKeySequence

from poolviz.gui.actions import actions

_ROWS = {2: "1234567890-=", 16: "QWERTYUIOP", 30: "ASDFGHJKL", 44: "ZXCVBNM"}
"""The scan code of the first key of each row, and what the keys of the row say in the USA."""

_SCAN_CODES = {first + i: key for first, row in _ROWS.items() for i, key in enumerate(row)}

_MAC_CODES: dict[int, str] = dict(zip(range(10), "ASDFHGZXCV", strict=True)) | dict(
    zip((*range(11, 30), 31, 32, 34, 35, 37, 38, 40, 45, 46), "BQWERYT123465=97-80OUIPLJKNM",
        strict=True)
)  # fmt: skip
"""The same by the virtual keys of macOS, which stand for places, too."""

_X11_OFFSET = 8
"""What X11 and Wayland add to a scan code."""

_LAST_LATIN = 0x24F
_NOT_UNICODE = 0x0100_0000
"""From here on Qt's keys are no characters."""

_BY_KEY: dict[QKeyCombination, str] = {
    QKeySequence(key)[0]: action.id for action in actions() for key in action.keys
}


def place_of(scan_code: int, virtual_key: int, platform: str) -> str:
    """Return what a key says on a keyboard of the USA; "" where that is not known.

    Parameters
    ----------
    scan_code, virtual_key : int
        The native codes of a key event.
    platform : str
        Qt's name of the platform, such as "xcb", "windows" or "cocoa".
    """
    if platform == "cocoa":
        return _MAC_CODES.get(virtual_key, "")
    return _SCAN_CODES.get(scan_code - (0 if platform == "windows" else _X11_OFFSET), "")


def command_of(event: QKeyEvent, platform: str, *, digits: bool = True) -> str:
    """Return the command of a key that no shortcut was found for; "" where there is none.

    What the layout writes comes first ("?" is a question mark wherever it is). A letter of another
    script counts by its place, and with `digits` a digit's key without Shift that writes no digit.
    """
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    text = event.text()
    if modifiers in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier):
        written = QKeySequence(text) if len(text) == 1 and not text.isalpha() else QKeySequence()
        if not written.isEmpty() and written[0] in _BY_KEY:
            return _BY_KEY[written[0]]
    place = place_of(event.nativeScanCode(), event.nativeVirtualKey(), platform)
    key = event.key()
    foreign = _LAST_LATIN < key < _NOT_UNICODE and chr(key).isalpha()
    digit = digits and place.isdecimal() and modifiers == Qt.KeyboardModifier.NoModifier
    if not place or not (foreign or digit):
        return ""
    return _BY_KEY.get(QKeyCombination(modifiers, Qt.Key(ord(place))), "")
