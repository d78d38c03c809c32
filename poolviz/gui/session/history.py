"""What can be taken back: scenes, one after the other."""

from poolviz.core.scenes.scene import Scene

_MOST = 200


class History:
    """Scenes in the order of their edits, and the place of the one on screen."""

    def __init__(self, first: Scene) -> None:
        self._scenes = [first]
        self.place = 0

    def __len__(self) -> int:
        return len(self._scenes)

    def __getitem__(self, place: int) -> Scene:
        return self._scenes[place]

    def put(self, base: int, scene: Scene, *, new: bool) -> None:
        """Put a scene in the place of the entry `base`, or after it, where all that was ends."""
        self.place = base
        if new:
            self._scenes = [*self._scenes[: base + 1], scene][-_MOST:]
            self.place = len(self._scenes) - 1
        else:
            self._scenes[base] = scene
