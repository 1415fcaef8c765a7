"""The index's file: opening it, one connection a thread, transactions, and starting anew when it is damaged.

Knows nothing of posts: what the tables mean is the business of `catalog`, `shelving` and `marks`.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import apsw

from tui_reader.errors import CancelledError
from tui_reader.library import schema, shelves
from tui_reader.library.search import folded
from tui_reader.model import Cancelled

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

BUSY_SECONDS = 5.0
"""How long a transaction waits for another process's."""

CHECK_SECONDS = 7 * 86_400
"""How long an index is trusted without being looked through."""

DAMAGE = (
    *(apsw.CorruptError, apsw.NotADBError, apsw.FormatError, apsw.SchemaChangeError),
    *(UnicodeDecodeError, json.JSONDecodeError, TypeError),
)
"""What is raised where the file is no longer what was written: by SQLite, and by who reads a value that has changed."""


_STEPS = 20_000
"""Instructions of SQLite between two looks whether it is to stop: about a millisecond."""


_Answer = TypeVar("_Answer")


class Beside(Protocol):
    """How the index is asked something while this thread asks it something else."""

    def __call__(self, work: Callable[[apsw.Connection], _Answer], /) -> Future[_Answer]:
        """What `work` gives for another connection, which may see a later state of the index."""
        ...


class DamagedIndexError(Exception):
    """The file is not an index, or not one of this version, or no longer whole."""


