"""Chooses the programs that play videos and audio pieces, from the disk, from an address, from a site. Starts none."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from tui_reader.document import clean_line
from tui_reader.errors import ProgramError
from tui_reader.programs.browsers import browsers
from tui_reader.programs.commands import Takes, Viewer, Which, base_name, finder, has_windows, placed, split_command
from tui_reader.programs.openers import openers

VARIABLE: Final = "TUI_READER_MEDIA_PLAYER"

MEDIA_SUFFIXES: Final = frozenset({
    ".mp4", ".m4v", ".webm", ".mkv", ".mov", ".avi", ".ogv", ".flv", ".wmv", ".mpg", ".mpeg", ".3gp",
    ".mp3", ".m4a", ".aac", ".ogg", ".oga", ".opus", ".flac", ".wav", ".wma",
})  # fmt: skip
"""Of files that hold nothing but sound and pictures. Playlists are not among them: they name other files."""
_STREAMS: Final = frozenset({".m3u8", ".mpd"})
_SITES: Final = re.compile(
    r"(?:^|\.)(?:youtube(?:-nocookie)?\.com|youtu\.be|vimeo\.com|bilibili\.com|b23\.tv|v\.qq\.com|youku\.com|tudou\.com"
    r"|iqiyi\.com|dailymotion\.com|dai\.ly|ixigua\.com|acfun\.cn|twitch\.tv|soundcloud\.com|music\.163\.com"
    r"|ximalaya\.com|spotify\.com|tiktok\.com|douyin\.com|miaopai\.com)$",
    re.IGNORECASE,
)


class Origin(StrEnum):
    """Where a video or an audio piece comes from."""

    FILE = "file"
    """A file on the disk."""
    DIRECT = "direct"
    """An address that is the piece itself."""
    SITE = "site"
    """The page of a known site, from which a helper of the player's must take it."""
    PAGE = "page"
    """Any other page: for a browser."""


# mpv and its kin ask one of these for what a site's page holds.
_HELPERS: Final = ("yt-dlp", "yt-dlp_x86", "youtube-dl")

_PLAYERS: Final[Mapping[str, tuple[str, ...]]] = {
    # The window is what a piece without pictures is stopped with.
    "mpv": ("--force-window", "--quiet", "--", "{url}"),
    "celluloid": ("{url}",),
    "vlc": ("{url}",),
    "smplayer": ("{url}",),
    "totem": ("{url}",),
}
"""In the order of choice."""
_WITH_HELPER: Final = frozenset({"mpv", "celluloid"})


def origin_of(address: str, kind: str) -> Origin:
    """What a web address that stands for a `video`, an `audio` or a `page` leads to."""
    parts = urlsplit(address)
    name = parts.path.rpartition("/")[2]
    suffix = "." + name.rpartition(".")[2].lower() if "." in name else ""
    if suffix in MEDIA_SUFFIXES | _STREAMS:
        return Origin.DIRECT
    if _SITES.search(parts.hostname or ""):
        return Origin.SITE
    return Origin.PAGE if kind == "page" else Origin.DIRECT


def players(
    environ: Mapping[str, str],
    origin: Origin,
    configured: Sequence[str] = (),
    which: Which | None = None,
    platform: str = sys.platform,
) -> tuple[Viewer, ...]:
    """All usable programs for a piece of this origin, the choice first.

    Args:
        environ: The environment.
        origin: Where the piece comes from.
        configured: The configuration's `media_player`: a program and its arguments.
        which: Finds programs; by the environment's PATH if None.
        platform: As `sys.platform`.

    Raises:
        ProgramError: The player that the user names isn't there, or its placeholder can't be meant.
    """
    find = finder(environ, which, platform)
    found: list[Viewer] = []
    if origin is not Origin.PAGE:
        for words, name in ((split_command(environ.get(VARIABLE, ""), platform, VARIABLE), VARIABLE),
                            (tuple(configured), "media_player")):  # fmt: skip
            if words:
                found.append(_named(words, name, find, platform))
        helped = origin is not Origin.SITE or any(find(helper) for helper in _HELPERS)
        for name, arguments in _PLAYERS.items():
            program = find(name) if has_windows(environ, platform) and helped else None
            if program and (origin is not Origin.SITE or name in _WITH_HELPER):
                found.append(Viewer(name, (program, *arguments), takes=Takes.ADDRESS))
    if origin is Origin.FILE:
        found += openers(environ, find, platform, Takes.FILE)
    else:
        found += browsers(environ, which, platform)
    return tuple(dict.fromkeys(found))


def _named(words: Sequence[str], origin: str, find: Which, platform: str) -> Viewer:
    """The player that the user names in `origin`."""
    title = "Can't choose a player"
    command = placed(words[1:], ("{url}",), "{url}")
    if command is None:
        raise ProgramError(title, f"In {origin}, {{url}} must be a word of its own.")
    program = find(words[0])
    if program is None:
        raise ProgramError(
            title, f"The player “{clean_line(words[0])}”, named by {origin}, is not installed or not on the path."
        )
    return Viewer(base_name(program, platform), (program, *command), takes=Takes.ADDRESS, named=True)
