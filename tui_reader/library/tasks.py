"""What the workers of a refresh are told to do, in lines of JSON, and what of it no worker has yet."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tui_reader import limits
from tui_reader.library.entry import How

HEADS = 32
"""So many heads are asked for and answered at once: a single one takes less time than passing it on."""

_TASK_CHARACTERS = 2_000
"""A task has no more paths once they are as long as this together."""

LONGEST_TASK = 52 * limits.KIBIBYTE
"""In JSON: so many characters of twelve bytes, and one more path of 4,096 bytes that are no text, six bytes each."""


@dataclass(frozen=True, slots=True)
class Task:
    """Some posts that are to be read at once."""

    paths: tuple[str, ...]
    how: How
    line: str
    """What a worker is told, with its end."""


def task_for(paths: Sequence[str], how: How) -> Task:
    """The task to read so much of those posts."""
    return Task(tuple(paths), how, f"{json.dumps([how, *paths])}\n")


class Waiting:
    """The tasks that no worker has yet: those that were put back, then one by one the rest of the posts."""

    def __init__(self, paths: Sequence[str], how: How) -> None:
        self._paths = paths
        self._how = how
        self.size = HEADS if how is How.HEAD else 1
        """How many posts a task has."""
        self._taken = 0
        self._back: deque[Task] = deque()

    def __len__(self) -> int:
        return len(self._back) - (self._taken - len(self._paths)) // self.size

    def take(self) -> Task:
        """The next one; only where there are any."""
        if self._back:
            return self._back.popleft()
        paths: list[str] = []
        length = 0
        while self._taken < len(self._paths) and len(paths) < self.size and length < _TASK_CHARACTERS:
            paths.append(self._paths[self._taken])
            length += len(paths[-1])
            self._taken += 1
        return task_for(paths, self._how)

    def take_up_to(self, count: int, room: int) -> list[Task]:
        """The next ones: `count` at most, and none more once they are longer than `room` bytes."""
        tasks: list[Task] = []
        while len(tasks) < count and room >= 0:
            tasks.append(self.take())
            room -= len(tasks[-1].line)
        return tasks

    def put_back(self, tasks: Iterable[Task]) -> None:
        """To be taken before all others, in this order."""
        self._back.extendleft(reversed(tuple(tasks)))

    def all(self) -> Iterator[Task]:
        """Take every one of them."""
        while len(self):
            yield self.take()
