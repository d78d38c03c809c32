"""All commands and their keys in one table, of which menus, tooltips and lists are made."""

from dataclasses import dataclass

from poolviz.core.scenes.lab import LABS

GROUPS = ("Time", "Pooling", "View", "Input and output")


@dataclass(frozen=True)
class Action:
    """A command: its name in the program, what it says, and the keys that give it.

    Keys are Qt's portable names; the first is the one that tooltips name.
    """

    id: str
    text: str
    keys: tuple[str, ...]
    group: str
    shown_keys: str = ""

    @property
    def key_text(self) -> str:
        """The keys as people read them."""
        return self.shown_keys or " or ".join(key.replace("+", " + ") for key in self.keys)

    @property
    def tip(self) -> str:
        """The text for a tooltip, with the key."""
        return f"{self.text} ({self.keys[0] if not self.shown_keys else self.shown_keys})"


_ACTIONS = (
    Action("play", "Play or pause", ("Space", "K"), "Time"),
    Action("forward", "Next window, or shift right", ("Right",), "Time", "→"),
    Action("back", "Previous window, or shift left", ("Left",), "Time", "←"),
    Action("next_row", "Next row or level", ("Shift+Right",), "Time", "Shift + →"),
    Action("previous_row", "Previous row or level", ("Shift+Left",), "Time", "Shift + ←"),
    Action("first", "First step", ("Home",), "Time"),
    Action("last", "Last step", ("End",), "Time"),
    Action("next_level", "Next repeat, or shift up", ("Up",), "Time", "↑"),
    Action("previous_level", "Previous repeat, or shift down", ("Down",), "Time", "↓"),
    Action("faster", "Faster", ("+", "="), "Time", "+"),
    Action("slower", "Slower", ("-",), "Time", "−"),
    Action("loop", "Loop: start again at the end", ("L",), "Time"),
    Action("next_mode", "Next method", ("M",), "Pooling"),
    Action("random", "New random matrix or shift", ("R",), "Pooling"),
    Action("next_scene", "Next scene", ("PgDown",), "Pooling", "Page Down"),
    Action("previous_scene", "Previous scene", ("PgUp",), "Pooling", "Page Up"),
    Action("undo", "Undo", ("Ctrl+Z",), "Pooling"),
    Action("redo", "Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "Pooling", "Ctrl + Shift + Z"),
    Action("edit_cells", "Type numbers into the input", ("E",), "Pooling"),
    Action("grid", "Grid of blocks in the Shift lab", ("B",), "View"),
    Action("numbers", "Numbers in cells", ("N",), "View"),
    Action("guess", "Guess first: hide each result", ("G",), "View"),
    Action("whole", "Whole picture after zooming", ("F", "0"), "View"),
    Action("projector", "Projector theme, and back", ("S",), "View"),
    Action("larger", "Larger type", ("Ctrl++", "Ctrl+="), "View", "Ctrl + +"),
    Action("smaller", "Smaller type", ("Ctrl+-",), "View", "Ctrl + −"),
    Action("usual", "Usual size of type", ("Ctrl+0",), "View"),
    Action("controls", "Hide the controls, and back", ("C",), "View"),
    Action("present", "Present: the stage alone, full screen", ("F11",), "View"),
    Action("leave", "Leave, or cancel", ("Esc",), "View"),
    Action("keys", "This list of keys", ("?", "F1"), "View"),
    Action("open", "Open a picture, an array or a table", ("Ctrl+O",), "Input and output"),
    Action("paste", "Paste a picture or numbers", ("Ctrl+V",), "Input and output"),
    Action("copy", "Copy the picture", ("Ctrl+C",), "Input and output"),
    Action("export", "Export …", ("Ctrl+E",), "Input and output"),
    Action("quit", "Quit", ("Ctrl+Q",), "Input and output"),
)
BY_ID = {action.id: action for action in _ACTIONS}


def actions() -> tuple[Action, ...]:
    """Return all commands, with those that open the labs, each with the key of its place."""
    place = [a.group for a in _ACTIONS].index("View")
    return (*_ACTIONS[:place], *map(lab_action, LABS), *_ACTIONS[place:])


def lab_action(lab: str) -> Action:
    """Return the command that opens a lab of `LABS`."""
    entry, place = LABS[lab], list(LABS).index(lab)
    return Action(f"{lab}_lab", f"{entry.title}: {entry.question}", (str(place + 1),), "View")


def key_table() -> str:
    """Return all keys as a Markdown table."""
    lines = ["| Key | What it does |", "| --- | --- |"]
    for group in GROUPS:
        lines += [f"| {a.key_text} | {a.text} |" for a in actions() if a.group == group]
    return "\n".join(lines)
