"""The user's own programs: what of a post stands in their arguments, each part inside one argument, never split again.

It starts nothing; `launch` and `terminal` do.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tui_reader.document import clean_line
from tui_reader.errors import ProgramError
from tui_reader.limits import ARGUMENT_BYTES
from tui_reader.programs.commands import Which, finder
from tui_reader.programs.launch import checked_address

_PLACEHOLDER: Final = re.compile(r"\{(path|title|url|text|id)\}")
_TAKEN_FOR_MORE: Final = "-+@"
"""What an argument may not begin with by a post's choice: programs take it for an option, a command, a file to read."""
_SHELL_SUFFIXES: Final = (".bat", ".cmd")


@dataclass(frozen=True, slots=True)
class Given:
    """What a program is given of a post."""

    path: Path
    """Its file, absolute."""
    title: str
    id: str
    url: str | None
    """The page that it came from; not checked yet."""
    text: str
    """The article as text; may be empty where no argument names it."""


def own_words(
    run: Sequence[str],
    given: Given,
    environ: Mapping[str, str],
    *,
    which: Which | None = None,
    platform: str = sys.platform,
) -> list[str]:
    """The words to start a program of the user's with: the program's absolute path, its arguments filled.

    A value stands inside the argument that names it, whatever is in it. Where an argument begins with a value that
    begins with `-`, `+` or `@` (on Windows `/`, too), a blank is put before it: else the post could choose an option.

    Args:
        run: As the user has written it; `{path} {title} {url} {text} {id}` are filled in all words but the first.
        given: The post.
        environ: Where `PATH` is looked up.
        which: Finds programs; `shutil.which` if None.
        platform: As `sys.platform`.

    Raises:
        ProgramError: There is no such program, the post has not what is named, or it is too long for an argument.
    """
    name = clean_line(run[0])
    program = finder(environ, which, platform)(str(Path(run[0]).expanduser()) if run[0].startswith("~") else run[0])
    if program is None:
        raise ProgramError(f"Can't start {name}", f"There is no program “{name}” on the PATH, nor at that place.")
    if platform == "win32" and program.lower().endswith(_SHELL_SUFFIXES):
        # Windows gives these to its shell, whatever one does, and that reads quotation marks in a title as its own.
        raise ProgramError(f"Can't start {name}", "It is a batch file, which a shell would read; name a program.")
    signs = _TAKEN_FOR_MORE + ("/" if platform == "win32" else "")
    return [program, *(_filled(word, given, name, signs) for word in run[1:])]


def _filled(word: str, given: Given, name: str, signs: str) -> str:
    """One argument, its placeholders replaced in one go: what a value looks like is not looked at again."""
    filled = _PLACEHOLDER.sub(lambda found: _value(found[1], given, name), word)
    begins = _PLACEHOLDER.match(word)
    if begins and begins[1] != "path" and filled[:1] in tuple(signs):
        filled = f" {filled}"
    if len(filled.encode("utf-8", "surrogateescape")) > ARGUMENT_BYTES:
        most = f"{ARGUMENT_BYTES // 1000} kB at most"
        text = f'The article is too long for an argument ({most}); stdin = "text" takes all of it.'
        raise ProgramError(f"Can't start {name}", text)
    return filled


def _value(placeholder: str, given: Given, name: str) -> str:
    match placeholder:
        case "path":
            return str(given.path)
        case "title":
            return given.title
        case "id":
            return given.id
        case "text":
            return given.text
        case _:
            if not given.url:
                raise ProgramError(f"Can't start {name}", "The post names no page that it came from.")
            return checked_address(given.url)
