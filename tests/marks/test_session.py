"""The session's file: round trip, and anything else is none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tui_reader.errors import LibraryError
from tui_reader.library import forget_session, load_session, load_sessions, save_session
from tui_reader.model import Session, View


@pytest.mark.parametrize(
    "session",
    [
        Session("/home/me/posts", None, View.ALL, None),
        Session("/posts", (), View.UNREAD, "a/b.md", reading=True),
        Session("/posts", ("新闻", "Markets"), View.STARRED, os.fsdecode(b"bad\xff.md")),
    ],
)
def test_round_trip(tmp_path: Path, session: Session) -> None:
    save_session(tmp_path / "state", session)
    save_session(tmp_path / "state", session)
    assert load_session(tmp_path / "state") == session
    assert [file.name for file in (tmp_path / "state").iterdir()] == ["session.json"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "[null, 1, [], {}]",
        '{"library": "/a\\u0000", "category": null, "view": "all", "post": null}',
        '{"library": "/\\ud800", "category": null, "view": "all", "post": null}',
        "null",
        '"x"',
        "{}",
        "\xff",
        '{"library": 1, "category": null, "view": "all", "post": null}',
        '{"library": "/", "category": [1], "view": "all", "post": null}',
        '{"library": "/", "category": 5, "view": "all", "post": null}',
        '{"library": "/", "category": null, "view": "sideways", "post": null}',
        '{"library": "/", "category": null, "view": "all", "post": 7}',
        "[" * 100_000,
    ],
)
def test_what_cannot_be_understood_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "session.json").write_text(text, "latin-1")
    assert load_session(tmp_path) is None


def test_no_file_is_none(tmp_path: Path) -> None:
    assert load_session(tmp_path / "nowhere") is None


def test_a_failure_keeps_what_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session("/posts", None, View.ALL, None)
    save_session(tmp_path, session)

    def refuse(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(LibraryError, match="No space left"):
        save_session(tmp_path, Session("/other", None, View.ALL, None))
    assert load_session(tmp_path) == session
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == ["session.json"]


def at(root: Path | str, post: str | None = None) -> Session:
    return Session(str(root), None, View.ALL, post)


def test_each_library_has_its_own_and_the_last_comes_first(tmp_path: Path) -> None:
    for session in (at("/a", "1.md"), at("/b"), at("/c"), at("/a", "2.md")):
        save_session(tmp_path, session)
    assert load_sessions(tmp_path) == (at("/a", "2.md"), at("/c"), at("/b"))
    assert load_session(tmp_path) == at("/a", "2.md")
    assert load_session(tmp_path, Path("/c")) == at("/c")
    assert load_session(tmp_path, Path("/d")) is None


def test_a_library_is_the_same_by_whatever_path(tmp_path: Path) -> None:
    (tmp_path / "posts").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "posts")
    save_session(tmp_path, at(tmp_path / "posts", "1.md"))
    assert load_session(tmp_path, tmp_path / "link") == at(tmp_path / "posts", "1.md")
    save_session(tmp_path, at(tmp_path / "link"))
    assert load_sessions(tmp_path) == (at(tmp_path / "link"),)


def test_twenty_are_remembered_and_one_is_forgotten(tmp_path: Path) -> None:
    for number in range(25):
        save_session(tmp_path, at(f"/{number}"))
    assert load_sessions(tmp_path) == tuple(at(f"/{number}") for number in range(24, 4, -1))
    forget_session(tmp_path, at("/20"))
    forget_session(tmp_path, at("/nowhere"))
    assert [session.library for session in load_sessions(tmp_path)][3:5] == ["/21", "/19"]


def test_the_form_before_is_read_and_what_is_damaged_left_out(tmp_path: Path) -> None:
    one = '{"library": "/a", "category": null, "view": "all", "post": null}'
    (tmp_path / "session.json").write_text(one)
    assert load_sessions(tmp_path) == (at("/a"),)
    (tmp_path / "session.json").write_text(f'[{{"library": 7}}, {one}, "x"]')
    assert load_sessions(tmp_path) == (at("/a"),)
