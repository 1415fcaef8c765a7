"""Downloads one address into a file over HTTP, within all limits, and only a picture.

It keeps no cookies, sends no referrer, uses no proxy of the environment, and stores nothing under a name.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO, Final
from urllib.parse import urldefrag, urljoin, urlsplit

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from tui_reader import __version__
from tui_reader.document import Refusal, checked_link
from tui_reader.images.kinds import NotAPicture, PictureType
from tui_reader.images.options import FetchLimits
from tui_reader.images.sniff import looks_like_picture, sniff_file
from tui_reader.images.transfer import NotFetchedError, Transfer, reason_of

USER_AGENT: Final = f"tui-reader/{__version__}"
_HEADERS: Final = {
    "User-Agent": USER_AGENT,
    "Accept": "image/avif,image/webp,image/png,image/jpeg,image/gif,image/bmp,image/*;q=0.8",
    # Pictures are compressed already; what comes compressed all the same is counted after it is unpacked.
    "Accept-Encoding": "identity",
    "Connection": "close",
}
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_CHUNK: Final = 64 * 1024
_TELLING: Final = 512
"""Bytes after which a page in a picture's place is told, and the rest not downloaded."""


@dataclass(frozen=True, slots=True)
class _Endpoint:
    """Whom to connect to, and how."""

    scheme: str
    host: str
    port: int
    target: str


class _Plain(HTTPConnection):
    """HTTP over the transfer's socket."""

    transfer: Transfer

    def _new_conn(self) -> socket.socket:
        return self.transfer.connect(self._dns_host, self.port or 80)


class _Secure(HTTPSConnection):
    """HTTPS over the transfer's socket; certificates are checked."""

    transfer: Transfer

    def _new_conn(self) -> socket.socket:
        return self.transfer.connect(self._dns_host, self.port or 443)


def download(url: str, file: BinaryIO, path: Path, transfer: Transfer, limits: FetchLimits) -> PictureType:
    """Fetch `url` into `file`, following redirects, trying a failed connection once more; closes `file`.

    Args:
        url: A web address as `checked_link` gives it.
        file: Where the picture goes: the file at `path`, open for writing.
        path: The same file.
        transfer: The clock and the connection; nobody else's.
        limits: How much, and how many redirects.

    Raises:
        NotFetchedError: With the sentence why.
        OSError: The file can't be written.
    """
    try:
        try:
            _follow(url, file, transfer, limits)
        except NotFetchedError as failure:
            if not failure.passing:
                raise
            transfer.remaining()
            file.seek(0)
            file.truncate()
            _follow(url, file, transfer, limits)
    finally:
        transfer.close()
        file.close()
    found = sniff_file(path)
    if isinstance(found, NotAPicture):
        raise NotFetchedError(found.reason)
    return found


def _follow(url: str, file: BinaryIO, transfer: Transfer, limits: FetchLimits) -> None:
    """Request `url` and where it redirects to, until a body has come."""
    for _ in range(limits.redirects + 1):
        following = _request(url, file, transfer, limits)
        if following is None:
            return
        url = _redirected(url, following)
    raise NotFetchedError(f"The server redirects more than {limits.redirects} times.")


def _redirected(url: str, location: str) -> str:
    """Where a redirect leads, vetted like the first address."""
    # http.client reads headers as Latin-1; today's servers write UTF-8 into them.
    raw = location.encode("latin-1", "replace")
    try:
        checked = checked_link(urljoin(url, raw.decode("utf-8", "replace")))
    except ValueError:
        checked = Refusal("names no valid host")
    if isinstance(checked, Refusal) or not checked.startswith("http"):
        reason = checked.reason if isinstance(checked, Refusal) else "is not a web address"
        raise NotFetchedError(f"The server redirects to an address that {reason}.")
    if url.startswith("https:") and not checked.startswith("https:"):
        raise NotFetchedError("The server redirects from https to http, which is not followed.")
    return checked


def _request(url: str, file: BinaryIO, transfer: Transfer, limits: FetchLimits) -> str | None:
    """Request one address: the body goes to `file`, or the address of a redirect comes back."""
    address = _address(url)
    connection = _connection(address, transfer)
    response: BaseHTTPResponse | None = None
    try:
        connection.request(
            "GET",
            address.target,
            headers=_HEADERS,
            preload_content=False,
            decode_content=False,
            enforce_content_length=False,
        )
        response = connection.getresponse()
        if response.status in _REDIRECTS and (location := response.headers.get("Location")):
            return location
        if response.status != HTTPStatus.OK:
            raise NotFetchedError(_answer(response.status))
        _receive(response, file, transfer, limits)
    except (HTTPError, http.client.HTTPException, OSError) as error:
        # A transfer that was cut or ran out of time fails in many ways; its own sentence says why.
        transfer.remaining()
        raise _failure(error, transfer) from error
    finally:
        if response is not None:
            response.close()
        connection.close()
    return None


def _address(url: str) -> _Endpoint:
    """The parts of a checked address."""
    parts = urlsplit(urldefrag(url).url)
    host = parts.hostname or ""
    if not host or "%" in host:
        raise NotFetchedError("The address names no valid host.")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return _Endpoint(parts.scheme, host, port, target)


