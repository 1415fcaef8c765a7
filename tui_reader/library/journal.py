"""The marks' own files: append-only JSON lines, one file a device; only compaction ever writes one anew.

Knows lines and bytes, not what is made of them: folding them into the index is the business of `marks`.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from tui_reader.library.compaction import Kept
from tui_reader.library.durable import sync_folder
from tui_reader.library.journal_lines import LATEST, BadLine, Line, Reading, parse_line
from tui_reader.library.known import note_root, noted_root
from tui_reader.library.locks import locked

SYNC_SECONDS = 0.1
"""How long lines may wait for the disk: several marks in a row share one fsync."""

_TAIL = 64


class Journal:
    """The folder of a library's journals, and this process's way of adding to it."""

    def __init__(self, folder: Path, device: str, *, lasting: bool = True) -> None:
        """Take the places; nothing is opened.

        Args:
            folder: Where the journals of the library lie.
            device: The name of this device's file, without its suffix.
            lasting: Whether they stay when the program ends.
        """
        self.lasting = lasting
        self.folder = folder
        self.device = device
        self.tag = secrets.token_hex(4)
        self.own = f"{device}.jsonl"
        self._count = 0
        self._latest = 0
        self._descriptor: int | None = None
        self._guard = threading.Lock()
        self._unsynced = threading.Event()
        self._closing = threading.Event()
        self._syncer: threading.Thread | None = None
        self.failure: str | None = None
        """Why the last fsync failed, if it did."""

    def prepare(self, root: Path) -> None:
        """Create the folder and the file, and note for people which library they belong to.

        A file of this device's that can't be opened for writing is renamed, never overwritten.

        Raises:
            OSError: They can't be written.
        """
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        own = self.folder / self.own
        if own.is_dir():
            self.move_aside(self.own)
        with self._guard:
            self._open()
        if noted_root(self.folder) is None:
            note_root(self.folder, root)

    def stamp(self) -> tuple[int, int]:
        """The next (t, n): later than all that this process has written or seen."""
        with self._guard:
            self._latest = max(self._latest, int(time.time() * 1000))
            self._count += 1
            return self._latest, self._count

    def saw(self, t: int, n: int) -> None:
        """Take note of a line of whichever device: what is written from now on is later."""
        with self._guard:
            if LATEST > t >= self._latest:
                self._latest = t
                self._count = max(self._count, n)

    def append(self, lines: Sequence[Mapping[str, object]]) -> tuple[int, int]:
        """Write lines in one go; within `SYNC_SECONDS` they are on the disk as well.

        Returns:
            Where they begin and end in this device's file.

        Raises:
            OSError: They couldn't be written whole; what was half written is never taken for a line.
        """
        data = b"".join(json.dumps(line, separators=(",", ":")).encode("ascii") + b"\n" for line in lines)
        with self._guard, self._locked() as descriptor:
            if _torn(descriptor):
                data = b"\n" + data
            written = os.write(descriptor, data)
            stop = os.lseek(descriptor, 0, os.SEEK_CUR)
            if written < len(data):
                os.write(descriptor, b"\n")
                raise OSError(28, os.strerror(28), str(self.folder / self.own))
        self._sync_soon()
        length = len(data) - data.startswith(b"\n")
        return stop - length, stop

    def rewrite(self, compact: Callable[[bytes], Kept]) -> tuple[Kept, int]:
        """Replace this device's file by what `compact` keeps of it; nobody adds to it meanwhile.

        The new file is on the disk before it takes the old one's name, so that a kill at any point loses nothing.

        Returns:
            What was kept, and how many bytes the old file had.

        Raises:
            OSError: It can't be done; the file is as it was.
        """
        with self._guard, self._locked() as descriptor:
            size = os.lseek(descriptor, 0, os.SEEK_END)
            kept = compact(self.slice(self.own, 0, size))
            if kept.lines == kept.lines_before:
                return kept, size
            self._copy_aside(self.own, kept.bad)
            fresh = self.folder / f".{self.own}.new"
            with fresh.open("wb") as file:
                fresh.chmod(0o600)
                file.write(kept.data)
                file.flush()
                os.fsync(file.fileno())
            if os.lseek(descriptor, 0, os.SEEK_END) != size:
                raise OSError(errno.EAGAIN, "another program has added to it", str(self.folder / self.own))
            if os.name == "nt":  # a file that is open can't be replaced there
                os.close(descriptor)
                self._descriptor = None
            fresh.replace(self.folder / self.own)
            sync_folder(self.folder)
            return kept, size

    @contextlib.contextmanager
    def _locked(self) -> Iterator[int]:
        """This device's file, open, and nobody else's while the block runs."""
        while True:
            descriptor = self._open()
            with locked(descriptor):
                # Who waited for the lock may hold what has been replaced meanwhile.
                if not _replaced(descriptor, self.folder / self.own):
                    yield descriptor
                    return

    def _open(self) -> int:
        if self._descriptor is not None and not _replaced(self._descriptor, self.folder / self.own):
            return self._descriptor
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
        self._descriptor = os.open(self.folder / self.own, flags, 0o600)
        return self._descriptor

    def _sync_soon(self) -> None:
        self._unsynced.set()
        with self._guard:
            if self._syncer is None or not self._syncer.is_alive():
                self._syncer = threading.Thread(target=self._keep_syncing, name="journal", daemon=True)
                self._syncer.start()

    def _keep_syncing(self) -> None:
        while not self._closing.is_set():
            if not self._unsynced.wait(timeout=5):
                return
            self._closing.wait(SYNC_SECONDS)
            self._sync()

    def _sync(self) -> None:
        self._unsynced.clear()
        with self._guard:
            descriptor = os.dup(self._descriptor) if self._descriptor is not None else None
        if descriptor is None:
            return
        try:
            os.fsync(descriptor)
        except OSError as error:
            self.failure = error.strerror or "the disk refused"
        finally:
            os.close(descriptor)

    def close(self) -> None:
        """Put everything on the disk and let go of the file."""
        self._closing.set()
        syncer = self._syncer
        if syncer is not None:
            self._unsynced.set()
            syncer.join(timeout=10)
        if self._unsynced.is_set():
            self._sync()
        with self._guard:
            if self._descriptor is not None:
                os.close(self._descriptor)
                self._descriptor = None
        self._closing.clear()
        self._syncer = None

    def sizes(self) -> dict[str, int] | None:
        """The journals in the folder, of all devices, with their sizes: cheap, to see whether there is news.

        None where the folder itself is away, which says nothing about the marks in it.
        """
        found: dict[str, int] = {}
        try:
            with os.scandir(self.folder) as entries:
                for entry in entries:
                    if entry.name.endswith(".jsonl"):
                        found[entry.name] = entry.stat().st_size
        except OSError:
            return None
        return found

    def recognised(self, name: str, offset: int, tail: bytes) -> bool:
        """Whether the file still begins with what was folded before: it ends, at `offset`, in `tail`."""
        start = max(0, offset - len(tail))
        return self.slice(name, start, offset) == tail

    def slice(self, name: str, start: int, stop: int) -> bytes:
        """The bytes of a journal from `start` up to `stop`."""
        with (self.folder / name).open("rb") as file:
            file.seek(start)
            return file.read(stop - start)

    def read(self, name: str, offset: int = 0, count: int = 0) -> Reading:
        """The lines of one file from `offset` on; what follows the last line end is left for later.

        Raises:
            OSError: It can't be read.
        """
        with (self.folder / name).open("rb") as file:
            file.seek(offset)
            data = file.read()
        whole = data[: data.rfind(b"\n") + 1]
        lines: list[Line] = []
        bad: list[BadLine] = []
        place = offset
        for number, raw in enumerate(whole.split(b"\n")[:-1], start=count + 1):
            line = parse_line(raw, place)
            if line is not None:
                lines.append(line)
            elif raw.strip():
                bad.append(BadLine(number, raw))
            place += len(raw) + 1
        total = count + whole.count(b"\n")
        tail = (data[: len(whole)])[-_TAIL:]
        if len(tail) < _TAIL and offset:
            tail = self.slice(name, max(0, place - _TAIL), place)
        return Reading(tuple(lines), tuple(bad), place, total, tail)

    def lines_between(self, name: str, start: int, stop: int) -> Iterator[Line]:
        """The lines that lie between two offsets."""
        place = start
        for raw in self.slice(name, start, stop).split(b"\n"):
            line = parse_line(raw, place)
            place += len(raw) + 1
            if line is not None:
                yield line

    def keep_aside(self, name: str, bad: Sequence[BadLine]) -> None:
        """Copy lines that can't be read into a file beside the journal; the journal stays as it is."""
        with contextlib.suppress(OSError):
            self._copy_aside(name, bad)

    def _copy_aside(self, name: str, bad: Sequence[BadLine]) -> None:
        if bad:
            with (self.folder / f"{name}.bad").open("ab") as file:
                file.write(b"".join(line.data + b"\n" for line in bad))
                file.flush()
                os.fsync(file.fileno())

    def move_aside(self, name: str) -> str:
        """Rename a file that can't be read; the new name."""
        aside = f"{name}.unreadable-{secrets.token_hex(4)}"
        (self.folder / name).rename(self.folder / aside)
        return aside


def _torn(descriptor: int) -> bool:
    """Whether the file ends in the middle of a line."""
    end = os.lseek(descriptor, 0, os.SEEK_END)
    if end == 0:
        return False
    os.lseek(descriptor, end - 1, os.SEEK_SET)
    return os.read(descriptor, 1) != b"\n"


def _replaced(descriptor: int, path: Path) -> bool:
    """Whether the name has come to mean another file, as after a synchronisation."""
    try:
        here, there = os.fstat(descriptor), path.stat()
    except OSError:
        return True
    return (here.st_dev, here.st_ino) != (there.st_dev, there.st_ino)
