"""The table of commands: each name with the module and the function that it stands for.

A module is imported when its command is meant; nothing is run here.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from importlib import import_module

import click

from tui_reader.cli.meant import give_meaning

VERBS = {
    "cache": "caching.cache",
    "categories": "posts.categories",
    "check": "upkeep.check",
    "completion": "completion.completion",
    "config": "settings.config",
    "export": "exporting.export",
    "facets": "counting.facets",
    "images": "pictures.images",
    "index": "upkeep.index",
    "keys": "upkeep.keys",
    "libraries": "libraries.libraries",
    "list": "lists.list_posts",
    "manual": "describing.manual",
    "mark": "marking.mark",
    "schema": "describing.schema",
    "searches": "searches.searches",
    "show": "posts.show",
    "state": "state.state",
    "tags": "posts.tags",
    "undo": "marking.undo",
}
"""Every command there is: below `tui_reader.cli`, its module and its function."""


class Commands(MutableMapping[str, click.Command]):
    """The commands by name, each imported when it is first looked at."""

    def __init__(self) -> None:
        self._imported: dict[str, click.Command] = {}
        self._names = dict.fromkeys(sorted(VERBS))

    def __getitem__(self, name: str) -> click.Command:
        if name not in self._imported:
            module, _, function = VERBS[name].partition(".")
            command = getattr(import_module(f"tui_reader.cli.{module}"), function)
            give_meaning(command)
            self._imported[name] = command
        return self._imported[name]

    def __setitem__(self, name: str, command: click.Command) -> None:
        self._names[name] = None
        self._imported[name] = command

    def __delitem__(self, name: str) -> None:
        del self._names[name]
        self._imported.pop(name, None)

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
