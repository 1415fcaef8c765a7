"""What the user and the limits allow a fetch to do.

Values only.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tui_reader import limits


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """How long and how much; the defaults are the program's, tests take smaller ones."""

    connect_seconds: float = limits.FETCH_CONNECT_SECONDS
    total_seconds: float = limits.FETCH_SECONDS
    wire_bytes: int = limits.FETCH_WIRE_BYTES
    decoded_bytes: int = limits.FETCH_DECODED_BYTES
    redirects: int = limits.FETCH_REDIRECTS
    at_once: int = limits.FETCHES_AT_ONCE
    per_host: int = limits.FETCHES_PER_HOST
    retry_seconds: float = limits.FETCH_RETRY_SECONDS
    retry_after_seconds: float = limits.FETCH_RETRY_AFTER_SECONDS
    host_failures: int = limits.HOST_FAILURES


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """What may be fetched."""

    allow_private: bool = False
    """Addresses inside the user's own network may be connected to."""
    offline: bool = False
    """Nothing is fetched; what the cache has is still found."""
    retry: bool = False
    """Pictures that failed before are tried again, by the user's wish."""
    referer: str = ""
    """The address of the post's source where servers may be told of it (setting `image_referer`), else nothing."""
    limits: FetchLimits = field(default_factory=FetchLimits)
