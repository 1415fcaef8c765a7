"""The command `cache`: what is kept only to be quick, and clearing it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import click

from tui_reader.cli.common import desk_of, examples, shared_options
from tui_reader.cli.output import is_terminal, say, say_fields, say_object, tell
from tui_reader.document.clean import shown_path

INDEXES = "indexes"
_SHOWN = {
    INDEXES: "lists of posts",
    "pictures": "fetched pictures",
    "failures": "notes of pictures that can't be fetched",
    "views": "folders given to viewers",
    "parts": "unfinished downloads",
}


@dataclass(frozen=True, slots=True)
class _Part:
    """One kind of things in the cache."""

    kind: str
    count: int
    size: int


@click.command(
    "cache",
    short_help="Show how large the cache is, or clear it.",
    epilog=examples("tui-reader cache", "tui-reader cache --json", "tui-reader cache --clear"),
)
@click.option("--clear", is_flag=True, help="Remove what is in it.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@shared_options
@click.pass_context
def cache(context: click.Context, clear: bool, as_json: bool) -> int:
    """Show what is kept only to be quick, with its size; --clear removes it.

    Neither marks nor pictures that were kept for good are in it. What another program has open stays, and is named:
    lists of posts that a reader shows, downloads under way. Exit status 1 when anything had to stay.
    """
    folder = desk_of(context).places.cache_dir
    before = _contents(folder)
    stayed = _clear(folder) if clear else ()
    after = {part.kind: part for part in _contents(folder)} if clear else {part.kind: part for part in before}
    for part in before:
        left = after[part.kind]
        if as_json:
            say_object(
                {
                    "kind": part.kind,
                    "count": part.count,
                    "bytes": part.size,
                    "removed": max(0, part.count - left.count),
                    "freed": max(0, part.size - left.size),
                }
            )
        elif not clear:
            _say(part)
        elif part.count > left.count:
            freed = _size(part.size - left.size)
            say(f"{_SHOWN[part.kind]}: {part.count - left.count:,} removed, {freed} freed")
    if clear and not as_json and all(part.count <= after[part.kind].count for part in before):
        say("nothing to remove")
    for line in stayed:
        tell(line)
    return 1 if stayed else 0


def _contents(folder: Path) -> tuple[_Part, ...]:
    """What the cache holds, kind by kind; all kinds are always there."""
    from tui_reader.images import PictureCache
    from tui_reader.library import index_files, index_parts

    indexes = index_files(folder)
    size = sum(_bytes(part) for file in indexes for part in index_parts(file))
    pictures = PictureCache(pictures_folder(folder)).usage()
    return (
        _Part(INDEXES, len(indexes), size),
        *(_Part(str(kind), count, taken) for kind, (count, taken) in pictures.items()),
    )


def pictures_folder(cache_dir: Path) -> Path:
    """Where fetched pictures are kept."""
    return cache_dir / "pictures"


def _bytes(file: Path) -> int:
    try:
        return file.lstat().st_size
    except OSError:
        return 0


def _clear(folder: Path) -> tuple[str, ...]:
    """Remove what can be removed; a sentence for each thing that has to stay."""
    from tui_reader.images import CacheKind, PictureCache
    from tui_reader.library import Discarded, discard_index, index_files

    stayed: list[str] = []
    for file in index_files(folder):
        match discard_index(file):
            case Discarded.IN_USE:
                stayed.append(f"{shown_path(str(file))} is open in a reader: it stays. Close that, and try again.")
            case Discarded.KEPT:
                stayed.append(f"{shown_path(str(file))} can't be removed; check that you may write there.")
            case Discarded.GONE:
                pass
    pictures = PictureCache(pictures_folder(folder))
    pictures.clear()
    for kind, (count, _) in pictures.usage().items():
        if count:
            why = "probably under way" if kind is CacheKind.PART else "can't be removed"
            stayed.append(f"{_SHOWN[kind]}: {count:,} {why}, and left in {shown_path(str(pictures.directory))}.")
    return tuple(stayed)


def _say(part: _Part) -> None:
    """A kind on a line: aligned and readable on a terminal, bare numbers elsewhere."""
    if is_terminal(sys.stdout):
        say(f"{part.count:>9,}  {_size(part.size):>10}  {_SHOWN[part.kind]}")
    else:
        say_fields(part.kind, str(part.count), str(part.size))


def _size(count: int) -> str:
    """Bytes for a person."""
    for unit, power in (("GB", 9), ("MB", 6), ("kB", 3)):
        if count >= 10**power:
            return f"{count / 10**power:.1f} {unit}"
    return f"{count} bytes"
