"""A server on the loopback that behaves well or badly by the path it is asked for, and remembers who asked."""

from __future__ import annotations

import contextlib
import gzip
import http.server
import socket
import threading
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from tests.images import samples

PNG = samples.png(20, 10, padding=2_000)
LARGE = samples.png(20, 10, padding=160_000)
"""A picture that is worth going on with when it was broken off."""
OTHER = samples.png(30, 20, padding=160_000)
"""What stands at the same address later."""
TAG = '"one"'


@cache
def bomb(kind: str) -> bytes:
    """What becomes 200 MB; takes a second to be made, which should not pass while a fetch is timed."""
    packer = zlib.compressobj(9, wbits=31 if kind == "gzip" else 15)
    body = packer.compress(PNG)
    for _ in range(200):
        body += packer.compress(b"\0" * 1_000_000)
    return body + packer.flush()


@dataclass
class Seen:
    """What has been asked."""

    paths: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    handling: int = 0
    at_once: int = 0
    """Asked and not answered: counted down before the last byte goes, since whoever
    has that may ask again before the server's thread gets its next turn."""
    most_at_once: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    stop: threading.Event = field(default_factory=threading.Event)


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers by the first part of the path."""

    protocol_version = "HTTP/1.1"
    seen: Seen
    waiting: bool

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""

    def do_GET(self) -> None:
        """Answer as the path says."""
        seen = self.seen
        with seen.lock:
            seen.paths.append(self.path)
            seen.headers.append(dict(self.headers.items()))
            seen.handling += 1
            seen.at_once += 1
            seen.most_at_once = max(seen.most_at_once, seen.at_once)
        self.close_connection = True
        self.waiting = True
        try:
            with contextlib.suppress(OSError):
                self.answer(self.path.split("?")[0].strip("/").split("/"))
        finally:
            self.answered()
            with seen.lock:
                seen.handling -= 1

    def answered(self) -> None:
        """Wait for this answer no more."""
        with self.seen.lock:
            self.seen.at_once -= self.waiting
            self.waiting = False

    def answer(self, words: list[str]) -> None:
        """One behaviour a word."""
        match words:
            case ["status", code, *_]:
                self.reply(int(code), b"<html>no</html>" if code != "204" else b"")
            case ["redirect", code, times, *_] if int(times) > 0:
                self.redirect(f"/redirect/{code}/{int(times) - 1}/a.png", int(code))
            case ["loop", *_]:
                self.redirect(self.path)
            case ["to", *_]:
                self.redirect(self.headers_to())
            case ["html", *_]:
                self.send_response(200)
                self.send_header("Content-Type", "image/png")
                self.end_headers()
                self.wfile.write(b"<!DOCTYPE html><html><body>" + b"x" * 5_000_000)
            case ["large", *_]:
                self.reply(200, samples.png(20, 10, padding=300_000))
            case ["endless", *_]:
                self.endless()
            case ["bomb", kind, *_]:
                self.reply(200, bomb(kind), encoding=kind)
            case ["gzip", *_]:
                self.reply(200, gzip.compress(PNG), encoding="gzip")
            case ["deflate", *_]:
                self.reply(200, zlib.compress(PNG), encoding="deflate")
            case ["raw-deflate", *_]:
                packer = zlib.compressobj(wbits=-15)
                self.reply(200, packer.compress(PNG) + packer.flush(), encoding="deflate")
            case ["cut-gzip", *_]:
                self.reply(200, gzip.compress(PNG)[:-30], encoding="gzip")
            case ["brotli", *_]:
                self.reply(200, b"\x0b\x02\x80", encoding="br")
            case ["short", *_]:
                self.reply(200, PNG, length=len(PNG) + 1_000)
            case ["huge-promise", *_]:
                self.reply(200, PNG, length=10**12)
            case ["silly-promise", *_]:
                self.reply(200, PNG, length="9" * 5_000)
            case ["pixels", *_]:
                self.reply(200, samples.png(20_000, 20_000))
            case ["chunked", *_]:
                self.chunked(whole=True)
            case ["cut-chunked", *_]:
                self.chunked(whole=False)
            case ["open-ended", *_]:
                self.send_response(200)
                self.end_headers()
                self.wfile.write(PNG)
            case ["cut", how, *_]:
                self.cut(how)
            case ["drawing", *_]:
                self.reply(200, samples.SVG)
            case ["slow", *_]:
                self.pause(0.3)
                self.reply(200, PNG)
            case ["nonsense", *_]:
                self.wfile.write(b"\x00\xff nonsense\r\n\r\n" * 10)
            case _:
                self.misbehave(words)

    def misbehave(self, words: list[str]) -> None:
        """The ways of servers that don't want to end, or end too soon."""
        match words[0]:
            case "stall":
                self.pause(60)
            case "stall-body":
                self.start(len(PNG))
                self.wfile.write(PNG[:50])
                self.pause(60)
            case "drip-headers":
                self.drip(b"HTTP/1.1 200 OK\r\nX-Filler: " + b"a" * 10_000)
            case "drip-body":
                self.start(len(PNG))
                self.drip(PNG)
            case "drip-open":
                self.send_response(200)
                self.end_headers()
                self.drip(PNG)
            case "flood":
                self.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"X-Filler: aaaaaaaaaa\r\n" * 100_000)
            case "continue":
                while not self.seen.stop.is_set():
                    self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
                    self.pause(0.01)
            case "once":
                if sum(path == self.path for path in self.seen.paths) == 1:
                    self.connection.shutdown(socket.SHUT_RDWR)
                else:
                    self.reply(200, PNG)
            case "hop":
                self.redirect(bytes.fromhex(words[1]).decode())
            case "far":
                self.redirect("http://example.org/" + "x" * 9_000)
            case "resume":
                self.resume(words[1])
            case "busy":
                self.busy(words[1], words[2])
            case "cookie":
                self.send_response(302)
                self.send_header("Set-Cookie", "known=you; Path=/")
                self.send_header("Location", "/a.png")
                self.send_header("Content-Length", "0")
                self.end_headers()
            case "bare-redirect":
                self.send_response(302)
                self.send_header("Content-Length", "0")
                self.end_headers()
            case "relative":
                self.redirect("../a.png?x=1#y")
            case "stall-status":
                self.wfile.write(b"HTTP/1.1 20")
                self.pause(60)
            case "stall-headers":
                self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Le")
                self.pause(60)
            case "zero-length":
                self.reply(200, PNG, length=0)
            case "long-length":
                self.reply(200, PNG, length=len(PNG) - 500)
            case "two-lengths":
                self.send_response(200)
                self.send_header("Content-Length", "5")
                self.send_header("Content-Length", str(len(PNG)))
                self.end_headers()
                self.wfile.write(PNG)
            case "break":
                self.connection.shutdown(socket.SHUT_RDWR)
            case _:
                self.reply(200, PNG)

    def resume(self, mode: str) -> None:
        """A server that breaks off, and goes on rightly or wrongly when it is asked for the rest."""
        asked = sum(path == self.path for path in self.seen.paths)
        wanted = self.headers.get("Range", "")
        begin = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted else 0
        if not wanted or mode == "ignores":
            self.whole(OTHER if mode == "replaced" and asked > 1 else LARGE, mode, breaks=asked == 1)
        elif mode == "changed":
            self.whole(OTHER, mode, breaks=False)
        elif mode == "refuses":
            self.reply(416, b"")
        else:
            last = len(LARGE) - 1
            ranges = {
                "elsewhere": f"bytes 0-{last}/{len(LARGE)}",
                "longer": f"bytes {begin}-{last + 9}/{len(LARGE) + 9}",
                "nonsense": "bytes all",
                "none": "",
            }
            named = ranges.get(mode, f"bytes {begin}-{last}/{len(LARGE)}")
            self.send_response(206)
            self.send_header("ETag", '"two"' if mode == "tagged" else TAG)
            if named:
                self.send_header("Content-Range", named)
            self.send_header("Content-Length", str(len(LARGE) - begin))
            self.end_headers()
            rest = LARGE[begin:]
            self.wfile.write(rest[: len(rest) // 2] if mode == "twice" and asked == 2 else rest)

    def whole(self, body: bytes, mode: str, *, breaks: bool) -> None:
        """The picture from its beginning, with what a server offers; half of it where it breaks off."""
        self.send_response_only(200)
        self.send_header("Date", "Tue, 01 Oct 2024 12:00:00 GMT")
        if mode != "unoffered":
            self.send_header("Accept-Ranges", "bytes")
        match mode:
            case "dated" | "just-changed":
                second = "Tue, 01 Oct 2024 11:59:59 GMT" if mode == "just-changed" else "Mon, 02 Sep 2024 12:00:00 GMT"
                self.send_header("Last-Modified", second)
            case "weak":
                self.send_header("ETag", "W/" + TAG)
            case "untagged":
                pass
            case _:
                self.send_header("ETag", TAG)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if breaks else body)

    def busy(self, code: str, after: str) -> None:
        """Too much to do at first, then not."""
        if sum(path == self.path for path in self.seen.paths) > 1:
            self.reply(200, PNG)
            return
        self.send_response(int(code))
        if after != "-":
            self.send_header("Retry-After", after)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def headers_to(self) -> str:
        """The address after `/to/`, as it is."""
        return self.path.removeprefix("/to/")

    def start(self, length: int) -> None:
        """An honest head."""
        self.send_response(200)
        self.send_header("Content-Type", "image/png")
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def reply(self, code: int, body: bytes, *, encoding: str = "", length: int | str | None = None) -> None:
        """A whole answer."""
        self.send_response(code)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Set-Cookie", "known=you; Path=/")
        if encoding:
            self.send_header("Content-Encoding", encoding)
        if code != 204:
            self.send_header("Content-Length", str(len(body) if length is None else length))
        self.answered()
        self.end_headers()
        self.wfile.write(body)

    def redirect(self, where: str, code: int = 302) -> None:
        """Somewhere else."""
        self.send_response(code)
        self.send_header("Location", where)
        self.send_header("Content-Length", "0")
        self.answered()
        self.end_headers()

    def endless(self) -> None:
        """A picture without an end."""
        self.send_response(200)
        self.end_headers()
        self.wfile.write(PNG)
        while not self.seen.stop.is_set():
            self.wfile.write(b"\0" * 65_536)

    def cut(self, how: str) -> None:
        """Half a picture, without a word that there was more."""
        half = PNG[: len(PNG) // 2]
        self.send_response(200)
        if how == "identity":
            self.send_header("Transfer-Encoding", "identity")
        if how in ("identity", "twice"):
            self.send_header("Content-Length", str(len(PNG)))
        if how == "twice":
            self.send_header("Content-Length", str(len(PNG)))
        if how == "lie":
            self.send_header("Content-Length", str(len(half)))
        self.end_headers()
        self.wfile.write(PNG if how == "lie" else half)

    def chunked(self, *, whole: bool) -> None:
        """A body of unknown length in pieces."""
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for at in range(0, len(PNG), 500):
            piece = PNG[at : at + 500]
            self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
        if whole:
            self.wfile.write(b"0\r\n\r\n")

    def drip(self, data: bytes) -> None:
        """A byte each twentieth of a second: each read is quick, the whole never ends."""
        for byte in data:
            if self.seen.stop.is_set():
                return
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            self.pause(0.05)

    def pause(self, seconds: float) -> None:
        """Wait, but not beyond the end of the test."""
        self.seen.stop.wait(seconds)


@dataclass
class Server:
    """The running server."""

    port: int
    seen: Seen

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        """An address on it."""
        return f"http://{host}:{self.port}/{path}"

    def hop(self, where: str) -> str:
        """An address that redirects anywhere, and says so to nobody who only reads it."""
        return self.url(f"hop/{where.encode().hex()}/a.png")


class _Threaded(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 50

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that break off are what these tests are about."""


@contextlib.contextmanager
def running(host: str = "127.0.0.1") -> Iterator[Server]:
    """A server for the time of a test."""
    seen = Seen()
    handler = type("SeeingHandler", (Handler,), {"seen": seen})
    server = _Threaded((host, 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield Server(server.server_address[1], seen)
    finally:
        seen.stop.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
        end = time.monotonic() + 5
        while seen.handling and time.monotonic() < end:
            time.sleep(0.01)
