"""The head of an exported article: what is known of the post, a line each, in Chinese or English."""

from __future__ import annotations

import re

from tui_reader.document.clean import clean_line, shown_path
from tui_reader.document.page import Role, Run
from tui_reader.model import Post

RULE = "─" * 40
_NAMES_ZH = ("标题", "日期", "作者", "分类", "标签", "来源", "文件")
_NAMES_EN = ("Title", "Date", "Author", "Categories", "Tags", "Source", "File")
_TIME = re.compile(r"(\d+-\d\d-\d\d)[T ](\d\d:\d\d)(?::\d\d(?:[.,]\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?")


def header(post: Post, *, chinese: bool) -> tuple[tuple[Run, ...], ...]:
    """The lines of the head, without the rule below it; a field that the post doesn't have leaves none."""
    values = (
        post.title,
        shown_date(post),
        post.author or "",
        ("；" if chinese else "; ").join(" / ".join(path) for path in post.categories if path),
        ("、" if chinese else ", ").join(post.tags),
        post.source or "",
        shown_path(post.path),
    )
    names, colon = (_NAMES_ZH, "：") if chinese else (_NAMES_EN, ": ")
    return tuple(
        (Run(name + colon, Role.META), Run(clean_line(value), Role.TITLE if number == 0 else Role.TEXT))
        for number, (name, value) in enumerate(zip(names, values, strict=True))
        if value
    )


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
