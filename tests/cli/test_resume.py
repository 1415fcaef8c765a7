"""Which library the reader opens when none is named: the one that was read last, else the sample."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tui_reader.cli.desk import Desk, sample
from tui_reader.cli.reading import _folder_and_post
from tui_reader.config import places
from tui_reader.errors import UsageError
from tui_reader.library import save_session
from tui_reader.model import LibraryOptions, Session, View


def desk(named: str | None = None) -> Desk:
    return Desk(named_library=named)


def test_nothing_was_read_yet() -> None:
    assert desk().resumed() is None
    assert desk().root(here=False) == sample()


def test_the_last_library_is_opened_again(tmp_path: Path) -> None:
    save_session(places(os.environ).state_dir, Session(str(tmp_path), None, View.ALL, None))
    assert desk().resumed() == tmp_path
    assert desk(named="elsewhere").resumed() is None


def test_one_that_is_gone_is_not(tmp_path: Path) -> None:
    save_session(places(os.environ).state_dir, Session(str(tmp_path / "gone"), None, View.ALL, None))
    assert desk().resumed() is None
    save_session(places(os.environ).state_dir, Session(str(tmp_path), None, View.ALL, None))
    save_session(places(os.environ).state_dir, Session(str(tmp_path / "gone"), None, View.ALL, None))
    assert desk().resumed() == tmp_path


@pytest.fixture
def named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that the configuration names, while a folder of that name lies where one is."""
    config = tmp_path / "own.toml"
    config.write_text("[libraries.news]\npath = 'archive'\nsite = 'hugo'\n[libraries.gone]\npath = 'gone'\n")
    monkeypatch.setenv("TUI_READER_CONFIG", str(config))
    (tmp_path / "archive").mkdir()
    (tmp_path / "here" / "news").mkdir(parents=True)
    (tmp_path / "here" / "other").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "archive"


def test_a_word_is_a_librarys_name_before_it_is_a_folder(named: Path) -> None:
    assert _folder_and_post(desk(), "news", ()) == (named, None)
    assert _folder_and_post(desk(), "./news", ()) == (Path("news"), None)
    assert _folder_and_post(desk(), "news/", ()) == (Path("news"), None)
    assert _folder_and_post(desk(), "other", ()) == (Path("other"), None)
    with pytest.raises(UsageError, match="Did you mean tui-reader gone"):
        _folder_and_post(desk(), "gnoe", ())
    assert _folder_and_post(desk(), "gone", ()) == (named.parent / "gone", None)


def test_a_library_has_its_options_by_name_and_by_path(named: Path) -> None:
    for at in (desk(named="news").root(), named, Path("../archive")):
        library = desk().open(at)
        assert library.options == LibraryOptions(site="hugo")
        library.close()
    library = desk().open(Path("other"))
    assert library.options == LibraryOptions()
    library.close()
