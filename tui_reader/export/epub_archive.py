"""Makes the ZIP archive that an EPUB is: the same content gives the same bytes, on every day and machine.

Knows nothing of what is put into it. The archive's rules are those of the EPUB Open Container Format 3.2.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zipfile import ZipFile

_EARLIEST = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_PLAIN_FILE = 0o100644 << 16


class Archive:
    """An archive in the making, in memory."""

    def __init__(self, media_type: str) -> None:
        """Begin it with the file by whose place and bytes an archive's kind is told."""
        from zipfile import ZipFile  # takes long to import

        self._made = BytesIO()
        self._zip: ZipFile = ZipFile(self._made, "w")
        self.add("mimetype", media_type, packed=False)

    def add(self, name: str, content: str | bytes, *, packed: bool = True) -> None:
        """Add a file.

        Args:
            name: Its name, `/` between the parts; each name once.
            content: Text is written as UTF-8.
            packed: Whether it is compressed; pictures are already.
        """
        from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipInfo

        entry = ZipInfo(name, _EARLIEST)
        entry.compress_type = ZIP_DEFLATED if packed else ZIP_STORED
        entry.create_system = _UNIX
        entry.external_attr = _PLAIN_FILE
        self._zip.writestr(entry, content)

    def finish(self) -> bytes:
        """The whole archive; nothing can be added any more."""
        self._zip.close()
        return self._made.getvalue()
