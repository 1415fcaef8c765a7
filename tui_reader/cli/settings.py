"""The command `config`: the settings in force and where they come from, and the file that holds them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from tui_reader.cli.common import desk_of, examples, shared_options
from tui_reader.cli.output import say, say_object, tell
from tui_reader.config import ConfigProblem, SettingInForce
from tui_reader.document.clean import clean_line, shown_path
from tui_reader.errors import ConfigError, UsageError

_BARE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")


@click.command(
    "config",
    short_help="Show the settings, check or begin their file.",
    epilog=examples(
        "tui-reader config",
        "tui-reader config --json",
        "tui-reader config --path",
        "tui-reader config --init",
        "tui-reader config --check",
    ),
)
@click.option("--path", "wanted", flag_value="path", multiple=True, help="Name the file, whether or not it is there.")
@click.option("--init", "wanted", flag_value="init", multiple=True, help="Write a file to begin with.")
@click.option("--check", "wanted", flag_value="check", multiple=True, help="Name everything that is wrong in the file.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@shared_options
@click.pass_context
def config(context: click.Context, wanted: tuple[str, ...], as_json: bool) -> int:
    """Show every setting that is in force, and where it comes from.

    An option beats the environment, that the file, that the default. What is written is itself a file of settings:
    settings that have no value are comments.

    --init writes a file with every setting as a comment, and never touches one that is there. --check names what is
    wrong, as path:line: message; exit status 1 when there is anything.
    """
    desk = desk_of(context)
    file = desk.places.config_file
    if len(set(wanted)) > 1:
        raise click.UsageError("--path, --init and --check exclude each other.", context)
    match wanted[:1]:
        case ("path",):
            _name(file, as_json=as_json)
        case ("init",):
            _begin(file)
            _name(file, as_json=as_json)
        case ("check",):
            return _check(file, as_json=as_json)
        case _:
            _show(desk.named_library, as_json=as_json)
    return 0


def _name(file: Path, *, as_json: bool) -> None:
    if as_json:
        say_object({"path": _shown(file), "exists": file.is_file()})
    else:
        say(_shown(file))


def _shown(file: Path) -> str:
    return shown_path(str(file))


def _begin(file: Path) -> None:
    """Write the file to begin with.

    Raises:
        UsageError: There is something of that name.
        ConfigError: It can't be written.
    """
    from tui_reader.config import starting_file

    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8", newline="\n") as opened:
            opened.write(starting_file())
    except FileExistsError as error:
        raise UsageError(
            "Can't begin the configuration", f"{_shown(file)} is there already; it was left as it is."
        ) from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ConfigError("Can't begin the configuration", f"{_shown(file)}: {reason}.") from error


def _check(file: Path, *, as_json: bool) -> int:
    """Name everything wrong; the exit status."""
    from tui_reader.config import config_problems

    problems = config_problems(os.environ)
    if not problems:
        problems = _problems_of_the_reader()
    for problem in problems:
        if as_json:
            record = {"path": _shown(file), "line": problem.line, "key": problem.key, "message": problem.message}
            say_object(record)
        elif problem.key is None and problem.line is None:
            say(problem.message if problem.message.startswith(_shown(file)) else f"{_shown(file)}: {problem.message}")
        else:
            say(f"{_shown(file)}{f':{problem.line}' if problem.line else ''}: {problem.message}")
    return 1 if problems else 0


def _problems_of_the_reader() -> tuple[ConfigProblem, ...]:
    """What only the reader knows to be wrong."""
    from tui_reader.config import line_of, load_settings
    from tui_reader.ui.checking import faults

    found = [
        ConfigProblem(line_of(os.environ, *fault.names), ".".join(fault.names), fault.message)
        for fault in faults(load_settings(os.environ))
    ]
    return tuple(sorted(found, key=lambda problem: problem.line or 0))


def _show(named_library: str | None, *, as_json: bool) -> None:
    """Write the settings in force."""
    from tui_reader.config import config_problems, settings_in_force

    if config_problems(os.environ):
        tell("the configuration has faults, and the defaults are used: tui-reader config --check names them")
    options = {} if named_library is None else {"library": named_library}
    settings = settings_in_force(os.environ, options)
    if as_json:
        for each in settings:
            say_object(_record(each))
        return
    for each in sorted(settings, key=lambda each: each.setting.kind in {"keys", "libraries", "macros", "programs"}):
        if isinstance(each.value, Mapping):
            for head, table in _tables(each.setting.name, each.value):
                say(f"[{head}]  # {_origin(each)}")
                for name, value in table.items():
                    say(f"{_key(name)} = {_toml(value)}")
        elif each.value is None:
            say(f"# {each.setting.name} is not set")
        else:
            say(f"{each.setting.name} = {_toml(each.value)}  # {_origin(each)}")


def _tables(name: str, value: Mapping[str, object]) -> Iterator[tuple[str, Mapping[str, object]]]:
    """The tables that a setting is written as, each with its head: one, or one for each table in it."""
    inner = {key: table for key, table in value.items() if isinstance(table, Mapping)}
    yield from ((f"{name}.{_key(key)}", table) for key, table in inner.items())
    if not inner:
        yield name, value


def _record(each: SettingInForce) -> dict[str, object]:
    """A setting as `config --json` gives it."""
    value = dict(each.value) if isinstance(each.value, Mapping) else each.value
    return {
        "name": each.setting.name,
        "value": value,
        "from": each.origin,
        "kind": each.setting.kind,
        "default": each.setting.default or None,
        "variable": each.setting.variable or None,
        "help": each.setting.help,
    }


def _origin(each: SettingInForce) -> str:
    return f"{each.origin}: ${each.setting.variable}" if each.origin == "environment" else each.origin


def _toml(value: object) -> str:
    """A value as TOML has it: for what settings hold, that is how JSON writes it."""
    return json.dumps(_cleaned(value), ensure_ascii=False)


def _cleaned(value: object) -> object:
    if isinstance(value, str):
        return clean_line(value)
    return [_cleaned(part) for part in value] if isinstance(value, tuple | list) else value


def _key(name: str) -> str:
    return name if name and set(name) <= _BARE else _toml(name)
