"""Downloads that were broken off go on where the server has offered it, and only with the very same picture."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.images import samples
from tests.images.server import LARGE, OTHER, TAG, Server
from tui_reader.images import FetchedPicture, FetchLimits, FetchOptions, PictureCache, fetch
from tui_reader.images.resume import Rest, continues, offered, read, written

LIMITS = FetchLimits(connect_seconds=5, total_seconds=20, retry_seconds=0)
ALLOWED = FetchOptions(allow_private=True, limits=LIMITS)
AGAIN = FetchOptions(allow_private=True, limits=LIMITS, retry=True)
HALF = len(LARGE) // 2


def fetch_one(url: str, cache: PictureCache, options: FetchOptions = ALLOWED) -> FetchedPicture:
    (result,) = fetch([samples.remote(url)], cache, options)
    return result


def kept(cache: PictureCache) -> list[str]:
    return sorted(path.suffix for path in cache.directory.iterdir())


@pytest.mark.parametrize(("mode", "ranges", "body"), [
    ("good", ["", f"bytes={HALF}-"], LARGE),
    ("dated", ["", f"bytes={HALF}-"], LARGE),
    ("changed", ["", f"bytes={HALF}-"], OTHER),
    ("ignores", ["", f"bytes={HALF}-"], LARGE),
    ("refuses", ["", f"bytes={HALF}-", ""], LARGE),
    ("elsewhere", ["", f"bytes={HALF}-", ""], LARGE),
    ("longer", ["", f"bytes={HALF}-", ""], LARGE),
    ("nonsense", ["", f"bytes={HALF}-", ""], LARGE),
    ("none", ["", f"bytes={HALF}-", ""], LARGE),
    ("tagged", ["", f"bytes={HALF}-", ""], LARGE),
    ("weak", ["", ""], LARGE),
    ("just-changed", ["", ""], LARGE),
    ("unoffered", ["", ""], LARGE),
    ("untagged", ["", ""], LARGE),
])  # fmt: skip
def test_going_on_in_the_second_try(
    mode: str, ranges: list[str], body: bytes, server: Server, cache: PictureCache
) -> None:
    result = fetch_one(server.url(f"resume/{mode}/a.png"), cache)
    assert result.reason == ""
    assert result.path is not None
    assert result.path.read_bytes() == body
    assert [headers.get("Range", "") for headers in server.seen.headers] == ranges
    validators = {headers["If-Range"] for headers in server.seen.headers if "If-Range" in headers}
    assert validators <= {TAG, "Mon, 02 Sep 2024 12:00:00 GMT"}
    assert kept(cache) == [".png"]


def test_going_on_in_another_run(server: Server, cache: PictureCache) -> None:
    url = server.url("resume/twice/a.png")
    first = fetch_one(url, cache)
    assert first.path is None
    assert "incomplete" in first.reason
    assert kept(cache) == [".about", ".begun", ".failed"]
    server.seen.paths.append("another")
    second = fetch_one(url, cache, AGAIN)
    assert second.path is not None
    assert second.path.read_bytes() == LARGE
    assert kept(cache) == [".png"]
    begun = HALF + (len(LARGE) - HALF) // 2
    assert [headers.get("Range", "") for headers in server.seen.headers] == ["", f"bytes={HALF}-", f"bytes={begun}-"]


def broken_off(server: Server, cache: PictureCache) -> tuple[str, Path, Path]:
    """An address whose picture was broken off, the file of its beginning and that about it."""
    url = server.url("resume/twice/a.png")
    assert fetch_one(url, cache).path is None
    (begun,) = cache.directory.glob("*.begun")
    (about,) = cache.directory.glob("*.about")
    return url, begun, about


@pytest.mark.parametrize("damage", ["cut", "longer", "about", "gone", "no-about", "other-bytes"])
def test_a_damaged_beginning_is_not_gone_on_with(damage: str, server: Server, cache: PictureCache) -> None:
    url, begun, about = broken_off(server, cache)
    match damage:
        case "cut":
            begun.write_bytes(begun.read_bytes()[:-1])
        case "longer":
            begun.write_bytes(begun.read_bytes() + b"x")
        case "about":
            about.write_bytes(b"{" * 3_000)
        case "gone":
            begun.unlink()
        case "no-about":
            about.unlink()
        case _:
            begun.write_bytes(b"<html>" + b"x" * (begun.stat().st_size - 6))
    result = fetch_one(url, cache, AGAIN)
    if damage == "other-bytes":
        assert result.path is None, "what has been put together is looked at as a whole"
        result = fetch_one(url, cache, AGAIN)
    assert result.path is not None
    assert result.path.read_bytes() == LARGE
    assert kept(cache) == [".png"]


@pytest.mark.skipif(sys.platform == "win32", reason="links")
def test_a_link_is_no_beginning(server: Server, cache: PictureCache, tmp_path: Path) -> None:
    url, begun, _ = broken_off(server, cache)
    secret = tmp_path / "secret"
    begun.rename(secret)
    content = secret.read_bytes()
    begun.symlink_to(secret)
    result = fetch_one(url, cache, AGAIN)
    assert result.path is not None
    assert secret.read_bytes() == content


def test_what_is_too_large_is_not_gone_on_with(server: Server, cache: PictureCache) -> None:
    url, _, _ = broken_off(server, cache)
    small = FetchLimits(total_seconds=20, wire_bytes=len(LARGE) - 10, retry_seconds=0)
    result = fetch_one(url, cache, FetchOptions(allow_private=True, limits=small, retry=True))
    assert "larger than" in result.reason
    assert kept(cache) == [".failed"]


def test_small_beginnings_are_not_kept(server: Server, cache: PictureCache) -> None:
    assert fetch_one(server.url("short/a"), cache).path is None
    assert kept(cache) == [".failed"]


def test_beginnings_go_after_a_day(server: Server, cache: PictureCache) -> None:
    import os
    import time

    broken_off(server, cache)
    cache.prune()
    assert kept(cache) == [".about", ".begun", ".failed"]
    for path in cache.directory.iterdir():
        os.utime(path, (time.time() - 25 * 3600,) * 2)
    cache.prune()
    assert kept(cache) == [".failed"]
    cache.clear()
    assert kept(cache) == []


OFFER = {"Accept-Ranges": "bytes", "ETag": TAG, "Content-Length": "100"}


@pytest.mark.parametrize("change", [
    {"Accept-Ranges": "none"}, {"ETag": "W/" + TAG}, {"ETag": "one"}, {"ETag": '"a"b"'}, {"ETag": '"é"'},
    {"ETag": '"' + "x" * 300 + '"'}, {"Content-Length": "-1"}, {"Content-Length": ""}, {"Content-Encoding": "gzip"},
    {"Transfer-Encoding": "chunked"}, {"ETag": ""}, {"ETag": "", "Last-Modified": "yesterday", "Date": "today"},
    {"ETag": "", "Last-Modified": "Mon, 02 Sep 2024 12:00:00 GMT"},
    {"ETag": "", "Last-Modified": "Mon, 02 Sep 2024 12:00:00 GMT", "Date": "Mon, 02 Sep 2024 12:00:30 GMT"},
    {"ETag": "", "Last-Modified": "Mon, 02 Sep 2024 12:00:00 -0000", "Date": "Mon, 02 Sep 9999 12:00:30 GMT"},
])  # fmt: skip
def test_what_is_no_offer(change: dict[str, str]) -> None:
    assert offered("http://a/", 200, OFFER) == Rest("http://a/", TAG, 100)
    assert offered("http://a/", 200, {**OFFER, **change}) is None
    assert offered("http://a/", 206, OFFER) is None


@given(st.text(max_size=60) | st.just("bytes 50-99/100"), st.text(max_size=10))
def test_only_the_very_rest_continues(named: str, tag: str) -> None:
    rest = Rest("http://a/", TAG, 100, 50)
    allowed = continues(rest, {"Content-Range": named, "ETag": tag})
    assert allowed == (named.strip() == "bytes 50-99/100" and tag.strip() in ("", TAG))


@given(st.binary(max_size=200))
def test_any_note_is_read_or_refused(data: bytes) -> None:
    assert read(data) is None or isinstance(read(data), Rest)


def test_a_note_is_read_as_it_was_written() -> None:
    rest = Rest("http://a/", TAG, 100, 50)
    assert read(written(rest)) == rest
    assert read(written(Rest("http://a/", TAG, 100, 100))) is None
    assert read(written(Rest("http://a/", "a\r\nX: y", 100, 50))) is None
