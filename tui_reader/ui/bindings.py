"""From the table of commands to Textual's bindings; nothing else is bound anywhere."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from tui_reader.ui.commands import COMMANDS, Where
from tui_reader.ui.keymap import unbound


def bindings_for(*places: Where) -> list[BindingType]:
    """The bindings of the commands whose keys are heard in `places`; those without a key can be given one."""
    return [
        Binding(
            ",".join(command.keys) or unbound(command.id),
            command.action,
            command.title,
            show=bool(command.footer),
            priority=command.where is Where.APP,
            id=command.id,
            tooltip=command.help,
        )
        for command in COMMANDS
        if command.where in places
    ]
