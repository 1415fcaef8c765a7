"""Addresses: which may be opened in a browser, and which stands behind a picture proxy.

Opens, fetches and resolves nothing; whether a host is private is judged where a connection is made.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from tui_reader.document.clean import clean_line

MAX_ADDRESS_BYTES = 8192
MAX_PROXIES = 4
"""How many proxies inside one another are taken off."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an address may not be opened."""

    reason: str
    """The end of a sentence that begins with the address: "is not a web address"."""


def checked_link(target: str) -> str | Refusal:
    """Return `target` as a browser may be given it, or why it may not.

    What passes is ASCII (host by IDNA 2003, the rest percent-encoded, RFC 3987 section 3.1), at most
    `MAX_ADDRESS_BYTES` long, and begins with `http://`, `https://` or `mailto:`. A host without scheme (`//host`) is
    taken as https. Refused are other schemes, missing hosts, user names before the host (`https://good.com@evil`),
    backslashes, control and bidi characters. Of a `mailto:` only the address is kept, for `?attach=` and its like.
    """
    target = target.strip(" ")
    if len(target) > MAX_ADDRESS_BYTES:
        return Refusal("is too long")
    if _FORBIDDEN.search(target):
        return Refusal("holds control characters or backslashes")
    if target.startswith("//"):
        target = "https:" + target
    scheme, colon, rest = target.partition(":")
    scheme = scheme.lower()
    if not colon or scheme not in {"http", "https", "mailto"}:
        return Refusal("is not a web or mail address")
    checked = _checked_mail(rest) if scheme == "mailto" else _checked_web(scheme, rest)
    if isinstance(checked, str) and len(checked) > MAX_ADDRESS_BYTES:
        return Refusal("is too long")
    return checked


def readable_address(target: str) -> tuple[str, str]:
    """An address as people read it, and as it is asked for; both are the same where nothing is encoded in it.

    A host in other letters (IDNA 2003) is given in these letters first, so that one that only looks like another is
    told by the second form. Text that can't be an address is given back clean.
    """
    asked = checked_link(target)
    if isinstance(asked, Refusal):
        shown = clean_line(short_address(target))
        return shown, shown
    scheme, separator, rest = asked.partition("://")
    host, slash, way = rest.partition("/")
    with contextlib.suppress(UnicodeError):
        host = host.encode("ascii").decode("idna")
    decoded = unquote(way)
    # Of what holds blanks the end would not be seen.
    if decoded == clean_line(decoded) and decoded.isprintable() and not re.search(r"[\s\ufffd]", decoded):
        way = decoded
    return (clean_line(f"{scheme}://{host}{slash}{way}") if separator else asked), asked


def is_web(address: str) -> bool:
    """Tell whether `address` names a host of the web: `http://…`, `https://…` or `//…`."""
    return _WEB.match(address) is not None


def unwrap_proxy(address: str, patterns: Sequence[str] = ()) -> str:
    """Return the address of the picture that a proxy's `address` leads to, else `address` itself.

    Known shapes: a query that is an address as a whole (`https://cors.example/?http://real/a.jpg`), one in a parameter
    such as `url=` (percent-encoded or not), `images.weserv.nl/?url=host/path`, `i0.wp.com/host/path`, an address as the
    end of the path (`https://proxy.example/https://real/a.jpg`, percent-encoded or not), in hexadecimal digits (camo).
    Proxies inside one another are taken off together. Meant for pictures: a page's address with a `url=` in it would be
    misread.

    Args:
        address: what a post says.
        patterns: the user's own shapes: addresses with `{url}`, for an address, or `{host_path}`, for one without its
            scheme, in them once.
    """
    for _ in range(MAX_PROXIES):
        inner = _by_pattern(address, patterns) or _behind(address)
        if inner is None:
            break
        address = inner
    return address


def short_address(address: str) -> str:
    """Return `address` as it is shown: of one that holds its data (`data:`) only the beginning."""
    if address[:5].lower() == "data:" and len(address) > _LONGEST_DATA:
        return address.partition(",")[0][:_LONGEST_DATA] + ",…"
    return address


