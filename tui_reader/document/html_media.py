"""Reads pictures and embedded pieces from the attributes of HTML tags, lazy loading undone.

Works on plain attribute mappings, so that it knows no parser; judges no address.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from urllib.parse import unquote

from tui_reader.document.addresses import is_web
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
    r"|empty|none|dot|grey_\w+)(?:[-_.@]\w+)*\.(?:gif|png|svg|jpe?g|webp)(?:\?|$)|^about:blank|^#?$"
)
_PLACEHOLDER_HINTS = (
    "data:", "load", "lazy", "placeholder", "blank", "spacer", "grey", "gray", "transparent", "pixel", "1x1", "empty",
    "none", "dot",
)  # fmt: skip
"""One of them is in every address that this finds, and none in most others, which are soon done."""
_CANDIDATE = re.compile(r"\s*([^\s,](?:\S*[^\s,])?)(?:\s+([\d.]+)([wxh]))?\s*(?:,|$)")
_BACKGROUND = re.compile(
    r"background(?:-image)?\s*:[^;]*?url\(\s*(?:\"([^\"]+)\"|'([^']+)'|([^\"')]+))\s*\)", re.IGNORECASE
)
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
    placeholder = address(attributes.get("src") or attributes.get("href") or attributes.get("xlink:href"))
    if len(attributes) == 1 and placeholder and not is_placeholder(placeholder):
        return placeholder
    for name in _LAZY:
        lazy = address(attributes.get(name))
        if ("/" in lazy or "." in lazy) and not is_placeholder(lazy):
            return lazy
    real = bool(placeholder) and not is_placeholder(placeholder)
    own = [attributes.get(name) for name in ("data-srcset", "data-lazy-srcset", "srcset")]
    # What a `<source>` offers is another form of the same picture: only needed where the `<img>` has none.
    for candidates in own if real else (*own, source_set):
        largest = _largest(candidates or "")
        if largest and not is_placeholder(largest):
            return largest
    return placeholder


def is_placeholder(source: str) -> bool:
    """Tell whether an address is of a picture that stands in until the real one is loaded."""
    start = source[:300].lower()
    if len(start) > 1 and not any(map(start.__contains__, _PLACEHOLDER_HINTS)):
        return False
    return _PLACEHOLDER.search(start) is not None


def emoji(attributes: Attributes) -> str:
    """Return the text that a picture of an emoji stands for; nothing for other pictures."""
    alt = attributes.get("alt") or ""
    return alt if alt and _EMOJI.search(attributes.get("class") or "") else ""


def background(attributes: Attributes) -> str:
    """Return the address of the picture behind an element: of its `style`, or of what lazy loading makes one of."""
    if style := attributes.get("style"):
        found = _BACKGROUND.search(style)
        source = next(filter(None, found.groups()), "") if found else ""
        if source and not is_placeholder(source):
            return address(source)
    for name in _BACKGROUNDS:
        lazy = address(attributes.get(name))
        if lazy and _PICTURE.search(lazy):
            return lazy
    return ""


def may_have_backgrounds(html: str) -> bool:
    """Tell, at little cost, whether there can be a picture behind any element of `html`."""
    return any(hint in html for hint in _HINTS)


_HINTS = ("background", "BACKGROUND", "Background", "data-bg", "data-lazy-bg")
_BACKGROUNDS = (
    "data-bg", "data-lazy-bg", "data-bgimg", "data-lazy-bgimg", "data-background", "data-background-image",
    "background",
)  # fmt: skip
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|webp|svg|avif|bmp)(?:[?#!].*)?$|^(?:https?:)?//", re.IGNORECASE)


def poster(attributes: Attributes) -> Image | None:
    """Return the picture that a `<video>` shows before it plays, or None."""
    for name in ("poster", "data-poster"):
        source = address(attributes.get(name))
        if source and not is_placeholder(source):
            return Image(source, alt=clean_line(attributes.get("title") or "").strip())
    source = address(_zaker(attributes).get("imgUrl"))
    return Image(source) if is_web(source) else None


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
    info = _zaker(attributes)
    url = address(info.get("videoUrl"))
    return Embed("video", address(info.get("name")), url) if url else None


def _zaker(attributes: Attributes) -> Mapping[str, str]:
    """Return the texts of `data-zkinfo`."""
    written = attributes.get("data-zkinfo")
    if not written:
        return {}
    try:
        info = json.loads(unquote(written))
    except (ValueError, RecursionError):
        return {}
    return {name: text for name, text in info.items() if isinstance(text, str)} if isinstance(info, dict) else {}


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
