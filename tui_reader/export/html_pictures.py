"""Pictures of a page: shown where their bytes come with it, named with a link where they don't, or left out.

It never makes a page load anything from the network, and reads no file: who makes the page brings the bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from tui_reader.document import identity, pictures, unwrap_proxy
from tui_reader.document.blocks import Document, Image
from tui_reader.export.html_text import address, attribute, escaped
from tui_reader.export.html_words import Words
from tui_reader.export.options import ImageMention
from tui_reader.model import Post

LONGEST_SIDE = 10_000
"""Pixels; what a post states beyond it is no size."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Where a page has a picture."""

    source: str
    """The address that its `img` is given, plain."""
    other: tuple[str, str] | None = None
    """A better one for readers that know its type: address and type."""


Shelf = Callable[[int], Shown | None]
"""Asked by a picture's number where the page has it."""


class Pictures:
    """The pictures of one article."""

    def __init__(self, post: Post, document: Document, mention: ImageMention, shelf: Shelf, words: Words) -> None:
        """Take what decides how they are shown.

        Args:
            post: Its covers are numbered too.
            document: Where they stand.
            mention: Whether they are shown, named or left out.
            shelf: Where those are that come with the page; asked for `ImageMention.COPY` only.
            words: For their names.
        """
        self._mention = mention
        self._shelf = shelf
        self._words = words
        self._numbers: dict[str, int] = {}
        if mention is not ImageMention.NONE:
            found = pictures(document, post.covers)
            self._numbers = {identity(picture.image.source): picture.number for picture in found}

    def number(self, image: Image) -> int | None:
        """Its number; None for one that isn't to be seen."""
        return self._numbers.get(identity(image.source))

    def shown(self, image: Image, *, inline: bool = False) -> str | None:
        """The picture itself, in the link that it has; None where it doesn't come with the page."""
        number = self.number(image)
        place = self._shelf(number) if number is not None and self._mention is ImageMention.COPY else None
        if place is None:
            return None
        alt = attribute(image.alt or f"{self._words.figure} {number}")
        made = f'<img src="{attribute(place.source)}" alt="{alt}"{_title(image)}{_size(image, inline=inline)}/>'
        if place.other is not None:
            better, media_type = place.other
            made = f'<picture><source srcset="{attribute(better)}" type="{attribute(media_type)}"/>{made}</picture>'
        target = self.target(image)
        return made if target is None else f'<a href="{target}">{made}</a>'

    def named(self, image: Image) -> str:
        """The picture's number with a link to where it is; empty for one that isn't to be seen."""
        number = self.number(image)
        if number is None:
            return ""
        name = f"{self._words.figure} {number}"
        own = unwrap_proxy(image.source)
        place = address(own)
        if place is not None:
            made = f'<a class="picture" href="{place}">{name}</a>'
        elif own[:5].lower() == "data:":
            made = f'<span class="picture">{name}</span>'
        else:
            made = f'<span class="picture" title="{attribute(own)}">{name}</span>'
        target = self.target(image)
        return made if target is None or target == place else f'{made} <a class="to" href="{target}">↗</a>'

    def host(self, image: Image) -> str:
        """The host that a picture lies on, or its path; empty where neither says anything."""
        own = unwrap_proxy(image.source)
        if own[:5].lower() == "data:":
            return ""
        place = address(own)
        return escaped(own if place is None else urlsplit(place).hostname or "")

    def target(self, image: Image) -> str | None:
        """Where a click on the picture leads, ready for an attribute; None for nowhere but to itself."""
        link = image.link
        if link is None or identity(link.target) == identity(image.source):
            return None
        return address(link.target)


def _title(image: Image) -> str:
    return f' title="{attribute(image.title)}"' if image.title else ""


def _size(image: Image, *, inline: bool) -> str:
    """The stated size: of a picture for itself where both sides are known, of one in a line whatever is."""
    sides = [(name, side) for name, side in (("width", image.width), ("height", image.height)) if side]
    known = [f' {name}="{side}"' for name, side in sides if 0 < side <= LONGEST_SIDE]
    return "".join(known) if inline or len(known) == 2 else ""
