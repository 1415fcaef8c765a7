"""Bad servers in every way that is known: nothing hangs past its limit, each failure is named, nothing bad is kept."""

from __future__ import annotations

import socket
import ssl
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.images import samples
from tests.images.server import PNG, Server, running
from tui_reader.images import FetchedPicture, FetchLimits, FetchOptions, PictureCache, fetch
from tui_reader.images.download import referrer

LIMITS = FetchLimits(connect_seconds=0.6, total_seconds=0.6, wire_bytes=200_000, decoded_bytes=400_000, retry_seconds=0)
ALLOWED = FetchOptions(allow_private=True, limits=LIMITS)
PATIENT = FetchOptions(allow_private=True, limits=FetchLimits(total_seconds=20, retry_seconds=0, retry_after_seconds=1))
CERTIFICATE = Path(__file__).with_name("localhost.pem")
"""Of nobody: for `localhost`, signed by itself, made for these tests."""


def fetch_one(url: str, cache: PictureCache, options: FetchOptions = ALLOWED) -> FetchedPicture:
    (result,) = fetch([samples.remote(url)], cache, options)
    return result


def pictures_of(cache: PictureCache) -> list[Path]:
    return sorted(path for path in cache.directory.glob("*") if path.suffix != ".failed")


@pytest.mark.parametrize(("path", "said"), [
    ("stall-status/a", "longer than 0.6"), ("stall-headers/a", "longer than 0.6"), ("stall/a", "longer than 0.6"),
    ("stall-body/a", "longer than 0.6"), ("drip-body/a", "longer than 0.6"),
    ("zero-length/a", "empty"), ("long-length/a", ""), ("two-lengths/a", ""), ("bare-redirect/a", "302"),
    ("far/a", "redirects to"),
])  # fmt: skip
def test_each_failure_is_named(path: str, said: str, server: Server, cache: PictureCache) -> None:
    begin = time.monotonic()
    result = fetch_one(server.url(path), cache)
    assert time.monotonic() - begin < 6, "a net: the servers would take a minute"
    if result.path is None:
        assert said in result.reason, result.reason
        assert pictures_of(cache) == []
    else:
        assert path in ("long-length/a", "two-lengths/a"), "a head is enough to be a picture, a lie in its length too"


@pytest.mark.parametrize(("where", "said"), [
    ("https://127.0.0.1:1/a", "can't be reached"), ("data:image/png;base64,AAAA", "redirects to"),
    ("\\\\127.0.0.1\\share", "redirects to"),
    ("ftp://127.0.0.1/a.png", "redirects to"), ("file:///etc/passwd", "redirects to"), ("gopher://a/", "redirects to"),
    ("http://user:word@127.0.0.1/a", "redirects to"), ("http://a\x1fb/", "redirects to"),
    ("http://[::1", "redirects to"), ("mailto:a@example.org", "redirects to"),
    ("http://127.0.0.1:99999/", "redirects to"), ("http://" + "a." * 200 + "b/", "redirects to"),
    ("javascript:alert(1)", "redirects to"),
])  # fmt: skip
def test_redirects_that_are_refused(where: str, said: str, server: Server, cache: PictureCache) -> None:
    result = fetch_one(server.hop(where), cache)
    assert result.path is None
    assert said in result.reason, result.reason
    assert len(server.seen.paths) == (2 if "reached" in said else 1)
    assert pictures_of(cache) == []


@pytest.mark.parametrize("path", ["relative/x/a", "cookie/a"])
def test_redirects_that_are_followed(path: str, server: Server, cache: PictureCache) -> None:
    result = fetch_one(server.url(path), cache, PATIENT)
    assert result.path is not None, result.reason
    assert result.path.read_bytes() == PNG
    assert all("Cookie" not in headers for headers in server.seen.headers)


def test_a_drawing_is_kept_for_a_browser(server: Server, cache: PictureCache) -> None:
    result = fetch_one(server.url("drawing/a.png"), cache, PATIENT)
    assert result.path is None
    assert "SVG" in result.reason
    assert result.for_browser is not None
    assert result.for_browser.read_bytes() == samples.SVG
    assert result.for_browser.suffix == ".svg"
    again = fetch_one(server.url("drawing/a.png"), cache, FetchOptions(offline=True))
    assert (again.for_browser, again.fresh) == (result.for_browser, False)
    assert len(server.seen.paths) == 1
    assert cache.size() == (1, len(samples.SVG))


