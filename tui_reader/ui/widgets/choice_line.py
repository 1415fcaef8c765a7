"""One line with a few choices of which one holds. Knows their labels, never what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from tui_reader.document import cut, width

_GAP = 2


class ChoiceLine(Widget, can_focus=True):
    """Choices beside each other; `←` and `→` go from one to the next, as does a click."""

    DEFAULT_CSS = """
    ChoiceLine { height: 1; width: 1fr; padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "step(-1)", show=False),
        Binding("right,l,space", "step(1)", show=False),
    ]

    chosen: reactive[int] = reactive(0)
    """The place of the one that holds."""
    labels: reactive[tuple[str, ...]] = reactive(())

    @dataclass
    class Changed(Message):
        """Another one holds."""

        line: ChoiceLine

        @property
        def control(self) -> ChoiceLine:
            """The line."""
            return self.line

    def __init__(self, labels: Sequence[str], chosen: int = 0, *, id: str | None = None) -> None:
        """Keep the labels.

        Args:
            labels: Clean, in order.
            chosen: The place of the one that holds.
            id: For the screen to find it by.
        """
        super().__init__(id=id)
        self.set_reactive(ChoiceLine.labels, tuple(labels))
        self.set_reactive(ChoiceLine.chosen, chosen)

    def render(self) -> Content:
        """All choices, the one that holds marked; where there is no room for all, that one between arrows."""
        if not self._has_room:
            arrows = ("‹ " if self.chosen else "  ", " ›" if self.chosen < len(self.labels) - 1 else "")
            label = cut(self.labels[self.chosen], max(1, self.size.width - 4))
            return Content.assemble((arrows[0], "$dim"), (label, self._held_style), (arrows[1], "$dim"))
        parts: list[tuple[str, str]] = []
        for place, label in enumerate(self.labels):
            holds = place == self.chosen
            style = self._held_style if holds else "$dim"
            parts.append((f"{'●' if holds else '○'} {label}{' ' * _GAP}", style))
        return Content.assemble(*parts)

    @property
    def _held_style(self) -> str:
        if self.disabled:
            return "$dim"
        return "bold $primary" if self.has_focus else "$foreground"

    @property
    def _has_room(self) -> bool:
        return sum(width(label) + 2 + _GAP for label in self.labels) - _GAP <= self.size.width

    def on_focus(self) -> None:
        """Show that the keys are heard here."""
        self.refresh()

    def on_blur(self) -> None:
        """Show that they are not any more."""
        self.refresh()

    def action_step(self, step: int) -> None:
        """The next one, or the one before; stops at the ends."""
        self.choose(max(0, min(len(self.labels) - 1, self.chosen + step)))

    def choose(self, place: int) -> None:
        """Let another one hold, and say so."""
        if place != self.chosen:
            self.chosen = place
            self.post_message(self.Changed(self))

    def on_click(self, event: events.Click) -> None:
        """The one that was clicked; where there is room for one only, the next, from the last the first."""
        if not self._has_room:
            self.choose((self.chosen + 1) % len(self.labels))
            return
        start = self.gutter.left
        for place, label in enumerate(self.labels):
            end = start + width(label) + 2 + _GAP
            if start <= event.x < end:
                self.choose(place)
            start = end
