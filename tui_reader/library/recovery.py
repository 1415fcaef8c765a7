"""What can be kept of a head that strict parsing refuses: every top-level key with a value that makes sense.

It never refuses and never guesses at structure that isn't there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import TypeAlias

from tui_reader import limits
from tui_reader.library.head import Field, Fields, Refused, bounded
from tui_reader.library.json_fields import begun_value
from tui_reader.library.splitting import KNOWN_KEYS, Syntax
from tui_reader.library.toml_fields import parse_toml
from tui_reader.library.yaml_fields import parse_yaml

_Opens: TypeAlias = Callable[[str, list[str]], re.Match[str] | None]
_KNOWN = "|".join(sorted(KNOWN_KEYS))
_YAML_KEY = re.compile(
    r"""["']?([^\s"'#:{}\[\],&*!|>%@`-][^:\n"']{0,100}?)["']?[ \t]*(?::(?:[ \t]+|(?=\Z))|：[ \t]*)(.*)"""
    rf"""|["']?({_KNOWN})["']?:(.*)""",
    re.DOTALL | re.IGNORECASE,
)
_INDENTED_KEY = re.compile(rf"[ \t]+({_KNOWN}):[ \t]+(.*)", re.DOTALL | re.IGNORECASE)
_HEADER = re.compile(r"([^\W\d_][\w-]{0,40})[:：][ \t]*(.*)", re.DOTALL)
_TOML_KEY = re.compile(r"""\s*["']?([\w.-]{1,100})["']?[ \t]*=[ \t]*(.*)""", re.DOTALL)
_TOML_TABLE = re.compile(r"\[{1,2}[ \t]*([\w-]{1,100})(?:\.([\w.-]{1,200}))?[ \t]*\]{1,2}[ \t]*(?:#.*)?$")
_LONG_QUOTES = ('"' * 3, "'" * 3)
_JSON_KEY = re.compile(r'"((?:[^"\\\n]|\\.){1,100})"[ \t]*:[ \t]*')
_JSON_NEXT = re.compile(r'\n|,[ \t]*(?="(?:[^"\\\n]|\\.){1,100}"[ \t]*:)')
_JSON_CLOSED = re.compile(r"\n[ \t]*\}")
_ITEM = re.compile(r"\s*-(?:\s+(.*))?$")
_QUOTED = re.compile(r"""(["'])(.*)\1[ \t,;]*(?:#.*)?$""", re.DOTALL)
_COMMENT = re.compile(r"\s#.*")
_BLOCK = re.compile(r"[|>][+-]?\d?$")
_LEADING = re.compile(r"[ \t]+")


def recover(source: str, syntax: Syntax) -> Fields:
    """The top-level keys of `source`, line by line; beyond the bounds of `limits` the rest is left out."""
    fields = Fields()
    _RECOVERIES[syntax](source[: limits.FRONT_MATTER_BYTES], fields)
    return fields


def _recover_yaml(source: str, fields: Fields) -> None:
    for key, line, lines in islice(_entries(source, _yaml_key), limits.FRONT_MATTER_KEYS):
        fields.put(key, _yaml_value(key, lines, line, fields), line)


def _recover_headers(source: str, fields: Fields) -> None:
    for key, line, lines in islice(_entries(source, lambda text, _: _HEADER.match(text)), limits.FRONT_MATTER_KEYS):
        fields.put(key, _continued(lines, line, fields), line)


def _entries(source: str, opens: _Opens) -> Iterator[tuple[str, int, list[str]]]:
    """Each key with its line and the lines of its value, the first without the key."""
    key, line, lines = "", 0, list[str]()
    for number, text in enumerate(source.split("\n"), 1):
        found = opens(text, lines)
        if found is None:
            lines.append(text)
            continue
        if key:
            yield key, line, lines
        name, rest = (group for group in found.groups() if group is not None)
        key, line, lines = name.strip(), number, [rest]
    if key:
        yield key, line, lines


def _yaml_key(text: str, before: list[str]) -> re.Match[str] | None:
    """The key that a line begins with, where `before` are the lines of the value above it."""
    found = _YAML_KEY.match(text)
    if found is None and before and _is_plain(before[0].strip()):
        # A text has no keys inside: this one was only moved to the right.
        found = _INDENTED_KEY.match(text)
    return found


def _is_plain(first: str) -> bool:
    return first != "" and first[0] not in "[{'\"|>"


def _recover_toml(source: str, fields: Fields) -> None:
    """Tables stay tables, so that a key inside is none of the post's own."""
    table: dict[str, Field] | None = None
    key, line, lines, quotes, count = "", 0, list[str](), "", 0

    def keep() -> None:
        if not key:
            return
        value = _toml_value(lines, line, fields)
        if table is None:
            fields.put(key, value, line)
        else:
            table[key] = value

    for number, text in enumerate(source.split("\n"), 1):
        if quotes:
            lines.append(text)
            quotes = "" if quotes in text else quotes
            continue
        header, found = _TOML_TABLE.match(text), _TOML_KEY.match(text)
        if header is None and found is None:
            lines.append(text)
            continue
        keep()
        count += 1
        if count > limits.FRONT_MATTER_KEYS:
            return
        if header is not None:
            key, table = "", _table(header, number, fields)
        elif found is not None:
            key, line, lines = found.group(1), number, [found.group(2)]
            quotes = next((marks for marks in _LONG_QUOTES if found.group(2).count(marks) % 2), "")
    keep()


