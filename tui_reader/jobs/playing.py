"""The videos, audio pieces and embedded pages of an article: listed, each with where it is. It opens none of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tui_reader.document import Document, Image, Picture, Refusal, checked_link, is_web
from tui_reader.document.blocks import Embed, Text, plain, spans_of, walk
from tui_reader.images import resolve
from tui_reader.programs import MEDIA_SUFFIXES, Origin, origin_of


@dataclass(frozen=True, slots=True)
class Medium:
    """A video, an audio piece or an embedded page of an article."""

    kind: str
    """`video`, `audio` or `page`."""
    title: str
    """May be empty."""
    source: str
    """The address as the post has it."""
    origin: Origin = Origin.PAGE
    place: str | Path = ""
    """The file in the library, absolute, or the address, checked; empty where it may not be opened."""
    refusal: str = ""
    """Why it may not be opened, one sentence."""


def article_media(document: Document, root: Path, post_path: str) -> tuple[Medium, ...]:
    """All of an article, in reading order, each address once: what it embeds, and links to videos and audio pieces.

    Args:
        document: The article.
        root: The library's root; files outside it are refused.
        post_path: The post's path below `root`, as `Post.path`.
    """
    found: dict[str, Embed] = {}
    for embed in _embeds(document):
        found.setdefault(embed.url, embed)
    return tuple(_medium(embed, root, post_path) for embed in found.values() if embed.url)


def _embeds(document: Document) -> Iterator[Embed]:
    for block in walk(document):
        if isinstance(block, Embed):
            yield block
            continue
        for spans in spans_of(block):
            for span in spans:
                link = span.link if isinstance(span, Text) else None
                if link and _suffix(link.target) in MEDIA_SUFFIXES:
                    kind = "audio" if _suffix(link.target) in _AUDIO else "video"
                    yield Embed(kind, plain((span,)).strip(), link.target)


_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_AUDIO = frozenset({".mp3", ".m4a", ".aac", ".ogg", ".oga", ".opus", ".flac", ".wav", ".wma"})


def _suffix(address: str) -> str:
    name = address.partition("?")[0].partition("#")[0].rpartition("/")[2]
    return "." + name.rpartition(".")[2].lower() if "." in name else ""


def _medium(embed: Embed, root: Path, post_path: str) -> Medium:
    """Where one of them is, or why it is not opened."""
    source = embed.url.strip()

    def refused(reason: str) -> Medium:
        return Medium(embed.kind, embed.title, source, refusal=reason)

    if is_web(source):
        checked = checked_link(source)
        if isinstance(checked, Refusal):
            return refused(f"Its address {checked.reason}.")
        return Medium(embed.kind, embed.title, source, origin_of(checked, embed.kind), checked)
    if _SCHEME.match(source):
        return refused("It is neither a web address nor a file of the library.")
    (resolved,) = resolve([Picture(1, Image(source), embed.title, "body")], root, post_path)
    if resolved.path is None:
        return refused(resolved.reason or "Its address is not one that is opened.")
    if resolved.path.suffix.lower() not in MEDIA_SUFFIXES:
        # An opener goes by the name, and would run what is named as a program.
        return refused("By its name the file is no video or audio piece.")
    return Medium(embed.kind, embed.title, source, Origin.FILE, resolved.path)
