"""The platform's own openers, which choose the program by the kind of file: exactly one argument each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tui_reader.programs.commands import Takes, Viewer, Which, has_windows, is_remote

STARTFILE: Final = "os.startfile"
"""Stands for Windows' own opener, which is a function and no program."""
_DEFAULT: Final = "the default application"


def openers(environ: Mapping[str, str], find: Which, platform: str, takes: Takes) -> list[Viewer]:
    """The openers that are there.

    Args:
        environ: The environment.
        find: As `finder` gives it.
        platform: As `sys.platform`.
        takes: `FILE` or `ADDRESS`: what they will be given.
    """
    placeholder = "{url}" if takes is Takes.ADDRESS else "{file}"
    seen = has_windows(environ, platform)
    if platform == "win32":
        return [Viewer(_DEFAULT, (STARTFILE, placeholder), takes=takes)] if seen else []
    names: list[tuple[str, str]] = []
    if platform == "darwin":
        names = [("open", _DEFAULT)] if seen else []
    else:
        # Over SSH, the desktop of Windows is another's.
        if ("WSL_DISTRO_NAME" in environ or "WSL_INTEROP" in environ) and not is_remote(environ):
            names.append(("wslview", "wslview"))
        if "TERMUX_VERSION" in environ or "com.termux" in environ.get("PREFIX", ""):
            names.append(("termux-open", "termux-open"))
        if seen:
            names.append(("xdg-open", "xdg-open"))
    found = [(name, find(program)) for program, name in names]
    return [Viewer(name, (path, placeholder), takes=takes) for name, path in found if path]
