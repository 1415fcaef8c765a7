"""The program that was chosen last is the first the next time; its file can name none that isn't there."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.programs.standin import stand_in
from tui_reader.errors import ProgramError
from tui_reader.programs import Purpose, Remembered, Viewer

FEH = Viewer("feh", ("/usr/bin/feh", "{files}"))
MPV = Viewer("mpv", ("/usr/bin/mpv", "{files}"))
NAMED = Viewer("mine", ("/opt/mine", "{files}"), named=True)


def test_the_chosen_comes_first_but_never_before_the_named(tmp_path: Path) -> None:
    remembered = Remembered(tmp_path / "state")
    assert remembered.ordered(Purpose.PICTURES, [FEH, MPV]) == (FEH, MPV)
    remembered.choose(Purpose.PICTURES, MPV)
    again = Remembered(tmp_path / "state")
    assert again.ordered(Purpose.PICTURES, [FEH, MPV]) == (MPV, FEH)
    assert again.ordered(Purpose.PICTURES, [NAMED, FEH, MPV]) == (NAMED, FEH, MPV)
    assert again.chosen(Purpose.PICTURES, [NAMED, FEH, MPV]) == MPV
    assert again.ordered(Purpose.MEDIA, [FEH, MPV]) == (FEH, MPV)
    assert again.ordered(Purpose.PICTURES, [FEH]) == (FEH,)
    assert again.ordered(Purpose.PICTURES, []) == ()


def test_another_program_of_the_same_name_was_not_chosen(tmp_path: Path) -> None:
    remembered = Remembered(tmp_path)
    remembered.choose(Purpose.PICTURES, Viewer("mpv", ("/home/else/mpv", "{files}")))
    assert remembered.ordered(Purpose.PICTURES, [FEH, MPV]) == (FEH, MPV)


@pytest.mark.skipif(sys.platform == "win32", reason="stand-ins are scripts with a first line")
def test_programs_that_are_gone_leave_the_file(tmp_path: Path) -> None:
    programs = {name: Viewer(name, (str(stand_in(tmp_path / "bin", "", name)), "{files}")) for name in ("a", "b")}
    remembered = Remembered(tmp_path)
    remembered.choose(Purpose.PICTURES, programs["a"])
    remembered.choose(Purpose.MEDIA, programs["b"])
    assert set(json.loads((tmp_path / "programs.json").read_text())) == {"pictures", "media"}
    (tmp_path / "bin" / "a").unlink()
    remembered.choose(Purpose.ADDRESSES, programs["b"])
    assert set(json.loads((tmp_path / "programs.json").read_text())) == {"media", "addresses"}
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["programs.json"]


@pytest.mark.parametrize("text", [
    "", "{", "[]", "null", '{"pictures": 1}', '{"pictures": ["mpv"]}', '{"pictures": [1, 2]}',
    '{"pictures": ["a\\u0000b", "/usr/bin/mpv"]}', "[" * 60_000, '{"pictures": {"a": 1}}', "\xff",
])  # fmt: skip
def test_a_file_that_can_not_be_read_is_as_good_as_none(text: str, tmp_path: Path) -> None:
    (tmp_path / "programs.json").write_bytes(text.encode("latin-1"))
    remembered = Remembered(tmp_path)
    assert remembered.ordered(Purpose.PICTURES, [FEH, MPV]) == (FEH, MPV)
    remembered.choose(Purpose.PICTURES, MPV)
    assert remembered.ordered(Purpose.PICTURES, [FEH, MPV]) == (MPV, FEH)


def test_a_folder_that_can_not_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ProgramError, match="can't be written"):
        Remembered(tmp_path / "file").choose(Purpose.PICTURES, FEH)
