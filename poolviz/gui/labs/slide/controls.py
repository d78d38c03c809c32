"""The controls of the Slide lab: what is shown of a step, and the sizes of what a pooling makes."""

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from poolviz.core.explain.arithmetic import size_formula
from poolviz.core.numbers import format_count, format_share
from poolviz.core.scenes.lab import Option
from poolviz.core.scenes.scene import Resolved
from poolviz.gui.actions import BY_ID
from poolviz.gui.options import Options
from poolviz.gui.widgets.choices import CheckBox
from poolviz.gui.widgets.texts import label


class SlideControls(QWidget):
    """What is shown of a step; the box of sizes is beside it, for a section of its own.

    Signals
    -------
    wanted(Option)
        An option of the view, and its new value.
    """

    wanted = pyqtSignal(object)

    def __init__(self) -> None:
        super().__init__()
        self.size_box = label("", "box")
        self.size_box.setTextFormat(Qt.TextFormat.RichText)
        self.size_box.setWordWrap(True)
        self.numbers = CheckBox("cell values", BY_ID["numbers"].tip)
        self.winner = CheckBox("winning cell", "Ring the cell that a result comes from, and ties")
        self.guess = CheckBox("guess first", BY_ID["guess"].tip)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(6)
        pair = QHBoxLayout()
        pair.addWidget(self.numbers)
        pair.addStretch(1)
        pair.addWidget(self.winner)
        rows.addLayout(pair)
        rows.addWidget(self.guess)
        for name in ("numbers", "winner", "guess"):
            box = getattr(self, name)
            box.clicked.connect(lambda on, name=name: self.wanted.emit(Option(name, on)))

    def set_options(self, options: Options) -> None:
        """Show the options of the view."""
        self.numbers.setChecked(options.numbers)
        self.winner.setChecked(options.winner)
        self.guess.setChecked(options.guess)

    def show_sizes(self, resolved: Resolved, level: int) -> None:
        """Put the numbers of a pooling into the output-size formula."""
        run = resolved.run
        same = run.spec.padding == "same"
        rows, cols = run.axes[level]
        lines = [
            f"{name} {_thin(size_formula(axis, same=same))} = <b>{axis.output_size}</b>"
            for name, axis in (("rows", rows), ("cols", cols))
        ]
        count = rows.output_size * cols.output_size
        share = format_share(count, rows.size * cols.size)
        lines.append(f"{format_count(count)} window{'s' * (count != 1)} · {share} of the cells")
        unread = rows.size * cols.size - (rows.size - len(rows.unread())) * (
            cols.size - len(cols.unread())
        )
        if unread:
            lines.append(f"{format_count(unread)} cell{'s' * (unread != 1)} in no window")
        self.size_box.setText("<br>".join(lines))


def _thin(formula: str) -> str:
    """Set a formula with hair spaces, so that it keeps to one line."""
    return formula.replace(" ", "\N{HAIR SPACE}")
