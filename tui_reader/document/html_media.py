"""Reads pictures and embedded pieces from the attributes of HTML tags, lazy loading undone.

Works on plain attribute mappings, so that it knows no parser; judges no address.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from urllib.parse import unquote

from tui_reader.document.blocks import Embed, Image, Link
from tui_reader.document.clean import clean_line

Attributes = Mapping[str, str | None]

_LAZY = (
    "data-original",
    "data-src",
    "data-lazy-src",
    "data-actualsrc",
    "data-original-src",
    "data-lazyload",
    "data-lazy",
    "data-echo",
    "data-url",
    "data-ks-lazyload",
    "data-hi-res-src",
    "data-full-url",
    "original",
    "_src",
    "zoomfile",
    "file",
)
"""Where lazy loading keeps the real address, the commonest first."""

_PLACEHOLDER = re.compile(
    r"data:image/(?:gif|svg)|(?:^|[/_-])(?:loading|lazy|lazyload|placeholder|blank|spacer|grey|gray|transparent|pixel|1x1"
    r"|empty|none|dot|grey_\w+)(?:[-_.@]\w+)*\.(?:gif|png|svg|jpe?g|webp)(?:\?|$)|^about:blank|^#?$",
    re.IGNORECASE,
)
_CANDIDATE = re.compile(r"\s*([^\s,](?:\S*[^\s,])?)(?:\s+([\d.]+)([wxh]))?\s*(?:,|$)")
_BACKGROUND = re.compile(r"background(?:-image)?\s*:[^;]*?url\(\s*[\"']?([^\"')]+)[\"']?\s*\)", re.IGNORECASE)
_EMOJI = re.compile(r"\b(?:wp-smiley|emoji|emoticon|twemoji|smiley)\b", re.IGNORECASE)
_VIDEO_HOSTS = re.compile(
    r"youtube|youtu\.be|vimeo|bilibili|v\.qq\.com|youku|tudou|iqiyi|dailymotion|miaopai|ixigua|acfun|twitch|\.mp4|\.m3u8|\.webm",
    re.IGNORECASE,
)
_AUDIO_HOSTS = re.compile(r"soundcloud|spotify|music\.163|ximalaya|podcasts?\.|\.mp3|\.m4a|\.ogg", re.IGNORECASE)


def image(attributes: Attributes, link: Link | None = None, source_set: str = "") -> Image | None:
    """Return the picture that an `<img>` with these attributes shows; None where it names none or is a tracking pixel.

    Args:
        attributes: names in lower case.
        link: the link around the picture.
        source_set: the `srcset` of the `<source>` before it in a `<picture>`.
    """
    source = image_source(attributes, source_set)
    if not source:
        return None
    width, height = _size(attributes)
    if width is not None and height is not None and width <= 1 and height <= 1:
        return None
    return Image(
        source,
        alt=clean_line(attributes.get("alt") or "").strip(),
        title=clean_line(attributes.get("title") or "").strip(),
        width=width or None,
        height=height or None,
        link=link,
    )


def image_source(attributes: Attributes, source_set: str = "") -> str:
    """Return the address of the real picture: lazy attributes before `src`, the largest of a `srcset`."""
    placeholder = address(attributes.get("src"))
    if len(attributes) == 1 and placeholder and not _PLACEHOLDER.search(placeholder[:300]):
        return placeholder
    for name in _LAZY:
        lazy = address(attributes.get(name))
        if ("/" in lazy or "." in lazy) and not _PLACEHOLDER.search(lazy[:300]):
            return lazy
    if placeholder and not _PLACEHOLDER.search(placeholder[:300]):
        return placeholder
    for candidates in (
        attributes.get("data-srcset"),
        attributes.get("data-lazy-srcset"),
        attributes.get("srcset"),
        source_set,
    ):
        if largest := _largest(candidates or ""):
            return largest
    return placeholder


def is_placeholder(source: str) -> bool:
    """Tell whether an address is of a picture that stands in until the real one is loaded."""
    return _PLACEHOLDER.search(source[:300]) is not None


def emoji(attributes: Attributes) -> str:
    """Return the text that a picture of an emoji stands for; nothing for other pictures."""
    alt = attributes.get("alt") or ""
    return alt if alt and _EMOJI.search(attributes.get("class") or "") else ""


def background(style: str) -> str:
    """Return the address of the background picture that a `style` attribute names, or nothing."""
    found = _BACKGROUND.search(style)
    return address(found[1]) if found else ""


def embed(kind: str, attributes: Attributes, sources: Iterable[str] = ()) -> Embed | None:
    """Return what an embedding tag shows: `kind` is `video`, `audio`, or `page` to be told by the address."""
    names = ("src", "data-src", "data-lazy-src", "data-original", "data", "data-url")
    addresses = [address(attributes.get(name)) for name in names] + [address(source) for source in sources]
    url = next((found for found in addresses if found and found != "about:blank"), "")
    if not url:
        return None
    if kind == "page":
        kind = "video" if _VIDEO_HOSTS.search(url) else "audio" if _AUDIO_HOSTS.search(url) else "page"
    title = attributes.get("title") or attributes.get("aria-label") or ""
    return Embed(kind, clean_line(title).strip(), url)


def hidden_video(attributes: Attributes) -> Embed | None:
    """Return the video that ZAKER hides in `data-zkinfo`, percent-encoded JSON with `videoUrl` and `name`."""
    try:
        info = json.loads(unquote(attributes.get("data-zkinfo") or ""))
    except (ValueError, RecursionError):
        return None
    url = info.get("videoUrl") if isinstance(info, dict) else None
    if not isinstance(url, str) or not address(url):
        return None
    name = info.get("name")
    return Embed("video", clean_line(name).strip() if isinstance(name, str) else "", address(url))


def address(value: str | None) -> str:
    """Return an attribute's value as an address: cleaned, without white space around it."""
    return clean_line(value).strip() if value else ""


def _size(attributes: Attributes) -> tuple[int | None, int | None]:
    """Return width and height in pixels: the attributes, or `data-size="600,349"`."""
    width, height = _pixels(attributes.get("width")), _pixels(attributes.get("height"))
    if width is None and height is None and (both := attributes.get("data-size")):
        first, _, second = both.partition(",")
        width, height = _pixels(first), _pixels(second)
    return width, height


def _pixels(value: str | None) -> int | None:
    """Read `600` and `600px`; percentages and other units say nothing about pixels."""
    found = _PIXELS.match(value) if value else None
    return min(int(found[1]), 100_000) if found else None


_PIXELS = re.compile(r"\s*(\d{1,9})(?:\.\d+)?\s*(?:px)?\s*$", re.ASCII)


def _largest(source_set: str) -> str:
    """Return the address with the largest descriptor of a `srcset`."""
    best, best_size = "", -1.0
    if len(source_set) > 20_000 or source_set.lstrip().startswith("data:"):
        return ""
    for found in _CANDIDATE.finditer(source_set):
        size = float(found[2]) if found[2] and found[2].count(".") < 2 and found[2] != "." else 1.0
        if size > best_size:
            best, best_size = found[1], size
    return address(best)
