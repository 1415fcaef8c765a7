"""Takes the pictures in `screenshots/`: runs the real program in a pseudo-terminal, on the sample library.

It answers for what was on the screen, not for how it came there.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.terminal import Terminal
from scripts.screen_svg import svg

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "screenshots"

WELCOME = "欢迎使用"


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: how the reader is started, what is pressed, and what must then be on the screen."""

    name: str
    title: str
    theme: str
    columns: int
    rows: int
    keys: tuple[str, ...]
    shows: str
    foreground: str = "#d8d8d8"
    background: str = "#14161a"


LIGHT = {"foreground": "#202020", "background": "#faf8f3"}

SHOTS = (
    Shot(
        "reader",
        "Three panes: categories, posts, an article",
        "reader-dark",
        120,
        36,
        ("2", "j", "j"),
        "一个汉字占两格",
    ),
    Shot("light", "The light theme", "reader-light", 120, 36, ("2", "j", "j", "l"), "一个汉字占两格", **LIGHT),
    Shot("narrow", "One pane at a time in a narrow window", "reader-dark", 80, 24, ("2",), WELCOME),
    Shot("search", "Searching as one types", "reader-dark", 120, 36, ("2", "/", "面"), "手擀面"),
    Shot("help", "All keys, searchable", "reader-dark", 120, 36, ("?",), "type to filter"),
)


def _environ(home: Path, theme: str) -> dict[str, str]:
    config = home / "config.toml"
    config.write_text(f'theme = "{theme}"\n', encoding="utf-8")
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("TUI_READER_", "XDG_", "NO_COLOR"))
    }
    places = {f"XDG_{name}_HOME": str(home / name.lower()) for name in ("CONFIG", "CACHE", "DATA", "STATE")}
    own = {"HOME": str(home), "TUI_READER_CONFIG": str(config), "TZ": "Asia/Shanghai"}
    return {**kept, **places, **own, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8"}


def _has(text: str, lines: Sequence[str]) -> bool:
    return any(text in line for line in lines)


def take(shot: Shot) -> str:
    """Run the program and take one picture."""
    with tempfile.TemporaryDirectory() as folder:
        environ = _environ(Path(folder), shot.theme)
        command = [sys.executable, "-m", "tui_reader"]
        with Terminal(command, environ, columns=shot.columns, rows=shot.rows) as terminal:
            terminal.wait_for(lambda lines: _has(WELCOME, lines))
            terminal.settle(quiet=1.5)
            for key in shot.keys:
                terminal.send(key)
                terminal.settle()
            terminal.settle(quiet=1.0)
            if not _has(shot.shows, terminal.lines()):
                raise SystemExit(f"{shot.name}: {shot.shows!r} is not on the screen:\n" + "\n".join(terminal.lines()))
            return svg(terminal.screen, title=shot.title, foreground=shot.foreground, background=shot.background)


def main() -> None:
    """Take all pictures, or those that are named."""
    FOLDER.mkdir(exist_ok=True)
    wanted = set(sys.argv[1:]) or {shot.name for shot in SHOTS}
    for shot in SHOTS:
        if shot.name in wanted:
            target = FOLDER / f"{shot.name}.svg"
            target.write_text(take(shot), encoding="utf-8")
            print(f"{target.stat().st_size:>8,} bytes  {target.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
