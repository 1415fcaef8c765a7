"""New posts by when they seem to be from, before any of them was opened: the dates in their paths, else their files'.

It asks no file.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from tui_reader.library.dates import date_in_path


class NewestFirst:
    """The order of posts that become more; what was found out of a path is kept."""

    def __init__(self) -> None:
        self._epochs = array("q")

    def places(self, paths: Sequence[str], mtimes: Sequence[int]) -> list[int]:
        """Places in `paths`, those of the newest first. O(n log n), and each path is looked at once.

        Args:
            paths: Of the posts, as `Post.path`; more than the last time, the same before them.
            mtimes: Of their files, in seconds.
        """
        for place in range(len(self._epochs), len(paths)):
            date = date_in_path(paths[place])
            self._epochs.append(mtimes[place] if date is None else date.epoch)
        return sorted(range(len(paths)), key=self._epochs.__getitem__, reverse=True)
