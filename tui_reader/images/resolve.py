"""Finds where each picture of a post is: in the post, in the library, or on the network.

It opens no file and no connection, and never leaves the library's real root.
"""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import unquote_to_bytes

from tui_reader.document import Picture, Refusal, checked_link, clean_line, is_web, unwrap_proxy
from tui_reader.images.kinds import PictureKind, ResolvedPicture
from tui_reader.limits import ADDRESS_BYTES

STATIC_FOLDERS: Final = ("source", "static", "public", "assets", "content")
"""Where generators keep what they serve under `/`: Hexo, Hugo and Zola, built sites, Jekyll, Pelican."""

ATTACHMENT_FOLDERS: Final = (
    "attachments", "Attachments", "_attachments", "assets", "images", "img", "files", "media", "_resources",
)  # fmt: skip
"""Where note-taking programs keep what `![[a.png]]` names without a folder."""

_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_PELICAN: Final = re.compile(r"[{|](?:filename|static|attach)[}|]")
_LIQUID: Final = re.compile(r"\{\{.*?\}\}")
_SHOWN: Final = 80
"""Characters of an address that a reason quotes."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a post stands."""

    root: Path
    """The library's root with links resolved."""
    folder: Path
    """The post's folder, absolute, below `root`."""
    assets: Path
    """Its own folder of assets (Hexo's `post_asset_folder`), there or not."""
    proxies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Outside:
    """A path that leads out of the library."""

    reason: str


def resolve(
    pictures: Sequence[Picture], root: Path, post_path: str, proxies: Sequence[str] = ()
) -> tuple[ResolvedPicture, ...]:
    """Tell for each picture where it is, in the given order.

    Args:
        pictures: As `document.pictures` lists them.
        root: The library's root.
        post_path: The post's path below `root`, as `Post.path`.
        proxies: The user's patterns of picture proxies, as the setting `image_proxies`.
    """
    real = root.resolve()
    file = real.joinpath(*post_path.split("/"))
    place = _Place(real, file.parent, file.with_suffix(""), tuple(proxies))
    return tuple(_resolve(picture, place) for picture in pictures)


def _resolve(picture: Picture, place: _Place) -> ResolvedPicture:
    """Where one picture is: `images.md`, Resolve."""
    source = picture.image.source.strip()

    def refused(reason: str) -> ResolvedPicture:
        return ResolvedPicture(picture, PictureKind.REFUSED, None, source, None, reason)

    if not source:
        return ResolvedPicture(picture, PictureKind.MISSING, None, source, None, "The post names no file for it.")
    if source[:5].lower() == "data:":
        return ResolvedPicture(picture, PictureKind.DATA, None, source, None)
    if is_web(source):
        return _remote(picture, source, place.proxies)
    if source.startswith(("\\\\", "//")):
        return refused("It names a share of another computer, which is never opened.")
    if len(source) > ADDRESS_BYTES:
        return refused(f"Its address is longer than {ADDRESS_BYTES:,} bytes.")
    if "\0" in source or "%00" in source:
        return refused("Its address holds a NUL character.")
    found = _local(source, place)
    if isinstance(found, Path):
        return ResolvedPicture(picture, PictureKind.LOCAL, None, source, found)
    if scheme := _SCHEME.match(source):
        if len(scheme[1]) == 1:
            return refused("It names a drive of a Windows computer; only files in the library are opened.")
        return refused(f"Its address begins with “{scheme[0]}”; only http and https are fetched.")
    if found is not None:
        return refused(found.reason)
    return ResolvedPicture(picture, PictureKind.MISSING, None, source, None, _missing(source))


def _remote(picture: Picture, source: str, proxies: Sequence[str]) -> ResolvedPicture:
    """A picture on the network: behind its proxy, else at the proxy itself."""
    checked = _checked(unwrap_proxy(source, proxies))
    if isinstance(checked, Refusal):
        checked = _checked(source)
    if isinstance(checked, Refusal):
        return ResolvedPicture(
            picture, PictureKind.REFUSED, None, source, None, f"Its address {checked.reason}: “{_shown(source)}”."
        )
    return ResolvedPicture(picture, PictureKind.REMOTE, checked, source, None)


