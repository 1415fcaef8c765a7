"""Names of exported files: from a template and a post, safe on every file system; it touches none.

The rules are those of the export page: letters, marks, digits and `_` of every script stay in a slug; nothing that
Windows, macOS or a shell trips over is left in a name.
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from tui_reader.document.cells import clusters
from tui_reader.document.clean import clean_line
from tui_reader.errors import UsageError
from tui_reader.model import Post

DEFAULT_TEMPLATE = "{date}-{slug}"
NAME_BYTES = 200
"""UTF-8 bytes that one part of a path may have, its suffix included."""

_FORBIDDEN = frozenset('<>:"/\\|?*')
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Characters that are letters, marks or signs by category and yet leave nothing to see."""
_SEPARATORS = " -_.,+"
_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])", re.IGNORECASE)
"""Device names of Windows, with or without a suffix: Microsoft, "Naming Files, Paths, and Namespaces"."""


@dataclass(frozen=True, slots=True)
class Field:
    """A place in a template that a value takes."""

    name: str


Template = tuple[str | Field, ...]
"""A template in its parts: literal texts and fields."""


def parse_template(template: str, known: Mapping[str, object] | frozenset[str], *, what: str = "template") -> Template:
    """Take a template apart: `{name}` is a field, `{{` and `}}` are braces, and nothing else has a meaning.

    Args:
        template: What the user wrote.
        known: The names that there are.
        what: What the template is for, in the message.

    Raises:
        UsageError: A field is unknown, holds more than a plain name (`{title.__class__}`, `{date!r}`, `{id:>9}`), or
            a brace stands alone.
    """
    parts: list[str | Field] = []
    for match in re.finditer(r"\{\{|\}\}|\{([^{}]*)\}|[{}]|[^{}]+", template):
        text, name = match[0], match[1]
        if name is not None:
            if name not in known:
                raise _no_such_field(name, known, what)
            parts.append(Field(name))
        elif text in {"{", "}"}:
            raise UsageError(f"Can't use the {what}", f"a brace stands alone in {_shown(template)}; write {text * 2}.")
        else:
            parts.append(text[0] if text in {"{{", "}}"} else text)
    return tuple(parts)


def _shown(text: str) -> str:
    return f'"{clean_line(text[:200])}"'


def _no_such_field(name: str, known: Mapping[str, object] | frozenset[str], what: str) -> UsageError:
    from difflib import get_close_matches

    near = get_close_matches(name, sorted(known), n=1, cutoff=0.5)
    advice = f"did you mean {{{near[0]}}}?" if near else f"the fields are {', '.join(sorted(known))}."
    return UsageError(f"Can't use the {what}", f"there is no field {_shown('{' + name + '}')}: {advice}")


