"""Lists the pictures of an article, each once, in the order in which they are met.

Neither loads nor judges them: `images` does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import unquote

from tui_reader.document.addresses import is_web, unwrap_proxy
from tui_reader.document.asides import aside
from tui_reader.document.blocks import Block, Document, Figure, Image, plain, spans_of, walk


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of an article."""

    number: int
    """From 1, in reading order."""
    image: Image
    caption: str
    """What is written below it, else its alternative text, else nothing; one line."""
    origin: str
    """`cover` where the front matter names it and the body doesn't, else `body`."""
    also: tuple[str, ...] = ()
    """Other addresses under which the post shows it, such as that of a proxy; at most `OTHERS`."""

    @property
    def aside(self) -> str:
        """Why nobody wants to see it: `counter` or `placeholder`; empty for a picture. Fetched when asked for alone."""
        return aside(self.image.source)


OTHERS = 4


def pictures(document: Document, covers: Sequence[str] = ()) -> tuple[Picture, ...]:
    """Return the pictures of `document` and the covers that it does not show, in reading order, each once.

    Two addresses are the same picture where they are equal without their proxies, fragments and `./`. The numbers are
    the same whether `document` was parsed with these covers or without.
    """
    found: dict[str, Picture] = {}
    images = list(_images(document))
    same = {source: identity(source) for source in {*(image.source for image, _ in images), *covers}}
    in_body = {same[image.source] for image, _ in images}
    for cover in covers:
        if same[cover] not in in_body:
            _add(found, same[cover], Image(cover), "", "cover")
    for number, (image, caption) in enumerate(images):
        _add(found, same[image.source], image, caption, "cover" if number < document.covers else "body")
    for cover in covers:
        if same[cover] in in_body:  # Its own address may do where that in the body fails.
            _add(found, same[cover], Image(cover), "", "cover")
    return tuple(found.values())


def identity(source: str) -> str:
    """Return what makes two addresses the same picture; empty for an empty one."""
    return _known_identity(source) if len(source) <= _USUAL_ADDRESS else _identity(source)


_USUAL_ADDRESS = 500
"""Characters of an address that is remembered."""


def _identity(source: str) -> str:
    source = source.strip()
    if source[:5].lower() == "data:":
        return source
    source = unwrap_proxy(source).partition("#")[0]
    if is_web(source):
        return unquote(source.partition("//")[2])
    path = unquote(_VERSION.sub(r"\1", source) if "?" in source else source)
    return _normal(path) if "./" in path or "//" in path else path


_known_identity = lru_cache(maxsize=128)(_identity)
"""Each address of a post is asked for more than once, while it is read."""

_VERSION = re.compile(r"(\.(?:png|jpe?g|gif|webp|svg|avif|bmp))\?.*", re.IGNORECASE | re.DOTALL)
"""What themes put behind a file's name so that browsers ask anew: `a.png?v=2`."""


def _normal(path: str) -> str:
    """Resolve `.`, `..` and empty parts."""
    parts: list[str] = []
    for part in path.split("/"):
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        elif part not in {"", "."}:
            parts.append(part)
    return ("/" if path.startswith("/") else "") + "/".join(parts)


def _add(found: dict[str, Picture], same: str, image: Image, caption: str, origin: str) -> None:
    if same and same not in found:
        found[same] = Picture(len(found) + 1, image, caption, origin)
    elif same and image.source not in (found[same].image.source, *found[same].also):
        before = found[same]
        found[same] = replace(before, also=(*before.also, image.source)[:OTHERS])


def _images(document: Document) -> Iterator[tuple[Image, str]]:
    for block in walk(document):
        yield from _of_block(block)


def _of_block(block: Block) -> Iterator[tuple[Image, str]]:
    if isinstance(block, Figure):
        yield block.image, plain(block.caption).replace("\n", " ").strip() or block.image.alt
    for spans in spans_of(block):
        for span in spans:
            if isinstance(span, Image):
                yield span, span.alt
