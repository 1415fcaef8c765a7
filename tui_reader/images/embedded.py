"""Takes the bytes out of a `data:` address (RFC 2397), within the bound of a fetch.

It neither keeps nor judges what it finds.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Final
from urllib.parse import unquote_to_bytes

from tui_reader.images.kinds import NotAPicture
from tui_reader.limits import FETCH_WIRE_BYTES

_WHITE: Final = re.compile(rb"[\s\xc2\xa0]+")


def embedded_bytes(address: str, max_bytes: int = FETCH_WIRE_BYTES) -> bytes | NotAPicture:
    """The bytes that a `data:` address holds, or why it holds none."""
    if len(address) > 2 * max_bytes + 1024:
        return NotAPicture(f"The picture in the post is larger than {max_bytes:,} bytes.")
    head, comma, tail = address.partition(",")
    if not comma or head[:5].lower() != "data:":
        return NotAPicture("The picture in the post is damaged: its data are missing.")
    data = unquote_to_bytes(tail.encode("utf-8", "replace"))
    if head.replace(" ", "").lower().endswith(";base64"):
        packed = _WHITE.sub(b"", data).translate(bytes.maketrans(b"-_", b"+/")).rstrip(b"=")
        try:
            data = base64.b64decode(packed + b"=" * (-len(packed) % 4), validate=True)
        except binascii.Error:
            return NotAPicture("The picture in the post is damaged: its base64 data can't be read.")
    if len(data) > max_bytes:
        return NotAPicture(f"The picture in the post is larger than {max_bytes:,} bytes.")
    return data
