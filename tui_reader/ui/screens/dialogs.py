"""The small dialogs: a question, a choice, a path. Each gives its answer back and decides nothing."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.widgets import Input, Static

from tui_reader.document import clean_line, cut, fit, shown_path, width
from tui_reader.ui.bindings import bindings_for
from tui_reader.ui.commands import Where
from tui_reader.ui.screens.folders import FolderSuggester, is_folder
from tui_reader.ui.widgets.row_pane import RowPane


class Question(ModalScreen[bool]):
    """A question that is answered with yes or no."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,enter", "answer(True)", "Yes"),
        Binding("n,escape,q", "answer(False)", "No"),
    ]

    def __init__(self, title: str, text: str, yes: str = "Yes") -> None:
        """Keep the words.

        Args:
            title: What is asked about, in a few words.
            text: The question.
            yes: What the answer yes is called.
        """
        super().__init__()
        self._title, self._text, self._yes = title, text, yes

    def compose(self) -> ComposeResult:
        """Title, question, the two keys."""
        with Vertical(id="dialog") as dialog:
            dialog.border_title = Content(self._title)
            yield Static(Content(self._text))
            yield Static(
                Content.assemble(("y", "bold $primary"), f" {self._yes}   ", ("n", "bold $primary"), " No"), id="keys"
            )

    def action_answer(self, answer: bool) -> None:
        """Close with the answer."""
        self.dismiss(answer)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several things to choose from."""

    label: str
    detail: str = ""
    key: str = ""
    """A character that chooses it at once; shown before it."""


class _ChoiceList(RowPane):
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings_for(Where.PANES),
        Binding("enter,l,right", "choose", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"row--cursor", "row--cursor-blurred", "row--dim", "row--key"}

    def __init__(self, choices: Sequence[Choice]) -> None:
        super().__init__(id="choices")
        self.choices = list(choices)
        self._label_cells = min(48, max((width(choice.label) for choice in choices), default=0))
        self._has_keys = any(choice.key for choice in choices)

    def row_total(self) -> int:
        return len(self.choices)

    def row_key(self, row: int) -> object:
        return self.choices[row]

    def draw_row(self, row: int, part: int, width: int) -> Strip:
        choice = self.choices[row]
        base = self.row_style(row)
        before = [Segment(f" {choice.key or ' '} ", self.row_style(row, "row--key"))] if self._has_keys else []
        room = width - 3 * len(before)
        if not choice.detail:
            return Strip([*before, Segment(" " + fit(choice.label, max(1, room - 1)), base)], width)
        label = min(self._label_cells, room * 2 // 3)
        rest = max(0, room - label - 4)
        return Strip(
            [
                *before,
                Segment(f" {fit(choice.label, label)}  ", base),
                Segment(fit(choice.detail, rest) + " ", self.row_style(row, "row--dim")),
            ]
        ).adjust_cell_length(width, base)

    def on_key(self, event: events.Key) -> None:
        """Choose the row whose key was pressed."""
        for place, choice in enumerate(self.choices):
            if choice.key and choice.key == event.character:
                event.stop()
                event.prevent_default()
                self.post_message(self.Chosen(self, place))

    def action_choose(self) -> None:
        if self.choices:
            self.post_message(self.Chosen(self, self.cursor))


class Chooser(ModalScreen[int | None]):
    """A list to choose from; typed text filters it. Answers with the place in the list, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "leave", "Close"),
        Binding("slash", "filter", "Filter"),
    ]

    def __init__(self, title: str, choices: Sequence[Choice], *, hint: str = "", at: int = 0) -> None:
        """Keep what there is to choose from.

        Args:
            title: What is chosen.
            choices: In order.
            hint: What stands below; the keys where it is empty.
            at: The choice at which the cursor stands at first.
        """
        super().__init__()
        ways = "Enter or a letter" if any(choice.key for choice in choices) else "Enter"
        self._title, self._choices, self._at = title, tuple(choices), at
        self._hint = hint or f"{ways} chooses · / filters · Esc closes"
        self._shown = list(range(len(choices)))

    def compose(self) -> ComposeResult:
        """Filter, list, hint."""
        with Vertical(id="dialog", classes="-wide") as dialog:
            dialog.border_title = Content(self._title)
            yield Input(id="filter", placeholder="type to filter")
            yield _ChoiceList(self._choices)
            yield Static(Content(self._hint), id="keys")

    def on_mount(self) -> None:
        """The list hears the keys first; the filter appears when it is asked for."""
        self.query_one("#filter").display = False
        choices = self.query_one(_ChoiceList)
        choices.styles.height = max(1, min(len(self._choices), self.app.size.height - 10))
        choices.rows_changed(self._at)
        choices.focus()
        self._tell_place(self._at)

    def _tell_place(self, row: int) -> None:
        """Say which of how many, where not all can be seen."""
        choices = self.query_one(_ChoiceList)
        total, height = choices.row_total(), choices.styles.height
        hidden = height is not None and total > height.value
        self.query_one("#dialog").border_subtitle = f"{row + 1} of {total}" if hidden else ""

    def on_row_pane_moved(self, event: RowPane.Moved) -> None:
        """Say where the cursor is now."""
        self._tell_place(event.row)

    def action_filter(self) -> None:
        """Open the filter."""
        self.query_one("#filter").display = True
        self.query_one("#filter").focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show the choices that have the typed text in them."""
        text = event.value.casefold()
        self._shown = [
            place
            for place, choice in enumerate(self._choices)
            if text in choice.label.casefold() or text in choice.detail.casefold()
        ]
        choices = self.query_one(_ChoiceList)
        choices.choices = [self._choices[place] for place in self._shown]
        choices.set_hint("Nothing has that in it.")
        choices.rows_changed(0)
        self._tell_place(0)

    def on_input_submitted(self) -> None:
        """Enter in the filter: to the list, or straight to the only choice."""
        if len(self._shown) == 1:
            self.dismiss(self._shown[0])
        else:
            self.query_one(_ChoiceList).focus()

    def on_row_pane_chosen(self, event: RowPane.Chosen) -> None:
        """Answer with what was chosen."""
        self.dismiss(self._shown[event.row])

    def action_leave(self) -> None:
        """Close without an answer."""
        self.dismiss(None)


class FolderDialog(ModalScreen[Path | None]):
    """Asks for a folder."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Close"),
        Binding("tab", "complete", "Complete", priority=True),
    ]

    def __init__(self, start: str) -> None:
        """Begin with the path `start`."""
        super().__init__()
        self._start = start

    def compose(self) -> ComposeResult:
        """An input with the path, what went wrong, the keys."""
        with Vertical(id="dialog", classes="-wide") as dialog:
            dialog.border_title = Content("Open a folder of posts")
            yield Input(self._start, id="folder", suggester=FolderSuggester(), select_on_focus=False)
            yield Static(Content(), id="wrong")
            yield Static(Content("Tab completes · Enter opens · Esc closes"), id="keys")

    def action_complete(self) -> None:
        """Take the suggestion, and a slash after it."""
        line = self.query_one(Input)
        line.action_cursor_right()
        if line.value and not line.value.endswith(os.sep) and is_folder(line.value):
            line.value += os.sep
            line.cursor_position = len(line.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Answer with the folder, or say why it can't be."""
        text = event.value.strip() or "."
        if is_folder(text):
            self.dismiss(Path(text).expanduser())
            return
        try:
            wrong = "is a file, no folder" if Path(text).expanduser().exists() else "isn't there"
        except (OSError, RuntimeError, ValueError) as error:
            wrong = f"can't be looked at: {error}"
        self.query_one("#wrong", Static).update(Content(f"{cut(shown_path(text), 60)} {clean_line(wrong)}"))

    def action_leave(self) -> None:
        """Close without an answer."""
        self.dismiss(None)
