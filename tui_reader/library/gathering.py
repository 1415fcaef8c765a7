"""Which libraries are meant by all of them: those that are known on this machine, each once.

Opens none of them, and looks at no folder but for whether it is there.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tui_reader.document.clean import shown_path
from tui_reader.library.keeping import library_id
from tui_reader.library.known import known_libraries
from tui_reader.library.session import load_sessions


@dataclass(frozen=True, slots=True)
class Member:
    """One of the libraries that are meant."""

    id: str
    """As `Library.id`."""
    root: Path
    """Its folder, which is there."""
    name: str
    """The user's name for it, else that of its folder, with the folder above where two are called so; clean."""


def all_libraries(
    named: Mapping[str, str],
    others: Iterable[str],
    *,
    state_dir: Path,
    cache_dir: Path,
    data_dir: Path,
    sample: str | None,
) -> tuple[Member, ...]:
    """The libraries that have names, then `others`, those that were read, the last first, those with an index or marks.

    Folders that are gone are left out, and so are those that lie in another library, whose posts that one has too, and
    the sample, unless it has a name or nothing else is known.

    Args:
        named: Folders by the names that the user has given them.
        others: More folders that the user has told of.
        state_dir: Where it is kept what was read.
        cache_dir: Where indexes are kept.
        data_dir: Where marks are kept.
        sample: The folder of the posts that come with the program.
    """
    told = _by_id((*named.values(), *others))
    read = (session.library for session in load_sessions(state_dir))
    kept = (library.root for library in known_libraries(cache_dir, data_dir) if library.root is not None)
    roots = _by_id((*named.values(), *others, *read, *kept, *([sample] if sample is not None else [])))
    roots = _outermost({identity: root for identity, root in roots.items() if os.path.isdir(root)})  # noqa: PTH112 - any text, errors mean no
    if sample is not None and len(roots) > 1 and (unasked := library_id(Path(sample))) not in told:
        roots.pop(unasked, None)
    given = {library_id(Path(path)): name for name, path in named.items()}
    folders = Counter(root.name for identity, root in roots.items() if identity not in given)
    return tuple(
        Member(identity, root, given.get(identity) or shown_path(_name(root, several=folders[root.name] > 1)))
        for identity, root in roots.items()
    )


def _by_id(paths: Iterable[str]) -> dict[str, Path]:
    """Each folder once, by the first path that it has."""
    found: dict[str, Path] = {}
    for path in paths:
        found.setdefault(library_id(Path(path)), Path(path))
    return found


def _outermost(roots: Mapping[str, Path]) -> dict[str, Path]:
    """Those that lie in no other."""
    real = {identity: os.path.realpath(root).rstrip(os.sep) + os.sep for identity, root in roots.items()}
    return {
        identity: root
        for identity, root in roots.items()
        if not any(real[identity] != above and real[identity].startswith(above) for above in real.values())
    }


def _name(root: Path, *, several: bool) -> str:
    """What a folder is called, with the one above it where that one would not do."""
    return str(Path(*root.parts[-2:])) if several else root.name or str(root)
