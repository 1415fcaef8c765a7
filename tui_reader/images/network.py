"""Says which addresses of the network a picture may be fetched from: public ones.

It looks at numbers only, never at names: whoever connects asks about the very address that is connected to.
"""

from __future__ import annotations

import ipaddress
from typing import Final

_IPV4: Final = tuple(
    (ipaddress.IPv4Network(network), what)
    for network, what in (
        # The IANA special-purpose registry (RFC 6890), written out: what `is_private` says changes with Python.
        ("0.0.0.0/8", "this computer"),
        ("127.0.0.0/8", "this computer"),
        ("10.0.0.0/8", "a private network"),
        ("172.16.0.0/12", "a private network"),
        ("192.168.0.0/16", "a private network"),
        ("100.64.0.0/10", "the provider's own network"),
        ("169.254.0.0/16", "the local network segment"),
        ("192.0.0.0/24", "a reserved range"),
        ("192.0.2.0/24", "a reserved range"),
        ("192.88.99.0/24", "a reserved range"),
        ("198.18.0.0/15", "a reserved range"),
        ("198.51.100.0/24", "a reserved range"),
        ("203.0.113.0/24", "a reserved range"),
        ("224.0.0.0/4", "a multicast group"),
        ("255.255.255.255/32", "a broadcast address"),
        ("240.0.0.0/4", "a reserved range"),
    )
)
_IPV6: Final = tuple(
    (ipaddress.IPv6Network(network), what)
    for network, what in (
        ("::1/128", "this computer"),
        ("::/128", "this computer"),
        ("fc00::/7", "a private network"),
        ("fe80::/10", "the local network segment"),
        ("fec0::/10", "a private network"),
        ("ff00::/8", "a multicast group"),
        ("64:ff9b:1::/48", "a private network"),
        ("2001:db8::/32", "a reserved range"),
        ("2001::/23", "a reserved range"),
        ("3fff::/20", "a reserved range"),
    )
)
_GLOBAL_UNICAST: Final = ipaddress.IPv6Network("2000::/3")
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
_MAPPED: Final = ipaddress.IPv6Network("::ffff:0:0/96")
_TRANSLATED: Final = ipaddress.IPv6Network("::ffff:0:0:0/96")
_COMPATIBLE: Final = ipaddress.IPv6Network("::/96")
_SIX_TO_FOUR: Final = ipaddress.IPv6Network("2002::/16")
_ISATAP: Final = 0x5EFE
"""The middle of an interface's identifier that carries an address of version 4 (RFC 5214 § 6.1)."""


def inside(address: str) -> str:
    """Where a numeric address lies if not on the public network: "a private network"; empty for a public one.

    Addresses of version 6 that stand for one of version 4 (mapped, NAT64, 6to4) are judged by that one.

    Args:
        address: As a socket gives it, perhaps with a zone: "fe80::1%eth0".
    """
    try:
        number = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "no place on the network"
    if isinstance(number, ipaddress.IPv4Address):
        return _inside_4(number)
    carried = _carried(number)
    if carried is not None:
        return _inside_4(carried)
    for network, what in _IPV6:
        if number in network:
            return what
    if number not in _GLOBAL_UNICAST:
        return "a reserved range"
    if int(number) >> 32 & 0xFDFFFFFF == _ISATAP:
        return _inside_4(ipaddress.IPv4Address(int(number) & 0xFFFFFFFF))
    return ""


def _inside_4(number: ipaddress.IPv4Address) -> str:
    return next((what for network, what in _IPV4 if number in network), "")


def _carried(number: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The address of version 4 that one of version 6 stands for (RFC 4291 § 2.5.5, 6052, 3056), or None."""
    if int(number) in (0, 1):
        return None
    if any(number in network for network in (_NAT64, _MAPPED, _TRANSLATED, _COMPATIBLE)):
        return ipaddress.IPv4Address(int(number) & 0xFFFFFFFF)
    if number in _SIX_TO_FOUR:
        return ipaddress.IPv4Address(int(number) >> 80 & 0xFFFFFFFF)
    return None
