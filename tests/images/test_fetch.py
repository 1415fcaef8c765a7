"""Pictures come from good servers; bad ones cost no more than the limits, and leave nothing behind."""

from __future__ import annotations

import base64
import socket
import stat
import sys
import threading
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.images import samples
from tests.images.server import PNG, Server, bomb
from tui_reader import __version__
from tui_reader.images import (
    FetchedPicture,
    FetchLimits,
    FetchOptions,
    PictureCache,
    PictureKind,
    ResolvedPicture,
    fetch,
    resolve,
)
from tui_reader.images.download import _redirected
from tui_reader.images.parts import Part
from tui_reader.model import Progress

QUICK = FetchLimits(connect_seconds=1.0, total_seconds=1.0, wire_bytes=200_000, decoded_bytes=400_000)
ALLOWED = FetchOptions(allow_private=True, limits=QUICK)


def fetch_one(url: str, cache: PictureCache, options: FetchOptions = ALLOWED) -> FetchedPicture:
    (result,) = fetch([samples.remote(url)], cache, options)
    return result


def leftovers(cache: PictureCache) -> list[Path]:
    """What lies in the cache, the notes of what failed apart."""
    return sorted(path for path in cache.directory.glob("*") if path.suffix != ".failed")


@pytest.mark.parametrize("path", [
    "a.jpg", "redirect/301/3/a", "redirect/302/5/a", "redirect/303/1/a", "redirect/307/1/a", "redirect/308/1/a",
    "gzip/a", "deflate/a", "raw-deflate/a", "chunked/a", "open-ended/a", "once/a", "silly-promise/a",
])  # fmt: skip
def test_good_answers(path: str, server: Server, cache: PictureCache) -> None:
    result = fetch_one(server.url(path), cache)
    assert result.reason == ""
    assert result.path is not None
    assert result.path.read_bytes() == PNG
    assert result.path.suffix == ".png"
    assert result.type is not None
    assert (result.type.width, result.type.height) == (20, 10)
    assert leftovers(cache) == [result.path]
    if sys.platform != "win32":
        assert stat.S_IMODE(result.path.stat().st_mode) == 0o600
        assert stat.S_IMODE(cache.directory.stat().st_mode) == 0o700


@pytest.mark.parametrize(("path", "said"), [
    ("status/404/a", "404"), ("status/500/a", "500"), ("status/403/a", "403"), ("status/204/a", "204"),
    ("status/206/a", "206"), ("status/304/a", "304"), ("status/999/a", "999"),
    ("redirect/302/6/a", "more than 5"), ("loop/a", "more than 5"),
    ("to/ftp://example.org/a.png", "redirects to"), ("to/file:///etc/passwd", "redirects to"),
    ("to/javascript:alert(1)", "redirects to"), ("to/mailto:a@example.org", "redirects to"),
    ("to/http://user@example.org/", "redirects to"), ("to/http://[::1", "redirects to"),
    ("html/a.png", "HTML"), ("large/a", "200,000"), ("endless/a", "200,000"),
    ("bomb/gzip", "larger"), ("bomb/deflate", "larger"), ("cut-gzip/a", "incomplete"), ("brotli/a", "compression"),
    ("short/a", "incomplete"), ("huge-promise/a", "larger"), ("pixels/a", "million"),
    ("cut/open/a", "incomplete"), ("cut/identity/a", "incomplete"), ("cut/twice/a", "incomplete"),
    ("cut/lie/a", "incomplete"), ("cut-chunked/a", "broke"), ("break/a", "broke"), ("nonsense/a", "damaged"),
    ("flood/a", "damaged"),
])  # fmt: skip
def test_bad_answers(path: str, said: str, server: Server, cache: PictureCache) -> None:
    if path.startswith("bomb/"):
        bomb(path.partition("/")[2])  # made before the clock runs
    result = fetch_one(server.url(path), cache)
    assert result.path is None
    assert said in result.reason
    assert result.reason.endswith(".")
    assert leftovers(cache) == []


