"""The way back within an article: where one stood before each jump. Pure; it moves nothing."""

from __future__ import annotations

from tui_reader.model import ReadingPosition

Stand = ReadingPosition | None
"""Where reading stands, by its anchor and so at any width; None above the text."""
_MOST = 100


class Jumps:
    """Where one stood before the jumps, and after those that were gone back over."""

    def __init__(self) -> None:
        self._before: list[Stand] = []
        self._after: list[Stand] = []

    def leave(self, here: Stand) -> None:
        """Jump from here; what was gone back over is forgotten."""
        self._after.clear()
        if not self._before or self._before[-1] != here:
            self._before = [*self._before[1 - _MOST :], here]

    def go(self, here: Stand, step: int) -> tuple[Stand] | None:
        """Go back over a jump where `step` is negative, else over one that was gone back over.

        Returns:
            Where to stand, alone in a tuple; None where there is no such jump.
        """
        left, other = (self._before, self._after) if step < 0 else (self._after, self._before)
        while left and left[-1] == here:
            left.pop()  # one has come there by other ways
        if not left:
            return None
        other.append(here)
        return (left.pop(),)
