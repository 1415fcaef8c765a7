"""A program that is killed while it fetches leaves no torn picture, and nothing that stands in the next run's way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.images import samples
from tests.images.server import LARGE, PNG, Server
from tui_reader.images import FetchOptions, PictureCache, PictureType, fetch, sniff_file

_FETCHING = """
import sys
from pathlib import Path
from tests.images import samples
from tui_reader.images import FetchOptions, PictureCache, fetch
cache = PictureCache(Path(sys.argv[1]))
print("ready", flush=True)
run = 0
while True:
    run += 1
    names = ["a.png", "resume/twice/a.png", "resume/good/a.png", "drip-body/a", "a.png"] * 4
    pictures = [samples.remote(f"{sys.argv[2]}{name}?{sys.argv[3]}-{run}-{n}", n + 1) for n, name in enumerate(names)]
    fetch(pictures, cache, FetchOptions(allow_private=True))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
@pytest.mark.parametrize("rounds", [50])
def test_kill_leaves_no_torn_picture(rounds: int, server: Server, cache: PictureCache) -> None:
    whole = {len(PNG), len(LARGE)}
    came = 0
    for number in range(rounds):
        process = subprocess.Popen(
            [sys.executable, "-c", _FETCHING, str(cache.directory), server.url(""), str(number)], stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        asked = len(server.seen.paths)
        end = time.monotonic() + 30
        while len(server.seen.paths) < asked + number % 8 and time.monotonic() < end:
            time.sleep(0.001)
        time.sleep(0.0007 * (number % 13))
        process.send_signal(signal.SIGKILL)
        process.stdout.close()
        process.wait(10)
        pictures = list(cache.directory.glob("*.png"))
        came = max(came, len(pictures))
        for path in pictures:
            assert path.stat().st_size in whole, "never torn"
            assert isinstance(sniff_file(path), PictureType)
    assert came > 5, "some came, or nothing was tried"
    old = time.time() - 8 * 24 * 3600
    for path in cache.directory.iterdir():
        if path.suffix != ".png":
            os.utime(path, (old, old))
    cache.prune()
    assert {path.suffix for path in cache.directory.iterdir()} <= {".png"}
    again = fetch([samples.remote(server.url("a.png?last"))], cache, FetchOptions(allow_private=True))
    assert again[0].path is not None


def test_a_killed_run_is_gone_on_with(server: Server, cache: PictureCache, tmp_path: Path) -> None:
    """What lies about in the cache of a killed program is no obstacle."""
    cache.store("http://other/", PNG, ".png")
    from tui_reader.images.cache import address_stem

    stem = cache.directory / address_stem(server.url("a.png"))
    for suffix in (".begun", ".about", ".failed", ".failed-new"):
        stem.with_name(stem.name + suffix).write_bytes(b"\0")
    (cache.directory / ".part-left").write_bytes(b"half")
    (result,) = fetch([samples.remote(server.url("a.png"))], cache, FetchOptions(allow_private=True))
    assert result.path is not None
    assert result.path.read_bytes() == PNG
