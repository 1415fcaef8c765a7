"""What a refresh has to do: a set difference, decided without touching a file or the index."""

from __future__ import annotations

from dataclasses import dataclass

from tui_reader.library.shelving import Stamp


@dataclass(slots=True)
class Known:
    """A post as the index has it."""

    key: int
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class Plan:
    """What has to be done: pure set difference on path, size and time of change."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]


def plan(found: dict[str, Stamp], known: dict[str, Known], *, stale: bool = False) -> Plan:
    """Compare the folder with the index.

    Args:
        found: Every post of the folder.
        known: Every post of the index.
        stale: Whether what is known was read under other rules, and all of it must be read again.
    """
    added = [path for path in found if path not in known]
    changed = [path for path, stamp in found.items() if path in known and (stale or known[path].stamp != stamp)]
    removed = [path for path in known if path not in found]
    return Plan(tuple(sorted(added, reverse=True)), tuple(sorted(changed, reverse=True)), tuple(sorted(removed)))
