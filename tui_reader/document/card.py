"""The header card of an article: its title, and below it what is known about it. Gathers nothing of that itself."""

from __future__ import annotations

from dataclasses import dataclass

from tui_reader.document.blocks import Style
from tui_reader.document.inline import Attributes, Prose
from tui_reader.document.page import LayoutOptions, Line, Role
from tui_reader.document.paragraphs import SetLine, natural_width, set_prose

_DOT = " · "


@dataclass(frozen=True, slots=True)
class Card:
    """What stands above an article."""

    title: str
    meta: tuple[str, ...] = ()
    """Lines; parts of one are joined by ` · `."""


def layout_card(card: Card, options: LayoutOptions) -> tuple[Line, ...]:
    """The lines of a card: the title, then the others, broken between their parts where they can be."""
    lines = _set(card.title, Role.TITLE, options)
    for meta in card.meta:
        lines.extend(_set_meta(meta, options))
    return tuple(Line(runs, -1, 0, end) for runs, end in lines)


def _prose(text: str, role: Role) -> Prose:
    prose = Prose()
    attributes: Attributes = (role, Style.NONE, None, None)
    prose.add(" ".join(text.split()), attributes)
    return prose


def _set(text: str, role: Role, options: LayoutOptions) -> list[SetLine]:
    return set_prose(_prose(text, role), options.width, options)


def _set_meta(text: str, options: LayoutOptions) -> list[SetLine]:
    """A line of meta data; what can't stand beside its neighbours goes to the next line, without the dot."""
    lines: list[SetLine] = []
    kept = ""
    for part in text.split(_DOT):
        longer = kept + _DOT + part if kept else part
        if kept and options.width and natural_width(_prose(longer, Role.META), options) > options.width:
            made = _set(kept, Role.META, options)
            lines.extend([*made[:-1], (made[-1][0], _DOT)])
            kept = part
        else:
            kept = longer
    return [*lines, *_set(kept, Role.META, options)]
