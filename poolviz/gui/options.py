"""How a scene is shown, and what is said of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, NamedTuple


@dataclass(frozen=True)
class Options:
    """How a scene is shown; none of it changes a number."""

    numbers: bool = True
    winner: bool = True
    guess: bool = False
    colour_map: str = "viridis"
    grid: bool = False
    own: Mapping[str, Any] = field(default_factory=dict)
    """By name, what only the view of one lab knows."""

    def of(self, name: str, usual: Any) -> Any:
        """Return an option of a lab's own; `usual` until another is chosen."""
        return self.own.get(name, usual)

    def changed(self, name: str, value: Any) -> "Options":
        """Return these options but for one."""
        if name in _KNOWN:
            return replace(self, **{name: value})
        return replace(self, own={**self.own, name: value})


_KNOWN = {f.name for f in fields(Options)}


class Offer(NamedTuple):
    """Something that one click on the status line does."""

    text: str
    tip: str
    do: Callable[[], object]


@dataclass(frozen=True)
class Message:
    """A sentence for the status line, and what one click makes of it."""

    text: str = ""
    error: bool = False
    actions: tuple[Offer, ...] = ()
