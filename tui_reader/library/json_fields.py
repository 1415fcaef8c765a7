"""JSON heads as plain fields; numbers as written.

Nothing is raised but `Refused`.
"""

from __future__ import annotations

import json
import re

from tui_reader import limits
from tui_reader.library.head import Field, Fields, Refused
from tui_reader.library.toml_fields import plain_fields

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|[{}\[\]]', re.DOTALL)
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str, strict=False)
_AFTER_VALUE = re.compile(r"[ \t]*+(?:[,}\n]|\Z)")
_COLON = re.compile(r"\s*:")


def parse_json(text: str) -> Fields:
    """The keys of a JSON object.

    Raises:
        Refused: It is not JSON, not an object, or beyond the bounds of `limits`.
    """
    lines = _lines_of_keys(text)
    pairs: list[tuple[str, object]] = []

    def take(found: list[tuple[str, object]]) -> dict[str, object]:
        pairs[:] = found  # the outermost object is the last
        return dict(found)

    try:
        # Numbers stay text: some thousand digits would take Python seconds, or raise.
        table = json.loads(
            text, parse_int=str, parse_float=str, parse_constant=str, strict=False, object_pairs_hook=take
        )
    except json.JSONDecodeError as error:
        raise Refused(error.msg[:1].lower() + error.msg[1:], error.lineno) from None
    except (ValueError, RecursionError) as error:
        raise Refused(str(error)) from None
    if not isinstance(table, dict):
        raise Refused("it is not an object")
    return plain_fields((key, value, line) for (key, value), line in zip(pairs, lines, strict=True))


def begun_value(text: str, position: int) -> tuple[Field, int] | None:
    """The value that begins at `position` of a damaged text, and where it ends; None where there is no whole one."""
    if text[position : position + 1] in ("{", "[") and not _is_closed(text, position):
        return None
    try:
        value, end = _DECODER.raw_decode(text, position)
        if _AFTER_VALUE.match(text, end) is None:
            return None
        return plain_fields([("k", value, None)]).values["k"], end
    except (ValueError, RecursionError, Refused):
        return None


def _is_closed(text: str, position: int) -> bool:
    """Whether the bracket at `position` is closed before they nest too deeply: the decoder recurses with them."""
    depth = 0
    for token in _TOKEN.finditer(text, position):
        mark = token.group()
        depth += (mark in "{[") - (mark in "}]")
        if depth == 0 or depth > limits.FRONT_MATTER_DEPTH:
            return depth == 0
    return False


def _lines_of_keys(text: str) -> list[int]:
    """The lines of the outermost object's keys, in their order; nesting is counted, for the parser recurses with it."""
    lines: list[int] = []
    depth, line, counted = 0, 1, 0
    for token in _TOKEN.finditer(text):
        mark = token.group()
        if mark in "}]":
            depth -= 1
            continue
        line, counted = line + text.count("\n", counted, token.start()), token.start()
        if mark in "{[":
            depth += 1
            if depth > limits.FRONT_MATTER_DEPTH:
                raise Refused(f"it is nested deeper than {limits.FRONT_MATTER_DEPTH} levels", line)
        elif depth == 1 and _COLON.match(text, token.end()):
            lines.append(line)
    return lines
