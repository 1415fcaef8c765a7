"""The session's file: round trip, and anything else is none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tui_reader.errors import LibraryError
from tui_reader.library import load_session, save_session
from tui_reader.model import Session, View


@pytest.mark.parametrize(
    "session",
    [
        Session("/home/me/posts", None, View.ALL, None),
        Session("/posts", (), View.UNREAD, "a/b.md"),
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
