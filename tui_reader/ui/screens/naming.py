"""The dialog that asks for a name. It gives its answer back and decides nothing."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static


class NameDialog(ModalScreen[str | None]):
    """Asks for a name; answers with what was typed, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Close")]

    def __init__(self, title: str, start: str, told: str, most: int) -> None:
        """Keep what there is.

        Args:
            title: What gets the name.
            start: The name to begin with; all of it is selected, so that typing replaces it.
            told: What stands below the line.
            most: How many characters a name may have.
        """
        super().__init__()
        self._title, self._start, self._told, self._most = title, start, told, most

    def compose(self) -> ComposeResult:
        """The line, what is to be said of it, the keys."""
        with Vertical(id="dialog", classes="-wide") as dialog:
            dialog.border_title = Content(self._title)
            yield Input(self._start[: self._most], id="name", max_length=self._most, select_on_focus=True)
            yield Static(Content(self._told), id="told")
            yield Static(Content(), id="wrong")
            yield Static(Content("Enter takes the name · Esc closes"), id="keys")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Answer with the name, or say that one is wanted."""
        if event.value.strip():
            self.dismiss(event.value)
        else:
            self.query_one("#wrong", Static).update(Content("A name is wanted."))

    def action_leave(self) -> None:
        """Close without an answer."""
        self.dismiss(None)
