"""What is said of the settings: everything wrong in the file, where each value comes from, a file to begin with.

Changes no setting, and writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass

from tui_reader.config.libraries import library_faults
from tui_reader.config.loading import checked, default_settings, load_settings
from tui_reader.config.own_commands import OWN_KINDS, own_as_written, own_faults
from tui_reader.config.settings import LIBRARY_PARTS, SETTINGS, NamedLibrary, Setting, Settings, places
from tui_reader.config.source import ConfigFileError, Source, parsed, read_text
from tui_reader.errors import ConfigError

_EXAMPLES = {
    "folder": '"~/posts"',
    "encoding": '"gb18030"',
    "command": '["program", "--option"]',
    "patterns": '["https://img.example/?u={url}"]',
}
"""What an entry without a default may look like, by the kind of setting."""
_WRAPPED = 100
_FAULTS = {"libraries": library_faults, "macros": own_faults, "programs": own_faults}
"""What is wrong in settings that are tables of tables."""
_TABLES = (*_FAULTS, "keys")
"""The kinds of settings that are tables, and so must stand after all others."""
_NAMES = {"libraries": "news", "macros": "next", "programs": "mail"}
"""What a table of one may be called."""
_LINES = {
    "macros.key": '"X"',
    "macros.do": '["save", "next-article"]',
    "macros.title": '"Save, then the next"',
    "programs.key": '"ctrl+x"',
    "programs.run": '["mutt", "-s", "{title}", "-a", "{path}"]',
    "programs.title": '"Send by mail"',
}
"""What a line of one may look like, where its kind doesn't say."""


@dataclass(frozen=True, slots=True)
class ConfigProblem:
    """Something wrong in the configuration."""

    line: int | None
    """Where in the file, from 1; None where no line can be named, or the environment is wrong."""
    key: str | None
    """The name that the file gives a value; None where the file as a whole is wrong."""
    message: str
    """What is wrong, and the nearest that would be right."""


def config_problems(environ: Mapping[str, str]) -> tuple[ConfigProblem, ...]:
    """Everything wrong in the file and the environment, in the order of lines; nothing where there is no file."""
    try:
        source, tables = _file(environ)
    except ConfigFileError as error:
        return (ConfigProblem(error.line, None, error.reason),)
    found: list[ConfigProblem] = []
    for name, value in tables.items():
        if name in _FAULTS:
            faults = _FAULTS[name](source, next(one for one in SETTINGS if one.name == name), value)
            found.extend(ConfigProblem(fault.line, key, fault.reason) for key, fault in faults)
            continue
        # Each of the user's keys is looked at by itself, so that one mistake hides no other.
        entries = [{key: value[key]} for key in value] if name == "keys" and isinstance(value, dict) else [value]
        for entry in entries:
            try:
                checked(source, name, entry)
            except ConfigFileError as error:
                key = f"{name}.{next(iter(entry))}" if isinstance(entry, dict) and name == "keys" else name
                found.append(ConfigProblem(error.line, key, error.reason))
    if not found:
        try:
            load_settings(environ)
        except ConfigError as error:
            found.append(ConfigProblem(None, None, error.message))
    return tuple(sorted(found, key=lambda problem: (problem.line is None, problem.line or 0)))


def line_of(environ: Mapping[str, str], *names: str) -> int | None:
    """The line of the file that gives a name its value; None where there is none."""
    try:
        source, _ = _file(environ)
    except ConfigFileError:
        return None
    return source.line_of(*names)


@dataclass(frozen=True, slots=True)
class SettingInForce:
    """One setting as it is now."""

    setting: Setting
    value: object
    """None where nothing is set and there is no default."""
    origin: str
    """`option`, `environment`, `file` or `default`."""


def settings_in_force(environ: Mapping[str, str], options: Mapping[str, object]) -> tuple[SettingInForce, ...]:
    """Each setting of the table with its value and where that comes from.

    Args:
        environ: The environment.
        options: What the command line gives, by the settings' names.
    """
    try:
        settings, named = load_settings(environ), frozenset(_file(environ)[1])
    except ConfigError:
        settings, named = default_settings(environ), frozenset[str]()
    return tuple(_in_force(setting, settings, named, environ, options) for setting in SETTINGS)


def _in_force(
    setting: Setting,
    settings: Settings,
    named: frozenset[str],
    environ: Mapping[str, str],
    options: Mapping[str, object],
) -> SettingInForce:
    if setting.name in options:
        return SettingInForce(setting, options[setting.name], "option")
    value = getattr(settings, setting.name)
    if setting.kind == "libraries":
        value = {named.name: _as_written(named) for named in value.values()}
    elif setting.kind in OWN_KINDS:
        value = {own.name: own_as_written(setting, own) for own in value.values()}
    written = environ.get(setting.variable, "").strip() if setting.variable else ""
    if written:
        # A program is chosen by its variable where programs are chosen, and not kept in the settings.
        return SettingInForce(setting, written if setting.kind == "command" else value, "environment")
    return SettingInForce(setting, value if value not in ((), {}) else None, _file_or_default(setting, named))


def _as_written(named: NamedLibrary) -> dict[str, str]:
    """The table of a library."""
    said = {"path": named.path} | asdict(named.options)
    return {part.name: said[part.name] for part in LIBRARY_PARTS if said[part.name]}


def _file_or_default(setting: Setting, named: frozenset[str]) -> str:
    return "file" if setting.name in named else "default"


def documented() -> Iterator[tuple[str, Setting]]:
    """Every setting and every part of one, by the name under which the documentation has it."""
    for setting in SETTINGS:
        yield setting.name, setting
        yield from ((f"{setting.name}.NAME.{part.name}", part) for part in setting.parts)


def starting_file() -> str:
    """A configuration file to begin with: every setting with its help, its default commented out."""
    lines = [
        "# The settings of tui-reader. Each stands here with its default, or an example, after a #: take that away to",
        "# change it. tui-reader config --check names everything that is wrong here.",
    ]
    for setting in sorted(SETTINGS, key=lambda setting: setting.kind in _TABLES):
        lines += ["", *_comment(setting.help)]
        if setting.variable:
            lines += _comment(f"${setting.variable} beats it.")
        if setting.kind == "keys":
            lines += [f"#[{setting.name}]", '#undo = ["U", "x"]']
        elif setting.kind in _NAMES:
            lines.append(f"#[{setting.name}.{_NAMES[setting.kind]}]")
            for part in setting.parts:
                lines += [*_comment(part.help), *_entry(part, setting.name)]
        else:
            lines += _entry(setting)
    return "\n".join(lines) + "\n"


def _entry(setting: Setting, table: str = "") -> list[str]:
    """The line of a setting, or of a part of `table`; none where nothing can stand there for an example."""
    chosen = next((f'"{word}"' for word in setting.choices), "")
    example = setting.default or _LINES.get(f"{table}.{setting.name}") or _EXAMPLES.get(setting.kind) or chosen
    return [f"#{setting.name} = {example}"] if example else []


def _comment(text: str) -> list[str]:
    import textwrap

    return [f"# {line}" for line in textwrap.wrap(text, _WRAPPED, break_long_words=False, break_on_hyphens=False)]


def _file(environ: Mapping[str, str]) -> tuple[Source, dict[str, object]]:
    """The file and its tables; empty ones where there is no file.

    Raises:
        ConfigFileError: It can't be read, or is no TOML.
    """
    file = places(environ).config_file
    source = Source(file, read_text(file, named=bool(environ.get("TUI_READER_CONFIG"))) or "")
    return source, parsed(source)
