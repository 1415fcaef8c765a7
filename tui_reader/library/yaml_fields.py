"""YAML heads as plain fields: every scalar is the text that was written, every count is bounded.

Nothing is constructed (no dates, numbers, tags or objects) and nothing is raised but `Refused`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import cast

import yaml
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentEndEvent,
    Event,
    MappingStartEvent,
    ScalarEvent,
)

from tui_reader import limits
from tui_reader.document import clean_text
from tui_reader.library.head import Fault, Field, Fields, Refused, bounded
from tui_reader.library.simple_yaml import NULL, simple_fields

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MERGE = "<<"
_ENCLOSED = re.compile("flow|quoted|simple key")
_OTHER_BREAKS = re.compile("[\x85\u2028\u2029]")


def parse_yaml(text: str) -> Fields:
    """The top-level mapping of a YAML document.

    A simple head is read by a few rules, which say the same. Of any other, the events of the parser are taken one by
    one, without recursion, and no further than the bounds allow: libyaml's own composer overflows the C stack from some
    thousand levels on, its scanner and parser don't.

    Raises:
        Refused: It is not YAML, not a mapping, or beyond the bounds of `limits`.
    """
    simple = simple_fields(text)
    if simple is not None:
        return simple
    # To YAML they end a line, to no other program that reads posts.
    text = _OTHER_BREAKS.sub(" ", text)
    try:
        return _parse(text)
    except yaml.reader.ReaderError:
        # YAML refuses control characters, which other generators let pass: read with their pictures.
        try:
            return _parse(clean_text(text))
        except yaml.reader.ReaderError as error:
            raise Refused(error.reason, text.count("\n", 0, error.position) + 1) from None


def _parse(text: str) -> Fields:
    tree = _Tree()
    try:
        next_event = _LOADER(text).get_event
        while (event := next_event()) is not None:
            kind = type(event)
            if kind is ScalarEvent:
                tree.scalar(cast(ScalarEvent, event))
            elif kind is AliasEvent:
                tree.alias(cast(AliasEvent, event))
            elif isinstance(event, CollectionStartEvent):
                tree.open(event)
            elif isinstance(event, CollectionEndEvent):
                tree.close()
            elif kind is DocumentEndEvent:
                break
    except yaml.MarkedYAMLError as error:
        # What is opened and never closed is told where it is opened, not at the head's end.
        opened = error.context_mark if _ENCLOSED.search(error.context or "") else None
        mark = opened or error.problem_mark or error.context_mark
        raise Refused(error.problem or error.context or "not valid", mark.line + 1 if mark else None) from None
    except yaml.reader.ReaderError:
        raise
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        raise Refused(str(error)) from None
    return tree.fields


@dataclass(slots=True)
class _Node:
    """A collection that is still open."""

    value: list[Field] | dict[str, Field]
    anchor: str | None
    began: int
    """How many nodes had been counted before it."""
    key: str | None = None
    key_line: int | None = None
    lost: bool = False
    """The next value belongs to a key that can't be kept."""


class _Tree:
    """Builds fields from events and keeps count of them."""

    def __init__(self) -> None:
        self.fields = Fields()
        self._stack: list[_Node] = []
        self._anchors: dict[str, tuple[Field, int]] = {}
        self._nodes = 0
        self._keys = 0
        self._aliases = 0
        self._line: int | None = None

    def scalar(self, event: ScalarEvent) -> None:
        self._count(1, event)
        text: str = event.value
        if event.implicit[0] and text in NULL:
            text = ""
        if event.tag is not None and event.tag.startswith("!") and not event.style:
            # “!important news” is a text of somebody who knows no tags; none of YAML's own looks so.
            text = f"{event.tag} {text}".rstrip()
        if len(text) > limits.VALUE_CHARACTERS:
            text = bounded(text, _line(event), self.fields.faults)
        if event.anchor is not None:
            self._anchors[event.anchor] = (text, 1)
        if not self._stack:
            if text:
                raise Refused("it is a text and not a list of keys", _line(event))
            return
        self._take(text, event)

    def alias(self, event: AliasEvent) -> None:
        self._aliases += 1
        if self._aliases > limits.FRONT_MATTER_ALIASES:
            raise Refused(f"it has more than {limits.FRONT_MATTER_ALIASES} aliases", _line(event))
        # An alias of nothing is a text that begins with a star.
        name = event.anchor or ""
        value, size = self._anchors.get(name, (f"*{name}", 1))
        self._count(size, event)
        if not self._stack:
            raise Refused("it is a text and not a list of keys", _line(event))
        self._take(value, event)

    def open(self, event: CollectionStartEvent) -> None:
        self._count(1, event)
        if len(self._stack) >= limits.FRONT_MATTER_DEPTH:
            message = f"it is nested deeper than {limits.FRONT_MATTER_DEPTH} levels"
            raise Refused(message, _line(event))
        is_mapping = isinstance(event, MappingStartEvent)
        if not self._stack and not is_mapping:
            raise Refused("it is a list and not a list of keys", _line(event))
        value: list[Field] | dict[str, Field] = {} if is_mapping else []
        self._line = _line(event)
        self._stack.append(_Node(value, event.anchor, self._nodes))

    def close(self) -> None:
        node = self._stack.pop()
        if node.anchor is not None:
            self._anchors[node.anchor] = (node.value, self._nodes - node.began + 1)
        if self._stack:
            self._take(node.value, None)

    def _count(self, nodes: int, event: ScalarEvent | AliasEvent | CollectionStartEvent) -> None:
        self._nodes += nodes
        if self._nodes > limits.FRONT_MATTER_EVENTS:
            message = f"it holds more than {limits.FRONT_MATTER_EVENTS:,} values"
            raise Refused(message, _line(event))

    def _take(self, value: Field, event: ScalarEvent | AliasEvent | None) -> None:
        """Put a finished value where it belongs: into the innermost open collection."""
        node = self._stack[-1]
        inside = node.value
        if isinstance(inside, list):
            inside.append(value)
        elif node.key is None and not node.lost:
            self._take_key(node, value, event)
        elif node.lost:
            node.lost = False
        else:
            key, node.key = node.key, None
            if key == _MERGE:
                self._merge(inside, value)
            elif len(self._stack) == 1:
                self.fields.put(key or "", value, node.key_line)
            else:
                inside[key or ""] = value

    def _take_key(self, node: _Node, key: Field, event: ScalarEvent | AliasEvent | None) -> None:
        self._keys += 1
        if self._keys > limits.FRONT_MATTER_KEYS:
            line = _line(event) if event is not None else None
            raise Refused(f"it has more than {limits.FRONT_MATTER_KEYS:,} keys", line)
        if isinstance(key, str):
            node.key = key
            node.key_line = _line(event) if event is not None else self._line
        else:
            node.lost = True
            self.fields.faults.append(Fault(self._line, "A key that is itself a list or a table was left out."))

    def _merge(self, into: dict[str, Field], value: Field) -> None:
        """A merge key: what is not yet there comes from the merged tables; sizes are bounded by the count of nodes."""
        if len(self._stack) == 1:
            into = self.fields.values
        for table in value if isinstance(value, list) else [value]:
            if isinstance(table, dict):
                self._nodes += len(table)
                for key, inner in table.items():
                    into.setdefault(key.lower() if len(self._stack) == 1 else key, inner)


def _line(event: Event) -> int | None:
    mark = event.start_mark
    return None if mark is None else mark.line + 1
