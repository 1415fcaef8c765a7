"""What a count before a key does: which commands take one, and how. All others are done once, whatever the count.

Strings only, as in `commands`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

COUNTED: Mapping[str, str] = MappingProxyType(
    {
        "down": "move({count})",
        "up": "move(-{count})",
        "first": "move_to({count})",
        "last": "move_to({count})",
        "half-down": "half_page({count})",
        "half-up": "half_page(-{count})",
        "page-down": "page({count})",
        "page-up": "page(-{count})",
        "page-back": "page(-{count})",
        "next-article": "step_article({count})",
        "previous-article": "step_article(-{count})",
        "previous-part": "part(-{count})",
        "next-part": "part({count})",
    }
)
"""Command id to its action with a count."""


def counted_action(name: str | None, count: int) -> str | None:
    """The action of a command done `count` times, or to the row of that number; None where it takes no count."""
    action = COUNTED.get(name or "")
    return action.format(count=count) if action else None
