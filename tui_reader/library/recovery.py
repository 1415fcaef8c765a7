"""What can be kept of a head that strict parsing refuses: every top-level key with a value that makes sense.

It never refuses and never guesses at structure that isn't there.
"""

from __future__ import annotations

import re

from tui_reader import limits
from tui_reader.library.head import Field, Fields, Refused, bounded
from tui_reader.library.splitting import Syntax
from tui_reader.library.yaml_fields import parse_yaml

_KEYS = {
    Syntax.YAML: re.compile(
        r"""["']?([^\s"'#:{}\[\],&*!|>%@`-][^:\n"']{0,100}?)["']?[ \t]*[:：](?:[ \t]+|(?=\Z))(.*)""", re.DOTALL
    ),
    Syntax.HEADERS: re.compile(r"([A-Za-z][\w-]{0,40}):[ \t]*(.*)", re.DOTALL),
    Syntax.TOML: re.compile(r"""\s*["']?([\w.-]{1,100})["']?[ \t]*=[ \t]*(.*)""", re.DOTALL),
    Syntax.JSON: re.compile(r"""\s*\{?\s*"((?:[^"\\]|\\.){1,100})"[ \t]*:[ \t]*(.*)""", re.DOTALL),
}
_ITEM = re.compile(r"\s*-(?:\s+(.*))?$")
_QUOTED = re.compile(r"""(["'])(.*)\1[ \t,;]*(?:#.*)?$""", re.DOTALL)
_COMMENT = re.compile(r"\s#.*")
_BLOCK = re.compile(r"[|>][+-]?\d?$")


def recover(source: str, syntax: Syntax) -> Fields:
    """The top-level keys of `source`, line by line; beyond the bounds of `limits` the rest is left out."""
    fields = Fields()
    key, line, lines = "", 0, list[str]()
    pattern = _KEYS[syntax]
    for number, text in enumerate(source[: limits.FRONT_MATTER_BYTES].split("\n"), 1):
        found = pattern.match(text)
        if found is None:
            lines.append(text)
            continue
        if key:
            _keep(fields, key, line, lines, syntax)
        if len(fields.values) >= limits.FRONT_MATTER_KEYS:
            return fields
        key, line, lines = found.group(1).strip(), number, [found.group(2)]
    if key:
        _keep(fields, key, line, lines, syntax)
    return fields


def _keep(fields: Fields, key: str, line: int, lines: list[str], syntax: Syntax) -> None:
    fields.put(key, _value(lines, line, fields, syntax), line)


def _value(lines: list[str], line: int, fields: Fields, syntax: Syntax) -> Field:
    first = lines[0].strip()
    if syntax is Syntax.YAML and (len(lines) > 1 or first[:1] in "[{'\""):
        try:
            # Where only another key was broken, this one still has its own structure.
            return parse_yaml("k: " + "\n".join(lines)).values.get("k", "")
        except Refused:
            pass
    if syntax in (Syntax.TOML, Syntax.JSON):
        first = first.rstrip(",") if syntax is Syntax.JSON else first
        if first == "" or first in "{}[]":
            return ""
        return _flow(first, line, fields) if first.startswith("[") else bounded(_unquoted(first), line, fields.faults)
    if not first:
        items = [found for found in map(_ITEM.match, lines[1:]) if found]
        if items:
            return [bounded(_unquoted((item.group(1) or "").strip()), line, fields.faults) for item in items]
    if first.startswith("["):
        whole = " ".join(text.strip() for text in lines).strip()
        if whole.endswith("]") or "]" not in whole:
            return _flow(whole, line, fields)
    if _BLOCK.match(first):
        return bounded("\n".join(text.strip() for text in lines[1:]).strip(), line, fields.faults)
    # Only what is indented goes on with a value; other lines belong to nothing that can be told.
    continued = [text.strip() for text in lines[1:] if text[:1] in (" ", "\t")]
    whole = " ".join([first, *continued]).strip()
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
