"""The header card of an article: its title, and below it what is known about it. Gathers nothing of that itself."""

from __future__ import annotations

from dataclasses import dataclass

from tui_reader.document.page import LayoutOptions, Line, Role

_DOT = " · "


@dataclass(frozen=True, slots=True)
class Card:
    """What stands above an article."""

    title: str
    meta: tuple[str, ...] = ()
    """Lines; parts of one are joined by ` · `."""
    path: str = ""
    """Where the file is: on one line, without its first folders where they have no room."""


def layout_card(card: Card, options: LayoutOptions) -> tuple[Line, ...]:
    """The lines of a card: the title, then the others, broken between their parts where they can be."""
    from tui_reader.document.paragraphs import set_parts, set_text  # not needed by commands that lay nothing out

    lines = set_text(card.title, Role.TITLE, options)
    for meta in card.meta:
        lines.extend(set_parts(meta, _DOT, Role.META, options))
    if card.path:
        lines.extend(set_text(_shortened(card.path, options), Role.META, options))
    return tuple(Line(runs, -1, 0, end) for runs, end in lines)


def _shortened(path: str, options: LayoutOptions) -> str:
    from tui_reader.document.cells import width

    shown, rest = path, path
    while options.width and width(shown, options.ambiguous) > options.width and "/" in rest:
        rest = rest.partition("/")[2]
        shown = f"…/{rest}"
    return shown
