"""Addresses in running text: kept whole in a line, or broken after their separators where they are longer than it.

Judges no address; `document.addresses` does.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from tui_reader.document.linebreak_classes import AL, BA


class Address(NamedTuple):
    """Where an address stands in a text."""

    start: int
    end: int

    def moved(self, by: int) -> Address:
        """The same address, so many characters further on."""
        return Address(self.start + by, self.end + by)


_ADDRESS = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Za-z][A-Za-z0-9+.-]{1,15}://|www\.|magnet:\?)[!#-;=?-_a-z{-~]*[#%&+/-9=@-Z_a-z~]"
)
"""An address without what follows it in a sentence: it ends in a letter, a digit or a sign that addresses end in."""

_SEPARATOR = re.compile(r"[/?&=\-._]+(?=[^/?&=\-._!%),:;\]}'])")


def addresses(text: str) -> list[Address]:
    """The addresses in `text`, in order."""
    if "://" not in text and "www." not in text and "magnet:?" not in text:
        return []
    return [Address(*found.span()) for found in _ADDRESS.finditer(text)]


def soften(text: str, shadow: bytearray, address: Address, *, breakable: bool) -> None:
    """Make an address one word in the shadow of its text, with a break after each separator where `breakable`."""
    shadow[address.start : address.end] = AL.encode() * (address.end - address.start)
    if breakable:
        for found in _SEPARATOR.finditer(text, address.start, address.end):
            shadow[found.end() - 1] = ord(BA)
