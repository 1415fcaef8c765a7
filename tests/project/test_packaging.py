"""The checkout can be set up, locked and packed: make targets, lock files, what the wheel carries."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.project import checkout

LOCKS = ("requirements/run.txt", "requirements/dev.txt")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=checkout.ROOT, check=True, capture_output=True, timeout=120)
    (file,) = folder.glob("*.whl")
    return zipfile.ZipFile(file)


def _packaged(suffixes: set[str]) -> set[str]:
    files = (path for path in checkout.PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(checkout.ROOT).as_posix() for path in files if path.suffix in suffixes}


def test_the_wheel_carries_modules_styles_and_the_sample(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    sample = {name for name in _packaged({".md", ".html", ".png", ".yml"}) if name.startswith("tui_reader/sample/")}
    styles = _packaged({".tcss"})
    assert len(sample) >= 30
    assert styles
    assert _packaged({".py"}) | styles | sample <= names


def test_the_wheel_carries_manual_page_and_completions(wheel: zipfile.ZipFile) -> None:
    shared = {name.partition(".data/data/")[2]: name for name in wheel.namelist() if ".data/data/" in name}
    assert sorted(shared) == [
        "share/bash-completion/completions/tui-reader",
        "share/fish/vendor_completions.d/tui-reader.fish",
        "share/man/man1/tui-reader.1",
        "share/zsh/site-functions/_tui-reader",
    ]
    assert wheel.read(shared["share/man/man1/tui-reader.1"]).startswith(b".TH TUI")


def test_the_wheel_carries_nothing_else_but_its_papers(wheel: zipfile.ZipFile) -> None:
    assert [name for name in wheel.namelist() if not name.startswith("tui_reader")] == []
    assert [name for name in wheel.namelist() if name.endswith(".pyc")] == []


def test_the_wheel_has_command_licence_and_needs(wheel: zipfile.ZipFile) -> None:
    papers = {name.rpartition("/")[2]: name for name in wheel.namelist() if ".dist-info/" in name}
    assert "tui-reader = tui_reader.__main__:main" in wheel.read(papers["entry_points.txt"]).decode()
    assert b"GNU GENERAL PUBLIC LICENSE" in wheel.read(papers["LICENSE"])
    metadata = wheel.read(papers["METADATA"]).decode()
    assert "License-Expression: GPL-3.0-or-later" in metadata
    needs = {checkout.requirement_name(name) for name in re.findall(r"^Requires-Dist: (.+)$", metadata, re.M)}
    assert needs == checkout.run_dependencies()


def _locked(name: str) -> dict[str, str]:
    found = re.findall(r"^([a-z0-9._-]+)==(\S+)(?: ; [^\\\n]+)? \\\n    --hash=sha256:", checkout.text(name), re.M)
    return dict(found)


@pytest.mark.parametrize("name", LOCKS)
def test_lock_files_name_no_host(name: str) -> None:
    assert not re.search(r"://|index-url|find-links|@ ", checkout.text(name))


@pytest.mark.parametrize("name", LOCKS)
def test_lock_files_pin_every_package_with_a_hash(name: str) -> None:
    lines = re.findall(r"^[a-z0-9].*$", checkout.text(name), re.M)
    assert len(lines) == len(_locked(name)) > 15


def test_lock_files_hold_what_is_needed() -> None:
    run, dev = (_locked(name) for name in LOCKS)
    assert checkout.run_dependencies() <= set(run)
    assert checkout.development_dependencies() <= set(dev)
    assert run.items() <= dev.items()


def _phony() -> set[str]:
    found = re.search(r"^\.PHONY: (.+)$", checkout.text("Makefile"), re.M)
    assert found
    return set(found[1].split())


def _make(*arguments: str) -> str:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    command = ["make", "--no-print-directory", *arguments]
    return subprocess.run(command, cwd=checkout.ROOT, env=environ, check=True, capture_output=True, text=True).stdout


needs_make = pytest.mark.skipif(sys.platform == "win32", reason="make is not there on Windows")


@needs_make
def test_help_is_the_default_and_names_every_target() -> None:
    assert _make() == _make("help")
    named = set(re.findall(r"^  make ([a-z-]+) ", _make("help"), re.M))
    assert named == {name for name in _phony() if not name.startswith("set-up-")}
    assert named >= {"run", "test", "lint", "check", "screenshots", "bench", "help", "clean"}


@needs_make
def test_every_target_of_help_has_a_recipe_that_make_can_read() -> None:
    for name in re.findall(r"^  make ([a-z-]+) ", _make("help"), re.M):
        assert _make("--dry-run", name).strip(), name


@needs_make
@pytest.mark.parametrize(
    ("given", "meant"),
    [("~/my posts", "HOME/my posts"), ("~", "HOME"), ("a 'b'", "a 'b'"), ("", "tui_reader/sample"), ("~x/y", "~x/y")],
)
def test_run_hands_the_library_over_as_it_was_given(given: str, meant: str, tmp_path: Path) -> None:
    makefile = (
        checkout.text("Makefile")
        .replace("$(bin)/python -m tui_reader", "printf '%s\\n' start")
        .replace("set-up-run: \n", "")
    )
    (tmp_path / "Makefile").write_text(re.sub(r"^\t@scripts/set-up.*$", "\t@:", makefile, flags=re.M), encoding="utf-8")
    environ = {**os.environ, "HOME": "HOME"}
    command = ["make", "--no-print-directory", "run", f"LIBRARY={given}"]
    result = subprocess.run(command, cwd=tmp_path, env=environ, check=True, capture_output=True, text=True)
    assert result.stdout.splitlines() == ["start", meant]


@pytest.mark.skipif(sys.platform == "win32", reason="files have no run bit on Windows")
@pytest.mark.parametrize("name", [".ci/run", "scripts/set-up", "scripts/lock"])
def test_scripts_can_be_run(name: str) -> None:
    assert os.access(checkout.ROOT / name, os.X_OK)


def _set_up(environ: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["sh", str(checkout.ROOT / "scripts" / "set-up"), *arguments]
    return subprocess.run(command, env={**os.environ, **environ}, capture_output=True, text=True, check=False)


@needs_make
def test_set_up_says_in_one_line_what_is_missing(tmp_path: Path) -> None:
    copy = tmp_path / "checkout"
    for name in ("scripts/set-up", "pyproject.toml", "tui_reader/__init__.py", *LOCKS):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        (copy / name).write_text(checkout.text(name), encoding="utf-8")
    old = tmp_path / "python-of-old"
    old.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    old.chmod(0o755)
    command = ["sh", str(copy / "scripts/set-up"), "run"]
    result = subprocess.run(
        command, env={**os.environ, "PYTHON": str(old)}, capture_output=True, text=True, check=False
    )
    assert result.returncode == 1
    assert result.stderr == f"set-up: PYTHON={old} is no Python 3.11 to 3.14 that runs.\n"
    assert not (copy / ".venv").exists()


@needs_make
def test_set_up_knows_its_two_kinds() -> None:
    result = _set_up({}, "everything")
    assert result.returncode == 1
    assert result.stderr == "set-up: 'everything' is neither run nor dev.\n"


def test_the_licence_is_whole() -> None:
    licence = checkout.text("LICENSE")
    assert "Version 3, 29 June 2007" in licence
    assert "END OF TERMS AND CONDITIONS" in licence
