"""Handlers for python-frontmatter that are bounded and keep every value as it was written.

They know where a head was found to end; what they can't take they answer with `Refused`, never with another exception.
"""

from __future__ import annotations

import re

import frontmatter
from frontmatter.default_handlers import BaseHandler

from tui_reader.library.head import Fields
from tui_reader.library.json_fields import parse_json
from tui_reader.library.splitting import Head, Syntax
from tui_reader.library.toml_fields import parse_toml
from tui_reader.library.yaml_fields import parse_yaml

_PARSERS = {Syntax.YAML: parse_yaml, Syntax.TOML: parse_toml, Syntax.JSON: parse_json}


class BoundedHandler(BaseHandler):
    """Parses one head, found by `splitting.find_head`.

    The handlers of the package split at the first line that looks like a fence, build Python objects from scalars and
    raise whatever the parsers below raise; this one takes the place of each of those steps.
    """

    FM_BOUNDARY = re.compile(r"(?!)")

    def __init__(self, head: Head) -> None:
        super().__init__()
        self._head = head
        self.fields = Fields()

    def split(self, text: str) -> tuple[str, str]:
        """The head without its fences; the body is not the package's to strip."""
        return self._head.source, ""

    def load(self, fm: str) -> dict[str, object]:
        """The fields of the head `fm`; lines and faults are in `fields` afterwards.

        Raises:
            Refused: The head is not valid, or beyond the bounds.
        """
        self.fields = _PARSERS[self._head.syntax](fm)
        return dict(self.fields.values)


def parse_head(head: Head) -> Fields:
    """The fields of a fenced head.

    Raises:
        Refused: The head is not valid, or beyond the bounds.
    """
    handler = BoundedHandler(head)
    frontmatter.parse(head.source, handler=handler)
    return handler.fields