def _connection(address: _Endpoint, transfer: Transfer) -> _Plain | _Secure:
    """A connection that is not open yet."""
    kind = _Secure if address.scheme == "https" else _Plain
    connection = kind(address.host, address.port, timeout=transfer.remaining())
    connection.transfer = transfer
    return connection


def _failure(error: Exception, transfer: Transfer) -> NotFetchedError:
    """The sentence for a connection that failed under way."""
    cause: BaseException = error
    while isinstance(cause, HTTPError) and (under := cause.__cause__ or cause.__context__) is not None:
        cause = under
    match cause:
        case ssl.SSLCertVerificationError():
            return NotFetchedError(f"The server's certificate can't be trusted: {cause.verify_message}.")
        case ssl.SSLError():
            return NotFetchedError("No secure connection to the server can be made.")
        case TimeoutError():
            return NotFetchedError(transfer.too_slow())
        case http.client.IncompleteRead() | ConnectionError():
            return NotFetchedError("The server broke the connection off.", passing=True)
        case OSError():
            return NotFetchedError(f"The connection failed: {reason_of(cause)}.", passing=True)
        case _:
            return NotFetchedError("The server's answer is damaged.")


def _answer(status: int) -> str:
    """The sentence for an answer that brings no picture."""
    try:
        phrase = f" ({HTTPStatus(status).phrase})"
    except ValueError:
        phrase = ""
    if status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
        return f"The server no longer has the picture: it answers {status}{phrase}."
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return f"The server doesn't hand the picture out: it answers {status}{phrase}."
    if status == HTTPStatus.NO_CONTENT:
        return f"The server has no picture there: it answers {status}{phrase}."
    return f"The server answers {status}{phrase} and sends no picture."


def _receive(response: BaseHTTPResponse, file: BinaryIO, transfer: Transfer, limits: FetchLimits) -> None:
    """Write the body to `file`, counted on the wire and unpacked, and stop where it is no picture."""
    promised = _promised(response)
    if promised is not None and promised > limits.wire_bytes:
        raise NotFetchedError(_too_large(limits.wire_bytes))
    head = b""
    written = 0
    for data in _unpacked(_wire(response, promised, transfer, limits), response, limits):
        written += len(data)
        if written > limits.decoded_bytes:
            raise NotFetchedError(_too_large(limits.decoded_bytes))
        if len(head) < _TELLING:
            head += data[:_TELLING]
            if len(head) >= _TELLING and (what := looks_like_picture(head)):
                raise NotFetchedError(what.reason)
        _write(file, data)


def _write(file: BinaryIO, data: bytes) -> None:
    """Write all of `data`; a disk that fails is no failure of the connection."""
    try:
        view = memoryview(data)
        while view:
            view = view[file.write(view) :]
    except OSError as error:
        raise NotFetchedError(f"The picture can't be written to the cache: {reason_of(error)}.") from error


def _wire(response: BaseHTTPResponse, promised: int | None, transfer: Transfer, limits: FetchLimits) -> Iterator[bytes]:
    """The body as it comes, no more than allowed and no less than promised."""
    received = 0
    while data := response.read1(_CHUNK, decode_content=False):
        transfer.remaining()
        received += len(data)
        if received > limits.wire_bytes:
            raise NotFetchedError(_too_large(limits.wire_bytes))
        yield data
    # A socket that was shut down under the reader ends like a body without a promised length.
    transfer.remaining()
    if promised is not None and received < promised:
        raise NotFetchedError(_short(received, promised), passing=True)


def _unpacked(wire: Iterator[bytes], response: BaseHTTPResponse, limits: FetchLimits) -> Iterator[bytes]:
    """The body without the compression that wasn't asked for, in pieces of a bounded size."""
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    if encoding in ("", "identity"):
        yield from wire
        return
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise NotFetchedError("The server sends the picture in a compression that wasn't asked for.")
    unpacker = None
    try:
        for data in wire:
            if unpacker is None:
                raw = encoding == "deflate" and data[0] & 0x0F != 8
                unpacker = zlib.decompressobj(-zlib.MAX_WBITS if raw else zlib.MAX_WBITS | 32)
            yield unpacker.decompress(data, _CHUNK)
            while unpacker.unconsumed_tail:
                yield unpacker.decompress(unpacker.unconsumed_tail, _CHUNK)
    except zlib.error as error:
        raise NotFetchedError("The server's compressed answer is damaged.") from error
    if unpacker is not None and not unpacker.eof:
        raise NotFetchedError("The picture is incomplete: the server's compressed answer ends early.")


def _promised(response: BaseHTTPResponse) -> int | None:
    """The length that the server promises on the wire, where it does."""
    length = response.headers.get("Content-Length", "").strip()
    if response.headers.get("Transfer-Encoding") or not (length.isascii() and length.isdigit()) or len(length) > 18:
        return None
    return int(length)


def _short(received: int, promised: int) -> str:
    return f"The picture is incomplete: {received:,} of {promised:,} bytes came."


def _too_large(limit: int) -> str:
    return (
        f"The picture is larger than {limit // (1024 * 1024)} MiB."
        if limit >= 1 << 20
        else (f"The picture is larger than {limit:,} bytes.")
    )
