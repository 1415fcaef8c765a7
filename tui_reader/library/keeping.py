"""Where a library's index and marks are kept, and what is done where they can't be.

Opens them, and nothing else: what is in them is the business of `index` and `journal`.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path

from tui_reader.errors import LibraryError
from tui_reader.library.device import device_name
from tui_reader.library.index import DAMAGE, DamagedIndexError, Index
from tui_reader.library.journal import Journal

REBUILT = (
    "The list of posts was damaged or written by another version, and is being made anew; "
    "your marks are kept elsewhere and are all there."
)
_CACHE_IN_MEMORY = "{place} can't be written ({reason}): the list of posts is kept in memory, and made anew each time."
_CACHE_COPIED = (
    "{place} can't be written ({reason}): the list is read from there; what changes in it is kept in memory."
)
_MARKS_IN_MEMORY = "{place} can't be written ({reason}): marks are kept only until the reader is closed."


def library_id(root: Path) -> str:
    """The name under which the index and the marks of the library at `root` are kept: a hash of its real path."""
    return hashlib.sha256(os.fsencode(os.path.realpath(root))).hexdigest()[:16]


def require_folder(root: Path) -> None:
    """Make sure that `root` is a folder that can be read.

    Raises:
        LibraryError: It isn't; the message says why.
    """
    try:
        with os.scandir(root):
            return
    except FileNotFoundError:
        reason = "it isn't there"
    except NotADirectoryError:
        reason = "it is no folder"
    except OSError as error:
        reason = error.strerror or type(error).__name__
    except ValueError:
        reason = "its name holds a null character"
    from tui_reader.document import shown_path

    raise LibraryError("Can't open the library", f"{shown_path(str(root))}: {reason}.")


def open_index(path: Path) -> tuple[Index, tuple[str, ...]]:
    """The index at `path`, with the notices.

    A new one where that is damaged; where none can be kept, one in memory, with what can be read of it.
    """
    index = Index(path)
    notices: tuple[str, ...] = ()
    try:
        try:
            index.open()
        except DamagedIndexError:
            notices = (REBUILT,)
            index.start_anew()
    except OSError as error:
        index.close()
        reason = error.strerror or str(error)
        index, notice = _open_in_memory(path)
        notices = (notice.format(place=path.parent, reason=reason),)
    return index, notices


def _open_in_memory(path: Path) -> tuple[Index, str]:
    index = Index(None)
    try:
        index.open_copy(path)
    except (DamagedIndexError, OSError, *DAMAGE):
        index.close()
        index = Index(None)
        index.open()
        return index, _CACHE_IN_MEMORY
    return index, _CACHE_COPIED


def open_journal(root: Path, data_dir: Path, identity: str) -> tuple[Journal, tuple[str, ...], Path | None]:
    """The journal of a library below `data_dir`; where that can't be written, a copy in a folder to be deleted later.

    Returns:
        The journal, the notices, and the folder that has to be deleted when it is closed, if any.
    """
    folder = data_dir / "journals" / identity
    try:
        journal = Journal(folder, device_name(data_dir))
        journal.prepare(root)
    except OSError as error:
        import shutil
        import tempfile

        temporary = Path(tempfile.mkdtemp(prefix="tui-reader-marks-"))
        with contextlib.suppress(OSError):
            shutil.copytree(folder, temporary / "journals")
        notice = _MARKS_IN_MEMORY.format(place=data_dir, reason=error.strerror or type(error).__name__)
        return Journal(temporary / "journals", "memory", lasting=False), (notice,), temporary
    return journal, (), None
