"""The prepared scenes of all labs."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from poolviz.core.scenes.lab import LABS, settings_of
from poolviz.core.scenes.scene import Preset, Scene


class _Scenes(Mapping[str, Preset]):
    """The prepared scenes of the labs in `LABS`, by name, lab after lab."""

    def _all(self) -> dict[str, Preset]:
        return {name: preset for lab in LABS for name, preset in settings_of(lab).presets().items()}

    def __getitem__(self, name: str) -> Preset:
        return self._all()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())


SCENES: Mapping[str, Preset] = _Scenes()


def default_scene(lab: str) -> str:
    """Return the name of the scene that a lab opens with."""
    return next(iter(settings_of(lab).presets()))


def title_of(scene: Scene) -> str:
    """Return the title of the prepared scene that `scene` is, at whatever step; or ""."""
    plain = replace(scene, step=0)
    titles = [known.title for known in SCENES.values() if replace(known.scene, step=0) == plain]
    return "".join(titles[:1])
