"""Which numbers are public, whatever they are wrapped in."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_reader.images.network import inside

PRIVATE = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.0.9",
    "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.5", "192.88.99.1", "192.168.1.1",
    "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.1.1.1", "240.0.0.1",
    "255.255.255.255",
]  # fmt: skip
PUBLIC = ["1.1.1.1", "8.8.8.8", "93.184.216.34", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1",
          "192.167.9.9", "223.255.255.1", "169.253.1.1"]  # fmt: skip


def wrappings(number: str) -> list[str]:
    """The same address as those of version 6 carry it."""
    value = int(ipaddress.IPv4Address(number))
    return [
        f"::ffff:{number}",
        str(ipaddress.IPv6Address(int(ipaddress.IPv6Address("64:ff9b::")) | value)),
        str(ipaddress.IPv6Address(0x2002 << 112 | value << 80 | 1)),
        str(ipaddress.IPv6Address(int(ipaddress.IPv6Address("::ffff:0:0:0")) | value)),
    ]


@pytest.mark.parametrize("number", PRIVATE)
def test_private_numbers_in_every_wrapping(number: str) -> None:
    assert inside(number)
    for wrapped in wrappings(number):
        assert inside(wrapped), wrapped
    isatap = ipaddress.IPv6Address("2600::5efe:0:0")
    assert inside(str(ipaddress.IPv6Address(int(isatap) | int(ipaddress.IPv4Address(number)))))


@pytest.mark.parametrize("number", PUBLIC)
def test_public_numbers(number: str) -> None:
    assert inside(number) == ""
    for wrapped in wrappings(number):
        assert inside(wrapped) == "", wrapped


@pytest.mark.parametrize("number", [
    "::", "::1", "::2", "::7f00:1", "fe80::1", "fe80::1%eth0", "fe80::5efe:808:808", "febf::1", "fec0::1", "fc00::1",
    "fd12:3456::1", "ff02::1", "64:ff9b:1::1", "64:ff9b:1:ffff::8.8.8.8", "2001:db8::1", "2001::1",
    "2001:0:53aa:64c:0:7fff:f5ff:fffe", "2001:10::1", "2001:20::1", "3fff::1", "100::1", "5f00::1", "4000::1",
    "8000::1", "", "localhost", "127.1", "0x7f000001", "999.1.1.1", "::ffff:0:0",
])  # fmt: skip
def test_what_is_not_public(number: str) -> None:
    assert inside(number)


@pytest.mark.parametrize("number", ["2606:2800:220:1:248:1893:25c8:1946", "2400:cb00::1", "2a00:1450:4001::200e"])
def test_public_numbers_of_version_6(number: str) -> None:
    assert inside(number) == ""


def test_the_place_is_named() -> None:
    assert inside("64:ff9b:1::1") == "a private network"
    assert inside("::ffff:127.0.0.1") == "this computer"
    assert inside("100.100.100.200") == "the provider's own network"


@settings(deadline=None, max_examples=1_000)
@given(st.ip_addresses())
def test_what_python_holds_for_private_is_never_public(number: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    if number.is_private or number.is_loopback or number.is_link_local or number.is_multicast or number.is_unspecified:
        translated = number.version == 6 and (number.sixtofour or number in ipaddress.IPv6Network("64:ff9b::/96"))
        assert inside(str(number)) or translated or getattr(number, "ipv4_mapped", None)
