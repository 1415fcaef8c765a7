"""What only the reader knows to be wrong in the settings: commands and keys that there aren't, an unknown theme.

Imports Textual only where it is asked for its themes; reads no file.
"""

from __future__ import annotations

from collections.abc import Iterator

from tui_reader.config import Settings
from tui_reader.ui.chosen_keys import chosen_keymap
from tui_reader.ui.keymap import Fault

_OURS = ("reader-dark", "reader-light")


def faults(settings: Settings) -> Iterator[Fault]:
    """Everything wrong in settings whose types are right."""
    yield from _wrong_theme(settings.theme)
    yield from chosen_keymap(settings).faults


def _wrong_theme(theme: str) -> Iterator[Fault]:
    if theme in _OURS:
        return
    from difflib import get_close_matches

    from tui_reader.ui.themes import theme_names

    names = theme_names()
    if theme not in names:
        near = get_close_matches(theme, names, n=1, cutoff=0.4)
        advice = f'did you mean "{near[0]}"?' if near else f"there are {', '.join(names)}."
        yield Fault(("theme",), f'there is no theme "{theme}": {advice}')
