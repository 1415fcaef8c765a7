"""By which names links mean posts: a post's names, the name in a link, and the numbers that the index keeps of both.

A name is the last part of a way or an address, without suffix and date, in lower case; a whole way or address is one
too, which is more exact. Looks nothing up.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from tui_reader.document import is_web
from tui_reader.model import Post

MOST_LINKS = 1_000
"""Links of one post that are kept, by different names."""
_SUFFIXES = frozenset({".md", ".markdown", ".mkd", ".mdx", ".html", ".htm", ".xhtml", ".txt", ".php", ".asp", ".aspx"})
_DATED = re.compile(r"^\d{4}[-_]\d{1,2}[-_]\d{1,2}[-_]+", re.ASCII)
_INDEXES = frozenset({"index", "_index"})
_LISTS = frozenset(
    {"tag", "tags", "category", "categories", "archive", "archives", "author", "authors", "page", "topics", "series"}
)
"""Folders of pages that list posts, and are none."""


def names_of(post: Post) -> frozenset[str]:
    """All names of a post: of its file, its title, what its head calls it, and the address that it came from."""
    found = {post.title.casefold(), *_path_names(post.path)}
    for name in post.names:
        if is_web(name):
            found |= {address_name(name), last_name(urlsplit(name).path)}
        else:
            found |= {way_name(name), last_name(name), name.strip().casefold()}
    if post.source:
        found |= {address_name(post.source), link_name(post.source)}
    return frozenset(_normal(name) for name in found if name)


def _path_names(path: str) -> Iterator[str]:
    name = last_name(path)
    yield name
    yield _DATED.sub("", name)


def link_name(target: str) -> str:
    """The name by which a link may mean a post; empty where it means none, as one within the page or a mail address."""
    if is_web(target):
        try:
            parts = urlsplit(target if "://" in target[:8] else f"https:{target}")
        except ValueError:
            return ""
        return _normal(last_name(parts.path) or (f"?{parts.query}" if parts.query else ""))
    way = local_way(target)
    return _normal(last_name(way)) if way else ""


def local_way(target: str) -> str:
    """The way of a link to a file or page beside, percent-decoded; empty for any other link."""
    if is_web(target) or target.startswith("#") or re.match(r"[A-Za-z][A-Za-z0-9+.-]*:(?!\s)", target):
        return ""
    way = unquote(re.split(r"[?#]", target, maxsplit=1)[0], errors="surrogateescape").strip()
    return "" if "\0" in way else way


def last_name(way: str) -> str:
    """The last part of a way that says something, without its suffix, in lower case."""
    parts = [part for part in way.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    while parts and _stem(parts[-1]).casefold() in _INDEXES and len(parts) > 1:
        parts.pop()
    return _stem(parts[-1]).casefold() if parts else ""


def _stem(name: str) -> str:
    suffix = PurePosixPath(name).suffix
    return name[: -len(suffix)] if suffix.casefold() in _SUFFIXES else name


def is_list(way: str) -> bool:
    """Whether a way leads to a page that lists posts, such as that of a tag."""
    return any(part.casefold() in _LISTS for part in way.split("/")[:-1])


def way_name(way: str) -> str:
    """A whole way as a name: where it begins at the site's root it says more than its last part."""
    parts = [part for part in unquote(way, errors="surrogateescape").split("/") if part not in ("", ".", "..")]
    if parts and _stem(parts[-1]).casefold() in _INDEXES:
        parts.pop()
    return "/" + "/".join([*parts[:-1], _stem(parts[-1])]).casefold() if parts else ""


def address_name(address: str) -> str:
    """A whole address as a name: `http` and `https`, `www.` and a final slash make no other one of it."""
    try:
        parts = urlsplit(address if "://" in address[:8] else f"https:{address}")
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    query = f"?{parts.query}" if parts.query else ""
    return f"//{host}{unquote(parts.path, errors='surrogateescape').rstrip('/')}{query}" if host else ""


def number_of(name: str) -> int:
    """The number under which the index keeps a name: 63 bits of its BLAKE2b."""
    return int.from_bytes(blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big") >> 1


def numbers_of(names: Iterable[str]) -> tuple[int, ...]:
    """The numbers of names, each once, in order of size."""
    return tuple(sorted({number_of(name) for name in names if name}))


def links_of(targets: Iterable[str]) -> tuple[int, ...]:
    """The numbers of the names by which links mean posts, of the first that a post has."""
    names: dict[str, None] = {}
    for target in targets:
        name = link_name(target)
        if name:
            names.setdefault(name)
            if len(names) >= MOST_LINKS:
                break
    return numbers_of(names)


def _normal(name: str) -> str:
    return unicodedata.normalize("NFC", name)
