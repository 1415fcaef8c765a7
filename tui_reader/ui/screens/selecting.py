"""Selecting text by keys: a layer that hears them all, moves the caret and lets what is selected grow.

It copies nothing: it answers with what is selected.
"""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Offset
from textual.screen import ModalScreen
from textual.selection import Selection
from textual.widgets import Static

from tui_reader.ui.widgets.article_pane import ArticlePane
from tui_reader.ui.widgets.caret import Caret, Place

_KEYS = "h j k l w b 0 $ g G or arrows move · v begins here · V whole lines · o other end · y Enter copies · Esc"


class SelectionLayer(ModalScreen[str | None]):
    """Lets the user select text in an article. Answers with the text, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("h,left", "move('character', -1)", show=False),
        Binding("l,right", "move('character', 1)", show=False),
        Binding("k,up", "move('line', -1)", show=False),
        Binding("j,down", "move('line', 1)", show=False),
        Binding("b,ctrl+left", "move('word', -1)", show=False),
        Binding("w,e,ctrl+right", "move('word', 1)", show=False),
        Binding("0,circumflex_accent,home", "move('line_end', -1)", show=False),
        Binding("dollar_sign,end", "move('line_end', 1)", show=False),
        Binding("g,ctrl+home", "move('text_end', -1)", show=False),
        Binding("G,ctrl+end", "move('text_end', 1)", show=False),
        Binding("ctrl+u", "page(-0.5)", show=False),
        Binding("ctrl+d", "page(0.5)", show=False),
        Binding("pageup,ctrl+b", "page(-1)", show=False),
        Binding("pagedown,ctrl+f,space", "page(1)", show=False),
        Binding("o", "swap", show=False),
        Binding("v", "begin", show=False),
        Binding("V", "lines", show=False),
        Binding("y,enter,ctrl+c", "take", "Copy"),
        Binding("escape,q", "leave", "Close"),
    ]

    def __init__(self, pane: ArticlePane, begin: Place) -> None:
        """Begin with one character.

        Args:
            pane: It shows an article.
            begin: The nearest character to this one.
        """
        super().__init__(classes="-layer")
        self._pane = pane
        self._caret = Caret(pane.lines, begin)
        self._anchor = self._caret.place
        self._whole_lines = False

    def compose(self) -> ComposeResult:
        """What to do, in the last line."""
        yield Static(Content(_KEYS), id="layer-keys")

    def on_mount(self) -> None:
        """Show where one is."""
        self._show()

    def on_unmount(self) -> None:
        """Take caret and selection off."""
        self._pane.put_caret(None)
        self._pane.screen.clear_selection()

    def _show(self) -> None:
        first, last = sorted((Caret(self._pane.lines, self._anchor), self._caret), key=lambda caret: caret.place)
        start, end = first.place, last.end
        if self._whole_lines:
            start, end = (start[0], 0), (end[0], len(self._pane.lines[end[0]].text))
        selection = Selection(Offset(start[1], start[0]), Offset(end[1], end[0]))
        self._pane.screen.selections = {self._pane: selection}
        self._pane.put_caret(self._caret.place)

    def action_move(self, by: str, step: int) -> None:
        """Go on by a character, a word, a line, or to an end."""
        moves = {
            "character": self._caret.character,
            "word": self._caret.word,
            "line": self._caret.line,
            "line_end": self._caret.line_end,
            "text_end": self._caret.text_end,
        }
        moves[by](step)
        self._show()

    def action_page(self, share: float) -> None:
        """Go on by a part of what the screen has room for."""
        self._caret.line(round(share * max(2, self._pane.scrollable_content_region.height - 1)))
        self._show()

    def action_swap(self) -> None:
        """Go on at the other end."""
        anchor, self._anchor = self._anchor, self._caret.place
        self._caret = Caret(self._pane.lines, anchor)
        self._show()

    def action_begin(self) -> None:
        """Let the selection begin here."""
        self._anchor, self._whole_lines = self._caret.place, False
        self._show()

    def action_lines(self) -> None:
        """Select whole lines, or characters again."""
        self._whole_lines = not self._whole_lines
        self._show()

    def action_take(self) -> None:
        """Answer with what is selected."""
        self.dismiss(self._pane.screen.get_selected_text())

    def action_leave(self) -> None:
        """Close without an answer."""
        self.dismiss(None)
