"""Posts to export, made in memory."""

from __future__ import annotations

from tui_reader.model import BodyFormat, CategoryPath, Post, PostDate


def made(
    title: str = "A title",
    *,
    path: str = "2021/a.md",
    date: str | None = "2021-10-04T11:05:16+00:00",
    author: str | None = None,
    source: str | None = None,
    categories: tuple[CategoryPath, ...] = (),
    tags: tuple[str, ...] = (),
    language: str | None = "en",
    covers: tuple[str, ...] = (),
    body: str = "",
    body_format: BodyFormat = BodyFormat.MARKDOWN,
) -> Post:
    """A post with what the test is about."""
    return Post(
        path=path,
        title=title,
        date=PostDate(date, 0) if date else None,
        author=author,
        source=source,
        categories=categories,
        tags=tags,
        language=language,
        draft=False,
        covers=covers,
        body=body,
        body_line=1,
        format=body_format,
    )