def _checked(address: str) -> str | Refusal:
    """As `checked_link`, but a query may hold backslashes: services that draw formulas are asked in TeX."""
    place, mark, query = address.partition("?")
    return checked_link(place + mark + query.replace("\\", "%5C"))


def addresses(resolved: ResolvedPicture) -> tuple[str, ...]:
    """Where a remote picture may be fetched, checked, the best first: behind the proxy, then at each proxy."""
    if resolved.url is None:
        return ()
    others = map(_checked, (resolved.original_url, *filter(is_web, resolved.picture.also)))
    return tuple(dict.fromkeys((resolved.url, *(one for one in others if not isinstance(one, Refusal)))))


def _local(source: str, place: _Place) -> Path | _Outside | None:
    """The library's file that `source` means; why it may not be opened; None where there is none."""
    outside: _Outside | None = None
    for spelling in _spellings(source):
        for candidate in _candidates(spelling, place):
            found = _inside(candidate, place.root)
            if isinstance(found, Path):
                return found
            outside = outside or found
    return outside


def _spellings(source: str) -> Iterator[str]:
    """How the file's name may be meant: as it is, without query and fragment, decoded, composed otherwise."""
    bare = _LIQUID.sub("", _PELICAN.sub("", source)).strip()
    plain = [bare, re.sub(r"[?#].*", "", bare, flags=re.DOTALL)]
    decoded = [os.fsdecode(unquote_to_bytes(text.encode("utf-8", "replace"))) for text in plain if "%" in text]
    slashed = [text.replace("\\", "/") for text in (*plain, *decoded) if "\\" in text]
    all_ways = [*plain, *decoded, *slashed]
    for form in ("NFC", "NFD"):
        all_ways += [unicodedata.normalize(form, text) for text in (*plain, *decoded) if not text.isascii()]
    return (text for text in dict.fromkeys(all_ways) if text and "\0" not in text)


def _candidates(spelling: str, place: _Place) -> Iterator[Path]:
    """The absolute paths to try, the likeliest first."""
    relative = spelling.lstrip("/")
    if not spelling.startswith("/"):
        yield place.folder / relative
        yield place.assets / relative
        if ".." in relative.split("/"):
            return
    for ancestor in (place.folder, *place.folder.parents):
        if not ancestor.is_relative_to(place.root):
            break
        yield ancestor / relative
        for name in STATIC_FOLDERS:
            yield ancestor / name / relative
    yield from _unlikely(spelling, relative, place)


def _unlikely(spelling: str, relative: str, place: _Place) -> Iterator[Path]:
    """Where a file may be that is in none of the usual places."""
    first, slash, rest = relative.partition("/")
    ancestors = [place.folder, *(one for one in place.folder.parents if one.is_relative_to(place.root))]
    if not slash:
        for ancestor in ancestors:
            for name in ATTACHMENT_FOLDERS:
                yield ancestor / name / relative
    elif spelling.startswith("/") and "/" in rest and first != "..":
        # A site that is not at the root of its host (Hexo's `root`, a path in Hugo's `baseURL`): `/blog/images/a.png`.
        for ancestor in ancestors:
            yield ancestor / rest
            for name in STATIC_FOLDERS:
                yield ancestor / name / rest


def _inside(candidate: Path, root: Path) -> Path | _Outside | None:
    """The real file at `candidate` where that is a regular one in the library."""
    # Before anything is asked of the file system: on Windows a name alone can reach another computer.
    if not Path(os.path.normpath(candidate)).is_relative_to(root):
        return _Outside("Its path leads out of the library, where nothing is opened.")
    try:
        real = candidate.resolve(strict=True)
        if not stat.S_ISREG(real.stat().st_mode):
            return None
    except (OSError, ValueError, RuntimeError):
        # Not there, no name at all, or (before Python 3.13) a loop of links.
        return None
    if not real.is_relative_to(root):
        return _Outside("It is a link to a file outside the library, where nothing is opened.")
    return real


def _missing(source: str) -> str:
    """The sentence for a file that isn't there."""
    if source.startswith("/"):
        return f"The library has no “{_shown(source)}”, neither at its root nor in {', '.join(STATIC_FOLDERS)}."
    return f"There is no “{_shown(source)}” beside the post, in its assets folder, or in {', '.join(STATIC_FOLDERS)}."


def _shown(source: str) -> str:
    text = clean_line(source)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
