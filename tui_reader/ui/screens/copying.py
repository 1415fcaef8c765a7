"""The copy menu: what of a post, or of all that are selected, goes into the clipboard.

Nothing is copied unless it was asked for; of several posts, each gives one line.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from textual import work

from tui_reader.document import clean_line, pictures
from tui_reader.model import Row
from tui_reader.ui.screens.dialogs import Choice
from tui_reader.ui.screens.outward import Outward
from tui_reader.ui.screens.reading_base import Target
from tui_reader.ui.shell_words import show_command, shown_file
from tui_reader.ui.wording import category_text, count_text

_PREVIEW = 200
"""Characters of a value that may be seen beside its name."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of the menu."""

    key: str
    name: str
    plural: str
    value: str | None
    """None where it is made only once it is chosen."""
    preview: str = ""
    make: Callable[[], str] = str


class CopyingFlow(Outward):
    """The actions that copy."""

    def action_copy(self) -> None:
        """Let the user choose what of the article, or of the selected posts, to copy."""
        self._copy_menu(self.target(), self.get_selected_text() or "")

    @work(exclusive=True, group="copy", exit_on_error=False)
    async def _copy_menu(self, target: Target, selected: str) -> None:
        rows = await self.rows_of(target)
        if not rows:
            self.tell("There is no post to copy from.")
            return
        entries = await asyncio.to_thread(self._entries, rows, selected)
        several = len(rows) > 1
        title = f"Copy of {count_text(len(rows), 'post')}" if several else "Copy"
        choices = [
            Choice(entry.plural if several else entry.name, entry.preview or _seen(entry.value or ""), entry.key)
            for entry in entries
        ]
        chosen = await self.choose(title, choices)
        if chosen is None:
            return
        entry = entries[chosen]
        value = await asyncio.to_thread(entry.make) if entry.value is None else entry.value
        lines = value.count("\n") + 1
        self.copy_value(value, f"{lines:,} {entry.plural}" if several and lines > 1 else entry.name)

    def _entries(self, rows: Sequence[Row], selected: str) -> list[_Entry]:
        """The lines of the menu, without those that have no value."""
        found = [*_entries_of(rows, self.now().date()), *self._places_of(rows)]
        if len(rows) == 1:
            found += self._contents_of(rows[0], selected)
        return [entry for entry in found if entry.value != ""]

    def _places_of(self, rows: Sequence[Row]) -> list[_Entry]:
        """Where the posts are: files and the command that shows them."""
        files = [shown_file(str(self.library.file(row.path))) for row in rows]
        below = [shown_file(row.path) for row in rows]
        command = show_command(str(self.library.root), [row.id for row in rows])
        return [
            _Entry("f", "file", "files", "\n".join(files)),
            _Entry("r", "path in the library", "paths in the library", "\n".join(below)),
            _Entry("x", "command that shows it", "command that shows them", command),
        ]

    def _contents_of(self, row: Row, selected: str) -> list[_Entry]:
        """What is in one post; read and laid out only once it is chosen."""
        from tui_reader import export, images

        def as_text() -> str:
            article = self.read_article(row)
            return export.text(article.post, article.document, export.ExportOptions())

        def as_markdown() -> str:
            article = self.read_article(row)
            return export.markdown(article.post, article.document, export.ExportOptions())

        def addresses() -> str:
            article = self.read_article(row)
            listed = pictures(article.document, article.post.covers)
            found = images.resolve(listed, self.library.root, row.path, self.settings.image_proxies)
            places = (
                shown_file(os.fspath(picture.path)) if picture.path else picture.url
                for picture in found
                if picture.kind is not images.PictureKind.DATA
            )
            return "\n".join(dict.fromkeys(place for place in places if place))

        counted = count_text(row.images, "picture")
        return [
            _Entry("w", "whole text", "", None, row.excerpt, as_text),
            _Entry("d", "whole text as Markdown", "", None, "its fields and its body", as_markdown),
            _Entry("i", "pictures' addresses", "", None if row.images else "", counted, addresses),
            _Entry("s", "selection", "", selected),
        ]

    def action_copy_selection(self) -> None:
        """Copy what the mouse has selected."""
        selected = self.get_selected_text()
        if selected:
            self.copy_value(selected, "selection")
        else:
            self.tell(f"Nothing is selected. {self.keyed('quit-or-back', 'goes back')}, {self.keyed('quit', 'quits')}.")


def _entries_of(rows: Sequence[Row], today: date) -> list[_Entry]:
    """What can be said of posts without reading them."""
    from tui_reader import export

    def each(of: Callable[[Row], str]) -> str:
        return "\n".join(line for row in rows if (line := of(row)))

    return [
        _Entry("a", "address", "addresses", each(lambda row: row.source or "")),
        _Entry("t", "title", "titles", each(lambda row: row.title)),
        _Entry("m", "Markdown link", "Markdown links", each(export.markdown_link)),
        _Entry(
            "c", "citation (GB/T 7714)", "citations (GB/T 7714)", each(lambda row: export.standard_citation(row, today))
        ),
        _Entry("p", "plain citation", "plain citations", each(export.plain_citation)),
        _Entry(
            "b", "category", "categories", each(lambda row: category_text(row.categories[0]) if row.categories else "")
        ),
    ]


def _seen(value: str) -> str:
    """The first line of a value; of several how many they are, too."""
    first, several, more = value.partition("\n")
    count = f"{more.count(several) + 2:,} · " if several else ""
    return clean_line(count + first[:_PREVIEW])
