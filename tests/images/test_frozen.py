"""What is kept for good stays, whatever happens to hosts, caches and programs, and goes when its last post lets go."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tests.images import samples
from tests.images.server import PNG, Server
from tui_reader.errors import PictureError
from tui_reader.images import (
    FetchedPicture,
    FetchOptions,
    FrozenPictures,
    PictureCache,
    PictureType,
    fetch,
    resolve,
    sniff,
)


def there(tmp_path: Path, url: str, data: bytes = PNG) -> FetchedPicture:
    """A picture that has been fetched."""
    path = tmp_path / "fetched" / f"{abs(hash(url))}.png"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    found = sniff(data)
    assert isinstance(found, PictureType)
    return FetchedPicture(samples.remote(url), path, "", found)


def files(frozen: FrozenPictures) -> list[Path]:
    return sorted(path for path in frozen.directory.rglob("*") if path.is_file() and path.name != "lock")


@pytest.fixture
def frozen(tmp_path: Path) -> FrozenPictures:
    return FrozenPictures(tmp_path / "data" / "pictures" / "library")


def test_keep_find_release(frozen: FrozenPictures, tmp_path: Path) -> None:
    one, two = there(tmp_path, "http://a/1"), there(tmp_path, "http://a/2")
    assert (frozen.holds("p.md"), frozen.find("http://a/1"), frozen.size()) == (False, None, (0, 0))
    assert not frozen.directory.exists(), "nothing is made by looking"
    assert frozen.keep("p.md", [one, two]) == 2
    assert frozen.holds("p.md")
    found = frozen.find("http://a/1")
    assert found is not None
    assert found.read_bytes() == PNG
    assert found.suffix == ".png"
    assert frozen.size() == (2, 2 * len(PNG))
    if sys.platform != "win32":
        assert stat.S_IMODE(frozen.directory.stat().st_mode) == 0o700
        assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in files(frozen) if path.suffix == ".png")
    assert frozen.release("p.md") == 2
    assert not frozen.holds("p.md")
    assert frozen.find("http://a/1") is None
    assert files(frozen) == []
    assert frozen.release("p.md") == 0


def test_what_two_posts_hold_stays_until_both_let_go(frozen: FrozenPictures, tmp_path: Path) -> None:
    both, own = there(tmp_path, "http://a/both"), there(tmp_path, "http://a/own")
    frozen.keep("p.md", [both, own])
    frozen.keep("q.md", [both])
    assert frozen.release("p.md") == 1
    assert frozen.find("http://a/both") is not None
    assert frozen.find("http://a/own") is None
    assert frozen.release("q.md") == 1
    assert files(frozen) == []


def test_keeping_again_adds(frozen: FrozenPictures, tmp_path: Path) -> None:
    frozen.keep("p.md", [there(tmp_path, "http://a/1")])
    first = frozen.find("http://a/1")
    assert first is not None
    before = first.stat().st_mtime_ns
    frozen.keep("p.md", [there(tmp_path, "http://a/1", samples.png(9, 9)), there(tmp_path, "http://a/2")])
    assert first.stat().st_mtime_ns == before, "what is kept is never replaced by what a host gives now"
    assert frozen.release("p.md") == 2


def test_local_pictures_need_no_keeping(frozen: FrozenPictures, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(PNG)
    cache = PictureCache(tmp_path / "cache")
    fetched = fetch(resolve([samples.picture("a.png"), samples.picture("b.png", 2)], tmp_path, "p.md"), cache,
                    FetchOptions())  # fmt: skip
    assert frozen.keep("p.md", fetched) == 0
    assert not frozen.holds("p.md")


def test_a_dead_host_takes_nothing_away(server: Server, cache: PictureCache, frozen: FrozenPictures) -> None:
    picture, drawing = samples.remote(server.url("a.png")), samples.remote(server.url("drawing/a.svg"), 2)
    allowed = FetchOptions(allow_private=True)
    fetched = fetch([picture, drawing], cache, allowed, frozen=frozen)
    assert [one.fresh for one in fetched] == [True, True]
    assert frozen.keep("p.md", fetched) == 2
    cache.clear()
    asked = len(server.seen.paths)
    again, drawn = fetch([picture, drawing], cache, FetchOptions(offline=True), frozen=frozen)
    assert again.path is not None
    assert again.path.read_bytes() == PNG
    assert frozen.directory in again.path.parents
    assert drawn.for_browser is not None
    assert frozen.directory in drawn.for_browser.parents
    assert len(server.seen.paths) == asked
    assert fetch([picture], cache, FetchOptions(offline=True))[0].path is None


def test_a_kept_picture_that_is_damaged_is_fetched_and_kept_anew(
    server: Server, cache: PictureCache, frozen: FrozenPictures
) -> None:
    picture = samples.remote(server.url("a.png"))
    allowed = FetchOptions(allow_private=True)
    frozen.keep("p.md", fetch([picture], cache, allowed))
    kept = frozen.find(server.url("a.png"))
    assert kept is not None
    kept.write_bytes(b"")
    again = fetch([picture], cache, allowed, frozen=frozen)
    assert again[0].path is not None
    assert again[0].path.parent == cache.directory
    frozen.keep("p.md", again)
    assert kept.read_bytes() == PNG


@pytest.mark.parametrize("path", [
    "../../../etc/passwd", "/etc/passwd", "a/../b", "x" * 5_000, "a\nb", "\udcff\udc80.md", "a\0b", "", ".", "CON",
    "a:b",
])  # fmt: skip
def test_hostile_paths_of_posts(path: str, frozen: FrozenPictures, tmp_path: Path) -> None:
    outside = sorted(tmp_path.rglob("*"))
    frozen.keep(path, [there(tmp_path, "http://a/1")])
    assert frozen.holds(path)
    made = set(tmp_path.rglob("*")) - set(outside)
    assert all(frozen.directory in one.parents or one in (frozen.directory, *frozen.directory.parents)
               or one.parent.name == "fetched" or one.name == "fetched" for one in made)  # fmt: skip
    assert frozen.release(path) == 1


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"pictures": 1}', b'{"pictures": {"../x": "y"}}', b"[" * 9_000])
def test_a_damaged_list_loses_nothing(damage: bytes, frozen: FrozenPictures, tmp_path: Path) -> None:
    frozen.keep("p.md", [there(tmp_path, "http://a/1")])
    (manifest,) = (frozen.directory / "posts").iterdir()
    manifest.write_bytes(damage)
    assert frozen.holds("p.md")
    frozen.keep("p.md", [there(tmp_path, "http://a/2")])
    assert frozen.find("http://a/1") is not None
    assert frozen.release("p.md") in (1, 2)
    if b"../x" not in damage:
        assert files(frozen) == []


def test_a_place_that_can_not_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(PictureError, match="can't be written to"):
        FrozenPictures(tmp_path / "file" / "x").keep("p.md", [there(tmp_path, "http://a/1")])


def test_a_full_disk_keeps_what_is_there(
    frozen: FrozenPictures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frozen.keep("p.md", [there(tmp_path, "http://a/1")])

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(PictureError, match="No space left"):
            frozen.keep("p.md", [there(tmp_path, "http://a/2")])
    assert frozen.find("http://a/1") is not None
    assert frozen.keep("p.md", [there(tmp_path, "http://a/2")]) == 1
    assert frozen.release("p.md") == 2
    assert files(frozen) == []


def test_what_a_killed_program_left_goes_with_the_next_release(frozen: FrozenPictures, tmp_path: Path) -> None:
    frozen.keep("p.md", [there(tmp_path, "http://a/1")])
    (frozen.directory / "posts" / ".part-0123456789abcdef").write_text("half a list")
    assert frozen.release("p.md") == 1
    assert files(frozen) == []


_KEEPING = """
import sys
from pathlib import Path
from tests.images import samples
from tui_reader.images import FetchedPicture, FrozenPictures, sniff
folder, number = Path(sys.argv[1]), int(sys.argv[2])
frozen = FrozenPictures(folder / "frozen")
source = folder / "a.png"
fetched = [FetchedPicture(samples.remote(f"http://a/{n}"), source, "", sniff(source.read_bytes())) for n in range(40)]
print("ready", flush=True)
while True:
    for post in range(10):
        frozen.keep(f"{post}.md", fetched[post * 3 : post * 3 + 10])
        print("kept", post, flush=True)
    for post in range(0, 10, 2):
        frozen.release(f"{post}.md")
        print("released", post, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
@pytest.mark.parametrize("rounds", [50])
def test_kill_loses_nothing_that_was_kept(rounds: int, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(samples.png(40, 30, padding=50_000))
    size = (tmp_path / "a.png").stat().st_size
    frozen = FrozenPictures(tmp_path / "frozen")
    held: dict[int, bool] = {}
    for number in range(rounds):
        process = subprocess.Popen(
            [sys.executable, "-c", _KEEPING, str(tmp_path), str(number)], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(0.002 * (number % 25))
        process.send_signal(signal.SIGKILL)
        said = process.stdout.read()
        process.stdout.close()
        process.wait(10)
        for line in said.splitlines(keepends=True):
            if line.endswith("\n"):
                word, which = line.split()
                held[int(which)] = word == "kept"
        # One action may be under way; what it is about may be either way, all others are as acknowledged.
        last = [int(line.split()[1]) for line in said.splitlines()][-1:] or [-1]
        for post in {(last[0] + step) % 10 for step in (1, 2)} | {0}:
            held.pop(post, None)  # and stays so until its next action has been acknowledged
        for post, kept in held.items():
            if kept:
                assert frozen.holds(f"{post}.md")
                for picture in range(post * 3, post * 3 + 10):
                    found = frozen.find(f"http://a/{picture}")
                    assert found is not None, (number, post, picture)
        for path in frozen.directory.rglob("picture*"):
            assert path.stat().st_size == size, "never torn"
    for post in range(10):
        frozen.release(f"{post}.md")
    assert files(frozen) == [], "nothing is left over that nobody holds"


class Keeping(RuleBasedStateMachine):
    """Any order of keeping and releasing agrees with a dictionary."""

    def __init__(self) -> None:
        super().__init__()
        import tempfile

        self.folder = Path(tempfile.mkdtemp(prefix="tui-reader-test-"))
        self.frozen = FrozenPictures(self.folder / "frozen")
        self.model: dict[str, set[str]] = {}

    def teardown(self) -> None:
        import shutil

        shutil.rmtree(self.folder)

    @rule(post=st.sampled_from("abc"), pictures=st.sets(st.sampled_from("1234"), min_size=1))
    def keep(self, post: str, pictures: set[str]) -> None:
        self.frozen.keep(post, [there(self.folder, f"http://a/{one}") for one in sorted(pictures)])
        self.model.setdefault(post, set()).update(pictures)

    @rule(post=st.sampled_from("abc"))
    def release(self, post: str) -> None:
        gone = self.model.pop(post, set()) - set().union(*self.model.values())
        assert self.frozen.release(post) == len(gone)

    @invariant()
    def as_the_model(self) -> None:
        wanted = set().union(*self.model.values()) if self.model else set()
        assert {one for one in "1234" if self.frozen.find(f"http://a/{one}")} == wanted
        assert {post for post in "abc" if self.frozen.holds(post)} == set(self.model)
        assert self.frozen.size()[0] == len(wanted)


TestKeeping = Keeping.TestCase
TestKeeping.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=50), st.text(max_size=50))
def test_any_two_posts_are_told_apart(one: str, other: str) -> None:
    from tui_reader.images.frozen import _post_name

    assert (_post_name(one) == _post_name(other)) == (one == other)


def test_the_list_of_a_post_can_be_read(frozen: FrozenPictures, tmp_path: Path) -> None:
    """People and other programs can find their pictures without this one."""
    frozen.keep("旅行.md", [there(tmp_path, "http://a/1")])
    (manifest,) = (frozen.directory / "posts").iterdir()
    written = json.loads(manifest.read_bytes())
    assert written["post"] == "旅行.md"
    ((stem, url),) = written["pictures"].items()
    assert url == "http://a/1"
    assert (frozen.directory / stem[:2] / stem / "picture.png").exists()
