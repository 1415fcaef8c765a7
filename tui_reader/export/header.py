"""The head of an exported article: what is known of the post, a line each, in Chinese or English."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tui_reader.document import Prose, natural_width, set_prose
from tui_reader.document.blocks import Style
from tui_reader.document.cells import width as width_of
from tui_reader.document.clean import clean_line, shown_path
from tui_reader.document.page import LayoutOptions, Role, Run
from tui_reader.model import Post

_RULE_CELLS = 40
_NAMES_ZH = ("标题", "日期", "作者", "分类", "标签", "来源", "文件")
_NAMES_EN = ("Title", "Date", "Author", "Categories", "Tags", "Source", "File")
_CATEGORIES, _WHOLE_FROM = 3, 5
"""Where the categories stand among the fields, and from where on values are never broken."""
_LEAST_ROOM = 12
"""Cells that a value has beside its field's name; with fewer, what goes on stands below the name."""
_TIME = re.compile(r"(\d+-\d\d-\d\d)[T ](\d\d:\d\d)(?::\d\d(?:[.,]\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?")


def header(post: Post, options: LayoutOptions) -> tuple[tuple[Run, ...], ...]:
    """The lines of the head, without the rule below it; a field that the post doesn't have leaves none.

    Long values hang; paths and addresses are never broken, and a name in a list only where it is longer than a line.
    """
    chinese = options.chinese
    values = (
        (post.title,),
        (shown_date(post),),
        (post.author or "",),
        tuple(" / ".join(path) for path in post.categories if path),
        post.tags,
        (post.source or "",),
        (shown_path(post.path),),
    )
    names, colon = (_NAMES_ZH, "：") if chinese else (_NAMES_EN, ": ")
    lines: list[tuple[Run, ...]] = []
    for number, (name, parts) in enumerate(zip(names, values, strict=True)):
        shown = [made for part in parts if (made := clean_line(part))]
        if shown:
            role = Role.TITLE if number == 0 else Role.TEXT
            separator = (
                ("；" if number == _CATEGORIES else "、") if chinese else "; " if number == _CATEGORIES else ", "
            )
            width = 0 if number >= _WHOLE_FROM else options.width
            lines.extend(_field(name + colon, _listed(shown, separator, role), width, options))
    return tuple(lines)


def _listed(parts: list[str], separator: str, role: Role) -> Prose:
    """The parts of a value; where there are several, lines end between them."""
    prose = Prose()
    for number, part in enumerate(parts):
        if number:
            prose.add(separator, (role, Style.NONE, None, None))
        if len(parts) > 1:
            prose.glue.extend(range(prose.length + 1, prose.length + len(part)))
        prose.add(part, (role, Style.NONE, None, None))
    return prose


def _field(name: str, value: Prose, width: int, options: LayoutOptions) -> Iterator[tuple[Run, ...]]:
    """A field's lines: its name, and its value beside it where there is room, else from the left."""
    beside = width_of(name, options.ambiguous)
    rest = 0
    if width and beside + natural_width(value, options) > width:
        rest = beside if width - beside >= _LEAST_ROOM else 0
        lines = set_prose(value, width - rest, options, max(1, width - beside))
    else:
        lines = set_prose(value, 0, options)
    for number, (runs, _) in enumerate(lines):
        if number == 0:
            yield (Run(name, Role.META), *runs)
        else:
            yield (Run(" " * rest), *runs) if rest else runs


def rule(width: int) -> str:
    """What stands below the head and above the addresses, in a line of `width` cells; 0 for no end."""
    return "─" * min(_RULE_CELLS, width or _RULE_CELLS)


def shown_date(post: Post) -> str:
    """The date in the zone it was written in, to the minute: `2024-10-01 09:30 +08:00`; no time where none was."""
    if post.date is None:
        return ""
    found = _TIME.fullmatch(post.date.iso)
    if not found:
        return post.date.iso
    day, time, zone = found.groups()
    if zone == "Z":
        zone = "+00:00"
    elif zone and ":" not in zone:
        zone = f"{zone[:3]}:{zone[3:]}"
    return " ".join(part for part in (day, time, zone) if part)
