"""The JSON objects of the command line: every key always there, null where nothing is known. Keys are a promise."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from tui_reader.cli.schema import ROW, names
from tui_reader.document.clean import shown_path
from tui_reader.model import Category, Post, Problem, RefreshResult, Row, SavedSearch, Tally

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tui_reader.cli.finding import Found
    from tui_reader.document.blocks import Document
    from tui_reader.images import ResolvedPicture

ROW_KEYS = names(ROW)
"""The keys of `list`, in order; `--format` knows the same names."""


def row_record(row: Row, root: Path, library: str | None) -> dict[str, Any]:
    """A post as `list` gives it.

    Args:
        row: The post.
        root: What its path is relative to.
        library: The name of its library; None where it belongs to none.
    """
    return {
        "id": row.id,
        "path": shown_path(row.path),
        "title": row.title,
        "date": row.date.iso if row.date else None,
        "author": row.author,
        "source": row.source,
        "categories": row.categories,
        "tags": row.tags,
        "words": row.words,
        "images": row.images,
        "read": row.read,
        "starred": row.starred,
        "draft": row.draft,
        "problems": row.problems,
        "excerpt": row.excerpt,
        "library": library,
        "file": shown_path(os.path.join(root, row.path)),  # noqa: PTH118 - many rows
    }


def post_record(found: Found, document: Document, library: str | None, proxies: Sequence[str] = ()) -> dict[str, Any]:
    """A post as `show --format json` gives it: the keys of `list`, and `text links image_list`.

    Args:
        found: The post.
        document: Its body.
        library: As for `row_record`.
        proxies: As the setting `image_proxies`.
    """
    from tui_reader.document import digest, layout, pictures
    from tui_reader.document.page import LayoutOptions, LinkStyle
    from tui_reader.images import resolve

    post = found.post
    measured = digest(document, post.covers)
    page = layout(document, LayoutOptions(width=0, links=LinkStyle.NUMBERED, highlight=False))
    links: dict[int, dict[str, Any]] = {}
    for link in page.links:
        if not link.number:
            continue  # it leads to a place in the text itself
        links.setdefault(link.number, {"n": link.number, "text": link.text, "url": link.target})
    resolved = resolve(pictures(document, post.covers), found.root, post.path, proxies)
    row = found.row or _row(post, measured.words, len(resolved), measured.excerpt)
    return {
        **row_record(row, found.root, library),
        "text": measured.text,
        "links": [links[number] for number in sorted(links)],
        "image_list": picture_records(resolved),
    }


def _row(post: Post, words: int, images: int, excerpt: str) -> Row:
    """The row that a file outside any library would have."""
    from tui_reader.export import short_id

    return Row(
        key=0,
        id=short_id(post.path),
        path=post.path,
        title=post.title,
        date=post.date,
        author=post.author,
        source=post.source,
        categories=post.categories,
        tags=post.tags,
        words=words,
        images=images,
        excerpt=excerpt,
        language=post.language,
        read=False,
        starred=False,
        draft=post.draft,
        problems=len(post.problems),
    )


def picture_records(resolved: Sequence[ResolvedPicture]) -> list[dict[str, Any]]:
    """Pictures as `images --json` gives them."""
    return [picture_record(picture) for picture in resolved]


def picture_record(resolved: ResolvedPicture) -> dict[str, Any]:
    """A picture as `images --json` gives it; `path` is the file's absolute path."""
    picture = resolved.picture
    return {
        "n": picture.number,
        "kind": str(resolved.kind),
        "url": resolved.url,
        "original_url": resolved.original_url,
        "path": shown_path(str(resolved.path)) if resolved.path else None,
        "caption": picture.caption or None,
        "alt": picture.image.alt or None,
        "width": picture.image.width,
        "height": picture.image.height,
        "from": picture.origin,
        "aside": picture.aside or None,
    }


def category_record(category: Category) -> dict[str, Any]:
    """A category as `categories --json` gives it; the empty path stands for posts without one."""
    return {"path": list(category.path), "total": category.total, "unread": category.unread}


def search_record(search: SavedSearch, tally: Tally | None, problem: str | None) -> dict[str, Any]:
    """A saved search as `searches --json` gives it.

    Args:
        search: The search.
        tally: What it finds; None where that isn't known.
        problem: Why it can't be meant, if it can't.
    """
    return {
        "name": search.name,
        "query": search.words,
        "category": list(search.category) if search.category is not None else None,
        "total": tally.total if tally else None,
        "unread": tally.unread if tally else None,
        "problem": problem,
    }


def refresh_record(result: RefreshResult, library: str) -> dict[str, Any]:
    """What `index --json` gives.

    Args:
        result: Of the refresh.
        library: The library's name.
    """
    return {
        "found": result.found,
        "listed": result.listed,
        "unreadable": result.unreadable,
        "added": result.added,
        "changed": result.changed,
        "removed": result.removed,
        "problems": result.problems,
        "seconds": round(result.seconds, 3),
        "library": library,
    }


def problem_record(problem: Problem) -> dict[str, Any]:
    """A problem as `check --json` gives it."""
    return {
        "path": shown_path(problem.path),
        "line": problem.line,
        "code": problem.code,
        "message": problem.message,
    }
