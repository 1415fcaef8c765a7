"""Shortcodes."""

from __future__ import annotations

from tui_reader.model import BodyFormat


def expand(body: str, format: BodyFormat) -> str:  # noqa: A002
    """Expand."""
    return body