@pytest.mark.parametrize("path", [
    "stall/a", "stall-body/a", "drip-headers/a", "drip-body/a", "drip-open/a", "continue/a",
])  # fmt: skip
def test_slow_servers_meet_the_deadline(path: str, server: Server, cache: PictureCache) -> None:
    limits = FetchLimits(connect_seconds=0.6, total_seconds=0.6)
    begin = time.monotonic()
    result = fetch_one(server.url(path), cache, FetchOptions(allow_private=True, limits=limits))
    assert time.monotonic() - begin < 6, "a net: the servers would take a minute"
    assert result.path is None
    assert "longer than 0.6 seconds" in result.reason
    assert leftovers(cache) == []


def test_a_server_that_never_accepts(cache: PictureCache) -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{full.getsockname()[1]}/a.png"
        result = fetch_one(url, cache)
    assert "127.0.0.1 can't be reached" in result.reason


def test_a_redirect_never_leaves_encryption() -> None:
    assert _redirected("http://a.example/", "https://b.example/c") == "https://b.example/c"
    assert _redirected("https://a.example/x/y", "../z") == "https://a.example/z"
    assert _redirected("https://a.example/", "/\u00e5\u009b\u00be.png") == "https://a.example/%E5%9B%BE.png"
    assert _redirected("https://a.example/", "http://a.example/b") == "https://a.example/b"
    assert _redirected("https://a.example/", "http://b.example:80") == "https://b.example"
    assert _redirected("https://a.example/", "http://b.example:8080/?c") == "https://b.example:8080/?c"


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_server_that_accepts_and_is_silent(scheme: str, cache: PictureCache) -> None:
    limits = FetchLimits(connect_seconds=0.6, total_seconds=0.6)
    begin = time.monotonic()
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(5)
        url = f"{scheme}://127.0.0.1:{silent.getsockname()[1]}/a.png"
        result = fetch_one(url, cache, FetchOptions(allow_private=True, limits=limits))
    assert "longer than 0.6 seconds" in result.reason
    assert time.monotonic() - begin < 6


