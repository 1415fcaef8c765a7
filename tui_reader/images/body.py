"""Takes in the body of an answer: counted on the wire and unpacked, ended where it is no picture.

It asks for nothing and knows no address.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final

from urllib3.response import BaseHTTPResponse

from tui_reader.images.failures import Failure, NotFetchedError, reason_of
from tui_reader.images.options import FetchLimits
from tui_reader.images.sniff import looks_like_picture
from tui_reader.images.transfer import Transfer

_CHUNK: Final = 64 * 1024
_TELLING: Final = 4096
"""Bytes after which a page in a picture's place is told, and the rest not downloaded."""


def receive(response: BaseHTTPResponse, file: BinaryIO, transfer: Transfer, limits: FetchLimits, begun: int) -> bool:
    """Write the body to `file`, which holds `begun` bytes of the same picture already.

    Returns:
        Whether the server said where it ends, by its length, its chunks or its compression.

    Raises:
        NotFetchedError: It is too large, incomplete, damaged, or no picture.
    """
    promised = _promised(response)
    if promised is not None and begun + promised > limits.wire_bytes:
        raise NotFetchedError(_too_large(limits.wire_bytes))
    head = b""
    written = begun
    for data in _unpacked(_wire(response, promised, transfer, limits, begun), response):
        written += len(data)
        if written > limits.decoded_bytes:
            raise NotFetchedError(_too_large(limits.decoded_bytes))
        if not begun and len(head) < _TELLING:
            head += data[:_TELLING]
            if len(head) >= _TELLING:
                _refuse_others(head)
        _write(file, data)
    if not begun and len(head) < _TELLING:
        _refuse_others(head)
    return promised is not None or _is_chunked(response) or bool(_encoding(response))


def _refuse_others(head: bytes) -> None:
    if (what := looks_like_picture(head)) and not what.is_drawing:
        raise NotFetchedError(what.reason)


def _write(file: BinaryIO, data: bytes) -> None:
    """Write all of `data`; a disk that fails is no failure of the connection."""
    try:
        view = memoryview(data)
        while view:
            view = view[file.write(view) :]
    except OSError as error:
        reason = f"The picture can't be written to the cache: {reason_of(error)}."
        raise NotFetchedError(reason, Failure.OURS) from error


def _wire(
    response: BaseHTTPResponse, promised: int | None, transfer: Transfer, limits: FetchLimits, begun: int
) -> Iterator[bytes]:
    """The body as it comes, no more than allowed and no less than promised."""
    received = 0
    while data := response.read1(_CHUNK, decode_content=False):
        transfer.remaining()
        received += len(data)
        if begun + received > limits.wire_bytes:
            raise NotFetchedError(_too_large(limits.wire_bytes))
        yield data
    # A socket that was shut down under the reader ends like a body without a promised length.
    transfer.remaining()
    if promised is not None and received < promised:
        reason = f"The picture is incomplete: {begun + received:,} of {begun + promised:,} bytes came."
        raise NotFetchedError(reason, Failure.PASSING, again=0)


def _unpacked(wire: Iterator[bytes], response: BaseHTTPResponse) -> Iterator[bytes]:
    """The body without the compression that wasn't asked for, in pieces of a bounded size."""
    encoding = _encoding(response)
    if not encoding:
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
        raise NotFetchedError("The server's compressed answer is damaged.", Failure.PASSING) from error
    if unpacker is not None and not unpacker.eof:
        reason = "The picture is incomplete: the server's compressed answer ends early."
        raise NotFetchedError(reason, Failure.PASSING)


def _promised(response: BaseHTTPResponse) -> int | None:
    """The length that the server promises on the wire, where it does."""
    # The same length said several times is that length (RFC 9110 § 8.6).
    lengths = {part.strip() for part in response.headers.get("Content-Length", "").split(",")}
    length = lengths.pop()
    if lengths or _is_chunked(response) or not (length.isascii() and length.isdigit()) or len(length) > 18:
        return None
    return int(length)


def _is_chunked(response: BaseHTTPResponse) -> bool:
    """Whether the body comes in chunks, of which the last is told; other codings of transfers are no end."""
    return "chunked" in response.headers.get("Transfer-Encoding", "").lower()


def _encoding(response: BaseHTTPResponse) -> str:
    """The compression of the body; nothing where there is none."""
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    return "" if encoding == "identity" else encoding


def _too_large(limit: int) -> str:
    mebibytes, rest = divmod(limit, 1 << 20)
    return f"The picture is larger than {f'{limit:,} bytes' if rest or not mebibytes else f'{mebibytes} MiB'}."
