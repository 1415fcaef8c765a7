"""The two lines that frame the panes: what is shown at the top, keys and progress at the bottom. Text only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from tui_reader.document import cut, width
from tui_reader.ui.commands import Command, shown_key


class TitleBar(Widget):
    """The library's name, what is shown of it, how many posts."""

    DEFAULT_CSS = """
    TitleBar { height: 1; }
    """

    library: reactive[str] = reactive("")
    scope: reactive[str] = reactive("")
    counts: reactive[str] = reactive("")

    def render(self) -> Content:
        """Name at the left, scope in the middle, counts at the right; the scope gives way first."""
        cells = self.size.width - 2
        counts = cut(self.counts, cells)
        name = cut(self.library, max(0, min(32, cells - width(counts) - 2)))
        room = cells - width(name) - width(counts) - 4
        scope = cut(self.scope, room) if room > 3 else ""
        left = max(1, (cells - width(scope)) // 2 - width(name))
        left = min(left, max(1, cells - width(name) - width(scope) - width(counts) - 1))
        right = max(1, cells - width(name) - left - width(scope) - width(counts))
        return Content.assemble(
            " ", (name, "bold"), " " * left, (scope, "$primary"), " " * right, (counts, "$dim"), " "
        )


@dataclass(frozen=True, slots=True)
class _Key:
    start: int
    end: int
    command: Command


class KeyBar(Widget):
    """The keys that matter in the focused pane, and what goes on in the background at the right."""

    DEFAULT_CSS = """
    KeyBar { height: 1; }
    """

    keys: reactive[tuple[Command, ...]] = reactive(())
    status: reactive[str] = reactive("")
    begun: reactive[str] = reactive("")
    """The keys and the count that have been begun, and are still to go on."""

    @dataclass
    class Pressed(Message):
        """A key in the bar was clicked."""

        command: Command

    def render(self) -> Content:
        """As many keys as there is room for, then the status."""
        begun = f"{self.begun}  " if self.begun else ""
        status = cut(self.status, max(0, self.size.width - width(begun) - 2))
        parts: list[tuple[str, str] | str] = []
        end = 0
        for key in self._keys():
            parts.extend([" ", (shown_key(key.command.keys[0]), "bold $primary"), f" {_label(key.command)} "])
            end = key.end
        room = max(0, self.size.width - end - width(begun) - width(status) - 1)
        return Content.assemble(*parts, " " * room, (begun, "bold $primary"), (status, "$dim"))

    def _keys(self) -> Sequence[_Key]:
        """The keys that fit, with the cells that they take."""
        room = self.size.width - width(self.status) - (width(self.begun) + 2 if self.begun else 0) - 2
        keys, x = [], 0
        for command in self.keys:
            if not command.keys:
                continue
            length = width(shown_key(command.keys[0])) + width(_label(command)) + 3
            if x + length > room:
                break
            keys.append(_Key(x, x + length, command))
            x += length
        return keys

    def on_click(self, event: events.Click) -> None:
        """Press the key that was clicked."""
        for key in self._keys():
            if key.start <= event.x < key.end:
                self.post_message(self.Pressed(key.command))


def _label(command: Command) -> str:
    return command.label or command.title.lower()
