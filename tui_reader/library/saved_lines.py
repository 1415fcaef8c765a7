"""Saved searches as the lines of their file: JSON, a header and then a search a line, for people to read and edit.

Opens no file. What can't be understood of a line is named with its number, and the others are taken.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tui_reader import limits
from tui_reader.document import clean_line
from tui_reader.errors import UsageError
from tui_reader.model import CategoryPath, SavedSearch

VERSION = 1
"""Raised when older programs could no longer read a file, or would lose what a newer one has written."""

_KIND = "searches"


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that can't be used."""

    line: int
    """From 1."""
    reason: str


@dataclass(frozen=True, slots=True)
class Lines:
    """What a file says."""

    searches: tuple[SavedSearch, ...] = ()
    """In the user's order."""
    faults: tuple[Fault, ...] = ()
    newer: bool = False
    """Whether a newer version wrote it: nothing of it is read, and it must not be replaced."""


def written(searches: Iterable[SavedSearch], root: str) -> bytes:
    """The file that holds `searches`, of the library at `root`."""
    header: dict[str, object] = {"tui-reader": _KIND, "version": VERSION, "library": root}
    return b"".join(_line(value) for value in (header, *map(record, searches)))


def record(search: SavedSearch) -> dict[str, object]:
    """A search as JSON has it."""
    return {"name": search.name, "query": search.words, "category": search.category}


def read_lines(data: bytes) -> Lines:
    """What `data`, a whole file, says."""
    searches: dict[str, SavedSearch] = {}
    places: dict[str, int] = {}
    faults: list[Fault] = []
    for number, raw in enumerate(data.split(b"\n"), start=1):
        if number == 1:
            value = _json(raw)
            if _is_header(value):
                if value["version"] > VERSION:
                    return Lines(newer=True)
                continue
            faults.append(Fault(1, "it is no header"))
        if not raw.strip():
            continue
        found = read_record(_json(raw))
        if isinstance(found, str):
            if number > 1:
                faults.append(Fault(number, found))
        elif found.name in searches:
            faults.append(Fault(number, f"line {places[found.name]} has the same name"))
        elif len(searches) == limits.SAVED_SEARCHES:
            faults.append(Fault(number, f"there are more than {limits.SAVED_SEARCHES}"))
        else:
            searches[found.name], places[found.name] = found, number
    return Lines(tuple(searches.values()), tuple(faults))


def read_record(value: Any) -> SavedSearch | str:
    """A search, from what `record` has made, or why it is none."""
    if not isinstance(value, dict):
        return "it is no JSON object"
    name, words, category = value.get("name"), value.get("query"), value.get("category")
    if not isinstance(name, str) or not isinstance(words, str):
        return "it wants a name and a query"
    if category is not None and not _is_path(category):
        return "its category is no list of names"
    try:
        path: CategoryPath | None = None if category is None else tuple(map(clean_line, category))
        return SavedSearch(checked_name(name), checked_words(words), path)
    except UsageError as error:
        return error.message.removesuffix(".")


def checked_name(text: str) -> str:
    """The name that someone has given a search, cleaned.

    Raises:
        UsageError: None can be called so; the message says why.
    """
    name = clean_line(unicodedata.normalize("NFC", " ".join(clean_line(text).split())))
    if not name:
        raise UsageError("Can't use the name", "it is empty.")
    if len(name) > limits.SEARCH_NAME_CHARACTERS:
        message = f"“{name[:40]}…” is longer than {limits.SEARCH_NAME_CHARACTERS} characters."
        raise UsageError("Can't use the name", message)
    return name


def checked_words(text: str) -> str:
    """The words of a search, cleaned; whether they are a query is not asked.

    Raises:
        UsageError: They are too many.
    """
    words = clean_line(text).strip()
    if len(words) > limits.SEARCH_CHARACTERS:
        raise UsageError("Can't save the search", f"it is longer than {limits.SEARCH_CHARACTERS:,} characters.")
    return words


def _line(value: dict[str, object]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return None


def _is_header(value: Any) -> bool:
    return isinstance(value, dict) and value.get("tui-reader") == _KIND and type(value.get("version")) is int


def _is_path(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) and name for name in value)