class Index:
    """A SQLite file in WAL mode, or the same in memory where no file can be kept."""

    def __init__(self, path: Path | None) -> None:
        """Take the place of the file; nothing is opened yet.

        Args:
            path: The file; None for an index in memory, shared by the threads of this object.
        """
        self.path = path
        self._name = str(path) if path is not None else f"file:/tui-reader-{secrets.token_hex(8)}?vfs=memdb"
        self._here = threading.local()
        self._all: list[apsw.Connection] = []
        self._guard = threading.Lock()
        self._writing = threading.RLock()
        self._second: ThreadPoolExecutor | None = None
        self.era = 0
        """Raised with each `start_anew`, so that one damage is mended once."""

    def open(self) -> None:
        """Open or create the file and look at its header.

        Raises:
            DamagedIndexError: It is something else; `start_anew` helps.
            OSError: It can't be created or read here, the folder can't be written, or another program doesn't let go.
        """
        if self.path is not None:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            if self.path.is_dir():
                raise DamagedIndexError(f"{self.path} is a folder")
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
            os.close(descriptor)
        try:
            self._prepare(self.connection())
        except (*DAMAGE, apsw.SQLError, apsw.ConstraintError, apsw.MismatchError) as error:
            raise DamagedIndexError(str(error)) from error
        except (apsw.CantOpenError, apsw.ReadOnlyError, apsw.IOError, apsw.FullError, apsw.PermissionsError) as error:
            raise OSError(str(error)) from error
        except (apsw.BusyError, apsw.LockedError) as error:
            raise OSError("another program is using it and does not let go") from error

    def open_copy(self, path: Path) -> None:
        """Open an index in memory with what the file at `path` holds, which is only read.

        Raises:
            DamagedIndexError: It is something else.
            OSError: It can't be read.
        """
        wal = path.with_name(path.name + "-wal")
        # Without the log's content the file itself may be half of one state and half of another.
        ways = ["mode=ro"] if wal.exists() and wal.stat().st_size else ["mode=ro", "immutable=1"]
        memory = self.connection()
        for way in ways:
            with contextlib.suppress(apsw.Error):
                _copy(f"{path.absolute().as_uri()}?{way}", self._name)
                break
        else:
            raise OSError("it can't be read")
        if self._check(memory):
            raise DamagedIndexError("it is empty")

    def _prepare(self, connection: apsw.Connection) -> None:
        """Create the tables in an empty file; refuse a file of another kind or version."""
        with self.reading():
            is_empty = self._check(connection)
        if is_empty:
            with self._writing, _immediate(connection):
                if self._check(connection):  # nobody else was quicker
                    self._create(connection)

    @staticmethod
    def _check(connection: apsw.Connection) -> bool:
        """Whether the file is empty still; it raises where it is neither that nor an index of this version."""
        (application,) = ask(connection, "PRAGMA application_id")[0]
        (version,) = ask(connection, "PRAGMA user_version")[0]
        (tables,) = ask(connection, "SELECT count(*) FROM sqlite_schema")[0]
        if tables == 0 and application in (0, schema.APPLICATION_ID):
            return True
        if application != schema.APPLICATION_ID or version != schema.VERSION:
            raise DamagedIndexError("it was written by another program or version")
        if ask(connection, "SELECT shape FROM tally") != [(_shape(connection),)]:
            raise DamagedIndexError("its tables are not what they were")
        return False

    @staticmethod
    def _create(connection: apsw.Connection) -> None:
        connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {schema.VERSION}")
        connection.execute(schema.TABLES)
        connection.execute("UPDATE tally SET shape = ?, checked = ?", (_shape(connection), int(time.time())))

    def connection(self) -> apsw.Connection:
        """This thread's connection, opened at its first use."""
        connection: apsw.Connection | None = getattr(self._here, "connection", None)
        if connection is not None and self._here.era == self.era:
            return connection
        connection = self._connect()
        self._here.connection, self._here.era = connection, self.era
        with self._guard:
            self._all.append(connection)
        return connection

    def beside(self, cancelled: Cancelled | None) -> Beside | None:
        """How to ask it something at the same time, in another thread; None where there is but one processor.

        Args:
            cancelled: As for `stopped_by`.
        """
        if (os.cpu_count() or 1) == 1:
            return None

        def ask_beside(work: Callable[[apsw.Connection], _Answer]) -> Future[_Answer]:
            def asked() -> _Answer:
                with stopped_by(self.connection(), cancelled):
                    return work(self.connection())

            from concurrent.futures import ThreadPoolExecutor

            with self._guard:
                if self._second is None:
                    self._second = ThreadPoolExecutor(1, "index")
                return self._second.submit(asked)

        return ask_beside

    def _connect(self) -> apsw.Connection:
        # A file is created by `open` alone: where it has gone since, an empty one would be taken for the index.
        flags = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_URI
        flags |= apsw.SQLITE_OPEN_CREATE if self.path is None else 0
        connection = apsw.Connection(self._name, flags=flags)
        connection.set_busy_timeout(int(BUSY_SECONDS * 1000))
        connection.config(apsw.SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0)
        connection.config(apsw.SQLITE_DBCONFIG_DQS_DML, 0)
        connection.config(apsw.SQLITE_DBCONFIG_DQS_DDL, 0)
        connection.create_scalar_function("folded", _folded, 2, deterministic=True)
        connection.execute("PRAGMA temp_store = memory")
        connection.execute("PRAGMA cache_size = -16000")
        connection.execute("PRAGMA journal_size_limit = 16777216")
        if self.path is not None:
            self._use_wal(connection)
        connection.execute("PRAGMA synchronous = normal")
        return connection

    @staticmethod
    def _use_wal(connection: apsw.Connection) -> None:
        """Switch to WAL; two processes doing so at once may meet BUSY without SQLite's own waiting."""
        give_up = time.monotonic() + BUSY_SECONDS
        while True:
            try:
                connection.execute("PRAGMA journal_mode = wal").fetchall()
            except (apsw.BusyError, apsw.LockedError):
                if time.monotonic() > give_up:
                    raise
                time.sleep(0.02)
            else:
                return

    @contextlib.contextmanager
    def reading(self) -> Iterator[apsw.Connection]:
        """A connection on which several reads see one state of the index."""
        connection = self.connection()
        nested = connection.in_transaction
        if not nested:
            connection.execute("BEGIN")
        try:
            yield connection
        finally:
            if not nested:
                connection.execute("ROLLBACK")

    @contextlib.contextmanager
    def writing(self) -> Iterator[apsw.Connection]:
        """A connection with the write lock held: committed at the end, rolled back on an exception."""
        with self._writing, _immediate(self.connection()) as connection:
            yield connection

    def add_orders(self) -> None:
        """Add the indexes that aren't there yet, and put large nodes onto the shelves. O(posts log posts) for new ones.

        Each index and each node is a transaction of its own.
        """
        found = {name for (name,) in ask(self.connection(), "SELECT name FROM sqlite_schema WHERE type = 'index'")}
        for name, what in schema.ORDERS.items():
            if name not in found:
                with self.writing() as connection:
                    connection.execute(f"CREATE INDEX IF NOT EXISTS {name} {what}")
        large = "SELECT id FROM node WHERE total > ? AND NOT shelved"
        for (node,) in ask(self.connection(), large, (shelves.FROM,)):
            with self.writing() as connection:
                if ask(connection, "SELECT 1 FROM node WHERE id = ? AND NOT shelved", (node,)):
                    for shelf in shelves.NAMES:
                        connection.execute(shelves.fill(shelf), (node,))
                    connection.execute("UPDATE node SET shelved = 1 WHERE id = ?", (node,))

    def clear(self) -> None:
        """Drop all tables and create them empty, in one transaction; keys of posts are not given out again."""
        with self.writing() as connection:
            query = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'post'"
            (last,) = ask(connection, query)[0]
            (generation,) = ask(connection, "SELECT generation FROM tally")[0]
            connection.execute("DROP VIEW IF EXISTS placed")
            for name in schema.NAMES:
                connection.execute(f"DROP TABLE IF EXISTS {name}")
            self._create(connection)
            connection.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('post', ?)", (last,))
            connection.execute("UPDATE tally SET generation = ?", (generation + 1,))

    @staticmethod
    def check_now_and_then(connection: apsw.Connection) -> None:
        """Once a week, look through the whole file: a flipped bit may go unnoticed in use. O(size of the file).

        Raises:
            apsw.CorruptError: It isn't whole.
        """
        now = int(time.time())
        (checked,) = ask(connection, "SELECT checked FROM tally")[0]
        if 0 <= now - checked < CHECK_SECONDS:
            return
        if ask(connection, "PRAGMA quick_check(1)") != [("ok",)]:
            raise apsw.CorruptError("the weekly check found damage")
        connection.execute("INSERT INTO search (search) VALUES ('integrity-check')")
        connection.execute("UPDATE tally SET checked = ?", (now,))

    @property
    def is_gone(self) -> bool:
        """Whether somebody has deleted the file."""
        return self.path is not None and not self.path.exists()

    def start_anew(self) -> None:
        """Put what is there out of the way and create an empty index; for a damaged file.

        Raises:
            OSError: The damaged file can't be moved, or a new one can't be created.
        """
        self._drop_connections()
        if self.path is not None:
            _move_aside(self.path)
        else:
            self._name = f"file:/tui-reader-{secrets.token_hex(8)}?vfs=memdb"
        try:
            self.open()
        except DamagedIndexError as error:
            raise OSError(str(error)) from error

    def _drop_connections(self) -> None:
        """Forget every connection: each thread opens a new one at its next use."""
        with self._guard:
            self.era += 1
            connections, self._all = self._all, []
        for connection in connections:
            with contextlib.suppress(apsw.Error):
                connection.close(True)

    def close(self) -> None:
        """Close the connections of all threads."""
        with self._guard:
            second, self._second = self._second, None
        if second is not None:
            second.shutdown(cancel_futures=True)
        self._drop_connections()