_LONGEST_DATA = 40
"""Characters of a `data:` address that are shown: its type, and that there was more."""
_FORBIDDEN = re.compile("[\\x00-\x1f\x7f-\x9f\\\\\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
_WEB = re.compile(r"(?:https?:)?//[^/?#\s]", re.IGNORECASE)
_HOST = re.compile(r"(?!-)[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?|\[[0-9a-f:.]+\]")
_MAIL_LOCAL = re.compile(r"[A-Za-z0-9!#$%&*+/=?^_{|}~.-]+")
_STRAY_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_SAFE = "%/:?#[]@!$&()*+,;=~"


def _checked_web(scheme: str, rest: str) -> str | Refusal:
    if not rest.startswith("//"):
        return Refusal("names no host")
    try:
        parts = urlsplit(f"{scheme}:{rest}")
        host, port = parts.hostname, parts.port
    except ValueError:
        return Refusal("names no valid host")
    if "@" in parts.netloc:
        return Refusal("hides its host behind a user name")
    ascii_host = _ascii_host(host or "")
    if not ascii_host:
        return Refusal("names no valid host")
    tail = f"{scheme}:{rest}"[len(scheme) + 3 + len(parts.netloc) :]
    if not tail.startswith("/"):
        tail = "/" + tail if tail else ""
    return f"{scheme}://{ascii_host}{'' if port is None else f':{port}'}{_encoded(tail)}"


def _checked_mail(rest: str) -> str | Refusal:
    local, _, domain = unquote(rest.partition("?")[0]).rpartition("@")
    host = _ascii_host(domain)
    if not host or local.startswith("//") or not _MAIL_LOCAL.fullmatch(local):
        return Refusal("is not a single mail address")
    return f"mailto:{quote(local, safe='!#$&*+/=^_{|}~.-')}@{host}"


def _ascii_host(host: str) -> str:
    """Return `host` in ASCII and lower case, or nothing where it can't be one."""
    if ":" in host:
        host = f"[{host}]"
    elif not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return ""
    host = host.lower()
    return host if _HOST.fullmatch(host) and len(host) <= 255 else ""


def _encoded(tail: str) -> str:
    """Percent-encode what may not stand in an address; `%XX` stays."""
    return quote(_STRAY_PERCENT.sub("%25", tail), safe=_SAFE)


_START = r"(?:https?(?::|%(?:25)*3A))?(?:/|%(?:25)*2F){2}"
"""How an address begins, percent-encoded any number of times or not."""
_WHOLE_QUERY = re.compile(rf"https?://[^?#]+\?({_START}.+)", re.IGNORECASE)
_PARAMETER = re.compile(
    r"https?://[^?#]+\?(?:[^#]*?&)?(?:url|u|uri|src|source|image|img|imgurl|image_url|imageurl|imgsrc|pic|picurl)="
    rf"({_START}[^#]+)",
    re.IGNORECASE,
)
_WESERV = re.compile(
    r"https?://(?:(?:images\.)?weserv\.nl|wsrv\.nl)/*\?(?:[^#]*?&)?url=(?:ssl(?::|%3A))?([^&#]+)", re.IGNORECASE
)
_HOST_IN_PATH = re.compile(
    r"(?:https?:)?//(?:i[0-3]\.wp\.com|cdn\.statically\.io/img|rsz\.io)/([^/?#]+\.[^/?#]+/[^?#]*)", re.IGNORECASE
)
_IN_PATH = re.compile(r"https?://[^?#]+?/(https?://?[^/].*)", re.IGNORECASE)
_ENCODED_IN_PATH = re.compile(r"https?://[^?#]+?/(https?%3A%2F%2F[^/?#]+)", re.IGNORECASE)
_CAMO = re.compile(r"https?://camo\.githubusercontent\.com/[0-9a-f]+/((?:[0-9a-f]{2})+)", re.IGNORECASE)
_NO_PROXY = re.compile(
    r"https?://[^?]*(?:qr|screenshot|mshots|oembed|web\.archive\.org|thum\.io|badge|shields\.io)", re.IGNORECASE
)
"""Makers of pictures *of* an address, and archives of pictures that are gone: they are the picture themselves."""
_HINTS = ("//", "http", "%2", "weserv.nl", "wsrv.nl", "camo.", ".wp.com", "statically.io", "rsz.io")
"""One of them is, after the scheme, in every address of a proxy: most addresses have none, and are soon done."""
_AFTER_SCHEME = len("http://")
_SCHEME = re.compile(r"(?:https?:)?//", re.IGNORECASE)


def _by_pattern(address: str, patterns: Sequence[str]) -> str | None:
    """Return what stands at the place of one of `patterns` in `address`; None where none fits."""
    if not patterns or len(address) > MAX_ADDRESS_BYTES:
        return None
    bare = _SCHEME.sub("", address, count=1)
    for pattern in patterns:
        place = "{url}" if "{url}" in pattern else "{host_path}"
        head, _, tail = _SCHEME.sub("", pattern, count=1).partition(place)
        if len(bare) <= len(head) + len(tail) or not bare.startswith(head) or (tail and tail not in bare[len(head) :]):
            continue
        value = bare[len(head) :].partition(tail)[0] if tail else _value(bare[len(head) :], "?" in head)
        found = _decoded(value) if place == "{url}" else f"https://{unquote(value).lstrip('/')}"
        if is_web(found):
            return found
    return None


def _behind(address: str) -> str | None:
    """Return what the outermost proxy of `address` leads to; None where there is none."""
    if address.startswith("//"):
        address = f"https:{address}"
    if not any(map(address[_AFTER_SCHEME:].lower().__contains__, _HINTS)):
        return None
    if photon := _HOST_IN_PATH.match(address):
        return "https://" + photon[1]
    if len(address) > MAX_ADDRESS_BYTES or address[:4].lower() != "http" or _NO_PROXY.match(address):
        return None
    if camo := _CAMO.match(address):
        return _decoded(bytes.fromhex(camo[1]).decode("utf-8", "replace"))
    if weserv := _WESERV.match(address):
        inner = unquote(weserv[1])
        return inner if is_web(inner) else f"https://{inner.lstrip('/')}"
    if whole := _WHOLE_QUERY.match(address):
        return _decoded(whole[1])
    if parameter := _PARAMETER.match(address):
        return _decoded(_value(parameter[1], in_query=True))
    if path := _IN_PATH.match(address):
        return re.sub(r"(?i)^(https?:)/{1,2}", r"\1//", path[1])
    encoded = _ENCODED_IN_PATH.match(address)
    return _decoded(encoded[1]) if encoded else None


def _value(value: str, in_query: bool) -> str:
    """Part the value of a parameter from those after it.

    An encoded address ends at the next parameter; one that is not encoded may have parameters of its own.
    """
    first = value.partition("&")[0]
    return first if in_query and "?" not in first else value


def _decoded(address: str) -> str:
    """Undo the percent-encoding of an address that is encoded as a whole, perhaps more than once."""
    for _ in range(MAX_PROXIES):
        if is_web(address):
            break
        address = unquote(address)
    return f"https:{address}" if address.startswith("//") else address


def bare_links(text: str) -> list[tuple[str, str]]:
    """Part `text` at the web addresses that stand in it bare: pieces, each with the address it is or nothing.

    Extended autolinks of GitHub Flavored Markdown (section 6.9): final punctuation and closing brackets without a
    partner don't belong to the address. Other than there, the characters of CJK end one too.
    """
    pieces: list[tuple[str, str]] = []
    position = 0
    for found in _BARE.finditer(text):
        address = found[0].rstrip("?!.,:;*_~'\"")
        while address.endswith(")") and address.count(")") > address.count("("):
            address = address[:-1].rstrip("?!.,:;*_~'\"")
        if len(address) < 8 or found.start() < position:
            continue
        if found.start() > position:
            pieces.append((text[position : found.start()], ""))
        pieces.append((address, address if "://" in address[:8] else f"http://{address}"))
        position = found.start() + len(address)
    if position < len(text):
        pieces.append((text[position:], ""))
    return pieces


_BARE = re.compile(
    r"(?<![A-Za-z0-9_/@.=&?\"'-])(?:https?://|www\.(?=[\w-]+\.))[^\s<>\"\x00-\x1f\u2018-\u201f\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]{1,2000}",
    re.IGNORECASE,
)
