"""The help: every command with the keys in force, grouped; typed text filters it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tui_reader.document import fit
from tui_reader.ui.commands import Command, Group, shown_keys

_KEY_CELLS = 14
_TWO_COLUMNS_FROM = 96
_WIDEST = 150
"""Cells of the dialog at the most, as in `reader.tcss`; there it may also take 96 % of the screen."""
_FRAME = 8
"""Cells of its border, padding and scroll bar."""


class HelpScreen(ModalScreen[None]):
    """All commands in two columns, or one where there is less room."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1", "leave", "Close"),
        Binding("down", "scroll_help(1)", show=False),
        Binding("up", "scroll_help(-1)", show=False),
        Binding("pagedown", "scroll_help(10)", show=False),
        Binding("pageup", "scroll_help(-10)", show=False),
    ]

    def __init__(self, commands: Sequence[Command]) -> None:
        """Keep the table.

        Args:
            commands: With the keys that are in force.
        """
        super().__init__()
        self._commands = tuple(commands)

    def compose(self) -> ComposeResult:
        """Filter, keys, how to close."""
        with Vertical(id="dialog", classes="-help") as dialog:
            dialog.border_title = Content("Keys")
            yield Input(placeholder="type to filter", id="filter")
            with VerticalScroll(id="help-scroll", can_focus=False):
                yield Static(Content(), id="help-text")
            yield Static(Content("↑ ↓ PgDn PgUp scroll · Esc closes"), id="keys")

    def on_mount(self) -> None:
        """Show everything."""
        self._show("")

    def on_resize(self) -> None:
        """Set the columns anew."""
        self._show(self.query_one(Input).value)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show the commands that have the typed text in their keys or words."""
        self._show(event.value)

    def _show(self, text: str) -> None:
        wanted = [command for command in self._commands if _has(command, text)]
        cells = max(20, min(self.app.size.width * 96 // 100, _WIDEST) - _FRAME)
        column = cells // 2 - 1 if cells >= _TWO_COLUMNS_FROM else cells
        blocks = [
            _block(group, [command for command in wanted if command.group is group], column)
            for group in Group
            if any(command.group is group for command in wanted)
        ]
        if not blocks:
            content = Content("Nothing has that in it.")
        elif column < cells:
            content = _columns(blocks, column)
        else:
            content = Content("\n").join(line for block in blocks for line in [*block, Content()])
        self.query_one("#help-text", Static).update(content)

    def action_scroll_help(self, lines: int) -> None:
        """Scroll the text while the filter has the keys."""
        self.query_one("#help-scroll").scroll_relative(y=lines, animate=False)

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(None)


def _has(command: Command, text: str) -> bool:
    words = f"{shown_keys(command)} {command.title} {command.help} {command.group}".casefold()
    return all(word in words for word in text.casefold().split())


def _block(group: Group, commands: Sequence[Command], cells: int) -> list[Content]:
    """A heading and its commands, the keys in a column of their own, the words hanging beside it."""
    lines = [Content.styled(group.value, "bold $primary")]
    for command in commands:
        keys = Content.styled(fit(shown_keys(command), _KEY_CELLS), "bold")
        for part in Content(command.help).wrap(max(10, cells - _KEY_CELLS - 1)):
            lines.append(Content.assemble(keys, " ", part))
            keys = Content(" " * _KEY_CELLS)
    return lines


def _columns(blocks: Sequence[Sequence[Content]], cells: int) -> Content:
    """The blocks in two columns of about equal height, each line cut to `cells`."""
    total = sum(len(block) + 1 for block in blocks)
    columns: tuple[list[Content], list[Content]] = ([], [])
    for block in blocks:
        column = columns[0] if len(columns[0]) + len(block) / 2 <= total / 2 else columns[1]
        column.extend([*block, Content()])
    rows = [
        Content.assemble(
            left.truncate(cells, ellipsis=True).extend_right(max(0, cells - left.cell_length)), "  ", right
        )
        for left, right in zip_longest(*columns, fillvalue=Content())
    ]
    return Content("\n").join(rows)
