"""Why a download failed: a sentence for the user, and whether the same may succeed later.

Nothing of this leaves `images` but the sentences.
"""

from __future__ import annotations

from enum import StrEnum
from http import HTTPStatus
from typing import Final


class Failure(StrEnum):
    """How long a failure is worth remembering."""

    LASTING = "lasting"
    """The server has said so clearly, or what came is no picture."""
    PASSING = "passing"
    """It may be another matter in some minutes."""
    UNREACHABLE = "unreachable"
    """Passing, and not this picture's alone: the host can't be reached at all."""
    OURS = "ours"
    """Nothing is wrong with the picture: the user, the settings or the disk ended it. Never remembered."""


class NotFetchedError(Exception):
    """Why a download failed."""

    def __init__(self, reason: str, kind: Failure = Failure.LASTING, *, again: float | None = None) -> None:
        """Keep what is known.

        Args:
            reason: One sentence for the user.
            kind: How long it is worth remembering.
            again: Seconds after which the same may be tried once more; None where there is no use in it.
        """
        super().__init__(reason)
        self.reason = reason
        self.kind = kind
        self.again = again


_BUSY: Final = frozenset({
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.INTERNAL_SERVER_ERROR,
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
})  # fmt: skip
"""Answers of servers that may have another one soon."""


def of_answer(status: int, retry_after: str, pause: float) -> NotFetchedError:
    """The failure that an answer means which brings no picture.

    Args:
        status: Its number.
        retry_after: Its `Retry-After`, empty where it has none; only seconds are understood (RFC 9110 § 10.2.3).
        pause: Seconds to wait where it doesn't say.
    """
    try:
        phrase = f" ({HTTPStatus(status).phrase})"
    except ValueError:
        phrase = ""
    if status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
        return NotFetchedError(f"The server no longer has the picture: it answers {status}{phrase}.")
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return NotFetchedError(f"The server doesn't hand the picture out: it answers {status}{phrase}.")
    if status == HTTPStatus.NO_CONTENT:
        return NotFetchedError(f"The server has no picture there: it answers {status}{phrase}.")
    sentence = f"The server answers {status}{phrase} and sends no picture."
    if status in _BUSY:
        asked = retry_after.strip()
        wait = float(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else pause
        return NotFetchedError(sentence, Failure.PASSING, again=wait)
    return NotFetchedError(sentence, Failure.PASSING if status >= HTTPStatus.INTERNAL_SERVER_ERROR else Failure.LASTING)


def of_connection(error: Exception, too_slow: str) -> NotFetchedError:
    """The failure of a connection that broke under way.

    Args:
        error: What urllib3, http.client or the system raised.
        too_slow: The sentence for a server that takes too long.
    """
    # Here, so that nothing but a download pays for the imports.
    import http.client
    import ssl

    from urllib3.exceptions import HTTPError

    cause: BaseException = error
    while isinstance(cause, HTTPError) and (under := cause.__cause__ or cause.__context__) is not None:
        cause = under
    match cause:
        case ssl.SSLCertVerificationError():
            return NotFetchedError(f"The server's certificate can't be trusted: {cause.verify_message}.")
        case ssl.SSLError():
            return NotFetchedError("No secure connection to the server can be made.", Failure.PASSING)
        case TimeoutError():
            return NotFetchedError(too_slow, Failure.PASSING)
        case http.client.IncompleteRead() | ConnectionError():
            return NotFetchedError("The server broke the connection off.", Failure.PASSING, again=0)
        case OSError():
            return NotFetchedError(f"The connection failed: {reason_of(cause)}.", Failure.PASSING, again=0)
        case _:
            return NotFetchedError("The server's answer is damaged.", Failure.PASSING)


def reason_of(error: OSError) -> str:
    """What the system says of a failure, in a few words."""
    return (error.strerror or str(error) or type(error).__name__).rstrip(".")
