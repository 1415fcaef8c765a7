"""The fields of a whole HTML page: its title and what its `meta` elements say (Pelican writes and reads these).

It looks at a page's beginning alone and leaves it as it is.
"""

from __future__ import annotations

import re

from tui_reader import limits
from tui_reader.library.head import Field

_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype|html|head)\b", re.IGNORECASE | re.DOTALL
)
_END = re.compile(r"</head\b|<body\b", re.IGNORECASE)
_TITLE = re.compile(r"<title(?:\s[^<>]{0,500})?>([^<]{1,2000})</title", re.IGNORECASE)
_META = re.compile(r"<meta\s([^<>]{1,2000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w:-]{1,40})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_KEYS = {
    "article:published_time": "date",
    "article:author": "author",
    "article:section": "category",
    "og:image": "og_image",
    "og:url": "canonical_url",
}
_TAKEN = frozenset(
    {"date", "author", "authors", "category", "tags", "created", "modified", "lang", "status", "keywords"}
)


def page_fields(text: str) -> dict[str, Field]:
    """The fields of `text`, where it is a whole HTML page; none where it isn't."""
    if _PAGE.match(text) is None:
        return {}
    end = _END.search(text, 0, limits.FRONT_MATTER_BYTES)
    beginning = text[: end.start() if end else limits.FRONT_MATTER_BYTES]
    found: dict[str, Field] = {}
    title = _TITLE.search(beginning)
    if title is not None:
        found["title"] = title.group(1)
    for meta in _META.finditer(beginning):
        attributes = {name.lower(): a or b or c for name, a, b, c in _ATTRIBUTE.findall(meta.group(1))}
        name = (attributes.get("name") or attributes.get("property") or "").lower()
        key = _KEYS.get(name, name)
        if key in _TAKEN | set(_KEYS.values()) and attributes.get("content"):
            found.setdefault("tags" if key == "keywords" else key, attributes["content"])
    return found
