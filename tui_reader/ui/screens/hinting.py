"""Letters, or the links' own numbers, over what can be opened on the screen: typing them chooses.

A layer over the reading screen that hears all keys while the letters stand there; it opens nothing itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tui_reader.ui.widgets.article_pane import ArticlePane
from tui_reader.ui.widgets.hints import Spot

KEYS = {"letters": "a letter opens what it stands over · Esc", "numbers": "the number of a link · Enter · Esc"}


class HintLayer(ModalScreen[Spot | None]):
    """Asks for one of the spots. Answers with it, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Close"),
        Binding("backspace", "erase", "Erase"),
        Binding("enter", "take", "Take"),
    ]

    def __init__(self, pane: ArticlePane, labelled: Mapping[str, Spot], *, ahead: bool) -> None:
        """Keep what there is to choose from.

        Args:
            pane: Where the labels are shown.
            labelled: What each label stands for.
            ahead: Whether a label that begins others is to be confirmed by Enter, as a number is.
        """
        super().__init__(classes="-layer")
        self._pane, self._labelled = pane, dict(labelled)
        self._words = KEYS["numbers" if ahead else "letters"]
        self._typed = ""

    def compose(self) -> ComposeResult:
        """What to do, in the last line."""
        yield Static(Content(self._words), id="layer-keys")

    def on_mount(self) -> None:
        """Show all labels."""
        self._show()

    def on_unmount(self) -> None:
        """Take them off."""
        self._pane.label({})

    def on_key(self, event: events.Key) -> None:
        """Go on typing a label; what begins none is not taken."""
        character = (event.character or "").casefold()
        if not character.isalnum():
            return
        event.stop()
        if any(label.startswith(self._typed + character) for label in self._labelled):
            self._typed += character
            if len(self._left()) == 1:
                self.action_take()
            else:
                self._show()

    def _left(self) -> dict[str, Spot]:
        return {label: spot for label, spot in self._labelled.items() if label.startswith(self._typed)}

    def _show(self) -> None:
        typed = len(self._typed)
        self._pane.label({label[typed:] or label: spot for label, spot in self._left().items()})
        self.query_one(Static).update(Content(f"{self._typed}  {self._words}" if typed else self._words))

    def action_erase(self) -> None:
        """Take the last sign back."""
        self._typed = self._typed[:-1]
        self._show()

    def action_take(self) -> None:
        """Answer with what is typed, where that is a label, or all but one are excluded."""
        left = self._left()
        if self._typed in left:
            self.dismiss(left[self._typed])
        elif len(left) == 1:
            self.dismiss(next(iter(left.values())))

    def action_leave(self) -> None:
        """Close without an answer."""
        self.dismiss(None)
