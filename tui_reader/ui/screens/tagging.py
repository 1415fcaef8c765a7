"""The user's own tags on the reading screen: a line to edit them in, which completes tags that there are."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.suggester import Suggester
from textual.widgets import Input, Static

from tui_reader.document import cut
from tui_reader.errors import UsageError
from tui_reader.library import checked_tag
from tui_reader.model import AnyMark, Row, Tag
from tui_reader.ui.screens.marking import MarkingFlow
from tui_reader.ui.screens.reading_base import Target
from tui_reader.ui.wording import count_text

_SHOWN = 90


class TagSuggester(Suggester):
    """Completes the last tag of a line by the one that most posts have."""

    def __init__(self, known: Sequence[str]) -> None:
        """Keep the tags.

        Args:
            known: All that there are, the most used first.
        """
        super().__init__(use_cache=False, case_sensitive=True)
        self._known = known

    async def get_suggestion(self, value: str) -> str | None:
        """The line with its last tag completed; None where no tag begins so."""
        before, comma, last = value.rpartition(",")
        start = last.lstrip()
        if not start:
            return None
        others = {tag.strip() for tag in before.split(",")}
        found = next((tag for tag in self._known if tag.startswith(start) and tag != start and tag not in others), None)
        return before + comma + last[: len(last) - len(start)] + found if found else None


class TagDialog(ModalScreen[tuple[Tag, ...] | None]):
    """Asks for tags; answers with all that the line holds, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Close"),
        Binding("tab", "complete", "Complete", priority=True),
    ]

    def __init__(self, title: str, tags: Sequence[str], hint: str, known: Sequence[str]) -> None:
        """Keep what there is.

        Args:
            title: Whose tags they are.
            tags: The tags to begin with.
            hint: What stands below the line.
            known: The tags that complete what is typed, the most used first.
        """
        super().__init__()
        self._title, self._tags, self._hint, self._known = title, tags, hint, known

    def compose(self) -> ComposeResult:
        """The line, what is to be said of it, the keys."""
        with Vertical(id="dialog", classes="-wide") as dialog:
            dialog.border_title = Content(self._title)
            start = "".join(f"{tag}, " for tag in self._tags)
            yield Input(start, id="tags", suggester=TagSuggester(self._known), select_on_focus=False)
            yield Static(Content(self._hint), id="told")
            yield Static(Content(), id="wrong")
            yield Static(Content("Commas part tags · Tab completes · Enter keeps them · Esc closes"), id="keys")

    def action_complete(self) -> None:
        """Take the suggestion."""
        self.query_one(Input).action_cursor_right()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Answer with the tags, or say which can't be."""
        try:
            tags = [checked_tag(text) for text in event.value.split(",") if text.strip()]
        except UsageError as error:
            self.query_one("#wrong", Static).update(Content(f"{error.title}: {error.message}"))
        else:
            self.dismiss(tuple(dict.fromkeys(tags)))

    def action_leave(self) -> None:
        """Close without an answer."""
        self.dismiss(None)


class TaggingFlow(MarkingFlow):
    """The action that edits tags."""

    def action_edit_tags(self) -> None:
        """Edit the user's tags of the wanted posts: of several, those that all of them have."""
        self._edit_tags(self.target())

    @work(exclusive=True, group="tags", exit_on_error=False)
    async def _edit_tags(self, target: Target) -> None:
        rows = await self.rows_of(target)
        if not rows:
            return
        known = await asyncio.to_thread(lambda: [name for name, _ in self.library.tags()])
        common = [tag for tag in rows[0].own_tags if all(tag in row.own_tags for row in rows)]
        title = f"Tags of “{cut(rows[0].title, 60)}”" if len(rows) == 1 else f"Tags of {count_text(len(rows), 'post')}"
        wanted = await self.app.push_screen_wait(TagDialog(title, common, _hint(rows), known))
        if wanted is None:
            return
        before = [Tag(name) for name in common]
        changes: list[tuple[AnyMark, bool]] = [(tag, True) for tag in wanted if tag not in before]
        changes.extend((tag, False) for tag in before if tag not in wanted)
        paths = [row.path for row in rows]
        async with self._marks_lock:
            changed = await asyncio.to_thread(self.library.mark_all, paths, changes)
        if any(changed):
            self.reload_marks()
            self.tags_changed(paths)
            said = [f"{'+' if on else '−'}{tag.name}" for tag, on in changes if isinstance(tag, Tag)]
            self.tell(f"{count_text(max(changed), 'post')}: {' '.join(said)}; U undoes it")


def _hint(rows: Sequence[Row]) -> str:
    """What is said of tags that the line doesn't hold."""
    if len(rows) > 1:
        return "Tags that only some of them have stay as they are."
    fixed = [tag for tag in rows[0].tags if tag not in rows[0].own_tags]
    return cut(f"The file itself says: {', '.join(fixed)}", _SHOWN) if fixed else "The file itself says no others."
