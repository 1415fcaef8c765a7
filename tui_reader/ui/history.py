"""The way through what was read: back, and forward again."""

from __future__ import annotations


class History:
    """Paths of posts in the order in which they were entered, and where one stands among them."""

    def __init__(self) -> None:
        self._paths: list[str] = []
        self._place = -1

    def __contains__(self, path: str) -> bool:
        return path in self._paths

    def enter(self, path: str) -> None:
        """Go on from here to a post; what was gone back from is forgotten."""
        del self._paths[self._place + 1 :]
        if not self._paths or self._paths[-1] != path:
            self._paths.append(path)
        self._place = len(self._paths) - 1

    def beside(self, step: int) -> str | None:
        """The post `step` entries on, or back; None beyond the ends."""
        place = self._place + step
        return self._paths[place] if 0 <= place < len(self._paths) else None

    def go(self, step: int) -> None:
        """Stand `step` entries on; only where there is one."""
        self._place += step

    def latest(self) -> tuple[str, ...]:
        """Each post once, the one that was entered last first."""
        return tuple(dict.fromkeys(reversed(self._paths)))

    def rename(self, former: str, path: str) -> None:
        """A post has another path now."""
        self._paths = [path if each == former else each for each in self._paths]
