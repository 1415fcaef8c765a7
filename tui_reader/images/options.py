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


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """What may be fetched."""

    allow_private: bool = False
    """Addresses inside the user's own network may be connected to."""
    offline: bool = False
    """Nothing is fetched; what the cache has is still found."""
    limits: FetchLimits = field(default_factory=FetchLimits)
