"""What the user can decide, and where the program keeps its things: values, and the table of settings.

It reads no file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from tui_reader.model import LibraryOptions

APPLICATION = "tui-reader"


@dataclass(frozen=True, slots=True)
class Places:
    """Where the program keeps its things; none of these folders need exist yet."""

    config_file: Path
    cache_dir: Path
    """The index and fetched pictures: may be deleted at any time."""
    data_dir: Path
    """The marks."""
    state_dir: Path
    """Where reading stopped."""
    log_dir: Path


@dataclass(frozen=True, slots=True)
class NamedLibrary:
    """A library to which the user has given a name."""

    name: str
    path: str
    """Its folder, absolute; nobody has looked whether it is there."""
    options: LibraryOptions


@dataclass(frozen=True, slots=True)
class Macro:
    """Several commands on a key of the user's."""

    name: str
    do: tuple[str, ...]
    """The commands' names, in their order; whether there are such commands is for the reader to say."""
    key: tuple[str, ...] = ()
    """The keys that begin it; without one it is in the palette."""
    title: str = ""


@dataclass(frozen=True, slots=True)
class OwnProgram:
    """A program of the user's on a key."""

    name: str
    run: tuple[str, ...]
    """The program and its arguments, in which `{path} {title} {url} {text} {id}` stand for those of the post."""
    key: tuple[str, ...] = ()
    terminal: bool = False
    """Whether it draws in the terminal, so that the reader must make room."""
    stdin: str = ""
    """`text` where it is given the post as text on its standard input."""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user has decided; the defaults are those of `SETTINGS`."""

    library: str | None = None
    libraries: Mapping[str, NamedLibrary] = field(default_factory=lambda: MappingProxyType({}))
    export_dir: str | None = None
    image_viewer: tuple[str, ...] = ()
    image_viewer_terminal: bool = False
    media_player: tuple[str, ...] = ()
    image_proxies: tuple[str, ...] = ()
    image_referer: str = "none"
    allow_private_hosts: bool = False
    offline: bool = False
    theme: str = "reader-dark"
    text_width: int = 80
    ambiguous_width: int = 1
    gaps: bool = True
    hanging_punctuation: bool = False
    formula_signs: bool = True
    wrap_code: bool = True
    link_numbers: bool = False
    ask_before_opening: bool = True
    search_variants: bool = True
    watch: bool = True
    plain: bool = False
    page_lines: int = 0
    glyphs: str = "unicode"
    keymap: str = "default"
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    macros: Mapping[str, Macro] = field(default_factory=lambda: MappingProxyType({}))
    programs: Mapping[str, OwnProgram] = field(default_factory=lambda: MappingProxyType({}))
    source: Path | None = None
    """The file that was read; None where there is none."""
    notices: tuple[str, ...] = ()
    """Sentences for the user: why the file was not used."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table of settings, from which the documentation is made."""

    name: str
    kind: str
    """What the file must hold: `string`, `folder`, `command`, `boolean`, `integer`, `choice`, `encoding`, `patterns`,
    `keys`, `names`, `libraries`, `macros` or `programs`."""
    default: str
    """As it would be written in TOML; empty where there is none."""
    help: str
    variable: str = ""
    """The environment variable that beats it, if any."""
    lowest: int = 0
    highest: int = 0
    choices: tuple[str, ...] = ()
    parts: tuple[Setting, ...] = ()
    """What each table of it may hold, where it is a table of tables."""
    required: bool = False
    """Whether each table must hold it, where it is a part of one."""


LIBRARY_PARTS = (
    Setting("path", "folder", "", "The folder of its posts; the one thing that must be said."),
    Setting(
        "site",
        "choice",
        "",
        "What its posts were written for, where the files don't show it: hexo, jekyll, hugo, zola, pelican, astro, "
        "eleventy, mdx, obsidian or plain.",
        choices=("hexo", "jekyll", "hugo", "zola", "pelican", "astro", "eleventy", "mdx", "obsidian", "plain"),
    ),
    Setting(
        "categories",
        "choice",
        "",
        "What the categories of a post are: one path from the top down (path), several terms (terms), its folders "
        "(folders).",
        choices=("path", "terms", "folders"),
    ),
    Setting("encoding", "encoding", "", "Of the files that neither are UTF-8 nor say what they are: gb18030."),
)
"""What the table of a library may hold."""

_KEY = Setting("key", "names", "", 'The key that does it, or several: "x", or one after another, ", x".')
_TITLE = Setting("title", "string", "", "What palette and help call it; without it, its name.")
MACRO_PARTS = (
    _KEY,
    Setting("do", "names", "", 'The commands, in their order: ["save", "next-article"].', required=True),
    _TITLE,
)
"""What the table of a macro may hold."""
PROGRAM_PARTS = (
    _KEY,
    Setting(
        "run",
        "command",
        "",
        "The program and its arguments; {path} {title} {url} {text} {id} stand for the post's. No shell sees them.",
        required=True,
    ),
    Setting("terminal", "boolean", "false", "Whether it draws in the terminal, so that the reader must make room."),
    Setting("stdin", "choice", "", "What it is given to read: the post as text (text).", choices=("text",)),
    _TITLE,
)
"""What the table of a program may hold."""

