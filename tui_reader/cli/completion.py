"""The command `completion`: the scripts of the shells, and what they are told when they ask.

A script asks with what has been typed and gets a line that says what kind of words follow (`words`, `instead` for
words that take the place of what was typed, `file`, `dir`), then a word a line, in zsh and fish with a TAB and a
description. Words are clean; only bash inserts them as they are, and gets them quoted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import redirect_stderr
from pathlib import Path

import click
from click.shell_completion import CompletionItem, ShellComplete

from tui_reader.cli.common import examples, shared_options
from tui_reader.cli.desk import Desk
from tui_reader.cli.output import emit, say_lines
from tui_reader.cli.shell_words import insertable, split_line
from tui_reader.document.clean import clean_line
from tui_reader.errors import ReaderError

SCRIPTS = {"bash": "tui-reader.bash", "fish": "tui-reader.fish", "zsh": "_tui-reader"}
"""The shells, and the scripts for them."""


@click.command(
    "completion",
    short_help="Print a shell's completion script.",
    epilog=examples(
        "tui-reader completion bash > ~/.local/share/bash-completion/completions/tui-reader",
        "tui-reader completion fish > ~/.config/fish/completions/tui-reader.fish",
        "tui-reader completion zsh > ~/.zfunc/_tui-reader",
        "source <(tui-reader completion bash)",
    ),
)
@click.argument("shell", type=click.Choice(tuple(SCRIPTS)))
@click.argument("words", nargs=-1, metavar="", type=click.UNPROCESSED)
@shared_options
def completion(shell: str, words: tuple[str, ...]) -> int:
    """Print the script by which bash, fish or zsh completes what is typed.

    Commands, options and their values are completed, files, tags, saved searches, and posts: by the beginning of short
    id, title, path or category. Where several begin alike, a title is followed by the short id, and such a name means
    the post wherever POST is asked for. The index is taken as it is.
    """
    if not words:
        emit((Path(__file__).parent / "shells" / SCRIPTS[shell]).read_text(encoding="utf-8"))
        return 0
    with redirect_stderr(None):
        say_lines(answer(shell, words))
    return 0


def answer(shell: str, words: Sequence[str]) -> list[str]:
    """The lines with which a script's question is answered; none where there is nothing to offer.

    Args:
        shell: Whose script asks.
        words: For bash the command's word, the characters at which it parts words, and the line up to the cursor; for
            the others the words after the command's, the last one half typed.
    """
    if shell == "bash":
        command, breaks, line = (*words, "", "", "")[:3]
        return _for_bash(command, breaks, line)
    *complete, typed = words
    items = _items(complete, typed)
    kind = _kind(items)
    if kind in {"file", "dir"}:
        return [kind]
    head, _, value = typed.partition("=") if typed.startswith("--") and "=" in typed else ("", "", typed)
    prefix = f"{head}=" if head and shell == "fish" else ""
    if shell == "zsh" and any(_is_replaced(item, value) for item in items):
        return ["instead", *(_described(item.post, item) for item in items)]
    return [kind, *(_described(prefix + item.value, item) for item in items)]


def _items(complete: list[str], typed: str) -> list[CompletionItem[str]]:
    """What may stand in the place of the half-typed word."""
    from tui_reader.cli.main import PROGRAM, program

    asking = ShellComplete(program, {"obj": Desk(refresh=False)}, PROGRAM, "")
    try:
        found = asking.get_completions(list(complete), typed)
    except (click.ClickException, click.exceptions.Exit, ReaderError, OSError, ValueError):
        return []
    if not found and not complete and not typed.startswith("-"):
        return [CompletionItem(typed, type="file")]
    return found


def _kind(items: Sequence[CompletionItem[str]]) -> str:
    kinds = {item.type for item in items}
    return next((kind for kind in ("file", "dir") if kind in kinds), "words")


def _is_replaced(item: CompletionItem[str], typed: str) -> bool:
    """Whether a post is offered by its title or category: where that can be told apart, its id is better."""
    return bool(item.post) and bool(typed) and item.value.endswith(f"-{item.post}")


def _described(value: str, item: CompletionItem[str]) -> str:
    return f"{clean_line(value)}\t{clean_line(' '.join((item.help or '').split()))}".rstrip("\t")


def _for_bash(command: str, breaks: str, line: str) -> list[str]:
    """Words for bash, quoted, without what stands before the last character at which it parts words."""
    words, typed = split_line(line)
    items = _items(words[words.index(command) + 1 :] if command in words else words[1:], typed.text)
    kind = _kind(items)
    if kind in {"file", "dir"}:
        return [kind]
    joined = not typed.quote and typed.text.startswith("--") and "=" in typed.text
    head, _, value = typed.text.partition("=") if joined else ("", "", typed.text)
    parting = re.escape("".join(mark for mark in "=:@" if mark in breaks and not typed.quote))
    kept = max((found.end() for found in re.finditer(f"[{parting}]", typed.raw)), default=0) if parting else 0
    made = []
    for one in _in_bash(items, value):
        quoted = insertable(clean_line(one), typed.quote)
        whole = None if quoted is None else f"{head}={quoted}" if head else quoted
        if whole is not None and whole[:kept] == typed.raw[:kept]:
            made.append(whole[kept:])
    return [kind, *made] if made else []


def _in_bash(items: Sequence[CompletionItem[str]], typed: str) -> list[str]:
    """What bash lists: it has no descriptions, and goes on with what the words have in common."""
    if len(items) == 1 and _is_replaced(items[0], typed):
        return [items[0].post]
    return [item.value if typed else item.titled or item.value for item in items]
