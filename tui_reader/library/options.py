"""Whether what the user says of a library can be meant.

It looks at the words alone; what they bring about is known to `site`, `categories` and `encoding`.
"""

from __future__ import annotations

from collections.abc import Iterable

from tui_reader.errors import LibraryError
from tui_reader.model import LibraryOptions

CATEGORY_RULES = ("path", "terms", "folders")
"""As `LibraryOptions.categories` tells."""


def require_known(options: LibraryOptions) -> None:
    """Refuse words that mean nothing.

    Raises:
        LibraryError: One means nothing; the message names those that do.
    """
    if options == LibraryOptions():
        return
    from tui_reader.library.site import SiteKind

    _require("site", options.site, [kind.value for kind in SiteKind])
    _require("categories", options.categories, CATEGORY_RULES)
    if options.encoding and not _is_codec(options.encoding):
        raise LibraryError("Can't open the library", f"“{options.encoding}” is no encoding that is known here.")


def _require(name: str, value: str, known: Iterable[str]) -> None:
    if value and value not in known:
        raise LibraryError("Can't open the library", f"“{value}” is no {name}: there are {', '.join(known)}.")


def _is_codec(name: str) -> bool:
    import codecs

    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return False
    return bool(getattr(info, "_is_text_encoding", True))  # no `rot13`, no `zlib`
