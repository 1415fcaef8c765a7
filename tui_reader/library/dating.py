"""When a post was written: which of its keys says so, or its file's name.

How dates are written is known to `dates`.
"""

from __future__ import annotations

from collections.abc import Mapping

from tui_reader.library.dates import date_in_path, parse_date
from tui_reader.library.head import Fault, Values
from tui_reader.library.texts import FALSE, TRUE, one_line, texts
from tui_reader.model import PostDate

_NO_DATES = TRUE | FALSE | {"created", "last modified", "git created", "git last modified"}
"""Other values of such keys: switches, and what Eleventy finds out for itself."""

_DATE_KEYS = (
    "date", "pubdate", "pub_date", "publishdate", "publish_date", "published_at", "publishedat", "date_published",
    "published", "created", "created_at", "createdat", "created_date", "posted", "timestamp",
    "updated", "updated_at", "lastmod", "modified", "last_modified_at",
)  # fmt: skip


def date_of(values: Values, lines: Mapping[str, int], path: str, faults: list[Fault]) -> PostDate | None:
    """The date of the post at `path`: its head's first key that has one, else its name's, else its address's."""
    fault: Fault | None = None
    for key in _DATE_KEYS:
        if key not in values:
            continue
        text = next(texts(values[key]), "").strip()
        found = parse_date(text) if text else None
        if found is not None:
            return found
        if text and fault is None and text.lower() not in _NO_DATES:
            shown = one_line(text, 60)
            fault = Fault(lines.get(key), f"“{shown}” is no date that can be read.", "date")
    found = date_in_path(path)
    for key in ("path", "slug", "url", "permalink"):
        field = values.get(key)
        if found is None and isinstance(field, str):
            found = date_in_path(field)
    if fault is not None:
        faults.append(fault)
    return found
