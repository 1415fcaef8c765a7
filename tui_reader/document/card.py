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


def layout_card(card: Card, options: LayoutOptions) -> tuple[Line, ...]:
    """The lines of a card: the title, then the others, broken between their parts where they can be."""
    from tui_reader.document.paragraphs import set_parts, set_text  # not needed by commands that lay nothing out

    lines = set_text(card.title, Role.TITLE, options)
    for meta in card.meta:
        lines.extend(set_parts(meta, _DOT, Role.META, options))
    return tuple(Line(runs, -1, 0, end) for runs, end in lines)
