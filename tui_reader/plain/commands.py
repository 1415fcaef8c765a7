"""Every command of the plain reader, once: what is typed, its help, the README and the manual come from here.

Strings only; what a command does is in `actions`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Group(StrEnum):
    """The headings under which the help and the README show the commands."""

    LIST = "The list of posts"
    ARTICLE = "The article"
    MARKS = "Marks"
    READER = "The reader itself"


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that the plain reader can do."""

    id: str
    words: tuple[str, ...]
    """What is typed for it, the shortest first; none for what an empty line or a number alone means."""
    argument: str
    """What may follow, as the help shows it: in brackets where it may be left out; empty where nothing follows."""
    help: str
    """One sentence, or a few."""
    group: Group


GO_ON, OPEN = "go-on", "open"
"""What an empty line means, and a number alone."""

COMMANDS: tuple[Command, ...] = (
    Command(OPEN, (), "NUMBER", "Opens the post of that number in the list, and marks it read.", Group.LIST),
    Command(
        GO_ON,
        (),
        "",
        "Goes on: with the rest of what is being said, with the next page of the article, with the next posts.",
        Group.LIST,
    ),
    Command("list", (".", "list"), "[NUMBER]", "Says the posts of the list again, or from that number on.", Group.LIST),
    Command("back", ("b", "back"), "", "The page of the article or of the list before this one.", Group.LIST),
    Command(
        "categories",
        ("c", "categories"),
        "[NUMBER or NAME]",
        "Says the categories by number, with how many posts they have and how many are unread; with a number or a "
        "name, lists the posts of that one, and with 0 those without a category.",
        Group.LIST,
    ),
    Command(
        "search",
        ("/", "search"),
        "[QUERY]",
        "Lists the posts of the category that a query finds; without one, takes the search back.",
        Group.LIST,
    ),
    Command(
        "saved",
        ("saved",),
        "[NUMBER or NAME]",
        "Says the saved searches by number; with a number or a name, lists what that one finds.",
        Group.LIST,
    ),
    Command("all", ("a", "all"), "", "Lists all posts: no category, no search, read ones too.", Group.LIST),
    Command("view", ("v", "view"), "[all, unread or starred]", "Lists only those posts.", Group.LIST),
    Command(
        "sort",
        ("o", "order"),
        "[NAME]",
        "The order of the list: date, title, author, words, path or relevance, with a minus before it the other way "
        "round.",
        Group.LIST,
    ),
    Command("next", ("n", "next"), "", "Opens the next post of the list.", Group.ARTICLE),
    Command("previous", ("p", "previous"), "", "Opens the post before it.", Group.ARTICLE),
    Command("unread", ("u", "unread"), "", "Opens the next unread post of the list.", Group.ARTICLE),
    Command("again", ("=", "again"), "", "Says the same page of the article again.", Group.ARTICLE),
    Command("top", ("g", "top"), "", "Says the article from its beginning.", Group.ARTICLE),
    Command(
        "headings",
        ("h", "headings"),
        "[NUMBER]",
        "Says the headings of the article by number; with a number, goes on from that one.",
        Group.ARTICLE,
    ),
    Command(
        "find",
        ("f", "find"),
        "WORDS",
        "Goes on from the next place where the words stand in the article.",
        Group.ARTICLE,
    ),
    Command(
        "links",
        ("l", "links"),
        "[NUMBER]",
        "Says the links of the article by number; with a number, opens that one, after its address was said and you "
        "agreed. A link to another post opens it here.",
        Group.ARTICLE,
    ),
    Command(
        "images",
        ("i", "images"),
        "[NUMBER or all]",
        "Says the pictures of the article by number; with a number, fetches that one and opens it in the viewer.",
        Group.ARTICLE,
    ),
    Command("source", ("w", "source"), "", "Opens the page that the post came from, as a link.", Group.ARTICLE),
    Command(
        "save",
        ("s", "save"),
        "[FOLDER or FILE]",
        "Saves the article as plain text; without a place, in the folder of the settings, else in the current one.",
        Group.ARTICLE,
    ),
    Command(
        "export",
        ("e", "export"),
        "FORMAT [FOLDER or FILE]",
        "Saves the article as text, markdown, html or epub.",
        Group.ARTICLE,
    ),
    Command(
        "read",
        ("r", "read"),
        "[NUMBERS]",
        "Marks the open post unread, or read again; with numbers as 3, 5-8 those posts of the list: all read, unless "
        "they are read already.",
        Group.MARKS,
    ),
    Command("star", ("*", "star"), "[NUMBERS]", "Stars posts, or takes their stars away, likewise.", Group.MARKS),
    Command(
        "tags",
        ("t", "tags"),
        "[+NAME, -NAME]",
        "Says the tags of the open post; with names after + or -, commas between them, puts yours on it and takes them "
        "off.",
        Group.MARKS,
    ),
    Command("undo", ("z", "undo"), "", "Takes the last marking back.", Group.MARKS),
    Command(
        "where",
        ("where",),
        "",
        "Says which library, list and article is open, how far you are, and how many posts are unread.",
        Group.READER,
    ),
    Command(
        "libraries",
        ("libraries",),
        "[NUMBER or FOLDER]",
        "Says the libraries that are known by number; with a number or a folder, reads on in that one.",
        Group.READER,
    ),
    Command("refresh", ("refresh",), "", "Looks for new, changed and removed posts.", Group.READER),
    Command("problems", ("!", "problems"), "", "Says what is wrong in the files of the library.", Group.READER),
    Command("help", ("?", "help"), "[COMMAND]", "Says all commands, or what one does.", Group.READER),
    Command("quit", ("q", "quit"), "", "Leaves; the place is kept.", Group.READER),
)
"""All there is, in the order of the help."""

_SIGNS = {word: command for command in COMMANDS for word in command.words if not word.isalnum()}
_WORDS = {word: command for command in COMMANDS for word in command.words}
_BY_ID = {command.id: command for command in COMMANDS}


@dataclass(frozen=True, slots=True)
class Understood:
    """What a typed line means."""

    command: Command
    argument: str


@dataclass(frozen=True, slots=True)
class Misunderstood:
    """A typed line that means nothing, and the word that comes nearest to it, or nothing."""

    word: str
    nearest: str


def understood(line: str) -> Understood | Misunderstood:
    """What a typed line means: a word in any case and what follows it; a sign needs no blank behind it."""
    line = line.strip()
    if not line:
        return Understood(_BY_ID[GO_ON], "")
    if line.isascii() and line.isdigit():
        return Understood(_BY_ID[OPEN], line)
    if line[0] in _SIGNS:
        return Understood(_SIGNS[line[0]], line[1:].strip())
    word, _, argument = line.partition(" ")
    command = _WORDS.get(word.lower())
    if command is not None:
        return Understood(command, argument.strip())
    from difflib import get_close_matches

    return Misunderstood(word, next(iter(get_close_matches(word.lower(), _WORDS, n=1)), ""))


def command_called(word: str) -> Command | None:
    """The command of a word or sign; None where there is none."""
    return _WORDS.get(word.strip().lower())


def shown_words(command: Command) -> tuple[str, ...]:
    """What is typed for a command, as it is shown: `c [NUMBER or NAME]`."""
    if not command.words:
        return (command.argument or "Enter",)
    return tuple(f"{word} {command.argument}".rstrip() for word in command.words)
