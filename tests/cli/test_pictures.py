"""The command `images`, as a process: one post as ever, many posts, keys of its JSON, statuses, interrupts."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli import world
from tests.cli.world import COMMAND, HEARING, INTERRUPTED, run, run_on_terminal
from tests.images.server import PNG, Server, running

KEYS = ["n", "kind", "url", "original_url", "path", "caption", "alt", "width", "height", "from", "aside"]
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals and terminals")
ALLOWED = {"TUI_READER_ALLOW_PRIVATE": "1"}


@pytest.fixture
def server() -> Iterator[Server]:
    with running() as server:
        yield server


@pytest.fixture
def root(tmp_path: Path, server: Server) -> Path:
    """Three posts with pictures on a server, one with one of its own, one without."""
    folder = tmp_path / "library"
    for number in range(3):
        body = f"# Post {number}\n\nword{number} ![Picture {number}]({server.url(f'{number}.png')})\n"
        world.write(folder, f"{number}.md", body)
    world.write(folder, "local.md", "# Local\n\n![Hill](hill.png)\n\n![Hm](https://hm.baidu.com/hm.gif)\n")
    world.write(folder, "none.md", "# None\n\nNothing.\n")
    world.write(folder, "hill.png", world.PNG)
    return folder


def images(root: Path, *arguments: str, stdin: bytes = b"") -> world.Result:
    return run("-L", str(root), "images", *arguments, stdin=stdin, environ=ALLOWED)


def cached() -> Path:
    return Path(os.environ["XDG_CACHE_HOME"]) / "tui-reader" / "pictures"


def test_one_post_is_listed_as_ever(root: Path, server: Server) -> None:
    done = images(root, "--json", "0.md")
    [picture] = [json.loads(line) for line in done.lines]
    assert list(picture) == KEYS
    assert (picture["kind"], picture["path"]) == ("remote", None)
    assert images(root, "0.md").lines == [f"1\tremote\t{server.url('0.png')}\tPicture 0"]
    assert images(root, "none.md").status == 1
    assert server.seen.paths == [], "nothing is fetched unless asked for"


def test_one_post_is_fetched(root: Path, server: Server) -> None:
    done = images(root, "--fetch", "--json", "0.md")
    assert done.status == 0, done.told
    [picture] = [json.loads(line) for line in done.lines]
    assert Path(picture["path"]).read_bytes() == PNG
    assert done.told == ""
    assert images(root, "--fetch", "0.md").status == 0
    assert server.seen.paths == ["/0.png"]


def test_counters_are_listed_and_not_fetched(root: Path) -> None:
    done = images(root, "--fetch", "local.md")
    assert done.status == 0
    assert [line.split("\t")[:2] for line in done.lines] == [["1", "local"], ["2", "remote"]]
    assert "picture 2: It is a counter, and was not fetched." in done.told


def test_many_posts_are_listed_post_by_post(root: Path, server: Server) -> None:
    done = images(root, "--json", "0.md", "local.md", "none.md")
    found = [json.loads(line) for line in done.lines]
    assert done.status == 0
    assert all(list(one) == ["post", *KEYS] for one in found)
    assert [(one["post"], one["n"]) for one in found] == [("0.md", 1), ("local.md", 1), ("local.md", 2)]
    plain = images(root, "0.md", "local.md")
    assert plain.lines[0] == f"0.md\t1\tremote\t{server.url('0.png')}\tPicture 0"
    assert images(root, "none.md", "none.md").status == 1
    assert server.seen.paths == []


def test_a_query_and_standard_input(root: Path, server: Server) -> None:
    listed = run("-L", str(root), "list", "Post").out
    done = images(root, "--fetch", "--json", "-", stdin=listed)
    assert {json.loads(line)["post"] for line in done.lines} == {"0.md", "1.md", "2.md"}
    assert "3 posts, 3 pictures: 0 were here, 3 fetched." in done.told
    assert done.status == 0
    one = images(root, "--query", "word1", "--json")
    assert [json.loads(line)["post"] for line in one.lines] == ["1.md"]
    both = images(root, "--fetch", "--query", "word1", "--query", "Post", "2.md")
    assert "3 posts, 3 pictures: 3 were here, 0 fetched." in both.told
    assert images(root, "--query", "nowhere").status == 1
    assert sorted(server.seen.paths) == ["/0.png", "/1.png", "/2.png"]
    single = images(root, "-", stdin=b"0.md\n")
    assert single.lines[0].startswith("1\t"), "one line is one post"


def test_what_fails_is_named_and_the_rest_comes(root: Path, server: Server) -> None:
    world.write(root, "bad.md", f"# Bad\n\n![]({server.url('status/404/x')}) ![](gone.png)\n")
    done = images(root, "--fetch", "bad.md", "unknown", "0.md")
    assert done.status == 2
    assert "bad.md: picture 1: The server no longer has the picture" in done.told
    assert "bad.md: picture 2: There is no “gone.png”" in done.told
    assert "No such post" in done.told
    assert "2 posts, 3 pictures: 0 were here, 1 fetched, 2 failed." in done.told
    again = images(root, "--fetch", "bad.md")
    assert "It failed before, on 2" in again.told
    assert server.seen.paths.count("/status/404/x") == 1
    assert images(root, "--retry", "bad.md").status == 2
    assert server.seen.paths.count("/status/404/x") == 2


def test_saving_many_posts(root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    assert images(root, "--save", str(folder), "--query", "Post").status == 0
    made = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.png"))
    assert [name.rpartition("-")[0].partition("/")[2] for name in made] == ["01-Picture"] * 3
    assert all(name.startswith("Post-") for name in made)
    again = images(root, "--save", str(folder), "--query", "Post")
    assert again.told.count("(already there)") == 3


def test_keeping_for_good_and_letting_go(root: Path, server: Server) -> None:
    done = images(root, "--freeze", "0.md")
    assert done.status == 0
    assert "1 picture is kept for good." in done.told
    assert "2 kept for good" in images(root, "--freeze", "1.md", "2.md").told
    assert run("cache", "--clear").status == 0
    asked = len(server.seen.paths)
    again = images(root, "--fetch", "--query", "Post")
    assert again.status == 0
    assert len(server.seen.paths) == asked
    assert "1 post released, 1 picture was removed." in images(root, "--release", "0.md").told
    assert "No pictures were kept for good." in images(root, "--release", "0.md").told
    assert "2 posts released, 2 pictures were removed." in images(root, "--release", "--query", "Post").told
    assert not list((Path(os.environ["XDG_DATA_HOME"]) / "tui-reader" / "pictures").rglob("*.png"))


def test_what_is_kept_for_good_follows_a_renamed_post(root: Path) -> None:
    assert images(root, "--freeze", "0.md").status == 0
    (root / "0.md").rename(root / "renamed.md")
    run("-L", str(root), "index")
    (root / "renamed.md").rename(root / "again.md")
    assert "1 post released, 1 picture was removed." in images(root, "--release", "again.md").told
    assert "No pictures were kept for good." in images(root, "--release", "again.md").told


def test_a_path_that_another_post_has_by_now_is_not_followed(root: Path) -> None:
    assert images(root, "--freeze", "0.md").status == 0
    (root / "0.md").rename(root / "renamed.md")
    run("-L", str(root), "index")
    world.write(root, "0.md", "# Another\n\nNo pictures.\n")
    assert "No pictures were kept for good." in images(root, "--release", "renamed.md").told
    assert "1 post released, 1 picture was removed." in images(root, "--release", "0.md").told


@pytest.mark.parametrize(("arguments", "said"), [
    ([], "name posts"), (["--release", "--fetch", "0.md"], "fetches nothing"), (["--save", "", "0.md"], "a folder"),
    (["--open", "0.md", "1.md"], "one post"), (["--open", "--query", "x"], "one post"), (["unknown"], "No such post"),
])  # fmt: skip
def test_wrong_use(arguments: list[str], said: str, root: Path, server: Server) -> None:
    done = images(root, *arguments)
    assert done.status == 2
    assert said in done.told
    assert server.seen.paths == []


def test_a_file_outside_any_library(tmp_path: Path, server: Server) -> None:
    world.write(tmp_path, "alone.md", f"![A]({server.url('a.png')})\n")
    other = world.plain_library(tmp_path / "other")
    done = images(other, "--fetch", str(tmp_path / "alone.md"))
    assert done.status == 0
    refused = images(other, "--freeze", str(tmp_path / "alone.md"))
    assert (refused.status, "belongs to no library" in refused.told) == (2, True)
    both = images(other, "--freeze", str(tmp_path / "alone.md"), "one.md")
    assert "belongs to no library" in both.told
    assert both.status == 2
    listed = images(other, "--json", str(tmp_path / "alone.md"), "one.md")
    assert [json.loads(line)["post"] for line in listed.lines] == [str(tmp_path / "alone.md"), "one.md"]


@POSIX
def test_an_interrupt_keeps_what_has_come(root: Path, server: Server) -> None:
    for number in range(40):
        world.write(root, f"slow{number}.md", f"# Slow\n\n![]({server.url(f'slow/{number}.png')})\n")
    process = subprocess.Popen(
        [sys.executable, "-c", HEARING, *COMMAND, "-L", str(root), "images", "--fetch", "--json", "--all"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, **ALLOWED},
    )  # fmt: skip
    end = time.monotonic() + 60
    while len(list(cached().glob("*.png"))) < 4 and time.monotonic() < end:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode in INTERRUPTED
    assert b"Stopped: " in err
    assert b"Traceback" not in err
    assert b"cancelled" not in err
    told = [json.loads(line) for line in out.splitlines()]
    came = [one for one in told if one["path"] and str(cached()) in one["path"]]
    assert len(came) >= 3
    assert all(Path(one["path"]).read_bytes() == PNG for one in came)
    assert not list(cached().glob(".part-*"))


@POSIX
def test_progress_on_a_terminal_goes_away(root: Path) -> None:
    done = run_on_terminal("-L", str(root), "images", "--fetch", "--query", "Post", environ=ALLOWED)
    assert done.status == 0
    shown = done.out.decode()
    assert "fetching pictures of posts" in shown
    assert "3 fetched." in shown


def test_hostile_posts_reach_no_terminal(hostile: Path) -> None:
    done = run("-L", str(hostile), "images", "--all", environ={"TUI_READER_ALLOW_PRIVATE": "0"})
    assert done.lines
    assert not world.CONTROL.search(done.out)
    assert not world.CONTROL.search(done.err)
    done = run("-L", str(hostile), "images", "--json", "--all")
    assert not world.CONTROL.search(done.out)
    assert all(json.loads(line) for line in done.lines)
