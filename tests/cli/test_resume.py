"""Which library the reader opens when none is named: the one that was read last, else the sample."""

from __future__ import annotations

import os
from pathlib import Path

from tui_reader.cli.desk import Desk, sample
from tui_reader.config import places
from tui_reader.library import save_session
from tui_reader.model import Session, View


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
