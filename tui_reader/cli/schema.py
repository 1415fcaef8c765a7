"""What each `--json` writes: the one table of keys, from which records, README, manual and `schema` are made.

Keys are a promise: each is always there, in this order, and null where nothing is known. It reads and writes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Field:
    """One key of an object."""

    name: str
    kind: str
    """A key of `_KINDS`, or of `OBJECTS` for a list of such objects."""
    meaning: str
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Output:
    """What one command writes."""

    command: str
    """As it is typed: `show --format json`."""
    fields: tuple[Field, ...]
    lines: str
    """What an object, one a line, stands for."""


_KINDS: Mapping[str, tuple[str, dict[str, Any]]] = {
    "string": ("string", {"type": "string"}),
    "id": ("string", {"type": "string", "pattern": "^[0-9a-f]{8}$"}),
    "date": (
        "string",
        {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]+)?)?.*)?$"},
    ),
    "address": ("string", {"type": "string", "pattern": "^https?://"}),
    "line": ("string", {"type": "string", "maxLength": 200, "pattern": "^[^\\n]*$"}),
    "facet": ("string", {"enum": ["category", "year", "tag", "author", "language", "state"]}),
    "picture kind": ("string", {"enum": ["local", "remote", "data", "missing", "refused"]}),
    "picture origin": ("string", {"enum": ["cover", "body"]}),
    "count": ("integer", {"type": "integer", "minimum": 0}),
    "number": ("integer", {"type": "integer", "minimum": 1}),
    "seconds": ("number", {"type": "number", "minimum": 0}),
    "boolean": ("boolean", {"type": "boolean"}),
    "strings": ("list of strings", {"type": "array", "items": {"type": "string"}}),
    "any": ("any value", {}),
    "paths": (
        "list of lists of strings",
        {"type": "array", "items": {"type": "array", "minItems": 1, "items": {"type": "string"}}},
    ),
}
"""Each kind: what the documents call it, and what JSON Schema does."""

ROW = (
    Field("id", "id", "the short id, eight hexadecimal digits, by which every command knows the post"),
    Field("path", "string", "below the library; bytes that are no UTF-8 as %XX"),
    Field("title", "string", "never empty: front matter, else first heading, else file name"),
    Field("date", "date", "ISO 8601, with the offset as written and none where none was", nullable=True),
    Field("author", "string", "as the front matter says", nullable=True),
    Field("source", "address", "where the post came from", nullable=True),
    Field("categories", "paths", "each a path from the top down"),
    Field("tags", "strings", "of the front matter, then your own"),
    Field("words", "count", "Latin words plus CJK characters of the body"),
    Field("images", "count", "as many as `images --json` has lines"),
    Field("read", "boolean", "whether you have marked it read"),
    Field("starred", "boolean", "whether you have starred it"),
    Field("draft", "boolean", "whether its front matter calls it one"),
    Field("problems", "count", "how many `check` names in its file"),
    Field("excerpt", "line", "its beginning, one line of at most 200 characters"),
    Field("library", "string", "the name of its library: the configuration's, else the folder's", nullable=True),
    Field("file", "string", "its absolute path; bytes that are no UTF-8 as %XX"),
)
"""A post as `list` gives it; `--format` knows the same names."""

LINK = (
    Field("n", "number", "its number in the text"),
    Field("text", "string", "what it says"),
    Field("url", "string", "where it leads"),
)

PICTURE = (
    Field("n", "number", "its number in reading order"),
    Field("kind", "picture kind", "local, remote, data (written into the post), missing, or refused"),
    Field("url", "address", "of a remote one, without the proxy in front of it", nullable=True),
    Field("original_url", "string", "as the post has it"),
    Field("path", "string", "the file's absolute path; odd characters as in a post's", nullable=True),
    Field("caption", "string", "what is written below it, else its alternative text", nullable=True),
    Field("alt", "string", "its alternative text", nullable=True),
    Field("width", "count", "in pixels, as the post says", nullable=True),
    Field("height", "count", "in pixels, as the post says", nullable=True),
    Field("from", "picture origin", "cover where only the front matter names it, else body"),
    Field("aside", "string", "counter or placeholder, where it is nothing to be seen", nullable=True),
)

FAULT = (Field("line", "number", "its number in the dump"), Field("message", "string", "what is wrong with it"))

OBJECTS: Mapping[str, tuple[Field, ...]] = {"links": LINK, "images": PICTURE, "faults": FAULT}
"""The objects that stand in lists of others."""

OUTPUTS = (
    Output("list --json", ROW, "a post"),
    Output(
        "show --format json",
        (
            *ROW,
            Field("text", "string", "the whole text, a paragraph a line"),
            Field("links", "links", "the links of the text, by number"),
            Field("image_list", "images", "the pictures, as `images --json` gives them"),
        ),
        "a post: the keys of `list --json`, and",
    ),
    Output("images --json", PICTURE, "a picture"),
    Output(
        "images --json --query QUERY",
        (Field("post", "string", "the post's path, as `list --json` gives it; absolute outside any library"), *PICTURE),
        "a picture of one of several posts, found or named: which post, and the keys of `images --json`",
    ),
    Output(
        "categories --json",
        (
            Field("path", "strings", "from the top down; empty for the posts without a category"),
            Field("total", "count", "posts in it and below, each once"),
            Field("unread", "count", "those of them that are unread"),
        ),
        "a category",
    ),
    Output(
        "searches --json",
        (
            Field("name", "string", "the saved search"),
            Field("query", "string", "what it looks for"),
            Field("category", "strings", "where, from the top down; empty for posts without one", nullable=True),
            Field("total", "count", "posts that it finds, where they could be counted in time", nullable=True),
            Field("unread", "count", "those of them that are unread", nullable=True),
            Field("problem", "string", "why the query can't be meant, if it can't", nullable=True),
        ),
        "a saved search",
    ),
    Output(
        "tags --json",
        (Field("tag", "string", "the tag"), Field("total", "count", "posts that have it")),
        "a tag",
    ),
    Output(
        "facets --json",
        (
            Field("facet", "facet", "what the value is one of"),
            Field("value", "string", "as it is written; empty for no category and no date"),
            Field("total", "count", "posts that have it"),
            Field("query", "string", "what finds them"),
        ),
        "a value",
    ),
    Output(
        "index --json",
        (
            Field("found", "count", "posts in the folder"),
            Field("listed", "count", "posts in the index: as many"),
            Field("unreadable", "count", "those of them that could not be read"),
            Field("added", "count", "new since the last time"),
            Field("changed", "count", "read again"),
            Field("removed", "count", "gone"),
            Field("problems", "count", "as many as `check` names"),
            Field("seconds", "seconds", "how long it took"),
            Field("library", "string", "the name of the library"),
        ),
        "a library",
    ),
    Output(
        "check --json",
        (
            Field("path", "string", "the file, below the library"),
            Field("line", "number", "the line, where one can be named", nullable=True),
            Field("code", "string", "a constant name of the kind of problem"),
            Field("message", "string", "what is wrong and what was done about it"),
        ),
        "a problem",
    ),
    Output(
        "keys --json",
        (
            Field("id", "string", "the command's name, for the configuration"),
            Field("keys", "strings", "the keys that are bound to it, as Textual names them: `g g`, `question_mark`"),
            Field("where", "string", "where they work"),
            Field("title", "string", "the command in two or three words"),
            Field("help", "string", "what it does"),
        ),
        "a command of the reader, or a macro or program of yours",
    ),
    Output(
        "config --json",
        (
            Field("name", "string", "the setting"),
            Field("value", "any", "what is in force; null where it has none", nullable=True),
            Field("from", "string", "default, file, environment or option"),
            Field("kind", "string", "what the file must hold for it"),
            Field("default", "string", "as it would be written in the file", nullable=True),
            Field("variable", "string", "the environment variable that beats the file", nullable=True),
            Field("help", "string", "what it decides"),
        ),
        "a setting",
    ),
    Output(
        "config --path --json",
        (
            Field("path", "string", "the file of settings, absolute"),
            Field("exists", "boolean", "whether it is there"),
        ),
        "the file; `config --init --json` gives the same",
    ),
    Output(
        "config --check --json",
        (
            Field("path", "string", "the file of settings"),
            Field("line", "number", "the line, where one can be named", nullable=True),
            Field("key", "string", "the setting, where one can be named", nullable=True),
            Field("message", "string", "what is wrong"),
        ),
        "a problem",
    ),
    Output(
        "libraries --json",
        (
            Field("path", "string", "the folder", nullable=True),
            Field("name", "string", "the name that the settings give it", nullable=True),
            Field("id", "string", "the name under which its index and marks are kept"),
            Field("exists", "boolean", "whether the folder is there"),
            Field("posts", "count", "how many the index knows", nullable=True),
            Field("configured", "boolean", "whether it is the one in the settings"),
            Field("last", "boolean", "whether it was read last"),
            Field("sample", "boolean", "whether it is the one that comes with the program"),
            Field("index_bytes", "count", "what its index takes"),
            Field("marks_bytes", "count", "what its marks take"),
        ),
        "a library",
    ),
    Output(
        "cache --json",
        (
            Field("kind", "string", "what is kept"),
            Field("count", "count", "how many of them"),
            Field("bytes", "count", "what they take"),
            Field("removed", "count", "how many `--clear` removed"),
            Field("freed", "count", "the bytes that they took"),
        ),
        "a kind of things in the cache",
    ),
    Output(
        "state restore --json",
        (
            Field("read", "count", "marks in the dump"),
            Field("restored", "count", "those that changed something"),
            Field("same", "count", "those that were so already"),
            Field("older", "count", "those that something newer here beats"),
            Field("missing", "count", "lines that the dump's head promises and that are not there"),
            Field("searches", "count", "saved searches that are new, or other ones than before"),
            Field("damaged", "faults", "the lines that can't be understood"),
        ),
        "the run",
    ),
    Output(
        "state compact --json",
        (
            Field("lines_before", "count", "lines of this device's journal before"),
            Field("lines_after", "count", "and after"),
            Field("bytes_before", "count", "bytes before"),
            Field("bytes_after", "count", "and after"),
            Field("damaged", "count", "lines that could not be read, put aside"),
        ),
        "the run",
    ),
)
"""Every output of JSON there is, in the order of the documents."""


def names(fields: tuple[Field, ...]) -> tuple[str, ...]:
    """The keys of an object, in order."""
    return tuple(field.name for field in fields)


def described(field: Field) -> str:
    """What the documents call the value of a field."""
    if field.kind in OBJECTS:
        return f"list of objects: {', '.join(names(OBJECTS[field.kind]))}"
    return f"{_KINDS[field.kind][0]} or null" if field.nullable else _KINDS[field.kind][0]


def own_fields(output: Output) -> tuple[Field, ...]:
    """The fields that the documents name with an output: those of `list` are named once."""
    extends = output.fields is not ROW and output.fields[: len(ROW)] == ROW
    return output.fields[len(ROW) :] if extends else output.fields


def json_schema(output: Output) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of one line of an output."""
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"tui-reader {output.command}",
        "description": f"One line: {output.lines.partition(':')[0]}.",
    }
    return {**head, **_object(output.fields)}


def _object(fields: tuple[Field, ...]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {field.name: {"description": field.meaning, **_value(field)} for field in fields},
        "required": list(names(fields)),
        "additionalProperties": False,
    }


def _value(field: Field) -> dict[str, Any]:
    if field.kind in OBJECTS:
        return {"type": "array", "items": _object(OBJECTS[field.kind])}
    schema = _KINDS[field.kind][1]
    nullable = field.nullable and "type" in schema
    return {**schema, "type": [schema["type"], "null"]} if nullable else dict(schema)
