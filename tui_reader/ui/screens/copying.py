"""What can be copied of an article.

Nothing is copied unless it was asked for.
"""

from __future__ import annotations

import asyncio

from textual import work

from tui_reader.document import clean_line, shown_path
from tui_reader.export import ExportOptions, text
from tui_reader.ui.screens.dialogs import Choice
from tui_reader.ui.screens.outward import Outward
from tui_reader.ui.wording import category_text


class CopyingFlow(Outward):
    """The actions that copy."""

    @work(exclusive=True, group="copy", exit_on_error=False)
    async def action_copy(self) -> None:
        """Let the user choose what of the article to copy."""
        article = await self.opened_article()
        if article is None:
            return
        row = article.row
        body = await asyncio.to_thread(text, article.post, article.document, ExportOptions())
        entries = [
            ("title", row.title),
            ("address", row.source or ""),
            ("Markdown link", f"[{row.title}]({row.source})" if row.source else ""),
            ("file", shown_path(str(self.library.file(row.path)))),
            ("category", category_text(row.categories[0]) if row.categories else ""),
            ("whole text", body),
        ]
        entries = [(name, value) for name, value in entries if value]
        chosen = await self.choose("Copy what?", [Choice(name, clean_line(value[:200])) for name, value in entries])
        if chosen is not None:
            name, value = entries[chosen]
            self.copy_value(value, name)

    def action_copy_selection(self) -> None:
        """Copy what the mouse has selected."""
        selected = self.get_selected_text()
        if selected:
            self.copy_value(selected, "selection")
        else:
            self.tell("Nothing is selected. q goes back, Q quits.")