def _table(header: re.Match[str], line: int, fields: Fields) -> dict[str, Field]:
    """The table that a TOML header opens, made where it isn't there yet."""
    name = header.group(1).lower()
    if not isinstance(fields.values.get(name), dict):
        fields.put(name, {}, line)
    here = fields.values[name]
    for part in (header.group(2) or "").split(".")[: limits.FRONT_MATTER_DEPTH - 2]:
        if part and isinstance(here, dict):
            if not isinstance(here.get(part), dict):
                here[part] = {}
            here = here[part]
    return here if isinstance(here, dict) else {}


def _toml_value(lines: list[str], line: int, fields: Fields) -> Field:
    whole = "\n".join(lines).strip()
    try:
        return parse_toml(f"k = {whole}").values.get("k", "")
    except Refused:
        pass
    if whole.startswith(_LONG_QUOTES):
        return bounded(whole[3:].partition(whole[:3])[0].strip(), line, fields.faults)
    first = lines[0].strip()
    if first.startswith("["):
        return _flow(" ".join(text.strip() for text in lines), line, fields)
    return "" if first == "{" else bounded(_unquoted(first), line, fields.faults)


def _recover_json(source: str, fields: Fields) -> None:
    position, line, counted = 0, 1, 0
    for _ in range(limits.FRONT_MATTER_KEYS):
        found = _JSON_KEY.search(source, position)
        if found is None:
            return
        line, counted = line + source.count("\n", counted, found.start()), found.start()
        whole = begun_value(source, found.end())
        if whole is not None:
            value, position = whole
        else:
            end = _JSON_NEXT.search(source, found.end())
            position = end.start() if end else len(source)
            first = source[found.end() : position].strip().rstrip(",}").rstrip()
            value = _flow(first, line, fields) if first.startswith("[") else _unquoted(first)
            if first.startswith("{"):
                # A broken object's keys are none of the post's own.
                closed = _JSON_CLOSED.search(source, position)
                value, position = "", closed.end() if closed else position
        fields.put(found.group(1), bounded(value, line, fields.faults) if isinstance(value, str) else value, line)


_RECOVERIES: dict[Syntax, Callable[[str, Fields], None]] = {
    Syntax.YAML: _recover_yaml,
    Syntax.HEADERS: _recover_headers,
    Syntax.TOML: _recover_toml,
    Syntax.JSON: _recover_json,
}


def _yaml_value(key: str, lines: list[str], line: int, fields: Fields) -> Field:
    first = lines[0].strip()
    if (len(lines) > 1 or not _is_plain(first)) and not first.startswith(("{{", "{%")):
        try:
            # Where only another key was broken, this one still has its own structure; tabs may be what was.
            return parse_yaml("k: " + "\n".join(_LEADING.sub(_spaced, text, count=1) for text in lines)).values.get(
                "k", ""
            )
        except Refused:
            pass
    if not first:
        items = [found for found in map(_ITEM.match, lines[1:]) if found]
        if items:
            return [bounded(_unquoted((item.group(1) or "").strip()), line, fields.faults) for item in items]
    if first.startswith("[") and key.lower() != "title":
        whole = " ".join(text.strip() for text in lines).strip()
        if whole.endswith("]") or "]" not in whole:
            return _flow(whole, line, fields)
    if _BLOCK.match(first):
        return bounded("\n".join(text.strip() for text in lines[1:]).strip(), line, fields.faults)
    return _continued(lines, line, fields)


def _spaced(found: re.Match[str]) -> str:
    return found.group().replace("\t", "  ")


def _continued(lines: list[str], line: int, fields: Fields) -> str:
    """Only what is indented goes on with a value; other lines belong to nothing that can be told."""
    continued = [text.strip() for text in lines[1:] if text[:1] in (" ", "\t")]
    whole = " ".join([lines[0].strip(), *continued]).strip()
    return bounded(_unquoted(whole), line, fields.faults)


def _flow(text: str, line: int, fields: Fields) -> Field:
    inner = text.strip().removeprefix("[").removesuffix("]")
    items = (_unquoted(item.strip()) for item in inner.split(",")[: limits.FRONT_MATTER_KEYS])
    return [bounded(item, line, fields.faults) for item in items if item]


def _unquoted(text: str) -> str:
    """Without the quotes around it, however many, whether or not they are escaped inside, and without a comment."""
    found = _QUOTED.match(text)
    if found is None:
        text = _COMMENT.sub("", text, count=1).rstrip()
        # A quote that is opened and never closed belongs to the damage, not to the text.
        return text[1:] if text[:1] in ('"', "'") and text.count(text[0]) == 1 else text
    quote, inner = found.groups()
    if re.match(rf"[^{quote}]*[^{quote}\s\\]{quote}\s", inner) and re.search(rf"\s{quote}[^{quote}]*$", inner):
        return text  # “"one" and "two"” has no quotes around it
    inner = inner.replace('\\"', '"') if quote == '"' else inner.replace("''", "'")
    while len(inner) >= 2 and inner[0] == inner[-1] and inner[0] in "\"'":
        inner = inner[1:-1]
    return inner.strip("\"'") if not inner.strip("\"'") else inner
