"""No spelling, wrapping, look-up or redirect reaches a server inside the user's network that wasn't allowed."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.images import samples
from tests.images.server import Server, running
from tui_reader.images import FetchedPicture, FetchLimits, FetchOptions, PictureCache, fetch, resolve, transfer
from tui_reader.images.transfer import Endpoint, look_up

GUARDED = FetchOptions(limits=FetchLimits(connect_seconds=2.0, total_seconds=2.0))

SPELLINGS = [
    "127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.1", "0x7F.0x0.0x0.0x1", "017700000001",
    "0177.0.0.1", "0", "0.0.0.0", "127.255.255.254", "localhost", "LOCALHOST", "localhost.", "localhost.localdomain",
    "127.0.0.1.", "①②⑦.⓪.⓪.①", "127。0。0。1", "127．0．0．1", "１２７.0.0.1", "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ", "%31%32%37.0.0.1",
    "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:7f00:0001]", "[::127.0.0.1]",
    "[0000:0000:0000:0000:0000:0000:0000:0001]", "[::ffff:0:127.0.0.1]", "[fe80::5efe:127.0.0.1]", "127.000.000.001",
    "0x7f.1", "0x7f.0x0.0x0.0x1", "017700000001", "127.0.1", "00000177.0.0.1", "loopback.localhost",
    "[64:ff9b::127.0.0.1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2001:0:7f00:1::]", "[fe80::1%25lo]",
    "user@127.0.0.1", "127.0.0.1\\@example.org", "example.org@127.0.0.1", "127.0.0.1#@example.org",
]  # fmt: skip


def hostile(server: Server, host: str) -> list[str]:
    """Addresses with that host, alone and behind a proxy."""
    direct = f"http://{host}:{server.port}/secret.png"
    return [direct, f"//{host}:{server.port}/secret.png", f"http://{host}:{server.port}/cors/?{direct}"]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_no_spelling_of_the_loopback_is_reached(
    spelling: str, server: Server, cache: PictureCache, tmp_path: Path
) -> None:
    pictures = [samples.picture(url, number) for number, url in enumerate(hostile(server, spelling), 1)]
    results = fetch(resolve(pictures, tmp_path, "p.md"), cache, GUARDED)
    assert server.seen.paths == []
    assert all(result.path is None and result.reason.endswith(".") for result in results)


def test_the_same_spellings_arrive_where_it_is_allowed(server: Server, cache: PictureCache) -> None:
    """Else the test above would prove nothing."""
    options = FetchOptions(allow_private=True, limits=GUARDED.limits)
    reached = 0
    for number, spelling in enumerate(["127.0.0.1", "127.1", "0x7f000001", "2130706433", "localhost"]):
        (result,) = fetch([samples.remote(f"http://{spelling}:{server.port}/{number}.png")], cache, options)
        reached += result.path is not None
    assert reached == 5


def test_the_reason_says_what_to_do(server: Server, cache: PictureCache) -> None:
    (result,) = fetch([samples.remote(server.url("a.png"))], cache, GUARDED)
    assert "127.0.0.1 lies in this computer" in result.reason or "this computer" in result.reason
    assert "allow_private_hosts" in result.reason


def only(*numbers: str) -> Callable[[str, int], list[Endpoint]]:
    """A resolver that gives these numbers for every name."""

    def look(host: str, port: int) -> list[Endpoint]:
        return [
            (socket.AF_INET6, (number, port, 0, 0)) if ":" in number else (socket.AF_INET, (number, port))
            for number in numbers
        ]

    return look


@pytest.mark.parametrize("number", ["127.0.0.1", "::1", "::ffff:127.0.0.1", "10.0.0.1", "169.254.169.254", "fe80::1"])
def test_names_that_lead_inside(number: str, server: Server, cache: PictureCache) -> None:
    url = server.url("secret.png", "public.example")
    (result,) = fetch([samples.remote(url)], cache, GUARDED, resolver=only(number))
    assert server.seen.paths == []
    assert "public.example lies in" in result.reason


def test_a_private_address_beside_a_public_one_is_never_tried(
    server: Server, cache: PictureCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []

    def refuse(self: transfer.Transfer, family: int, address: transfer.SocketAddress, seconds: float) -> socket.socket:
        tried.append(str(address[0]))
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(transfer.Transfer, "_open", refuse)
    url = server.url("secret.png", "both.example")
    fetch([samples.remote(url)], cache, GUARDED, resolver=only("8.8.8.8", "127.0.0.1", "::1"))
    assert set(tried) == {"8.8.8.8"}


def test_a_name_is_looked_up_once_for_each_connection(server: Server, cache: PictureCache) -> None:
    """What was vetted is what is connected to: a second answer is never asked for."""
    asked: list[str] = []

    def look(host: str, port: int) -> list[Endpoint]:
        asked.append(host)
        return only("127.0.0.1")(host, port)

    options = FetchOptions(allow_private=True, limits=GUARDED.limits)
    fetch([samples.remote(server.url("a.png", "once.example"))], cache, options, resolver=look)
    assert asked == ["once.example"]


def test_whom_the_socket_is_connected_to_is_looked_at_again(
    server: Server, cache: PictureCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged: list[str] = []

    def fooled_at_first(address: str) -> str:
        judged.append(address)
        return "" if len(judged) == 1 else "this computer"

    monkeypatch.setattr(transfer, "inside", fooled_at_first)
    (result,) = fetch([samples.remote(server.url("secret.png"))], cache, GUARDED)
    assert judged == ["127.0.0.1", "127.0.0.1"]
    assert server.seen.paths == []
    assert "this computer" in result.reason


@pytest.mark.parametrize("target", [
    "http://inside.example:{port}/secret.png", "//inside.example:{port}/secret.png", "http://127.2:{port}/secret.png",
    "http://0x7f000002:{port}/secret.png", "http://[::ffff:127.0.0.2]:{port}/secret.png",
    "http://127.0.0.2:{port}/redirect/302/1/secret",
])  # fmt: skip
def test_redirects_are_vetted_again(target: str, cache: PictureCache, monkeypatch: pytest.MonkeyPatch) -> None:
    """Here 127.0.0.1 plays the public server and 127.0.0.2 the private one; both lead to the same program."""

    def pretend(address: str) -> str:
        return "" if address == "127.0.0.1" else "a private network"

    def look(host: str, port: int) -> list[Endpoint]:
        number = "127.0.0.2" if host == "inside.example" else host
        return list(look_up(number, port))

    monkeypatch.setattr(transfer, "inside", pretend)
    with running("0.0.0.0") as server:
        where = server.hop(target.format(port=server.port))
        (result,) = fetch([samples.remote(where)], cache, GUARDED, resolver=look)
        assert len(server.seen.paths) == 1, "the redirect itself was asked for, and nothing else"
        assert "lies in a private network" in result.reason
        (plain,) = fetch([samples.remote(server.url("redirect/302/1/a"))], cache, GUARDED, resolver=look)
    assert plain.path is not None, "a redirect to a public server is followed"


def test_every_attempt_on_the_proxy_is_vetted_too(server: Server, cache: PictureCache) -> None:
    proxied = f"{server.url('cors/')}?http://10.0.0.1/a.png"
    (result,) = fetch([samples.remote(proxied)], cache, GUARDED)
    assert isinstance(result, FetchedPicture)
    assert server.seen.paths == []
    assert "10.0.0.1 lies in a private network" in result.reason
