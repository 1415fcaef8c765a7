"""The one place where failures become messages; the log; which modules a short command loads."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.world import bad_bytes, run
from tui_reader.cli.logs import LOG_BYTES, QuietHandler, log_file

FAULT = """
import sys
from tui_reader.cli import main, program
def fail(*_arguments, **_named):
    text = "secret article text \\x1b[31m"
    raise {kind}(text)
program.commands["keys"].callback = fail
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize("kind", ["RuntimeError", "RecursionError", "MemoryError", "ZeroDivisionError", "OSError"])
def test_an_unexpected_failure_is_a_sentence(tmp_path: Path, kind: str) -> None:
    code = FAULT.format(kind=kind)
    done = subprocess.run([sys.executable, "-c", code, "keys"], capture_output=True, check=False)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert b"secret" not in done.stderr
    assert kind.encode() in done.stderr
    log = log_file(tmp_path / "home" / "state" / "tui-reader" / "log").read_text(encoding="utf-8")
    assert kind in log
    assert "secret" not in log
    shown = subprocess.run([sys.executable, "-c", code, "--debug", "keys"], capture_output=True, check=False)
    assert b"Traceback" in shown.stderr
    assert b"the log is " in shown.stderr
    assert bad_bytes(shown.stderr) == []


def test_the_log_is_small_clean_and_never_fails(tmp_path: Path) -> None:
    handler = QuietHandler(log_file(tmp_path / "log"))
    record = logging.LogRecord("x", logging.WARNING, __file__, 1, "%s", ("\x1b[31m\n" + "y" * 20_000,), None)
    for _ in range(1200):
        handler.emit(record)
    sizes = [path.stat().st_size for path in (tmp_path / "log").iterdir()]
    assert len(sizes) == 2
    assert sum(sizes) < 2 * LOG_BYTES + 10_000 < 5_000_000
    for path in (tmp_path / "log").iterdir():
        assert bad_bytes(path.read_bytes()) == []
    (tmp_path / "file").write_text("", encoding="utf-8")
    QuietHandler(log_file(tmp_path / "file")).emit(record)
    handler.emit(logging.LogRecord("x", logging.WARNING, __file__, 1, "%d", ("no number",), None))


LOADED = """
import json, sys
from tui_reader.cli import main
status = main(sys.argv[1:])
sys.stdout.flush()
print(json.dumps([status, sorted(sys.modules)]), file=sys.stderr)
"""
HEAVY = {
    *("textual", "rich", "pygments", "markdown_it", "mdit_py_plugins", "selectolax", "urllib3", "requests"),
    *("charset_normalizer", "yaml", "html2text", "frontmatter", "multiprocessing", "asyncio", "concurrent.futures"),
    *("email", "http", "ssl", "xml", "sqlite3", "importlib.metadata", "platformdirs", "tomllib"),
}


def loaded(*arguments: str) -> set[str]:
    """The modules that a command loads."""
    done = subprocess.run([sys.executable, "-c", LOADED, *arguments], capture_output=True, check=True)
    status, modules = json.loads(done.stderr.splitlines()[-1])
    assert status == 0, done.stderr
    return set(modules)


def test_short_commands_load_nothing_heavy(plain: Path) -> None:
    run("-L", str(plain), "index")
    for arguments in (("list", "--limit", "1", "--no-refresh"), ("categories", "--no-refresh"), ("keys",)):
        found = loaded("-L", str(plain), *arguments)
        allowed = {"rich"} if "rich.cells" in found else set()
        assert found & (HEAVY - allowed) == set(), arguments
    assert "tui_reader.ui.app" not in loaded("-L", str(plain), "show", "one.md")


def test_no_command_loads_textual(plain: Path, tmp_path: Path) -> None:
    for arguments in (
        ("index",),
        ("list",),
        ("show", "one.md"),
        ("export", "--to", str(tmp_path / "out")),
        ("images", "one.md"),
        ("check",),
        ("keys",),
        ("mark", "--read", "one.md"),
    ):
        assert not any(name.partition(".")[0] == "textual" for name in loaded("-L", str(plain), *arguments)), arguments
