"""The door through which text and addresses enter HTML and XHTML: escaped, clean, well-formed wherever they stand.

Knows no blocks. Markup is written as XML (`<br/>`, every attribute quoted), which browsers read as HTML just as well.
"""

from __future__ import annotations

import re
import unicodedata
from html import escape

from tui_reader.document import Refusal, checked_link, clean_line, clean_text

_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?", re.IGNORECASE)
_NOT_IN_TAIL = {"[": "%5B", "]": "%5D"}


def escaped(text: str) -> str:
    """The text as content: clean, in NFC, with nothing in it that is markup."""
    made = escape(clean_text(text), quote=False)
    if made.isascii():
        return made
    made = unicodedata.normalize("NFC", made)
    if unicodedata.combining(made[0]):
        # Were the whole file put in NFC, such a mark would melt with the `>` before it: U+003E U+0338 is U+226F.
        return f"&#{ord(made[0])};{made[1:]}"
    return made


def attribute(text: str) -> str:
    """The text as the value of an attribute, between double quotes."""
    return escaped(clean_line(text)).replace('"', "&quot;")


def address(target: str) -> str | None:
    """The address that a link may lead to, ready for an attribute: `http`, `https`, `mailto`; None for any other."""
    checked = checked_link(target)
    if isinstance(checked, Refusal):
        return None
    if "[" in checked or "]" in checked or checked.count("#") > 1:
        checked = _strict(checked)
    return escape(checked)


def language_tag(language: str) -> str:
    """The language as RFC 5646 writes it; empty where it can't be one."""
    tag = language.strip().replace("_", "-")
    return tag if _LANGUAGE.fullmatch(tag) else ""


def _strict(checked: str) -> str:
    """The address with brackets and further number signs encoded behind the host (RFC 3986, 3.3 to 3.5)."""
    at = checked.find("/", checked.find("//") + 2)
    if at < 0:
        return checked
    host, tail = checked[:at], checked[at:]
    for sign, code in _NOT_IN_TAIL.items():
        tail = tail.replace(sign, code)
    path, hash_sign, fragment = tail.partition("#")
    return host + path + hash_sign + fragment.replace("#", "%23")
