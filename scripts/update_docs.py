"""Writes what is made from the program's own tables: those of README.md, and the manual page.

    python -m scripts.update_docs [--check]

A table stands between `<!-- NAME: generated -->` and `<!-- NAME: end -->`; nothing else of README.md is touched. With
`--check` nothing is written, and the exit status is 1 when anything is not up to date.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from tui_reader.cli.main import program
from tui_reader.cli.manual import manual
from tui_reader.cli.reference import STATUSES, VARIABLES
from tui_reader.cli.schema import OUTPUTS, described, own_fields
from tui_reader.config import documented
from tui_reader.plain import COMMANDS as PLAIN_COMMANDS
from tui_reader.plain import Group as PlainGroup
from tui_reader.plain import shown_words
from tui_reader.query import FORMS
from tui_reader.ui.chosen_keys import preset_keymap
from tui_reader.ui.commands import COMMANDS, Group, shown_key
from tui_reader.ui.presets import PRESETS

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
MANUAL = ROOT / "share" / "man" / "man1" / "tui-reader.1"


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "\n".join([_row(head), "|" + ":--|" * len(head), *map(_row, rows)])


def _code(text: str) -> str:
    fence = "``" if "`" in text else "`"
    return f"{fence}{text}{fence}"


def keys() -> str:
    """The commands of the reader, a table for each group."""
    parts = []
    for group in Group:
        rows = [
            (" ".join(_code(shown_key(key)) for key in command.keys) or "(palette)", command.help, _code(command.id))
            for command in COMMANDS
            if command.group is group
        ]
        if rows:
            parts.append(f"**{group.value}**\n\n{_table(('Keys', 'What they do', 'Name'), rows)}")
    return "\n\n".join(parts)


def presets() -> str:
    """What each preset of keys changes."""
    parts = [_table(("Preset", "What it is like"), ((_code(one.name), one.help) for one in PRESETS.values()))]
    for preset in PRESETS.values():
        rows = []
        for before, after in zip(COMMANDS, preset_keymap(preset.name).commands, strict=True):
            if before.keys != after.keys:
                shown = " ".join(_code(shown_key(key)) for key in after.keys)
                rows.append((shown or "(palette)", _code(before.id), before.title))
        if rows:
            table = _table(("Keys", "Name", "Command"), rows)
            parts.append(f"<details><summary>What {preset.name} changes</summary>\n\n{table}\n\n</details>")
    return "\n\n".join(parts)


def plain() -> str:
    """The commands of the plain reader, a table for each group."""
    parts = []
    for group in PlainGroup:
        rows = [
            (" ".join(map(_code, shown_words(command))), command.help)
            for command in PLAIN_COMMANDS
            if command.group is group
        ]
        parts.append(f"**{group.value}**\n\n{_table(('Typed', 'What it does'), rows)}")
    return "\n\n".join(parts)


def forms() -> str:
    """The query language."""
    return _table(("Written", "Finds"), ((" ".join(map(_code, form.examples)), form.meaning) for form in FORMS))


def commands() -> str:
    """The commands of the command line, by the first sentence of their help."""
    rows = []
    for name, command in sorted(program.commands.items()):
        sentence = re.split(r"(?<=[.;:])\s", " ".join((command.help or "").split()), maxsplit=1)[0]
        rows.append((_code(f"tui-reader {name}"), sentence.rstrip(".;:") + "."))
    return _table(("Command", "What it does"), rows)


def settings() -> str:
    """The settings of the configuration file."""
    rows = [
        (
            _code(name),
            setting.kind,
            _code(setting.default) if setting.default else "",
            setting.help,
            _code(setting.variable) if setting.variable else "",
        )
        for name, setting in documented()
    ]
    return _table(("Setting", "Kind", "Default", "What it decides", "Variable that beats it"), rows)


def json_keys() -> str:
    """What each command writes as JSON, a table for each."""
    parts = []
    for output in OUTPUTS:
        rows = [(_code(field.name), described(field), field.meaning) for field in own_fields(output)]
        parts.append(f"**`{output.command}`:** {output.lines}\n\n{_table(('Key', 'Value', 'Meaning'), rows)}")
    return "\n\n".join(parts)


def statuses() -> str:
    """The exit statuses."""
    return _table(("Status", "Meaning"), ((str(int(status)), meaning) for status, meaning in STATUSES.items()))


def variables() -> str:
    """The environment variables."""
    rows = ((" ".join(map(_code, variable.names)), variable.meaning) for variable in VARIABLES)
    return _table(("Variable", "Meaning"), rows)


def targets() -> str:
    """The targets of the Makefile that have a help text."""
    found = re.findall(r"^([a-z-]+):[^#\n]*## (.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    return _table(("Target", "What it does"), ((_code(f"make {name}"), help_text) for name, help_text in found))


TABLES: Mapping[str, Callable[[], str]] = {
    "keys": keys,
    "presets": presets,
    "plain": plain,
    "query": forms,
    "commands": commands,
    "statuses": statuses,
    "json": json_keys,
    "settings": settings,
    "variables": variables,
    "targets": targets,
}


def updated(text: str) -> str:
    """`text` with all tables as they should be.

    Raises:
        ValueError: A table's place is missing.
    """
    for name, make in TABLES.items():
        begin, end = f"<!-- {name}: generated -->", f"<!-- {name}: end -->"
        if text.count(begin) != 1 or text.count(end) != 1:
            raise ValueError(f"README.md has no place for the {name}: {begin} … {end}")
        before, _, rest = text.partition(begin)
        _, _, after = rest.partition(end)
        text = f"{before}{begin}\n\n{make()}\n\n{end}{after}"
    return text


def files() -> dict[Path, str]:
    """Every file that is made here, wholly or in parts, as it should be."""
    return {README: updated(README.read_text(encoding="utf-8")), MANUAL: manual(program)}


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Write the generated tables of README.md, and the manual page.")
    parser.add_argument("--check", action="store_true", help="only say whether they are up to date")
    options = parser.parse_args()
    stale = {
        path: text for path, text in files().items() if not path.exists() or path.read_text(encoding="utf-8") != text
    }
    for path, text in ({} if options.check else stale).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return int(options.check and bool(stale))


if __name__ == "__main__":
    sys.exit(main())