def short_id(path: str) -> str:
    """The short id of a post: the first 8 hex digits of the SHA-256 of its path's bytes."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:8]


def slug(title: str) -> str:
    """The title with letters, marks, digits and `_` of every script kept, and a `-` for each run of anything else."""
    made: list[str] = []
    for character in unicodedata.normalize("NFC", title):
        kind = unicodedata.category(character)
        if _goes(character, kind):
            continue
        stays = kind[0] in "LN" or character == "_" or (kind[0] == "M" and bool(made) and made[-1] != "-")
        if stays:
            made.append(character)
        elif made and made[-1] != "-":
            made.append("-")
    return unicodedata.normalize("NFC", "".join(made)).strip("-")


def _goes(character: str, kind: str) -> bool:
    """Whether a character leaves no trace in a name: controls, zero-width, bidi, surrogates, what is no character."""
    if character in _INVISIBLE or (kind == "Mn" and _is_selector(character)):
        return True
    if kind == "Cc":
        return character not in "\t\n\r\x0b\x0c\x85"
    return kind in {"Cf", "Cs"} or (kind == "Cn" and _is_no_character(ord(character)))


def _is_no_character(code: int) -> bool:
    """Whether a code point is one that Unicode will never assign."""
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF


def _is_selector(character: str) -> bool:
    """Whether a mark only chooses how the character before it is drawn."""
    common = "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
    return common or character in "\u180b\u180c\u180d\u180f"


def _value(name: str, post: Post) -> str:
    """What a field stands for; the empty string where the post has no such thing."""
    match name:
        case "date":
            return post.date.iso[:10] if post.date else ""
        case "title":
            return _visible(post.title)
        case "slug":
            return slug(post.title) or f"untitled-{short_id(post.path)}"
        case "category":
            names = (_visible(name) for name in (post.categories[0] if post.categories else ()))
            return "/".join(name for name in names if name)
        case "lang":
            return post.language or ""
        case _:
            return short_id(post.path)


FIELDS = frozenset({"date", "title", "slug", "category", "id", "lang"})
"""The names that a template for file names may hold."""


def name_template(template: str) -> Template:
    """A template for names, taken apart and checked; see `parse_template`.

    Raises:
        UsageError: The template can't be used.
    """
    return parse_template(template, FIELDS, what="name template")


def file_name(post: Post, template: str | Template, suffix: str) -> str:
    """The name that a post is exported under.

    Args:
        post: The post.
        template: Fields in braces: `date title slug category id lang`; a `/` makes folders. An empty value goes with
            the separator beside it: an undated post is named by its slug alone.
        suffix: With its dot, such as `.txt`.

    Returns:
        A relative path with `/` between its parts, each part safe by itself: never empty, never leading out, at most
        `NAME_BYTES` long in UTF-8, NFC.

    Raises:
        UsageError: The template can't be used.
    """
    parts = name_template(template) if isinstance(template, str) else template
    *folders, last = _filled(parts, post).split("/")
    made = [part for part in (safe_part(folder, "") for folder in folders) if part]
    return "/".join([*made, safe_part(last, suffix) or safe_part(f"untitled-{short_id(post.path)}", suffix)])


def _filled(parts: Template, post: Post) -> str:
    """The template with its values; beside an empty one, the separator goes too."""
    made = ""
    after_nothing = False
    for part in parts:
        if isinstance(part, str):
            made += part.lstrip(_SEPARATORS) if after_nothing else part
            after_nothing = False
            continue
        value = _value(part.name, post)
        if not value:
            kept = made.rstrip(_SEPARATORS)
            after_nothing = not kept or kept.endswith("/")
            made = kept
        made += value
    return made


def _visible(text: str) -> str:
    """One line of NFC text without what names may not hold."""
    kept: list[str] = []
    for character in unicodedata.normalize("NFC", text):
        kind = unicodedata.category(character)
        if character in _FORBIDDEN or _goes(character, kind):
            continue
        kept.append(" " if kind in {"Zs", "Zl", "Zp", "Cc"} else character)
    return unicodedata.normalize("NFC", re.sub(" {2,}", " ", "".join(kept))).strip()


def safe_part(text: str, suffix: str) -> str:
    """One part of a path: portable, at most `NAME_BYTES` with its suffix; empty if nothing is left of it.

    Args:
        text: What it should be called; nothing in it is trusted.
        suffix: Kept whole at the end.
    """
    made = _trimmed(_visible(text))
    if not made:
        return ""
    base, dot, rest = made.partition(".")
    if _RESERVED.fullmatch(base.rstrip()):
        made = f"{base.rstrip()}_{dot}{rest}"
    return _trimmed(_cut(made, NAME_BYTES - len(suffix.encode()))) + suffix


def numbered_name(name: str, number: int) -> str:
    """The name with `-2`, `-3`… before its suffix, and no longer than a name may be."""
    stem, dot, suffix = name.rpartition(".")
    if not stem:
        stem, dot, suffix = name, "", ""
    tail = f"-{number}{dot}{suffix}"
    return _cut(stem, NAME_BYTES - len(tail.encode(errors="replace"))).rstrip(" .") + tail


def _trimmed(text: str) -> str:
    """Without leading dots, dashes, tildes and marks, and without trailing dots and spaces."""
    start = 0
    while start < len(text) and (text[start] in " .-~" or unicodedata.category(text[start])[0] == "M"):
        start += 1
    return text[start:].rstrip(" .")


def _cut(text: str, room: int) -> str:
    """At most `room` bytes of UTF-8, whole graphemes only."""
    if len(text.encode(errors="replace")) <= room:
        return text
    kept: list[str] = []
    for cluster in clusters(text):
        room -= len(cluster.encode(errors="replace"))
        if room < 0:
            break
        kept.append(cluster)
    return "".join(kept)
