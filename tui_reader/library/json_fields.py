"""JSON heads as plain fields; numbers as written.

Nothing is raised but `Refused`.
"""

from __future__ import annotations

import json
import re

from tui_reader import limits
from tui_reader.library.head import Fields, Refused
from tui_reader.library.toml_fields import plain_fields

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|[{}\[\]]', re.DOTALL)


def parse_json(text: str) -> Fields:
    """The keys of a JSON object.

    Raises:
        Refused: It is not JSON, not an object, or beyond the bounds of `limits`.
    """
    depth = 0
    for token in _TOKEN.finditer(text):
        mark = token.group()
        if mark in "{[":
            depth += 1
            if depth > limits.FRONT_MATTER_DEPTH:
                message = f"it is nested deeper than {limits.FRONT_MATTER_DEPTH} levels"
                raise Refused(message, text.count("\n", 0, token.start()) + 1)
        elif mark in "}]":
            depth -= 1
    try:
        # Numbers stay text: some thousand digits would take Python seconds, or raise.
        table = json.loads(text, parse_int=str, parse_float=str, parse_constant=str, strict=False)
    except json.JSONDecodeError as error:
        raise Refused(error.msg[:1].lower() + error.msg[1:], error.lineno) from None
    except (ValueError, RecursionError) as error:
        raise Refused(str(error)) from None
    if not isinstance(table, dict):
        raise Refused("it is not an object")
    return plain_fields(table)
