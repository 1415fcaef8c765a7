"""The line in which one types what to find; it tells what is typed and knows nothing of what is searched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.highlighter import Highlighter
from rich.style import Style as RichStyle
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static


class _Mistake(Highlighter):
    """Underlines what of the words can't be meant."""

    def __init__(self) -> None:
        self.span: tuple[int, int] | None = None
        self.style = RichStyle(underline=True)

    def highlight(self, text: Text) -> None:
        """Mark the mistake in `text`, the words."""
        if self.span is not None:
            text.stylize(self.style, *self.span)


class SearchInput(Input):
    """An input whose arrows move elsewhere, and which can be given what stood in it before."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", show=False),
        Binding("down", "step(1)", show=False),
        Binding("pageup", "step(-10)", show=False),
        Binding("pagedown", "step(10)", show=False),
        Binding("ctrl+p,alt+up", "recall(1)", show=False),
        Binding("ctrl+n,alt+down", "recall(-1)", show=False),
    ]
    past: Sequence[str] = ()
    """What `recall` goes through, the latest first."""
    _recalled = 0
    _draft = ""

    @dataclass
    class Stepped(Message):
        """An arrow key: the results below are meant."""

        step: int

    def action_step(self, step: int) -> None:
        """Tell of an arrow key."""
        self.post_message(self.Stepped(step))

    def remember(self, past: Sequence[str]) -> None:
        """Take what stood in it before, the latest first; what stands in it now is where one comes back to."""
        self.past, self._recalled = past, 0

    def action_recall(self, step: int) -> None:
        """Put in what was searched for before, or after that; at the end what was being typed."""
        wanted = self._recalled + step
        if not 0 <= wanted <= len(self.past):
            return
        if not self._recalled:
            self._draft = self.value
        self._recalled = wanted
        self.value = self.past[wanted - 1] if wanted else self._draft
        self.cursor_position = len(self.value)


class SearchLine(Horizontal):
    """A prompt, an input, and how much was found."""

    DEFAULT_CSS = """
    SearchLine { height: 1; display: none; }
    SearchLine.-open { display: block; }
    SearchLine #search-prompt { width: auto; padding: 0 1; }
    SearchLine #search-found {
        width: auto; min-width: 18; max-width: 60%; padding: 0 1; text-align: right;
        text-overflow: ellipsis; text-wrap: nowrap;
    }
    SearchLine Input, SearchLine Input:focus {
        border: none; height: 1; padding: 0; width: 1fr; background: transparent;
    }
    """

    @dataclass
    class Typed(Message):
        """The words are other ones now."""

        words: str

    @dataclass
    class Confirmed(Message):
        """Enter: the results are wanted."""

        words: str

    @dataclass
    class Stepped(Message):
        """An arrow key was pressed while typing: move in what was found."""

        step: int

    about: str = "posts"
    """What is searched: `posts`, `article` or `tree`; `saved` where the words of a saved search are edited."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._mistake = _Mistake()

    def compose(self) -> ComposeResult:
        """Prompt, input, what was found."""
        yield Static(Content("/"), id="search-prompt")
        yield SearchInput(id="search-input", select_on_focus=False, highlighter=self._mistake)
        yield Static(Content(), id="search-found")

    @property
    def is_open(self) -> bool:
        """Whether the line stands on the screen."""
        return self.has_class("-open")

    @property
    def is_focused(self) -> bool:
        """Whether one is typing in it."""
        return self.query_one(Input).has_focus

    @property
    def words(self) -> str:
        """What stands in it."""
        return self.query_one(Input).value

    def open(self, about: str, prompt: str, words: str, past: Sequence[str] = ()) -> None:
        """Show the line and take the keys.

        Args:
            about: What is searched.
            prompt: What stands before the words.
            words: What stands in the line already.
            past: What was searched for before, the latest first.
        """
        self.show(about, prompt, words)
        line = self.query_one(SearchInput)
        line.remember([text for text in past if text != words])
        line.focus()

    def show(self, about: str, prompt: str, words: str) -> None:
        """Show the line, or other words in it, without taking the keys; the arguments are those of `open`."""
        self.about = about
        self.accept()
        self.tell("")
        self.query_one("#search-prompt", Static).update(Content(prompt))
        line = self.query_one(SearchInput)
        with line.prevent(Input.Changed):
            line.value = words
        line.cursor_position = len(words)
        self.add_class("-open")

    def close(self) -> None:
        """Take the line off the screen."""
        self.remove_class("-open")

    def tell(self, found: str) -> None:
        """Say at the right how much was found; not while the words can't be meant."""
        if self.mistake is None:
            self.query_one("#search-found", Static).update(Content(found))

    @property
    def mistake(self) -> tuple[int, int] | None:
        """The characters that can't be meant, from and up to; None where all can."""
        return self._mistake.span

    def refuse(self, message: str, start: int, end: int) -> None:
        """Say what is wrong with the words, and mark it: the characters from `start` to `end`."""
        self.accept()
        self.tell(message)
        self._mistake.span = (start, end)
        self._show_mistake()

    def accept(self) -> None:
        """The words can be meant."""
        self._mistake.span = None
        self._show_mistake()

    def _show_mistake(self) -> None:
        self.set_class(self.mistake is not None, "-refused")
        self.query_one(Input).refresh()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Pass on what is typed."""
        event.stop()
        self.post_message(self.Typed(event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Pass on Enter."""
        event.stop()
        self.post_message(self.Confirmed(event.value))

    def on_search_input_stepped(self, event: SearchInput.Stepped) -> None:
        """Pass on an arrow key."""
        event.stop()
        self.post_message(self.Stepped(event.step))
