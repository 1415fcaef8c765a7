"""The command line: what the screen can do to posts, in pipes."""

from tui_reader.cli.main import main, program

__all__ = ["main", "program"]
