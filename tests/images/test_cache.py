"""The cache keeps what it is given whole, forgets what is old or too much, and sweeps what others left."""

from __future__ import annotations

import os
import stat
import sys
import time
from pathlib import Path

import pytest

from tests.images import samples
from tui_reader.errors import PictureError
from tui_reader.images import CacheKind, PictureCache

DAY = 24 * 3600


def test_store_and_find(cache: PictureCache) -> None:
    assert cache.find("http://a/") is None
    path = cache.store("http://a/", b"one", ".png")
    assert cache.find("http://a/") == path
    assert path.read_bytes() == b"one"
    assert cache.find("http://a") is None
    assert cache.size() == (1, 3)


def test_storing_again_replaces(cache: PictureCache) -> None:
    cache.store("http://a/", b"one", ".png")
    path = cache.store("http://a/", b"two", ".png")
    assert path.read_bytes() == b"two"
    assert cache.size() == (1, 3)


@pytest.mark.skipif(sys.platform == "win32", reason="no modes")
def test_nobody_else_may_read(cache: PictureCache) -> None:
    cache.directory.mkdir(mode=0o755)
    cache.directory.chmod(0o755)
    path = cache.store("http://a/", b"one", ".png")
    assert stat.S_IMODE(cache.directory.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(cache.view_folder().stat().st_mode) == 0o700


def test_a_part_that_is_not_kept_goes(cache: PictureCache) -> None:
    def interrupted() -> None:
        with cache.part() as part:
            part.file.write(b"half")
            assert part.path.exists()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert list(cache.directory.iterdir()) == []


def test_a_link_in_the_place_of_a_picture_is_not_followed(cache: PictureCache, tmp_path: Path) -> None:
    path = cache.store("http://a/", b"one", ".png")
    (tmp_path / "secret").write_bytes(b"secret")
    path.unlink()
    try:
        path.symlink_to(tmp_path / "secret")
    except OSError:
        pytest.skip("no symbolic links here")
    assert cache.find("http://a/") is None
    cache.store("http://a/", b"new", ".png")
    assert (tmp_path / "secret").read_bytes() == b"secret"


def aged(path: Path, seconds: float) -> Path:
    then = time.time() - seconds
    os.utime(path, (then, then))
    return path


def test_prune_by_age_and_finding_makes_young(cache: PictureCache) -> None:
    old, used, new = (cache.store(f"http://{name}/", b"x", ".gif") for name in ("old", "used", "new"))
    aged(old, 91 * DAY)
    aged(used, 91 * DAY)
    assert cache.find("http://used/") == used
    assert cache.prune() == 1
    assert not old.exists()
    assert used.exists()
    assert new.exists()


def test_prune_by_size_takes_the_longest_unused(cache: PictureCache) -> None:
    paths = [aged(cache.store(f"http://{age}/", b"x" * 100, ".png"), age * 60) for age in (5, 1, 9, 3, 7)]
    assert cache.prune(max_bytes=250) == 3
    assert [path.exists() for path in paths] == [False, True, False, True, False]
    assert cache.prune(max_bytes=250) == 0


def test_leftovers_and_old_views_are_swept_and_strangers_are_not(cache: PictureCache) -> None:
    picture = cache.store("http://a/", samples.png(), ".png")
    stranger = cache.directory / "notes.png"
    fresh, stale = cache.directory / ".part-fresh", cache.directory / ".part-stale"
    for path in (stranger, fresh, stale):
        path.write_bytes(b"x")
    aged(stale, 3600)
    aged(stranger, 1000 * DAY)
    today, yesterday = cache.view_folder(), cache.view_folder()
    for folder in (today, yesterday):
        (folder / "01.png").write_bytes(b"x")
    aged(yesterday, 2 * DAY)
    usage = cache.usage()
    assert (usage[CacheKind.VIEW], usage[CacheKind.PART]) == ((2, 2), (2, 2))
    assert usage[CacheKind.PICTURE] == (1, picture.stat().st_size)
    cache.prune()
    assert {path.name for path in cache.directory.iterdir()} == {picture.name, "notes.png", ".part-fresh", today.name}
    assert cache.clear() == 1
    assert {path.name for path in cache.directory.iterdir()} == {"notes.png", ".part-fresh"}


def test_a_cache_that_is_not_there(cache: PictureCache) -> None:
    assert cache.prune() == 0
    assert cache.size() == (0, 0)
    assert cache.clear() == 0
    assert not cache.directory.exists()


def test_a_folder_that_can_not_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(PictureError, match="can't be written to") as caught:
        PictureCache(tmp_path / "file").store("http://a/", b"x", ".png")
    assert "\n" not in caught.value.message
    with pytest.raises(PictureError):
        PictureCache(tmp_path / "file" / "x\x1b[2J").view_folder()


def test_old_folders_of_viewers_go_when_a_new_one_comes(cache: PictureCache) -> None:
    old, young = cache.view_folder(), cache.view_folder()
    (old / "a.png").write_bytes(b"x")
    os.utime(old, (time.time() - DAY - 60,) * 2)
    new = cache.view_folder()
    assert [path.exists() for path in (old, young, new)] == [False, True, True]
