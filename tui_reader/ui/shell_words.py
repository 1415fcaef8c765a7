"""Paths and commands as they can be pasted into a shell, whatever a file is called. Pure; nothing is run."""

from __future__ import annotations

import os
import shlex
import string
import subprocess
import sys
from collections.abc import Sequence

from tui_reader.document import clean_text

_PLAIN = frozenset((string.ascii_letters + string.digits + string.punctuation + " ").encode()) - frozenset(b"'\\")


def shell_word(text: str, platform: str = sys.platform) -> str:
    """`text` as one word of a command line.

    What must not be in a clipboard, controls, bytes that are no text, signs that turn the writing round, is written as
    octal numbers in `$'…'`, which bash, zsh, ksh and the POSIX shell of 2024 read as the very bytes.

    Args:
        text: A path or a value, as `os.fsdecode` gives it.
        platform: As `sys.platform`.
    """
    if platform == "win32":
        return subprocess.list2cmdline([clean_text(text)])
    if _is_plain(text):
        return shlex.quote(text)
    return "$'" + "".join(chr(byte) if byte in _PLAIN else f"\\{byte:03o}" for byte in os.fsencode(text)) + "'"


def shown_file(path: str, platform: str = sys.platform) -> str:
    """A file's path for the clipboard: as it is, or, where that can't be, as a shell reads it."""
    return path if _is_plain(path) else shell_word(path, platform)


def show_command(root: str, ids: Sequence[str], platform: str = sys.platform) -> str:
    """The command that prints the same posts.

    Args:
        root: The library's folder, absolute.
        ids: The posts' short ids.
        platform: As `sys.platform`.
    """
    return " ".join(["tui-reader", "-L", shell_word(root, platform), "show", *ids])


def _is_plain(text: str) -> bool:
    return "\n" not in text and "\t" not in text and clean_text(text) == text
