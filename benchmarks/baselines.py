"""The programs that the reader is measured against: Textual with nothing in it, and Textual's own list.

python -m benchmarks.baselines empty | options
"""

from __future__ import annotations

import sys

from textual.app import App, ComposeResult
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from benchmarks.generate import first_posts

ROWS = 200
READY = "ready"


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


def main() -> None:
    """Run the app that is named."""
    apps: dict[str, type[App[None]]] = {"empty": EmptyApp, "options": OptionsApp}
    apps[sys.argv[1]]().run()


if __name__ == "__main__":
    main()
