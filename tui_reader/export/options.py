"""What an exported article may be asked to look like; values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from tui_reader.document.blocks import Document
from tui_reader.export.names import DEFAULT_TEMPLATE
from tui_reader.model import Post


class LinkPlacement(StrEnum):
    """Where the addresses of links stand."""

    END = "end"
    """Numbered in the text, listed after it."""
    INLINE = "inline"
    """Behind the text of the link, in angle brackets."""
    NONE = "none"


class ImageMention(StrEnum):
    """Whether pictures are mentioned."""

    NONE = "none"
    LIST = "list"
    """By number and caption in the text, with their addresses listed after it."""
    COPY = "copy"
    """As `LIST`, and those that are on the disk stand beside the text, or in the file where the format can."""


class HeaderLanguage(StrEnum):
    """The language of the header's names and of the other words that are not the post's."""

    AUTO = "auto"
    """Chinese for a Chinese post, English for any other."""
    ZH = "zh"
    EN = "en"
    NONE = "none"
    """No header; the other words as for `AUTO`."""


NARROWEST = 10
"""The least width in cells, but for 0."""


@dataclass(frozen=True, slots=True)
class PictureFile:
    """A picture of the article that is on the disk."""

    path: Path
    """Its file, absolute: one of the library's, of the cache's, or kept for good."""
    media_type: str
    """By its first bytes: `image/png`."""
    name: str
    """Where the export has it, relative to the exported file, `/` between the parts: `images/01-会场外景.jpg`."""


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """Everything that decides the bytes of an exported article."""

    width: int = 80
    """Cells a line may have; 0 for one paragraph a line."""
    links: LinkPlacement = LinkPlacement.END
    images: ImageMention = ImageMention.LIST
    header: HeaderLanguage = HeaderLanguage.AUTO
    bom: bool = False
    """Whether the text begins with a byte order mark."""
    name: str = DEFAULT_TEMPLATE
    """The template of the file's name; see `names.file_name`."""
    force: bool = False
    """Whether a file that is there may be replaced."""
    pictures: Mapping[int, PictureFile] = field(default_factory=lambda: MappingProxyType({}))
    """For `ImageMention.COPY`: the pictures that are there, by their number."""
    title: str = ""
    """The title of a file of many articles; empty for one that is told from them."""

    @property
    def is_titled(self) -> bool:
        """Whether a head with the title stands above the article, so that its own first heading need not say it."""
        return self.header is not HeaderLanguage.NONE


@dataclass(frozen=True, slots=True)
class Packed:
    """One article of a file of many."""

    post: Post
    document: Document
    pictures: Mapping[int, PictureFile] = field(default_factory=lambda: MappingProxyType({}))
    """As `ExportOptions.pictures`, which says nothing where there are many articles."""
