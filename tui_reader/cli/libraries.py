"""The command `libraries`: the libraries that this machine knows of."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui_reader.cli.common import desk_of, examples, shared_options
from tui_reader.cli.output import say_fields, say_object
from tui_reader.config import sample_path
from tui_reader.document.clean import shown_path

if TYPE_CHECKING:
    from tui_reader.cli.desk import Desk
    from tui_reader.library import KnownLibrary


@dataclass(frozen=True, slots=True)
class _Known:
    """A library, what is kept of it here, and what it is to the user."""

    path: str | None
    kept: KnownLibrary
    name: str | None = None
    """The name that the configuration gives it."""
    configured: bool = False
    last: bool = False
    sample: bool = False

    @property
    def exists(self) -> bool:
        """Whether its folder is there."""
        return self.path is not None and os.path.isdir(self.path)  # noqa: PTH112 - any text, errors mean no


@click.command(
    "libraries",
    short_help="Name the libraries that are known here.",
    epilog=examples("tui-reader libraries", "tui-reader libraries --json"),
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@shared_options
@click.pass_context
def libraries(context: click.Context, as_json: bool) -> int:
    """Name the libraries that are known on this machine, one a line.

    Those are the configured one, those that the configuration names, the one read last, the sample, and all that have
    marks or an index here: path, number of posts, bytes of the index, bytes of the marks, what they are, and the name.
    Nothing is opened or brought up to date.
    """
    for each in _known(desk_of(context)):
        if as_json:
            say_object(_record(each))
        else:
            posts = "" if each.kept.posts is None else str(each.kept.posts)
            sizes = str(each.kept.index_bytes), str(each.kept.marks_bytes)
            say_fields(
                shown_path(each.path or f"(unknown: {each.kept.id})"),
                posts,
                *sizes,
                ", ".join(_words(each)),
                each.name or "",
            )
    return 0


def _known(desk: Desk) -> list[_Known]:
    """The configured library first, then the named ones, the one read last, the sample, the others by their paths."""
    from tui_reader.library import known_libraries, load_session

    found = {kept.id: _Known(kept.root, kept) for kept in known_libraries(desk.places.cache_dir, desk.places.data_dir)}
    if desk.settings.library:
        configured = _with(found, desk.settings.library)
        found[configured] = replace(found[configured], configured=True)
    for named in desk.settings.libraries.values():
        identity = _with(found, named.path)
        found[identity] = replace(found[identity], name=found[identity].name or named.name)
    session = load_session(desk.places.state_dir)
    if session is not None:
        last = _with(found, session.library)
        found[last] = replace(found[last], last=True)
    sample = sample_path()
    if sample is not None:
        identity = _with(found, sample)
        found[identity] = replace(found[identity], sample=True)
    order = {name: place for place, name in enumerate(desk.settings.libraries)}
    return sorted(
        found.values(),
        key=lambda each: (
            not each.configured,
            order.get(each.name or "", len(order)),
            not each.last,
            not each.sample,
        ),
    )


def _with(found: dict[str, _Known], path: str) -> str:
    """The identity of the library at `path`, which is known from now on."""
    from tui_reader.library import KnownLibrary, library_id

    identity = library_id(Path(path))
    nothing = KnownLibrary(identity, path, None, 0, 0)
    found[identity] = replace(found.get(identity, _Known(path, nothing)), path=path)
    return identity


def _words(each: _Known) -> list[str]:
    said = {
        "configured": each.configured,
        "read last": each.last,
        "sample": each.sample,
        "not there": not each.exists,
    }
    return [word for word, so in said.items() if so]


def _record(each: _Known) -> dict[str, object]:
    """A library as `libraries --json` gives it."""
    return {
        "path": shown_path(each.path) if each.path is not None else None,
        "name": each.name,
        "id": each.kept.id,
        "exists": each.exists,
        "posts": each.kept.posts,
        "configured": each.configured,
        "last": each.last,
        "sample": each.sample,
        "index_bytes": each.kept.index_bytes,
        "marks_bytes": each.kept.marks_bytes,
    }
