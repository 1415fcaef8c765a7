"""Tells the words of code apart by Pygments, which is loaded when the first code is met. Sets nothing."""

from __future__ import annotations

from functools import cache

from tui_reader.document.page import Role

Token = tuple[str, Role]

_ROLES = (
    ("Comment", Role.CODE_COMMENT),
    ("Literal.String", Role.CODE_STRING),
    ("Literal.Number", Role.CODE_NUMBER),
    ("Literal", Role.CODE_NUMBER),
    ("Operator.Word", Role.CODE_KEYWORD),
    ("Operator", Role.CODE_OPERATOR),
    ("Keyword", Role.CODE_KEYWORD),
    ("Name.Attribute", Role.CODE_NAME),
    ("Name.Builtin", Role.CODE_NAME),
    ("Name.Class", Role.CODE_NAME),
    ("Name.Decorator", Role.CODE_NAME),
    ("Name.Exception", Role.CODE_NAME),
    ("Name.Function", Role.CODE_NAME),
    ("Name.Namespace", Role.CODE_NAME),
    ("Name.Tag", Role.CODE_NAME),
    ("Generic.Deleted", Role.CODE_OPERATOR),
    ("Generic.Inserted", Role.CODE_STRING),
    ("Generic.Heading", Role.CODE_NAME),
    ("Generic.Subheading", Role.CODE_NAME),
    ("Generic.Output", Role.CODE_COMMENT),
)
"""Which tokens of Pygments are what; the first that fits counts, others are plain code."""


@cache
def _role(kind: str) -> Role:
    return next((role for name, role in _ROLES if kind == name or kind.startswith(name + ".")), Role.CODE)


def tokens(text: str, language: str) -> list[list[Token]] | None:
    """The lines of `text` as tokens; None where the language is unknown.

    Args:
        text: Code, lines parted by newlines.
        language: A name, alias or file suffix that Pygments knows, in any case.
    """
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    name = language.lower().strip(".{}").split()[0:1]
    try:
        lexer = get_lexer_by_name(name[0] if name else "", stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None
    lines: list[list[Token]] = [[]]
    for kind, value in lexer.get_tokens(text):
        role = _role(str(kind).removeprefix("Token."))
        first, *others = value.split("\n")
        _add(lines[-1], first, role)
        for other in others:
            lines.append([])
            _add(lines[-1], other, role)
    if "\n".join("".join(part for part, _ in line) for line in lines) != text:
        return None  # the lexer changed the text, as some do with odd line ends
    return lines


def _add(line: list[Token], text: str, role: Role) -> None:
    if not text:
        return
    if line and line[-1][1] is role:
        line[-1] = (line[-1][0] + text, role)
    else:
        line.append((text, role))