def _folded(*values: object) -> str:
    """As `folded`, for SQLite: `lower` knows ASCII alone."""
    text, variants = values
    return folded(str(text), variants=bool(variants))


def ask(connection: apsw.Connection, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
    """All that a question gives; the types of its columns are known to whoever wrote the question."""
    return connection.execute(sql, values).fetchall()


@contextlib.contextmanager
def stopped_by(connection: apsw.Connection, cancelled: Cancelled | None) -> Iterator[None]:
    """Have what is asked of a connection end early.

    Args:
        connection: To be asked meanwhile.
        cancelled: Asked now and then; None where it never is.

    Raises:
        CancelledError: It said so.
    """
    if cancelled is None:
        yield
        return
    connection.set_progress_handler(cancelled, _STEPS, id=cancelled)
    try:
        yield
    except apsw.InterruptError as error:
        raise CancelledError from error
    finally:
        connection.set_progress_handler(None, id=cancelled)


def _copy(source: str, name: str) -> None:
    connection = apsw.Connection(source, flags=apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI)
    try:
        # A plain copy would stay in WAL mode, which memory has not.
        connection.execute("VACUUM INTO ?", (name,))
    finally:
        connection.close(True)


def _shape(connection: apsw.Connection) -> str:
    """A hash of the definitions of all tables, by which a missing or altered one is noticed at once.

    Indexes that are added later are left out where they are what they should be.
    """
    definitions = [
        (kind, name, sql)
        for kind, name, sql in ask(
            connection, "SELECT type, name, coalesce(sql, '') FROM sqlite_schema ORDER BY type, name"
        )
        if sql != f"CREATE INDEX {name} {schema.ORDERS.get(name)}"
    ]
    return hashlib.sha256(repr(definitions).encode()).hexdigest()[:16]


@contextlib.contextmanager
def _immediate(connection: apsw.Connection) -> Iterator[apsw.Connection]:
    connection.execute("BEGIN IMMEDIATE")
    with contextlib.ExitStack() as unless_whole:
        unless_whole.callback(_roll_back, connection)
        yield connection
        connection.execute("COMMIT")
        unless_whole.pop_all()


def _roll_back(connection: apsw.Connection) -> None:
    if connection.in_transaction:
        connection.execute("ROLLBACK")


def _move_aside(path: Path) -> None:
    """Delete a damaged index; a folder in its place is renamed, since nobody knows what it holds."""
    for suffix in ("-wal", "-shm", "-journal"):
        with contextlib.suppress(OSError):
            path.with_name(path.name + suffix).unlink()
    if path.is_dir() and not path.is_symlink():
        path.rename(path.with_name(f"{path.name}.aside-{secrets.token_hex(4)}"))
    else:
        path.unlink(missing_ok=True)