def test_a_handshake_that_drips(cache: PictureCache) -> None:
    """Each read of it is quick, and it never ends: only the deadline for the whole helps."""
    stop = threading.Event()
    limits = FetchLimits(connect_seconds=0.6, total_seconds=0.6)

    def drip(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection, suppress(OSError):
            for byte in b"\x16\x03\x03\x40\x00" + b"\x02" * 10_000:
                if stop.wait(0.02):
                    return
                connection.send(bytes([byte]))

    begin = time.monotonic()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(5)
        thread = threading.Thread(target=drip, args=(listener,), daemon=True)
        thread.start()
        url = f"https://127.0.0.1:{listener.getsockname()[1]}/a.png"
        result = fetch_one(url, cache, FetchOptions(allow_private=True, limits=limits))
        stop.set()
        thread.join(5)
    assert "longer than 0.6 seconds" in result.reason or "secure connection" in result.reason
    assert time.monotonic() - begin < 6


def test_unpacking_a_bomb_costs_no_memory(server: Server, cache: PictureCache) -> None:
    tracemalloc.start()
    try:
        result = fetch_one(server.url("bomb/gzip"), cache, FetchOptions(allow_private=True))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert "larger than 40 MiB" in result.reason
    assert peak < 20_000_000, "what is unpacked goes to the disk in pieces"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device here that is always full")
def test_a_disk_that_fills_under_way(server: Server, cache: PictureCache, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def part(self: PictureCache, url: str = "") -> Iterator[Part]:
        path = Path("/dev/full")
        with path.open("wb", buffering=0) as file:
            yield Part(path, file)

    monkeypatch.setattr(PictureCache, "part", part)
    result = fetch_one(server.url("a.png"), cache)
    assert result.reason == "The picture can't be written to the cache: No space left on device."
    assert len(server.seen.paths) == 1


def test_an_unknown_host(cache: PictureCache) -> None:
    def nowhere(host: str, port: int) -> list[tuple[socket.AddressFamily, tuple[str | int | bytes, ...]]]:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    (result,) = fetch([samples.remote("http://nowhere.example/a.png")], cache, ALLOWED, resolver=nowhere)
    assert result.reason == "There is no server named nowhere.example."


def test_a_look_up_that_hangs(cache: PictureCache) -> None:
    def slow(host: str, port: int) -> list[tuple[socket.AddressFamily, tuple[str | int | bytes, ...]]]:
        time.sleep(5)
        return []

    begin = time.monotonic()
    (result,) = fetch([samples.remote("http://slow.example/a.png")], cache, ALLOWED, resolver=slow)
    assert time.monotonic() - begin < 4
    assert result.path is None
    assert result.reason


def test_a_server_without_tls(server: Server, cache: PictureCache) -> None:
    result = fetch_one(server.url("a.png").replace("http:", "https:"), cache)
    assert result.reason == "No secure connection to the server can be made."


def test_nothing_is_told_about_the_user(server: Server, cache: PictureCache, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
        monkeypatch.setenv(name.upper(), "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    assert fetch_one(server.url("redirect/302/2/a.png?size=2#part"), cache).path is not None
    assert len(server.seen.headers) == 3
    for headers in server.seen.headers:
        assert {name.lower() for name in headers} == {"host", "user-agent", "accept", "accept-encoding", "connection"}
        assert headers["User-Agent"] == f"tui-reader/{__version__}"
        assert headers["Accept-Encoding"] == "identity"
    assert server.seen.paths[0] == "/redirect/302/2/a.png?size=2"


def test_a_failed_connection_is_tried_once_more_and_a_clear_answer_is_not(server: Server, cache: PictureCache) -> None:
    fetch_one(server.url("break/a"), cache)
    fetch_one(server.url("status/404/a"), cache)
    assert server.seen.paths == ["/break/a", "/break/a", "/status/404/a"]


def test_four_at_once_and_two_a_host(server: Server, cache: PictureCache) -> None:
    hosts = ["127.0.0.1", "localhost", "127.0.0.2"]
    pictures = [
        samples.remote(server.url(f"slow/{host}/{number}.png", host), number) for host in hosts for number in range(4)
    ]

    def here(host: str, port: int) -> list[tuple[socket.AddressFamily, tuple[str | int | bytes, ...]]]:
        return [(socket.AF_INET, ("127.0.0.1", port))]

    limits = FetchLimits(total_seconds=20)
    results = fetch(pictures[:4], cache, FetchOptions(allow_private=True, limits=limits), resolver=here)
    assert all(result.path for result in results)
    assert server.seen.most_at_once == 2
    results = fetch(pictures, cache, FetchOptions(allow_private=True, limits=limits), resolver=here)
    assert [result.resolved for result in results] == pictures
    assert server.seen.most_at_once == 4
    assert sorted(set(server.seen.paths)) == sorted(server.seen.paths), "what the cache has is not fetched again"


def test_progress_is_told_for_every_picture(server: Server, cache: PictureCache, tmp_path: Path) -> None:
    told: list[Progress] = []
    pictures = [samples.remote(server.url("a.png")), samples.remote(server.url("status/404/b"), 2)]
    missing = resolve([samples.picture("gone.png", 3)], tmp_path, "post.md")
    fetch([*pictures, *missing], cache, ALLOWED, told.append)
    assert [(step.done, step.total) for step in told] == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_cancelling_ends_all_downloads_at_once(server: Server, cache: PictureCache) -> None:
    pictures = [samples.remote(server.url(f"stall-body/{number}"), number) for number in range(9)]
    begin = time.monotonic()
    results = fetch(
        pictures,
        cache,
        FetchOptions(allow_private=True),
        cancelled=lambda: len(server.seen.paths) >= 2 or time.monotonic() > begin + 10,
    )
    assert time.monotonic() - begin < 8
    assert {result.reason for result in results} == {"Fetching was cancelled."}
    assert len(server.seen.paths) == 2
    assert leftovers(cache) == []


def test_the_second_time_comes_from_the_cache_also_offline(server: Server, cache: PictureCache) -> None:
    url = server.url("a.png")
    offline = FetchOptions(allow_private=True, offline=True)
    before = fetch_one(url, cache, offline)
    assert before.path is None
    assert "offline" in before.reason
    assert server.seen.paths == []
    first = fetch_one(url, cache)
    assert fetch_one(url, cache) == first == fetch_one(url, cache, offline)
    assert server.seen.paths == ["/a.png"]


def test_a_kept_file_that_is_no_picture_is_fetched_again(server: Server, cache: PictureCache) -> None:
    first = fetch_one(server.url("a.png"), cache)
    assert first.path is not None
    first.path.write_bytes(b"")
    assert fetch_one(server.url("a.png"), cache).path == first.path
    assert first.path.read_bytes() == PNG


def test_the_picture_behind_a_proxy_first_then_the_proxy(server: Server, cache: PictureCache) -> None:
    proxied = f"{server.url('cors/')}?{server.url('status/404/a.png')}"
    result = fetch_one(proxied, cache)
    assert result.path is not None
    assert result.resolved.url == server.url("status/404/a.png")
    assert server.seen.paths[0] == "/status/404/a.png"
    assert server.seen.paths[1].startswith("/cors/?http")
    both = fetch_one(f"{server.url('status/500/')}?{server.url('status/410/a.png')}", cache)
    assert "410" in both.reason, "the picture's own server is the one to tell of"


def test_local_pictures_stay_where_they_are(cache: PictureCache, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(PNG)
    (tmp_path / "b.png").write_bytes(b"<svg/>")
    good, bad = fetch(
        resolve([samples.picture("a.png"), samples.picture("b.png", 2)], tmp_path, "p.md"), cache, ALLOWED
    )
    assert good.path == (tmp_path / "a.png").resolve()
    assert bad.path is None
    assert "SVG" in bad.reason
    assert not cache.directory.exists()


@pytest.mark.parametrize("source", [
    "data:image/png;base64," + base64.b64encode(PNG).decode(),
    "DATA:;Base64," + base64.urlsafe_b64encode(PNG).decode().rstrip("="),
    "data:image/png;base64,\n " + base64.encodebytes(PNG).decode().replace("\n", "\r\n "),
    "data:image/png;base64," + base64.b64encode(PNG).decode().replace("+", "%2B").replace("=", "%3D"),
    "data:image/gif," + "".join(f"%{byte:02x}" for byte in PNG),
])  # fmt: skip
def test_embedded_pictures_go_into_the_cache(source: str, cache: PictureCache, tmp_path: Path) -> None:
    (resolved,) = resolve([samples.picture(source)], tmp_path, "p.md")
    assert resolved.kind is PictureKind.DATA
    (result,) = fetch([resolved], cache, FetchOptions(offline=True))
    assert result.path is not None
    assert result.path.read_bytes() == PNG


@pytest.mark.parametrize("source", [
    "data:", "data:image/png", "data:image/png;base64,", "data:image/png;base64,????", "data:text/html,<html>",
    "data:image/png;base64," + "A" * 60_000_000,
])  # fmt: skip
def test_embedded_rubbish(source: str, cache: PictureCache, tmp_path: Path) -> None:
    (result,) = fetch(resolve([samples.picture(source)], tmp_path, "p.md"), cache, ALLOWED)
    assert result.path is None
    assert result.reason.endswith(".")
    assert not cache.directory.exists()


def test_an_embedded_drawing_is_for_a_browser(cache: PictureCache, tmp_path: Path) -> None:
    (result,) = fetch(resolve([samples.picture("data:image/svg+xml,<svg/>")], tmp_path, "p.md"), cache, ALLOWED)
    assert result.path is None
    assert "a browser can show it" in result.reason
    assert result.for_browser is not None
    assert result.for_browser.read_bytes() == b"<svg/>"
    assert leftovers(cache) == [result.for_browser]


def test_an_unwritable_cache_is_told(server: Server, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    result = fetch_one(server.url("a.png"), PictureCache(tmp_path / "file" / "cache"))
    assert result.path is None
    assert "can't be written to" in result.reason


def test_a_full_disk_is_told(server: Server, cache: PictureCache, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    result = fetch_one(server.url("a.png"), cache)
    assert result.path is None
    assert "No space left on device" in result.reason
    assert leftovers(cache) == []


def test_missing_and_refused_keep_their_reasons(cache: PictureCache, tmp_path: Path) -> None:
    pictures: tuple[ResolvedPicture, ...] = resolve(
        [samples.picture("gone.png"), samples.picture("../../etc/passwd", 2)], tmp_path, "p.md"
    )
    assert [result.reason for result in fetch(pictures, cache, ALLOWED)] == [one.reason for one in pictures]
