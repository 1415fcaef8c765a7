"""One connection that is watched: opened only to vetted addresses, and cut from outside when its time is over.

It speaks no HTTP; `download` does, over the sockets that it gets here.
"""

from __future__ import annotations

import contextlib
import queue
import socket
import threading
import time
from collections.abc import Callable, Sequence
from typing import Final

from tui_reader.images.failures import Failure, NotFetchedError, reason_of
from tui_reader.images.network import inside
from tui_reader.images.options import FetchOptions

SocketAddress = tuple[str | int | bytes, ...]
Endpoint = tuple[socket.AddressFamily, SocketAddress]
"""A family and a socket address, whose host is numeric and comes first."""
Resolver = Callable[[str, int], Sequence[Endpoint]]
"""Looks a host's name up; raises OSError where it has no address."""

_ENDPOINTS: Final = 8
"""Addresses of one host that are tried."""


def look_up(host: str, port: int) -> Sequence[Endpoint]:
    """The addresses of `host` as the system knows them.

    Raises:
        OSError: It has none, or can't be looked up.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    except UnicodeError as error:
        raise OSError("the name is no host's") from error
    return [(family, address) for family, _, _, _, address in found if family in (socket.AF_INET, socket.AF_INET6)]


class Transfer:
    """The time and the socket of one download. `cut` may be called from any thread, everything else from one."""

    def __init__(self, options: FetchOptions, resolver: Resolver = look_up) -> None:
        """Start the clock."""
        self._options = options
        self._resolver = resolver
        self._deadline = time.monotonic() + options.limits.total_seconds
        self._lock = threading.Lock()
        self._handle: socket.socket | None = None
        self._cut: NotFetchedError | None = None
        self._ended = threading.Event()

    @property
    def overdue(self) -> bool:
        """Whether the time for the whole is over."""
        return time.monotonic() > self._deadline

    def remaining(self) -> float:
        """Seconds that are left.

        Raises:
            NotFetchedError: None are, or the transfer was cut.
        """
        if self._cut is not None:
            raise self._cut
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise NotFetchedError(self.too_slow(), Failure.PASSING)
        return left

    def pause(self, seconds: float) -> None:
        """Wait; less where the transfer is cut meanwhile.

        Raises:
            NotFetchedError: It was cut, or its time is over.
        """
        self._ended.wait(min(seconds, self.remaining()))
        self.remaining()

    def too_slow(self) -> str:
        """The sentence for a server that takes too long."""
        return f"The server took longer than {self._options.limits.total_seconds:g} seconds."

    def cut(self, reason: str, kind: Failure) -> None:
        """End the transfer now, wherever it stands: its socket is shut down under it."""
        with self._lock:
            self._cut = self._cut or NotFetchedError(reason, kind)
            self._ended.set()
            if self._handle is not None:
                # Not connected (any more): then there is nothing to shut down.
                with contextlib.suppress(OSError):
                    self._handle.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Give up the handle on the socket."""
        with self._lock:
            if self._handle is not None:
                self._handle.close()
                self._handle = None

    def connect(self, host: str, port: int) -> socket.socket:
        """A socket to one of the host's public addresses.

        Raises:
            NotFetchedError: It has none, none answers, or all lie where nothing may be fetched from.
        """
        limit = time.monotonic() + min(self._options.limits.connect_seconds, self.remaining())
        endpoints = self._vetted(self._look_up(host, port, limit), host)
        failure: OSError | None = None
        for number, (family, address) in enumerate(endpoints):
            left = min(limit - time.monotonic(), self.remaining())
            if left <= 0:
                break
            try:
                return self._open(family, address, left / (len(endpoints) - number))
            except OSError as error:
                failure = error
        self.remaining()
        if failure is None or isinstance(failure, TimeoutError):
            raise NotFetchedError(f"The server {host} does not answer.", Failure.UNREACHABLE)
        reason = f"The server {host} can't be reached: {reason_of(failure)}."
        raise NotFetchedError(reason, Failure.UNREACHABLE, again=0)

    def _look_up(self, host: str, port: int, limit: float) -> Sequence[Endpoint]:
        """Look the name up, for no longer than `limit`: the system's call has no timeout of its own."""
        answers: queue.SimpleQueue[Sequence[Endpoint] | OSError] = queue.SimpleQueue()

        def ask() -> None:
            try:
                answers.put(self._resolver(host, port))
            except OSError as error:
                answers.put(error)

        threading.Thread(target=ask, name="look-up", daemon=True).start()
        while True:
            left = min(limit - time.monotonic(), self.remaining())
            if left <= 0:
                raise NotFetchedError(f"The name {host} can't be looked up in time.", Failure.UNREACHABLE)
            try:
                answer = answers.get(timeout=min(left, 0.1))
            except queue.Empty:
                continue
            if isinstance(answer, OSError):
                again = 0 if answer.args[:1] == (socket.EAI_AGAIN,) else None
                reason = f"There is no server named {host}."
                raise NotFetchedError(reason, Failure.UNREACHABLE, again=again) from answer
            return answer

    def _vetted(self, endpoints: Sequence[Endpoint], host: str) -> list[Endpoint]:
        """Those of the addresses that may be connected to."""
        if self._options.allow_private:
            return list(endpoints[:_ENDPOINTS])
        judged = [(endpoint, inside(str(endpoint[1][0]))) for endpoint in endpoints]
        public = [endpoint for endpoint, where in judged if not where]
        if public:
            return public[:_ENDPOINTS]
        if not judged:
            raise NotFetchedError(f"The server {host} has no address.", Failure.UNREACHABLE)
        raise NotFetchedError(not_public(host, judged[0][1]), Failure.OURS)

    def _open(self, family: socket.AddressFamily, address: SocketAddress, seconds: float) -> socket.socket:
        """Connect, and look again at whom one is connected to."""
        connection = socket.socket(family, socket.SOCK_STREAM)
        with contextlib.ExitStack() as unless_open:
            unless_open.callback(connection.close)
            with self._lock:
                if self._handle is not None:
                    self._handle.close()
                # A second handle on the same connection: TLS takes the first one over, and this one still cuts it.
                self._handle = connection.dup()
            connection.settimeout(seconds)
            connection.connect(address)
            peer = str(connection.getpeername()[0])
            if not self._options.allow_private and (where := inside(peer)):
                raise NotFetchedError(not_public(peer, where), Failure.OURS)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.settimeout(self.remaining())
            unless_open.pop_all()
        return connection


def not_public(host: str, where: str) -> str:
    """The sentence for a host inside the user's network."""
    return (
        f"The host {host} lies in {where}, from which pictures of posts are not fetched "
        "(allow_private_hosts in the configuration allows it)."
    )