@pytest.mark.parametrize(("path", "asked"), [
    ("busy/503/-/a", 2), ("busy/503/0/a", 2), ("busy/429/1/a", 2), ("busy/502/-/a", 2), ("busy/504/-/a", 2),
    ("busy/500/-/a", 2), ("once/a", 2),
])  # fmt: skip
def test_a_busy_server_is_asked_once_more(path: str, asked: int, server: Server, cache: PictureCache) -> None:
    assert fetch_one(server.url(path), cache, PATIENT).path is not None
    assert len(server.seen.paths) == asked


@pytest.mark.parametrize("path", ["busy/429/60/a", "busy/503/3600/a", "busy/404/0/a", "busy/501/0/a", "busy/403/0/a"])
def test_a_server_that_wants_to_be_left_alone_is(path: str, server: Server, cache: PictureCache) -> None:
    assert fetch_one(server.url(path), cache, PATIENT).path is None
    assert fetch_one(server.url(path), cache, PATIENT).failed_before
    assert len(server.seen.paths) == 1


def test_waiting_ends_when_it_is_cancelled(server: Server, cache: PictureCache) -> None:
    slow = FetchOptions(allow_private=True, limits=FetchLimits(total_seconds=30, retry_after_seconds=30))
    begin = time.monotonic()
    (result,) = fetch([samples.remote(server.url("busy/503/20/a"))], cache, slow,
                      cancelled=lambda: bool(server.seen.paths) and time.monotonic() > begin + 0.3)  # fmt: skip
    assert time.monotonic() - begin < 8
    assert result.reason == "Fetching was cancelled."
    assert not list(cache.directory.glob("*.failed"))


