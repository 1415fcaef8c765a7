"""The dialog of an export: which posts, which format, where, how. It answers with the wish and writes nothing."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar, TypeVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, Label, Static

from tui_reader.document import cut, shown_path
from tui_reader.export import (
    EXPORTERS,
    NARROWEST,
    HeaderLanguage,
    ImageMention,
    LinkPlacement,
)
from tui_reader.ui.screens.dialogs import Question
from tui_reader.ui.screens.export_wish import WIDEST, ExportWish, Scope, is_width, name_told, title_told
from tui_reader.ui.screens.folders import FolderSuggester, folder_to_write, is_folder
from tui_reader.ui.widgets.choice_line import ChoiceLine
from tui_reader.ui.wording import count_text

ASKED_FROM = 1_000
"""Posts from which on an export asks once more."""
_FORMAT_WORDS = {"text": "Text", "ansi": "Coloured text", "markdown": "Markdown", "html": "HTML", "epub": "EPUB"}
_LINK_WORDS = {LinkPlacement.END: "listed at the end", LinkPlacement.INLINE: "in the text", LinkPlacement.NONE: "none"}
_IMAGE_WORDS = {ImageMention.NONE: "none", ImageMention.LIST: "addresses", ImageMention.COPY: "copies"}
_HEADER_WORDS = {
    HeaderLanguage.AUTO: "as the post",
    HeaderLanguage.ZH: "中文",
    HeaderLanguage.EN: "English",
    HeaderLanguage.NONE: "none",
}
_SET_IN_LINES = frozenset({"text", "ansi"})
"""The formats for which the width and the place of links matter."""

_Key = TypeVar("_Key")


class ExportDialog(ModalScreen[ExportWish | None]):
    """Asks how posts are to be exported."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Close"),
        Binding("enter", "export", "Export"),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
        Binding("tab", "next_or_complete", show=False, priority=True),
        Binding("shift+tab", "app.focus_previous", show=False),
    ]
    AUTO_FOCUS: ClassVar[str | None] = "#format"

    def __init__(self, scopes: Sequence[Scope], wish: ExportWish) -> None:
        """Keep what may be exported.

        Args:
            scopes: What may be meant, the likeliest first; none of them empty.
            wish: What the fields hold at first.
        """
        super().__init__()
        self._scopes = tuple(scopes)
        self._wish = replace(wish, scope=min(wish.scope, len(scopes) - 1))

    def compose(self) -> ComposeResult:
        """A row for each thing that can be chosen; below a folder and a name, what they come to."""
        wish, options = self._wish, self._wish.options
        with Vertical(id="dialog", classes="-export"):
            if len(self._scopes) > 1:
                yield _row("Posts", ChoiceLine([scope.label for scope in self._scopes], wish.scope, id="scope"))
            names = [_FORMAT_WORDS.get(name, name) for name in EXPORTERS]
            yield _row("Format", ChoiceLine(names, list(EXPORTERS).index(wish.form), id="format"))
            if any(exporter.pack for exporter in EXPORTERS.values()):
                yield _row("Files", ChoiceLine(["one for each post", "one book"], int(wish.as_book), id="book"))
            yield _row("Folder", Input(wish.folder, id="folder", suggester=FolderSuggester(), select_on_focus=False))
            yield Static(id="folder-told", classes="told")
            yield _row("Name", Input(options.name, id="name", select_on_focus=False), id="name-row")
            yield _row("Title", Input(wish.title, id="title", select_on_focus=False), id="title-row")
            yield Static(id="name-told", classes="told")
            yield _row("Pictures", _line(_IMAGE_WORDS, options.images, "images"))
            yield _row("Header", _line(_HEADER_WORDS, options.header, "header"))
            yield _row("Links", _line(_LINK_WORDS, options.links, "links"))
            width = Input(str(options.width), id="width", type="integer", max_length=5, select_on_focus=False)
            yield _row("Width", width, Static(id="width-told"))
            with Horizontal(id="keys"):
                yield Static(id="do")
                yield Static(Content("  ↑ ↓ field · ← → choice  "), id="ways")
                yield Static(Content.assemble(("Esc", "bold $primary"), " closes"), id="close")

    def on_mount(self) -> None:
        """Say what the fields come to."""
        self._show()
        self._look_at_folder()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Show which field has the keys by its name, too."""
        for row in self.query(".field"):
            row.set_class(event.widget.parent is row, "-here")

    # What is chosen now.

    @property
    def wish(self) -> ExportWish:
        """What the fields hold."""
        width = self._field("width").value
        return ExportWish(
            form=list(EXPORTERS)[self._place("format")],
            folder=self._field("folder").value,
            options=replace(
                self._wish.options,
                name=self._field("name").value,
                width=int(width) if width.isdecimal() else -1,
                images=list(_IMAGE_WORDS)[self._place("images")],
                header=list(_HEADER_WORDS)[self._place("header")],
                links=list(_LINK_WORDS)[self._place("links")],
            ),
            as_book=bool(self._place("book")),
            title=self._field("title").value,
            scope=self._place("scope"),
        )

    def _place(self, name: str) -> int:
        """Which one of a line's choices holds; the first where there is no such line."""
        lines = self.query(f"#{name}").results(ChoiceLine)
        return next((line.chosen for line in lines), 0)

    def _field(self, name: str) -> Input:
        return self.query_one(f"#{name}", Input)

    # What it comes to.

    @on(ChoiceLine.Changed)
    @on(Input.Changed, "#name, #title, #width")
    def _show(self) -> None:
        """Show what the fields come to: title, keys, the first file's name, what doesn't matter dimmed."""
        wish = self.wish
        scope = self._scopes[wish.scope]
        is_book = wish.is_book(scope.total)
        self.query_one("#dialog").border_title = Content(f"Export {scope.words}")
        self.query_one("#do", Static).update(
            Content.assemble(("Enter", "bold $primary"), f" exports {count_text(scope.total, 'post')}")
        )
        in_lines = wish.form in _SET_IN_LINES
        for name, matters in (
            ("links", in_lines),
            ("width", in_lines),
            ("book", wish.exporter.pack is not None and scope.total > 1),
        ):
            for widget in self.query(f"#{name}"):
                widget.disabled = not matters
        self.query_one("#name-row").display = not is_book
        self.query_one("#title-row").display = is_book
        told, wrong = title_told(wish) if is_book else name_told(wish, scope)
        self._say("name", told, wrong=wrong)
        wrong = in_lines and not is_width(wish.options.width)
        ways = f"is 0, or {NARROWEST} to {WIDEST:,}" if wrong else "cells a line; 0 for one paragraph a line"
        self._say("width", ways, wrong=wrong)

    @on(Input.Changed, "#folder")
    @work(exclusive=True, group="folder", exit_on_error=False)
    async def _look_at_folder(self) -> None:
        """Say below the folder what it comes to."""
        await self._folder()

    async def _folder(self) -> Path | None:
        """The folder that is meant, None where it can't be one; either is said below it."""
        folder, told = await asyncio.to_thread(folder_to_write, self._field("folder").value)
        self._say("folder", f"→ {told}" if folder else told, wrong=folder is None)
        return folder

    def _say(self, name: str, told: str, *, wrong: bool) -> None:
        """Say something beside or below a field."""
        line = self.query_one(f"#{name}-told", Static)
        line.set_class(wrong, "-wrong")
        line.update(Content(told))

    # Keys and clicks.

    def action_next_or_complete(self) -> None:
        """Complete the folder where there is something to complete, else go to the next field."""
        line = self._field("folder")
        if self.focused is line and line.cursor_position == len(line.value):
            before = line.value
            line.action_cursor_right()
            if line.value != before:
                if is_folder(line.value):
                    line.value += os.sep
                    line.cursor_position = len(line.value)
                return
        self.app.action_focus_next()

    def on_input_submitted(self) -> None:
        """Enter means the same in a field as beside it."""
        self.action_export()

    @on(events.Click, "#do")
    @work(exclusive=True, group="export", exit_on_error=False)
    async def action_export(self) -> None:
        """Answer with what was chosen; where a field can't be used, go to it."""
        wish = self.wish
        folder = await self._folder()
        wrong = ["folder"] if folder is None else []
        wrong += [name for name in ("name", "width") if self.query_one(f"#{name}-told").has_class("-wrong")]
        if wrong:
            self._field("title" if wrong[0] == "name" and not self.query_one("#name-row").display else wrong[0]).focus()
            return
        total = self._scopes[wish.scope].total
        if total > ASKED_FROM:
            text = f"Export {count_text(total, 'post')} to {cut(shown_path(str(folder)), 200)}?"
            if not await self.app.push_screen_wait(Question("Export", text, yes="Export")):
                return
        self.dismiss(wish)

    @on(events.Click, "#close")
    def action_leave(self) -> None:
        """Close without an answer."""
        self.dismiss(None)


def _row(label: str, *widgets: Widget, id: str | None = None) -> Horizontal:  # noqa: A002 - Textual's own name for it
    return Horizontal(Label(label), *widgets, classes="field", id=id)


def _line(words: Mapping[_Key, str], chosen: _Key, name: str) -> ChoiceLine:
    return ChoiceLine(list(words.values()), list(words).index(chosen), id=name)
