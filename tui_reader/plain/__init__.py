"""The reader as lines of text: for screen readers, dumb terminals and scripts. No Textual, no escape sequence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tui_reader.plain.commands import COMMANDS, Command, Group, shown_words

if TYPE_CHECKING:
    from tui_reader.plain.reader import Begin, read_plainly

_LATER = {"Begin": "reader", "read_plainly": "reader"}
"""Names and the modules in which they are: imported at their first use (PEP 562)."""

__all__ = ["COMMANDS", "Begin", "Command", "Group", "read_plainly", "shown_words"]


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
