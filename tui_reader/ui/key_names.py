"""How keys are called: what people write, alone or one after another, turned to the names that Textual hears.

Knows no command, and no Textual: it only spells as Textual does.
"""

from __future__ import annotations

import difflib
import unicodedata

_MODIFIERS = frozenset({"ctrl", "shift", "alt", "meta", "super", "hyper"})
_NAMED = frozenset(
    {
        *("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "insert", "delete", "backspace"),
        *("enter", "escape", "tab", "space"),
        *(f"f{number}" for number in range(1, 25)),
    }
)
_ALSO_CALLED = {
    "esc": "escape",
    "return": "enter",
    "cr": "enter",
    "del": "delete",
    "ins": "insert",
    "bs": "backspace",
    "pgdn": "pagedown",
    "page_down": "pagedown",
    "pgup": "pageup",
    "page_up": "pageup",
    "c": "ctrl",
    "control": "ctrl",
    "cmd": "super",
    "option": "alt",
    "opt": "alt",
}
"""Names of other programs, for what was meant; they are told, not taken."""
_SPECIAL = {"-": "minus", "/": "slash", "\\": "backslash", "_": "underscore", "+": "plus", "@": "at", " ": "space"}
LONGEST_SEQUENCE = 4
"""Keys that may follow one another."""


def key_name(key: str) -> str | None:
    """The name Textual hears `key` under, or None where no terminal can send such a key.

    Single signs are named as Unicode names them: `?` is `question_mark`.
    """
    if key == "+":
        return "plus"
    *modifiers, last = key.split("+")
    if any(modifier not in _MODIFIERS for modifier in modifiers) or len(set(modifiers)) < len(modifiers):
        return None
    is_sign = len(last) == 1 and not last.isalnum()
    if is_sign:
        last = _sign_name(last) if last.isprintable() else ""
    if len(last) == 1 and ((last.isupper() and modifiers not in ([], ["alt"])) or modifiers == ["shift"]):
        return None  # Terminals send a small letter with Ctrl, and for a shifted one the capital.
    known = last in _NAMED or (len(last) == 1 and last.isprintable()) or (is_sign and last) or _names_a_sign(last)
    return "+".join([*modifiers, last]) if known else None


def sequence_name(keys: str) -> str | None:
    """The names of keys that are pressed one after another, separated by blanks; None where one of them can't be.

    Args:
        keys: One key, or two to four with blanks between them: `x`, `g g`, `ctrl+w ,`. A blank alone is the space bar.
    """
    parts = keys.split() or ([" "] if keys else [])
    names = [key_name(part) for part in parts]
    if not 1 <= len(parts) <= LONGEST_SEQUENCE or (len(parts) > 1 and "escape" in names):
        return None
    return " ".join(filter(None, names)) if all(names) else None


def meant_keys(keys: str) -> str:
    """What may have been meant by keys that no terminal sends, as the configuration has it; empty where nothing is."""
    parts = [part if key_name(part) else _meant_key(part) for part in keys.split()]
    return " ".join(parts) if parts and all(parts) and sequence_name(" ".join(parts)) else ""


def _meant_key(key: str) -> str:
    *modifiers, last = key.replace("-", "+").split("+") if len(key) > 1 else [key]
    modifiers = [_ALSO_CALLED.get(modifier.lower(), modifier.lower()) for modifier in modifiers]
    if len(last) == 1 and last.isupper() and modifiers:
        last = last.lower()
        modifiers = [*modifiers, *([] if "shift" in modifiers else ["shift"])]
    elif len(last) == 1 and modifiers == ["shift"]:
        return last.upper()
    elif len(last) > 1:
        last = _ALSO_CALLED.get(last.lower(), last.lower())
        if last not in _NAMED:
            near = difflib.get_close_matches(last, [*_NAMED, *_ALSO_CALLED, *_signs()], n=1, cutoff=0.7)
            last = _ALSO_CALLED.get(near[0], near[0]) if near else ""
    meant = "+".join([*modifiers, last])
    return meant if last and key_name(meant) else ""


def _sign_name(sign: str) -> str:
    try:
        return _SPECIAL.get(sign) or unicodedata.name(sign).lower().replace("-", "_").replace(" ", "_")
    except ValueError:
        return ""


def _signs() -> list[str]:
    """The names of the signs of a keyboard."""
    return [_sign_name(chr(code)) for code in range(0x21, 0x7F) if not chr(code).isalnum()]


def _names_a_sign(name: str) -> bool:
    return name in _signs()
