"""Some positions of a list, such as the selected ones: kept as runs, so that all of a million take no room."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain
from typing import overload


class Positions(Sequence[int]):
    """Positions from 0, ascending, each once; never changed. As a sequence it is equal to none but its like."""

    __slots__ = ("_before", "runs")

    def __init__(self, runs: Iterable[range] = ()) -> None:
        """Take runs, ascending and apart from each other."""
        self.runs = tuple(run for run in runs if run)
        self._before = (0, *accumulate(map(len, self.runs)))
        """How many positions stand before each run, and in all."""

    @classmethod
    def of(cls, positions: Iterable[int]) -> Positions:
        """Those that are given, ascending. O(n), and nothing for what has runs already."""
        if isinstance(positions, Positions):
            return positions
        if isinstance(positions, range) and positions.step == 1:
            return cls([positions])
        runs: list[range] = []
        start = stop = 0
        for position in positions:
            if position != stop:
                runs.append(range(start, stop))
                start = position
            stop = position + 1
        return cls([*runs, range(start, stop)])

    def toggled(self, position: int) -> Positions:
        """With `position` if it isn't there, else without it. O(runs)."""
        if position not in self:
            place = bisect_right(self.runs, position, key=lambda run: run.start)
            before, after = self.runs[:place], self.runs[place:]
            start, stop = position, position + 1
            if before and before[-1].stop == start:
                start, before = before[-1].start, before[:-1]
            if after and after[0].start == stop:
                stop, after = after[0].stop, after[1:]
            return Positions((*before, range(start, stop), *after))
        parts = (
            (range(run.start, position), range(position + 1, run.stop)) if position in run else (run,)
            for run in self.runs
        )
        return Positions(chain.from_iterable(parts))

    def __len__(self) -> int:
        return self._before[-1]

    def __contains__(self, position: object) -> bool:
        if not isinstance(position, int):
            return False
        place = bisect_right(self.runs, position, key=lambda run: run.start)
        return place > 0 and position in self.runs[place - 1]

    def __iter__(self) -> Iterator[int]:
        return chain.from_iterable(self.runs)

    @overload
    def __getitem__(self, index: int) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> Positions: ...
    def __getitem__(self, index: int | slice) -> int | Positions:
        if isinstance(index, slice):
            wanted = range(len(self))[index]
            if wanted.step != 1:
                raise ValueError("positions are cut in runs alone")
            cut = (
                run[max(0, wanted.start - before) : max(0, wanted.stop - before)]
                for run, before in zip(self.runs, self._before, strict=False)
            )
            return Positions(cut)
        index = range(len(self))[index]
        place = bisect_right(self._before, index) - 1
        return self.runs[place][index - self._before[place]]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Positions) and self.runs == other.runs

    def __hash__(self) -> int:
        return hash(self.runs)

    def __repr__(self) -> str:
        return f"Positions({list(self.runs)})"
