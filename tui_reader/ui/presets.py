"""Presets of keys, for people who come from other programs: tables of command to keys, laid over the default.

Strings only, as in `commands`; what becomes of them beside the user's own keys is for `keymap` to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Preset:
    """A set of keys to begin with."""

    name: str
    """What the setting `keymap` calls it."""
    help: str
    """One sentence for the README."""
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """Command id to its keys, as people write them; a command that isn't named keeps its default."""
    counts: bool = False
    """Whether a number before a key says how many times, or which row."""
    letters: bool = True
    """Whether commands that aren't named keep those of their default keys that are letters, alone or with Ctrl."""


DEFAULT = Preset("default", "The keys of the tables above.")
_VIM = Preset(
    "vim",
    "As in vim: counts before keys (`5j`, `3J`, `10G`), `gg`, `[[`, `]]`, `ctrl+o`, `ctrl+w` and the panes.",
    MappingProxyType(
        {
            "first": ("g g", "home"),
            "tree": ("ctrl+w 1", "ctrl+w t"),
            "list": ("ctrl+w 2",),
            "article": ("ctrl+w 3", "ctrl+w b"),
            "next-pane": ("tab", "ctrl+w w", "ctrl+w l", "f6"),
            "previous-pane": ("shift+tab", "ctrl+w W", "ctrl+w h"),
            "back": ("ctrl+o", "H", "alt+left"),
            "forward": ("L", "ctrl+i", "alt+right"),
            "previous-part": ("[ [",),
            "next-part": ("] ]",),
            "select": ("space", "v"),
            "fold": ("space", "z a"),
            "go-to": ("g f",),
            "source": ("o", "g x", "f7"),
            "links": ("g l",),
            "undo": ("u", "U"),
            "remove-search": ("d d", "delete"),
            "rename-search": ("c w",),
            "copy": ("y y",),
            "quit": ("Q", "Z Z", "Z Q", "f10", "ctrl+q"),
        }
    ),
    counts=True,
)
_NEWSBOAT = Preset(
    "newsboat",
    "As in newsboat: `r` reads the folder again, `N` is read or unread, `l` shows all or the unread, `g` sorts; `,` is "
    "left to macros.",
    MappingProxyType(
        {
            "first": ("home",),
            "last": ("end",),
            "in": ("enter", "right"),
            "sort": ("g",),
            "page-down": ("pagedown",),
            "clear": ("escape", "ctrl+f"),
            "previous": ("ctrl+k",),
            "view": ("l", "a"),
            "go-to": ("~", "ctrl+o"),
            "refresh": ("r", "R", "f5"),
            "read": ("N", "f9"),
            "all-read": ("A", "C"),
            "star": ("*", "ctrl+e", "f8"),
        }
    ),
)
_MUTT = Preset(
    "mutt",
    "As in mutt: `Tab` goes to the next unread, `t` selects, `F` stars, `N` is read or unread, `l` limits, `c` changes "
    "the library, `=` and `*` are first and last.",
    MappingProxyType(
        {
            "first": ("=", "home"),
            "last": ("*", "end"),
            "half-down": ("]", "ctrl+d"),
            "half-up": ("[", "ctrl+u"),
            "page-down": ("z", "pagedown", "ctrl+f"),
            "page-up": ("Z", "pageup"),
            "page-back": ("-", "b"),
            "in": ("enter", "right"),
            "next-pane": ("f6",),
            "previous-part": ("alt+up", "g k"),
            "next-part": ("alt+down", "g j"),
            "select": ("t", "space"),
            "sort": ("o", ","),
            "narrower": ("_",),
            "default-width": ("g =",),
            "find": ("/", "l", "f3"),
            "everywhere": ("g /",),
            "next": ("n", "tab"),
            "previous": ("g n",),
            "rename-search": ("g c",),
            "source": ("f7", "g o"),
            "links": ("u", "ctrl+b"),
            "copy": ("y", "C"),
            "read": ("N", "f9"),
            "star": ("F", "f8"),
            "tags": ("Y",),
            "refresh": ("$", "R", "f5"),
            "open-folder": ("c", "B", "f12"),
            "quit": ("Q", "x", "f10", "ctrl+q"),
        }
    ),
)
_ARROWS = Preset(
    "arrows",
    "Without any letter: arrows, function keys, digits and signs; what has no key is in the palette (`F11`).",
    MappingProxyType(
        {
            "half-down": ("ctrl+down",),
            "half-up": ("ctrl+up",),
            "next-article": ("alt+down",),
            "previous-article": ("alt+up",),
            "next": ("ctrl+right",),
            "previous": ("ctrl+left",),
            "previous-unread": ("shift+left",),
            "view": ("4",),
            "facets": ("5",),
            "zen": ("6",),
            "links": ("7",),
            "copy": ("8",),
            "export": ("9",),
            "tags": ("0",),
            "undo": ("~",),
            "go-to": ("shift+right",),
            "everywhere": ("shift+up",),
            "images": ("shift+down",),
            "copy-selection": ("ctrl+insert",),
            "palette": ("f11", "insert", ":"),
        }
    ),
    letters=False,
)

PRESETS: Mapping[str, Preset] = MappingProxyType(
    {preset.name: preset for preset in (DEFAULT, _VIM, _NEWSBOAT, _MUTT, _ARROWS)}
)
"""Every preset there is, by its name."""