SETTINGS: tuple[Setting, ...] = (
    Setting(
        "library",
        "folder",
        "",
        "The folder of posts to open when none is named, or the name of a library.",
        "TUI_READER_LIBRARY",
    ),
    Setting(
        "libraries",
        "libraries",
        "",
        "Your libraries by names that you choose, a table each: [libraries.news].",
        parts=LIBRARY_PARTS,
    ),
    Setting("export_dir", "folder", "", "Where the reader saves posts as text; without it, the current folder."),
    Setting(
        "image_viewer",
        "command",
        "",
        'The program that shows pictures, with its arguments: "feh --fullscreen" or ["feh", "--fullscreen"].',
        "TUI_READER_IMAGE_VIEWER",
    ),
    Setting(
        "image_viewer_terminal",
        "boolean",
        "false",
        "Whether that program draws in the terminal, so that the reader must make room.",
    ),
    Setting(
        "media_player",
        "command",
        "",
        'The program that plays videos and audio pieces, with its arguments: "mpv --fs" or ["vlc", "{url}"].',
        "TUI_READER_MEDIA_PLAYER",
    ),
    Setting(
        "image_proxies",
        "patterns",
        "",
        "How picture proxies write the real address, as {url} or {host_path}; such addresses are asked for directly: "
        '["https://img.example/?u={url}"].',
    ),
    Setting(
        "image_referer",
        "choice",
        '"none"',
        'What servers of pictures are told of the page that shows them: "none", or "source", the post\'s own source.',
        choices=("none", "source"),
    ),
    Setting(
        "allow_private_hosts",
        "boolean",
        "false",
        "Whether pictures may be fetched from addresses inside your own network.",
        "TUI_READER_ALLOW_PRIVATE",
    ),
    Setting("offline", "boolean", "false", "Never fetch anything; pictures come from the library and the cache."),
    Setting("theme", "string", '"reader-dark"', "The colours of the reader."),
    Setting("text_width", "integer", "80", "Cells a line of an article may have.", lowest=20, highest=400),
    Setting(
        "ambiguous_width",
        "integer",
        "1",
        "Cells of characters whose width is ambiguous, as your terminal draws them.",
        lowest=1,
        highest=2,
    ),
    Setting("gaps", "boolean", "true", "Whether a gap stands between Chinese and Latin letters; it is never exported."),
    Setting(
        "hanging_punctuation",
        "boolean",
        "false",
        "Whether a comma or full stop may stand beyond the end of a line of an article.",
    ),
    Setting(
        "formula_signs",
        "boolean",
        "true",
        "Whether formulas are shown with signs for the commonest commands of TeX, ≤ for \\le; exports keep the source.",
    ),
    Setting(
        "wrap_code",
        "boolean",
        "true",
        "Whether long lines of code go on below, after a mark; else `<` and `>` shift them.",
    ),
    Setting("link_numbers", "boolean", "false", "Whether each link of an article is followed by its number: [3]."),
    Setting(
        "ask_before_opening",
        "boolean",
        "true",
        "Whether a link that leads out of the library is asked about, with its address, where that was not seen yet.",
    ),
    Setting(
        "search_variants",
        "boolean",
        "true",
        "Whether a search takes simplified and traditional Chinese for one another, and what Japan has simplified: "
        "网络 and 網絡. Where this changes, all posts are read anew.",
    ),
    Setting("watch", "boolean", "true", "Whether the reader shows what changes in the folder by itself."),
    Setting(
        "plain",
        "boolean",
        "false",
        "Whether the reader is the plain one, as with --plain: lines of text for screen readers and dumb terminals.",
    ),
    Setting(
        "page_lines",
        "integer",
        "0",
        "Lines that the plain reader says at a time; 0 for as many as the terminal has, and all where there is none.",
        lowest=0,
        highest=100_000,
    ),
    Setting(
        "glyphs",
        "choice",
        '"unicode"',
        "The signs that the reader draws with: unicode, or ascii for terminals and fonts that have no others. Where "
        "the locale's encoding is not UTF-8, they are ascii anyway. Letters are never changed; such signs in posts are "
        "shown as their twins, too.",
        choices=("unicode", "ascii"),
    ),
    Setting(
        "keymap",
        "choice",
        '"default"',
        "The keys to begin with, as they are in another program: default, vim, newsboat, mutt or arrows.",
        choices=("default", "vim", "newsboat", "mutt", "arrows"),
    ),
    Setting(
        "keys",
        "keys",
        "",
        'Your own keys above them: a table of command to key or list of keys, undo = ["U", "x"], zen = "z z".',
    ),
    Setting("macros", "macros", "", "Several commands on a key, a table each: [macros.next].", parts=MACRO_PARTS),
    Setting("programs", "programs", "", "Your programs on a key, a table each: [programs.mail].", parts=PROGRAM_PARTS),
)
"""Every setting there is, in the order of the documentation."""


def places(environ: Mapping[str, str]) -> Places:
    """Where the program keeps its things, by the XDG variables where set, else as the platform has it."""
    config = environ.get("TUI_READER_CONFIG")
    return Places(
        config_file=Path(config).expanduser() if config else _directory(environ, "config") / "config.toml",
        cache_dir=_directory(environ, "cache"),
        data_dir=_directory(environ, "data"),
        state_dir=_directory(environ, "state"),
        log_dir=_directory(environ, "state") / "log",
    )


def _directory(environ: Mapping[str, str], kind: str) -> Path:
    """The directory of one kind. The XDG specification: a value that is not absolute counts as not set."""
    chosen = environ.get(f"XDG_{kind.upper()}_HOME", "")
    if Path(chosen).is_absolute():
        return Path(chosen) / APPLICATION
    import platformdirs

    made = platformdirs.PlatformDirs(APPLICATION, appauthor=False)
    return Path(str(getattr(made, f"user_{kind}_dir")))


def sample_path() -> str | None:
    """The folder of the sample posts that come with the program; None where they aren't installed."""
    folder = Path(__file__).resolve().parent.parent / "sample"
    return str(folder) if folder.is_dir() else None
