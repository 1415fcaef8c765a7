"""The generated library that is measured, a home for the measured programs, and how they are run.

It measures nothing but how long a command takes.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks import generate
from benchmarks.terminal import Terminal
from tui_reader.library import Library

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Bench:
    """The library that is measured, and a home for the program that is nobody else's."""

    library: Path
    home: Path
    posts: int

    @property
    def environ(self) -> dict[str, str]:
        """The environment of every measured program: nobody's own, and bytecode is kept as where it was installed."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("TUI_READER_", "XDG_", "NO_COLOR", "PYTHONDONTWRITEBYTECODE"))
        }
        places = {f"XDG_{name}_HOME": str(self.home / name.lower()) for name in ("CONFIG", "CACHE", "DATA", "STATE")}
        return {**kept, **places, "HOME": str(self.home), "TERM": "xterm-256color", "COLORTERM": "truecolor"}

    def command(self, *arguments: str) -> list[str]:
        """The reader's command line."""
        return [sys.executable, "-m", "tui_reader", *arguments]

    def run(self, command: Sequence[str], environ: Mapping[str, str] | None = None) -> float:
        """Seconds that a command takes; its output is thrown away.

        Args:
            command: The program and its arguments.
            environ: What stands in its environment besides.

        Raises:
            subprocess.CalledProcessError: It failed.
        """
        start = time.perf_counter()
        self._run(command, environ, subprocess.DEVNULL)
        return time.perf_counter() - start

    def output(self, command: Sequence[str], environ: Mapping[str, str] | None = None) -> str:
        """What a command prints; else as `run`."""
        return self._run(command, environ, subprocess.PIPE).decode(errors="replace")

    def _run(self, command: Sequence[str], environ: Mapping[str, str] | None, output: int) -> bytes:
        every = {**self.environ, **(environ or {})}
        done = subprocess.run(command, env=every, check=True, stdout=output, stdin=subprocess.DEVNULL)
        return done.stdout or b""

    @contextlib.contextmanager
    def empty_home(self) -> Iterator[Bench]:
        """The same library with a home in which nothing is known of it yet; deleted at the end."""
        home = self.home.with_name(f"{self.home.name}-empty")
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        try:
            yield replace(self, home=home)
        finally:
            shutil.rmtree(home)

    @property
    def index_bytes(self) -> int:
        """How large the files of the index are."""
        return sum(path.stat().st_size for path in (self.home / "cache").rglob("*") if path.is_file())

    def reader(self) -> Terminal:
        """The reader on the library, as at the first start: nothing remembered."""
        shutil.rmtree(self.home / "state", ignore_errors=True)
        return Terminal(self.command(str(self.library)), self.environ)

    def open(self) -> Library:
        """The library in this process, with the index that the program keeps."""
        places = {name: Path(self.environ[f"XDG_{name.upper()}_HOME"]) / "tui-reader" for name in ("cache", "data")}
        return Library.open(self.library, cache_dir=places["cache"], data_dir=places["data"])

    def baseline(self, name: str) -> Terminal:
        """One of the baseline apps."""
        return Terminal([sys.executable, "-m", "benchmarks.baselines", name], self.environ)


def installed(program: str) -> bool:
    """Whether a program that we are measured against is there; says so where it isn't."""
    found = shutil.which(program) is not None
    if not found:
        print(f"  {program} is not installed: its figures are left out")
    return found


def kept(name: str, write: Callable[[Path], None]) -> Path:
    """The folder of that name in `.benchmarks/`, as `write` fills it; filled once and kept."""
    folder = ROOT / ".benchmarks" / name
    done = folder.with_name(f"{name}.done")
    if not done.exists():
        print(f"writing {name} …", flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        write(folder)
        done.touch()
    return folder


def generated(posts: int) -> Bench:
    """The library of that size, and a home for it as it was left."""
    library = kept(f"library-{posts}", lambda folder: generate.write(folder, posts))
    bench = Bench(library, library.with_name(f"home-{posts}"), posts)
    bench.home.mkdir(parents=True, exist_ok=True)
    return bench


def prepared(posts: int) -> Bench:
    """The library of that size with an index that is up to date."""
    bench = generated(posts)
    print("bringing the index up to date …", flush=True)
    bench.run(bench.command("index", "--library", str(bench.library)))
    return bench
