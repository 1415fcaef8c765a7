"""Goes on with downloads that were broken off, where the server has offered it and the picture is still the same.

Judges headers and keeps nothing; RFC 9110, sections 8.8.3, 13.1.5 and 14.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from email.utils import parsedate_to_datetime
from typing import Final

_STRONG_TAG: Final = re.compile(r'"[\x21\x23-\x7e]*"')
_RANGE: Final = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18})")
_SURELY_OLDER: Final = 60
"""Seconds after its last change from which on a date tells a file's states apart (RFC 9110 § 8.8.2.2)."""


@dataclass(frozen=True, slots=True)
class Rest:
    """What is known of the beginning of a picture: where it came from, and how to ask for the rest of just this one."""

    url: str
    """The very address, redirects followed."""
    validator: str
    """A strong entity tag in its quotes, or the date of its last change as the server writes it."""
    total: int
    """The bytes of the whole."""
    received: int = 0
    """The bytes that are here."""


def offered(url: str, status: int, headers: Mapping[str, str]) -> Rest | None:
    """What a server offers with a whole answer, or None where it can't be asked for a rest later."""
    length = headers.get("Content-Length", "")
    if (
        status != 200
        or headers.get("Accept-Ranges", "").strip().lower() != "bytes"
        or headers.get("Content-Encoding", "identity").strip().lower() != "identity"
        or headers.get("Transfer-Encoding")
        or not (length.isascii() and length.isdigit() and len(length) < 19)
    ):
        return None
    validator = _validator(headers)
    return Rest(url, validator, int(length)) if validator else None


def _validator(headers: Mapping[str, str]) -> str:
    tag = headers.get("ETag", "").strip()
    if tag:
        return tag if _STRONG_TAG.fullmatch(tag) and len(tag) <= 200 else ""
    changed = headers.get("Last-Modified", "").strip()
    try:
        age = parsedate_to_datetime(headers.get("Date", "")) - parsedate_to_datetime(changed)
    except (ValueError, TypeError, OverflowError, IndexError):
        return ""
    plain = changed.isascii() and changed.isprintable() and len(changed) <= 50
    return changed if plain and age.total_seconds() >= _SURELY_OLDER else ""


def asking(rest: Rest) -> dict[str, str]:
    """The headers that ask for what is missing, or for the whole where it is another picture by now."""
    return {"Range": f"bytes={rest.received}-", "If-Range": rest.validator}


def continues(rest: Rest, headers: Mapping[str, str]) -> bool:
    """Whether an answer 206 is just what is missing."""
    found = _RANGE.fullmatch(headers.get("Content-Range", "").strip())
    if found is None or headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        return False
    first, last, total = (int(number) for number in found.groups())
    tag = headers.get("ETag", "").strip()
    same = not tag or not rest.validator.startswith('"') or tag == rest.validator
    return same and first == rest.received and total == rest.total and first <= last == total - 1


def written(rest: Rest) -> bytes:
    """A rest as it is kept."""
    return json.dumps(asdict(rest)).encode("ascii")


def read(data: bytes) -> Rest | None:
    """A rest as it was kept; None where that is damaged."""
    try:
        fields = json.loads(data)
        rest = Rest(**fields)
        numbers = type(rest.total) is int and type(rest.received) is int and 0 < rest.received < rest.total
        texts = isinstance(rest.url, str) and isinstance(rest.validator, str) and rest.validator.isprintable()
    except (ValueError, TypeError, RecursionError):
        return None
    return rest if numbers and texts else None