@pytest.mark.parametrize(("path", "days"), [
    ("status/404/a", 7), ("status/410/a", 7), ("html/a", 7), ("status/503/a", 0), ("break/a", 0), ("stall/a", 0),
])  # fmt: skip
def test_failures_are_remembered(
    path: str, days: int, server: Server, cache: PictureCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = fetch_one(server.url(path), cache)
    assert not first.failed_before
    asked = len(server.seen.paths)
    again = fetch_one(server.url(path), cache)
    assert again.failed_before
    assert again.reason.startswith("It failed before, on 2")
    assert again.reason.endswith(first.reason)
    assert len(server.seen.paths) == asked
    begin = time.time()
    with monkeypatch.context() as patch:
        patch.setattr(time, "time", lambda: begin + (days * 24 * 3600 if days else 600) - 60)
        assert fetch_one(server.url(path), cache).failed_before
        patch.setattr(time, "time", lambda: begin - 3600)
        assert not fetch_one(server.url(path), cache).failed_before, "a clock that was set back"
    patient = FetchOptions(allow_private=True, limits=LIMITS, retry=True)
    asked = len(server.seen.paths)
    assert not fetch_one(server.url(path), cache, patient).failed_before
    assert len(server.seen.paths) > asked, "asked for by the user, it is tried again"
    (note,) = cache.directory.glob("*.failed")
    for damage in (b"", b"{}", b"[" * 9_000, b'{"reason": 1, "at": "x", "until": 2, "told": 3}'):
        note.write_bytes(damage)
        assert cache.failure(server.url(path)) is None
    cache.clear()
    assert list(cache.directory.iterdir()) == []


def test_what_the_user_has_ended_or_forbidden_is_not_remembered(server: Server, cache: PictureCache) -> None:
    assert "this computer" in fetch_one(server.url("a.png"), cache, FetchOptions()).reason
    assert fetch_one(server.url("a.png"), cache, FetchOptions(offline=True)).path is None
    assert fetch_one(server.url("a.png"), cache).path is not None


def test_success_forgets_the_failure(server: Server, cache: PictureCache) -> None:
    url = server.url("once-missing/a")
    cache.store("http://other/", PNG, ".png")
    from tui_reader.images.failures import NotFetchedError

    cache.note_failure(url, NotFetchedError("Gone."))
    assert fetch_one(url, cache).failed_before
    assert fetch_one(url, cache, FetchOptions(allow_private=True, retry=True)).path is not None
    assert cache.failure(url) is None


def test_a_dead_host_is_not_waited_for_again_and_again(cache: PictureCache) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        port = silent.getsockname()[1]
        pictures = [samples.remote(f"http://127.0.0.1:{port}/{number}.png", number) for number in range(1, 200)]
        begin = time.monotonic()
        results = fetch(pictures, cache, ALLOWED)
    assert time.monotonic() - begin < 6
    assert all(result.path is None for result in results)
    assert sum("3 times in a row" in result.reason for result in results) > 150


def test_the_same_address_is_asked_for_once(server: Server, cache: PictureCache) -> None:
    good = [samples.remote(server.url("slow/a.png"), number) for number in range(1, 30)]
    bad = [samples.remote(server.url("status/404/a"), number) for number in range(30, 60)]
    results = fetch([*good, *bad], cache, PATIENT)
    assert all(result.path for result in results[:29])
    assert all("404" in result.reason for result in results[29:])
    assert sorted(server.seen.paths) == ["/slow/a.png", "/status/404/a"]


@pytest.mark.parametrize(("source", "url", "told"), [
    ("", "http://p.example/a.png", ""),
    ("https://s.example/post?x=1#part", "https://p.example/a.png", "https://s.example/"),
    ("https://s.example/post?x=1#part", "https://s.example/a.png", "https://s.example/post?x=1"),
    ("https://s.example/post", "http://p.example/a.png", ""),
    ("https://s.example/post", "http://s.example/a.png", ""),
    ("http://s.example/post", "https://p.example/a.png", "http://s.example/"),
    ("http://s.example:8080/post", "http://s.example/a.png", "http://s.example:8080/"),
    ("https://user:word@s.example/post", "https://p.example/a.png", ""),
    ("file:///etc/passwd", "https://p.example/a.png", ""),
    ("javascript:alert(1)", "https://p.example/a.png", ""),
    ("https://s.example/a\r\nX-Evil: 1", "https://s.example/a.png", ""),
    ("https://例え.jp/路", "https://xn--r8jz45g.jp/a.png", "https://xn--r8jz45g.jp/%E8%B7%AF"),
])  # fmt: skip
def test_what_servers_are_told_of_the_page(source: str, url: str, told: str) -> None:
    assert referrer(source, url) == told


def test_the_page_is_told_where_that_is_wanted(server: Server, cache: PictureCache) -> None:
    source = server.url("post.html")
    options = FetchOptions(allow_private=True, limits=LIMITS, referer=source)
    assert fetch_one(server.url("redirect/302/1/a.png"), cache, options).path is not None
    assert [headers["Referer"] for headers in server.seen.headers] == [source, source]
    assert fetch_one(server.url("status/403/a"), cache).path is None
    assert fetch_one(server.url("status/403/a"), cache).failed_before
    assert not fetch_one(server.url("status/403/a"), cache, options).failed_before, "with a page, it may be given"


@contextmanager
def secure(wrapped: Server) -> Iterator[int]:
    """A port that speaks TLS with a certificate of its own, and hands all on to a server."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with (
                    suppress(OSError),
                    connection,
                    context.wrap_socket(connection, server_side=True) as client,
                    socket.create_connection(("127.0.0.1", wrapped.port)) as behind,
                ):
                    behind.sendall(client.recv(65_536))
                    while data := behind.recv(65_536):
                        client.sendall(data)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR) if sys.platform == "linux" else None
    thread.join(5)


def test_certificates_are_checked(server: Server, cache: PictureCache, monkeypatch: pytest.MonkeyPatch) -> None:
    with secure(server) as port:
        for url in (f"https://localhost:{port}/a.png", server.hop(f"https://localhost:{port}/a.png")):
            result = fetch_one(url, cache, PATIENT)
            assert result.path is None
            assert "certificate can't be trusted" in result.reason
        assert all(path.startswith("/hop/") for path in server.seen.paths), "nothing was said before it was checked"
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
        again = FetchOptions(allow_private=True, limits=PATIENT.limits, retry=True)
        assert fetch_one(f"https://localhost:{port}/a.png", cache, again).path is not None
        wrong = fetch_one(f"https://127.0.0.2:{port}/b.png", cache, again)
        assert wrong.path is None, "a certificate of another host"
        hop = server.hop(f"http://127.0.0.1:{server.port}/c.png").partition("/hop/")[2]
        down = fetch_one(f"https://localhost:{port}/hop/{hop}", cache, again)
        assert down.path is None, "from https never to http: the same address by https is asked for"
        assert not any(path == "/c.png" for path in server.seen.paths)


def test_memory_and_threads_stay_small(cache: PictureCache) -> None:
    before = threading.active_count()
    with running() as server:
        pictures = [samples.remote(server.url(f"{number}.png"), number) for number in range(300)]
        assert all(result.path for result in fetch(pictures, cache, PATIENT))
        assert server.seen.most_at_once <= 2
    end = time.monotonic() + 5
    while threading.active_count() > before and time.monotonic() < end:
        time.sleep(0.01)
    assert threading.active_count() <= before
