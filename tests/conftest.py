"""What every test shares: the developer's machine stays out, and the way to the real posts."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

hypothesis.settings.register_profile("shared", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
# How fast examples are made says how busy the machine is, and nothing of what is tested.
hypothesis.settings.load_profile("shared")

_DESKTOP = (
    "DISPLAY", "WAYLAND_DISPLAY", "SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT", "TMUX", "STY", "WSL_DISTRO_NAME",
    "WSL_INTEROP", "TERMUX_VERSION",
)  # fmt: skip
"""What leads to windows and clipboards of the developer's own."""


@pytest.fixture(autouse=True)
def _a_machine_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Home, XDG directories, time zone, the colours of the terminal and the program's own variables are the test's."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    for name in ("CONFIG", "CACHE", "DATA", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
    for name in [name for name in os.environ if name.startswith("TUI_READER_")]:
        monkeypatch.delenv(name)
    for name in ("NO_COLOR", "BROWSER", "VISUAL", "EDITOR", *_DESKTOP):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("TZ", "UTC")
    if hasattr(time, "tzset"):
        time.tzset()
    yield
    monkeypatch.undo()
    if hasattr(time, "tzset"):
        time.tzset()


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """Two workers a processor: a good part of the tests waits for programs, terminals and servers."""
    if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ:
        return None
    return 2 * (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


CORPORA = os.environ.get("TUI_READER_CORPORA")


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The folder of real posts, each archive a folder in it."""
    if not CORPORA:
        pytest.skip("TUI_READER_CORPORA names no folder of real posts")
    return Path(CORPORA)
