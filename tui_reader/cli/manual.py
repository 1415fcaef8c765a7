"""The manual page, as roff, made from the commands themselves and from the tables that README and `--help` show.

It writes nothing; `describing` prints it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import click

from tui_reader import __version__
from tui_reader.cli.reference import PLACES, STATUSES, VARIABLES

_ROFF = str.maketrans({"\\": "\\e", "-": "\\-", "'": "\\(aq", "`": "\\(ga", "^": "\\(ha", "~": "\\(ti", '"': "\\(dq"})
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_SHARED = frozenset({"-L", "--no-refresh", "--debug", "--no-color", "--help"})
"""Options that all commands take: described once."""

_POSTS = (
    "POST is a short id as list shows it, a path in the library, or a path of the file system; where nothing else is "
    "meant by it, a title that ends in a dash and the whole short id, as completion writes it. A lone dash reads posts "
    "from standard input, one a line: names, or lines as list writes them. A file outside any library needs no index."
)
_QUERY = (
    "QUERY is what the search line of the reader takes: words that must all be there, in title, text, tags or author; "
    "a phrase in double quotes; a word that ends in * for all that begin so; a word with a minus before it for posts "
    "without it. Write -- before the first word that begins with a minus."
)


def manual(program: click.Group) -> str:
    """The manual page of the program.

    Args:
        program: The program's commands.
    """
    with click.Context(program, info_name="tui-reader", **program.context_settings) as context:
        lines = [
            f'.TH TUI\\-READER 1 "" "tui\\-reader {_escaped(__version__)}" "User Commands"',
            *_section("NAME"),
            "tui\\-reader \\- read an archive of posts in the terminal",
            *_section("SYNOPSIS"),
            *_synopsis(),
            *_section("DESCRIPTION"),
            *_paragraphs(program.help or ""),
            ".PP",
            *_text(_POSTS),
            ".PP",
            *_text(_QUERY),
            *_section("OPTIONS"),
            *_options(program, context, shared=True),
            *_section("COMMANDS"),
            *_commands(program, context),
            *_plain_commands(),
            *_settings(),
            *_pairs("ENVIRONMENT", ((", ".join(variable.names), variable.meaning) for variable in VARIABLES)),
            *_pairs("FILES", ((place.path, place.meaning) for place in PLACES)),
            *_pairs("EXIT STATUS", ((str(int(status)), meaning) for status, meaning in STATUSES.items())),
            *_section("EXAMPLES"),
            *_example(_examples(program)),
        ]
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    """Text that roff sets as it is."""
    return _FOREIGN.sub(lambda match: f"\\[u{ord(match[0]):04X}]", text.translate(_ROFF))


def _text(text: str) -> list[str]:
    """One paragraph, a sentence a line."""
    sentences = re.split(r"(?<=[.:;?!]) +", " ".join(text.split()))
    return [("\\&" if line.startswith((".", "'")) else "") + _escaped(line) for line in sentences if line]


def _section(title: str) -> list[str]:
    return [f".SH {title}"]


def _paragraphs(help_text: str) -> Iterator[str]:
    """The paragraphs of a help text."""
    parts = [part.replace("\b", "").strip() for part in help_text.split("\n\n")]
    for number, part in enumerate(filter(None, parts)):
        if number:
            yield ".PP"
        yield from _text(part)


def _synopsis() -> list[str]:
    return [
        ".B tui\\-reader",
        "[\\fIOPTION\\fR].\\|.\\|. [\\fIPATH\\fR]",
        ".br",
        ".B tui\\-reader",
        "\\fICOMMAND\\fR [\\fIOPTION\\fR].\\|.\\|. [\\fIARGUMENT\\fR].\\|.\\|.",
    ]


def _options(command: click.Command, context: click.Context, *, shared: bool = False) -> Iterator[str]:
    """The options of a command; those that all take only where `shared` says so."""
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context) if isinstance(parameter, click.Option) else None
        if record is None or (not shared and _SHARED & set(parameter.opts)):
            continue
        yield ".TP"
        yield f".B {_escaped(record[0])}"
        yield from _text(record[1])


def _commands(group: click.Group, context: click.Context) -> Iterator[str]:
    """The commands, each with usage, help, options and examples; those of a group after it."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None or command.hidden:
            continue
        with click.Context(command, info_name=name, parent=context) as inner:
            usage = [piece for piece in command.collect_usage_pieces(inner) if piece]
            yield f".SS {_escaped(' '.join((inner.command_path, *usage)).removeprefix('tui-reader '))}"
            yield from _paragraphs(command.help or "")
            yield from _options(command, inner)
            yield from _example(_examples(command))
            if isinstance(command, click.Group):
                yield from _commands(command, inner)


def _examples(command: click.Command) -> list[str]:
    """The examples of a command's help."""
    _, _, listed = (command.epilog or "").partition("Examples:\n")
    return [line.strip() for line in listed.splitlines() if line.strip()]


def _example(lines: list[str]) -> list[str]:
    """Lines as they are typed."""
    if not lines:
        return []
    return [".PP", ".nf", ".RS 4", *(f"\\f(CR{_escaped(line)}\\fR" for line in lines), ".RE", ".fi"]


def _pairs(title: str, pairs: Iterator[tuple[str, str]]) -> Iterator[str]:
    """A section of names and what they mean."""
    yield from _section(title)
    for name, meaning in pairs:
        yield ".TP"
        yield f".B {_escaped(name)}"
        yield from _text(meaning)


def _plain_commands() -> Iterator[str]:
    """What is typed in the plain reader."""
    from tui_reader.plain import COMMANDS, shown_words

    yield from _pairs("THE PLAIN READER", ((", ".join(shown_words(command)), command.help) for command in COMMANDS))


def _settings() -> Iterator[str]:
    """The settings of the configuration file."""
    from tui_reader.config import documented

    def described() -> Iterator[tuple[str, str]]:
        for name, setting in documented():
            default = f" The default is {setting.default}." if setting.default else ""
            beaten = f" ${setting.variable} beats it." if setting.variable else ""
            yield f"{name} ({setting.kind})", f"{setting.help}{default}{beaten}"

    yield from _pairs("CONFIGURATION", described())
