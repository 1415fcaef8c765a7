"""The programs that the reader is measured against: Textual with nothing in it, its own list, its own Markdown.

python -m benchmarks.baselines empty | options | markdown
"""

from __future__ import annotations

import sys

from textual import events
from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Markdown, OptionList, Static
from textual.widgets.option_list import Option

from benchmarks.generate import first_posts
from benchmarks.words import PARAGRAPHS, paragraphs

ROWS = 200
READY = "ready"
OPENING = "第一段"


class EmptyApp(App[None]):
    """One word on an empty screen."""

    def compose(self) -> ComposeResult:
        """The word by which its first paint is known."""
        yield Static(READY)


class OptionsApp(App[None]):
    """A list of 200 titles, as wide as the screen."""

    CSS = "OptionList { height: 1fr; }"

    def compose(self) -> ComposeResult:
        """The list, which takes the keys."""
        posts = first_posts(ROWS, ROWS)
        yield OptionList(*(Option(f"{number:03} {post.title}") for number, post in enumerate(posts)), markup=False)


class MarkdownApp(App[None]):
    """Textual's own Markdown widget, which shows a long post when `m` is pressed."""

    CSS = "Markdown { height: auto; }"

    def compose(self) -> ComposeResult:
        """The widget, with a word by which its first paint is known."""
        with VerticalScroll():
            yield Markdown(READY)

    def on_key(self, event: events.Key) -> None:
        """Show the post."""
        if event.key == "m":
            self.query_one(Markdown).update("\n\n".join(paragraphs(PARAGRAPHS, OPENING)))


def main() -> None:
    """Run the app that is named."""
    apps: dict[str, type[App[None]]] = {"empty": EmptyApp, "options": OptionsApp, "markdown": MarkdownApp}
    apps[sys.argv[1]]().run()


if __name__ == "__main__":
    main()
