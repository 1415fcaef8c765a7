"""The generated library that is measured, a home for the measured programs, and how they are run.

It measures nothing but how long a command takes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import generate
from benchmarks.terminal import Terminal

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Bench:
    """The library that is measured, and a home for the program that is nobody else's."""

    library: Path
    home: Path
    posts: int

    @property
    def environ(self) -> dict[str, str]:
        """The environment of every measured program."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("TUI_READER_", "XDG_", "NO_COLOR"))
        }
        places = {f"XDG_{name}_HOME": str(self.home / name.lower()) for name in ("CONFIG", "CACHE", "DATA", "STATE")}
        return {**kept, **places, "HOME": str(self.home), "TERM": "xterm-256color", "COLORTERM": "truecolor"}

    def command(self, *arguments: str) -> list[str]:
        """The reader's command line."""
        return [sys.executable, "-m", "tui_reader", *arguments]

    def run(self, command: Sequence[str]) -> float:
        """Seconds that a command takes; its output is thrown away.

        Raises:
            subprocess.CalledProcessError: It failed.
        """
        start = time.perf_counter()
        subprocess.run(command, env=self.environ, check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        return time.perf_counter() - start

    def reader(self) -> Terminal:
        """The reader on the library, as at the first start: nothing remembered."""
        shutil.rmtree(self.home / "state", ignore_errors=True)
        return Terminal(self.command(str(self.library)), self.environ)

    def baseline(self, name: str) -> Terminal:
        """One of the baseline apps."""
        return Terminal([sys.executable, "-m", "benchmarks.baselines", name], self.environ)


def prepared(posts: int) -> Bench:
    """The library of that size with an index that is up to date."""
    folder = ROOT / ".benchmarks"
    bench = Bench(folder / f"library-{posts}", folder / f"home-{posts}", posts)
    done = folder / f"library-{posts}.done"
    if not done.exists():
        print(f"writing {posts:,} posts …", flush=True)
        generate.write(bench.library, posts)
        done.touch()
    bench.home.mkdir(parents=True, exist_ok=True)
    print("bringing the index up to date …", flush=True)
    bench.run(bench.command("index", "--library", str(bench.library)))
    return bench
