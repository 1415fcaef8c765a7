"""Downloads one address into a file over HTTP, within all limits, and only a picture.

It keeps no cookies, tells no more of the user than it is told to, uses no proxy of the environment, and stores nothing
under a name.
"""

from __future__ import annotations

import http.client
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import urldefrag, urljoin, urlsplit

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from tui_reader import __version__
from tui_reader.document import Refusal, checked_link
from tui_reader.images.body import receive
from tui_reader.images.ending import is_whole
from tui_reader.images.failures import Failure, NotFetchedError, of_answer, of_connection
from tui_reader.images.kinds import NotAPicture, PictureType
from tui_reader.images.options import FetchLimits
from tui_reader.images.parts import Part
from tui_reader.images.resume import Rest, asking, continues, offered
from tui_reader.images.sniff import sniff_file
from tui_reader.images.transfer import Transfer

USER_AGENT: Final = f"tui-reader/{__version__}"
_HEADERS: Final = {
    "User-Agent": USER_AGENT,
    "Accept": "image/avif,image/webp,image/png,image/jpeg,image/gif,image/bmp,image/*;q=0.8",
    # Pictures are compressed already; what comes compressed all the same is counted after it is unpacked.
    "Accept-Encoding": "identity",
    "Connection": "close",
}
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_TO_RANGES: Final = frozenset({HTTPStatus.PARTIAL_CONTENT, HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE})
_ENDED_EARLY: Final = frozenset({Failure.PASSING, Failure.UNREACHABLE, Failure.OURS})


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


def download(
    url: str, part: Part, transfer: Transfer, limits: FetchLimits, source: str = ""
) -> PictureType | NotAPicture:
    """Fetch `url` into `part`, following redirects, trying what may pass once more; closes the part's file.

    Args:
        url: A web address as `checked_link` gives it.
        part: Where the picture goes; it may hold a beginning, and says at the end whether its own may be kept.
        transfer: The clock and the connection; nobody else's.
        limits: How much, and how many redirects.
        source: The address of the page that shows the picture, where servers may be told of it.

    Returns:
        What came: a picture, or a drawing.

    Raises:
        NotFetchedError: With the sentence why.
    """
    try:
        try:
            _follow(url, part, transfer, limits, source)
        except NotFetchedError as failure:
            if failure.again is None or failure.again > min(limits.retry_after_seconds, transfer.remaining()):
                raise
            transfer.pause(failure.again)
            _follow(url, part, transfer, limits, source)
    except NotFetchedError as failure:
        if failure.kind not in _ENDED_EARLY:
            part.rest = None
        raise
    finally:
        transfer.close()
        part.close()
    part.rest = None
    found = sniff_file(part.path)
    if isinstance(found, NotAPicture) and not found.is_drawing:
        raise NotFetchedError(found.reason)
    if isinstance(found, PictureType) and not is_whole(part.path, found, end_told=part.end_told):
        raise NotFetchedError("The picture is incomplete: its end is missing.", Failure.PASSING)
    return found


def _follow(url: str, part: Part, transfer: Transfer, limits: FetchLimits, source: str) -> None:
    """Request `url` and where it redirects to, until a body has come."""
    for _ in range(limits.redirects + 1):
        following = _request(url, part, transfer, limits, source)
        if following is None:
            return
        url = _redirected(url, following)
    raise NotFetchedError(f"The server redirects more than {limits.redirects} times.")


def _redirected(url: str, location: str) -> str:
    """Where a redirect leads, vetted like the first address.

    Encryption is never left: as browsers do with pictures of encrypted pages, https is asked for in the place of http.
    """
    # http.client reads headers as Latin-1; today's servers write UTF-8 into them.
    raw = location.encode("latin-1", "replace")
    try:
        checked = checked_link(urljoin(url, raw.decode("utf-8", "replace")))
    except ValueError:
        checked = Refusal("names no valid host")
    if isinstance(checked, Refusal) or not checked.startswith("http"):
        reason = checked.reason if isinstance(checked, Refusal) else "is not a web address"
        raise NotFetchedError(f"The server redirects to an address that {reason}.")
    if url.startswith("https:") and checked.startswith("http:"):
        host, slash, rest = checked.removeprefix("http://").partition("/")
        return f"https://{host.removesuffix(':80')}{slash}{rest}"
    return checked


def referrer(source: str, url: str) -> str:
    """What a request for `url` says of the page that shows the picture; nothing where that must not be told.

    As browsers do (`strict-origin-when-cross-origin`): to its own host the page's address, to others only its host's,
    and from an encrypted page to an unencrypted server nothing.
    """
    checked = checked_link(source) if source else ""
    if isinstance(checked, Refusal) or not checked.startswith("http"):
        return ""
    page, wanted = urlsplit(urldefrag(checked).url), urlsplit(url)
    if page.scheme == "https" and wanted.scheme != "https":
        return ""
    if (page.scheme, page.netloc) == (wanted.scheme, wanted.netloc):
        return page.geturl()
    return f"{page.scheme}://{page.netloc}/"


def _request(url: str, part: Part, transfer: Transfer, limits: FetchLimits, source: str) -> str | None:
    """Request one address: the body goes to the part, or the address of a redirect comes back."""
    headers = dict(_HEADERS)
    if told := referrer(source, url):
        headers["Referer"] = told
    begun = part.begun(url)
    if begun is not None:
        headers |= asking(begun)
    address = _address(url)
    connection = _connection(address, transfer)
    response: BaseHTTPResponse | None = None
    try:
        connection.request(
            "GET",
            address.target,
            headers=headers,
            preload_content=False,
            decode_content=False,
            enforce_content_length=False,
        )
        response = connection.getresponse()
        if response.status in _REDIRECTS and (location := response.headers.get("Location")):
            return location
        return _take(response, url, part, begun, transfer, limits)
    except (HTTPError, http.client.HTTPException, OSError) as error:
        # A transfer that was cut or ran out of time fails in many ways; its own sentence says why.
        transfer.remaining()
        raise of_connection(error, transfer.too_slow()) from error
    finally:
        if response is not None:
            response.close()
        connection.close()


def _take(
    response: BaseHTTPResponse, url: str, part: Part, begun: Rest | None, transfer: Transfer, limits: FetchLimits
) -> str | None:
    """Put the body of an answer into the part; the same address comes back where the whole must be asked for."""
    status = response.status
    if begun is not None and status in (HTTPStatus.PARTIAL_CONTENT, HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE):
        if status != HTTPStatus.PARTIAL_CONTENT or not continues(begun, _judged(response.headers)):
            # Not what was asked for: the whole picture is.
            part.rest = None
            return url
        part.end_told = receive(response, part.file, transfer, limits, begun.received)
        return None
    if status != HTTPStatus.OK:
        raise of_answer(status, response.headers.get("Retry-After", ""), limits.retry_seconds)
    part.start_anew(offered(url, status, _judged(response.headers)))
    part.end_told = receive(response, part.file, transfer, limits, 0)
    return None


def _judged(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers by which resuming is judged, each once."""
    names = ("Content-Length", "Accept-Ranges", "Content-Encoding", "Transfer-Encoding", "Content-Range", "ETag")
    return {name: headers[name] for name in (*names, "Last-Modified", "Date") if name in headers}


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
