"""What the shortcodes of Hexo, Hugo and Jekyll stand for: tables of names, and the HTML of each.

Where they stand in a body is for `shortcodes` to find.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Call:
    """A shortcode and what it was given."""

    name: str
    values: tuple[str, ...]
    """Arguments without a name."""
    named: Mapping[str, str]
    quoted: frozenset[int] = frozenset()
    """Which of `values` stood in quotes."""

    def value(self, place: int, *names: str) -> str:
        """Return the argument with the first of `names` that there is, else the one in that place, else nothing."""
        for name in names:
            if name in self.named:
                return self.named[name]
        return self.values[place] if 0 <= place < len(self.values) else ""


def _figure(source: str, alt: str, caption: str, link: str = "", sizes: Sequence[str] = ()) -> str:
    if not source:
        return escape(caption or alt, quote=False)
    size = "".join(f' {name}="{value}"' for name, value in zip(("width", "height"), sizes, strict=False))
    image = f'<img src="{escape(source)}" alt="{escape(alt)}"{size}>'
    if link:
        image = f'<a href="{escape(link)}">{image}</a>'
    if not caption:
        return image
    return f"<figure>{image}<figcaption>{escape(caption, quote=False)}</figcaption></figure>"


def _hugo_figure(call: Call) -> str:
    caption = call.value(1, "caption", "title", "attr", "text")
    return _figure(
        call.value(0, "src", "path", "file", "url"), call.value(9, "alt"), caption, call.value(9, "link", "href")
    )


def _hexo_image(call: Call) -> str:
    """`{% asset_img [class names] slug [width] [height] ["title text" ["alt text"]] %}`, `img` likewise."""
    place = next((number for number, value in enumerate(call.values) if _FILE_NAME.search(value)), -1)
    if place < 0:
        return _hugo_figure(call)
    sizes: list[str] = []
    texts: list[str] = []
    words: list[str] = []
    for number, value in enumerate(call.values[place + 1 :], place + 1):
        if number in call.quoted:
            texts.append(value)
        elif value.isascii() and value.isdigit() and len(sizes) < 2 and not texts and not words:
            sizes.append(value)
        else:
            words.append(value)
    if words:  # a title without quotes goes on to the end
        texts = [" ".join((*words, *texts))]
    title = texts[0].strip("'\" ") if texts else ""
    return _figure(call.values[place], texts[1] if len(texts) > 1 else title, title, sizes=sizes)


_FILE_NAME = re.compile(r"[/.]\w*$|/")


def _embed(template: str) -> Callable[[Call], str]:
    def embed(call: Call) -> str:
        value = call.value(0, "id", "src", "url", "link", "file").strip("/")
        if not value:
            return ""
        url = value if "://" in value or value.startswith("/") else template.format(value)
        return _frame(url, call.value(9, "title", "caption"))

    return embed


def _frame(url: str, title: str = "") -> str:
    return f'<iframe src="{escape(url)}" title="{escape(title)}"></iframe>'


def _tweet(call: Call) -> str:
    user, number = call.value(9, "user") or "i", call.value(len(call.values) - 1, "id")
    if not number:
        return ""
    return _frame(number if "://" in number else f"https://twitter.com/{user}/status/{number}")


def _link(target: str, text: str) -> str:
    return (
        f'<a href="{escape(target)}">{escape(text or target, quote=False)}</a>' if target else escape(text, quote=False)
    )


def _post_link(call: Call) -> str:
    """`{% post_link slug [title] [escape] %}`."""
    words = [value for value in call.values[1:] if value not in {"true", "false"}]
    return _link(call.value(0), " ".join(words) or call.value(0).rpartition("/")[2])


def _text_link(call: Call) -> str:
    """`{% link text url [external] [title] %}`; Jekyll's and others' `link path`."""
    place = next((number for number, value in enumerate(call.values) if "://" in value or value.startswith("/")), 0)
    text = " ".join(call.values[:place]).rstrip(",") or call.value(9, "text", "label", "title")
    return _link(call.value(place, "href", "url", "src", "file").rstrip(","), text)


def _included_code(call: Call) -> str:
    """`{% include_code [title] [lang:language] path %}`: the file is not here, its name is."""
    return f"<p><code>{escape(' '.join(call.values), quote=False)}</code></p>"


def _quotation(call: Call) -> str:
    text, cite = call.value(0, "text", "quote"), call.value(1, "cite", "author", "source")
    footer = f"<footer>{escape(cite, quote=False)}</footer>" if cite else ""
    return f"<blockquote><p>{escape(text, quote=False)}</p>{footer}</blockquote>"


def _label(call: Call) -> str:
    return escape(" ".join(call.values).rpartition("@")[2].strip(), quote=False)


def _path(call: Call) -> str:
    return escape(call.value(0, "path", "src", "file"), quote=False)


def _nothing(call: Call) -> str:
    return ""


def _gallery(call: Call) -> str:
    """`{{< gallery images="a.png, b.png" >}}`; one that encloses its pictures says nothing itself."""
    listed = [part for value in (*call.values, *call.named.values()) for part in re.split(r"[,;\s]+", value)]
    return "".join(f"<p>{_figure(part, '', '')}</p>" for part in listed if _PICTURE.search(part) and "*" not in part)


def _include(call: Call) -> str:
    """`{% include figure.html src="a.png" caption="…" %}`: the file is not here, what it is given is."""
    return picture_of(Call(call.name, call.values[1:], call.named))


def absent(call: Call) -> str:
    """Return what stands, alone on its line, for a shortcode that says nothing itself; nothing for logic."""
    if not call.name or call.name in _LOGIC:
        return ""
    included = call.values[:1] if call.name in _INCLUDING else ()
    name = " ".join((call.name, *included))[:_NAME_CHARACTERS]
    return named(f"[{name}]")


def named(text: str) -> str:
    """Return the HTML of lines that stand for something that is not here."""
    lines = escape(text, quote=False).replace("\n", "<br>")
    return f'<p><small class="{ABSENT_CLASS}">{lines}</small></p>'


ABSENT_CLASS = "shortcode"
"""By which a `<small>` is known that stands for something that is not here."""
_NAME_CHARACTERS = 60
_INCLUDING = frozenset({"include", "include_cached", "include_relative", "render"})
_LOGIC = frozenset(
    str.split(
        "assign break capture case continue cycle decrement echo else elsif elif extends for if import increment layout"
        " liquid macro more paginate set tablerow unless when block call filter from with comment csrf_token load"
        " tabs steps row columns grid"
    )
)
"""Tags of Liquid and Nunjucks that show nothing, and those that only enclose others."""


def picture_of(call: Call) -> str:
    """Return the picture that a shortcode is given, by a name or without, with its caption; nothing without one."""
    named = {name: value for name, value in call.named.items() if _PICTURE.search(value) and "*" not in value}
    first = next((named[name] for name in _SOURCES if name in named), next(iter(named.values()), ""))
    source = first or next((value for value in call.values if _PICTURE.search(value) and "*" not in value), "")
    if not source:
        return ""
    alt = call.value(99, "alt", "alt_text", "alt-text")
    caption = call.value(99, "caption", "description", "title", "text", "desc")
    if not caption:
        caption = next((value for value in call.values if value != source and " " in value), "")
    return _figure(source, alt, "" if caption == source else caption)


_SOURCES = ("src", "source", "url", "path", "file", "image", "image_path", "img", "filename", "href")


def unknown(call: Call, hugo: bool) -> str:
    """Return what an unknown shortcode says: its picture, its link, its text; Liquid ones are logic."""
    if found := picture_of(call):
        return found
    text = call.value(99, "text", "label", "title", "caption", "content", "name", "alt")
    target = call.value(99, "href", "link", "url", "src", "file", "path")
    if target and text:
        return _link(target, text)
    if target.startswith(("http://", "https://")):
        return _link(target, "")
    if text or not hugo:
        return escape(text, quote=False)
    return _link(call.values[0], "") if call.values and "://" in call.values[0] else escape(call.value(0), quote=False)


_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|webp|svg|avif|bmp)(?:[?#].*)?$", re.IGNORECASE)

STANDING: Mapping[str, Callable[[Call], str]] = MappingProxyType(
    {
        **dict.fromkeys(("asset_img", "img", "image", "img-left", "imgur", "inlineimage", "inlineimg"), _hexo_image),
        **dict.fromkeys(
            (
                "figure",
                "img-right",
                "img-flexible",
                "legacy-img",
                "legacy-img-right",
                "asset-img",
                "picture",
                "imgproc",
            ),
            _hugo_figure,
        ),
        **dict.fromkeys(("post_link", "asset_link"), _post_link),
        **dict.fromkeys(("link", "btn", "button", "linkgrid", "asset-static", "legacy-file", "icon_link"), _text_link),
        **dict.fromkeys(("ref", "relref", "post_path", "asset_path", "post_url", "blogdown/postref"), _path),
        **dict.fromkeys(("youtube", "youtuber"), _embed("https://www.youtube.com/watch?v={}")),
        **dict.fromkeys(("bilibili", "bili"), _embed("https://www.bilibili.com/video/{}")),
        **dict.fromkeys(("audio", "video", "iframe", "pdf", "mp3", "mp4", "asciinema", "dplayer"), _embed("{}")),
        **dict.fromkeys(("tweet", "twitter", "x"), _tweet),
        "vimeo": _embed("https://vimeo.com/{}"),
        "gist": _embed("https://gist.github.com/{}"),
        "jsfiddle": _embed("https://jsfiddle.net/{}"),
        "codepen": _embed("https://codepen.io/{}"),
        "instagram": _embed("https://www.instagram.com/p/{}"),
        "include_code": _included_code,
        "quote-block": _quotation,
        "label": _label,
        "include": _include,
        "include_cached": _include,
        "gallery": _gallery,
        "import": _nothing,
        "more": lambda call: "<!-- more -->",
    }
)


def _titled(opening: str, title: str) -> str:
    strong = f"<strong>{escape(title, quote=False)}</strong>\n\n" if title else ""
    return f"\n\n{opening}\n\n{strong}"


def _note(call: Call) -> str:
    kinds = {
        "info",
        "success",
        "warning",
        "danger",
        "primary",
        "default",
        "tip",
        "note",
        "no-icon",
        "simple",
        "modern",
        "flat",
    }
    words = [word for word in call.values if word.lower() not in kinds and not word.startswith("fa")]
    return _titled("<blockquote>", call.value(99, "title", "heading") or " ".join(words))


_NOTE_KINDS = frozenset(
    str.split("info success warning danger primary default tip note no-icon simple modern flat important caution")
)


def _author_quote(call: Call) -> str:
    """`{% blockquote [author[, source]] [link] [source_title] %}`."""
    words = [word for word in call.values if "://" not in word]
    footer = f"<footer>{escape(' '.join(words), quote=False)}</footer>" if words else ""
    return f"\n\n<blockquote>{footer}\n\n"


def _fold(call: Call) -> str:
    title = call.value(99, "title", "summary", "heading") or " ".join(call.values)
    return f"\n\n<details><summary>{escape(title, quote=False)}</summary>\n\n"


def _box(call: Call) -> str:
    return _titled("<div>", call.value(99, "title", "heading", "kicker"))


NOTHING: tuple[Callable[[Call], str], str] = (_nothing, "")
ENCLOSING: Mapping[str, tuple[Callable[[Call], str], str]] = MappingProxyType(
    {
        **dict.fromkeys(
            (
                "note",
                "notice",
                "alert",
                "admonition",
                "callout",
                "hint",
                "tip",
                "warning",
                "info",
                "subnote",
                "box",
                "ring",
            ),
            (_note, "\n\n</blockquote>\n\n"),
        ),
        **dict.fromkeys(
            ("blockquote", "quote", "pullquote", "centerquote", "cq"), (_author_quote, "\n\n</blockquote>\n\n")
        ),
        **dict.fromkeys(
            ("details", "fold", "folding", "spoiler", "collapse", "accordion", "expand", "hidetoggle", "hideblock"),
            (_fold, "\n\n</details>\n\n"),
        ),
        **dict.fromkeys(("card-policy", "card-prompt", "tab", "card", "column"), (_box, "\n\n</div>\n\n")),
    }
)


def _code(call: Call, content: str) -> str:
    """Code of `{% codeblock [title] [lang:language] %}`, `{% highlight language %}`, `{{< highlight language >}}`."""
    language = call.value(99, "lang", "language", "type")
    for value in call.values:
        if value.startswith("lang:"):
            language = value[5:]
    if not language and call.name == "highlight" and call.values:
        language = call.values[0]
    return f'\n\n<pre class="language-{escape(language)}">\n{escape(content.strip(chr(10)), quote=False)}</pre>\n\n'


def _raw(call: Call, content: str) -> str:
    return content


def _formula(call: Call, content: str) -> str:
    return f"\n\n$$\n{content.strip()}\n$$\n\n"


VERBATIM: Mapping[str, Callable[[Call, str], str]] = MappingProxyType(
    {
        **dict.fromkeys(("codeblock", "code", "highlight", "code-block", "prism"), _code),
        **dict.fromkeys(("raw", "verbatim", "rawblock", "rawhtml", "html"), _raw),
        **dict.fromkeys(("math", "mathjax", "katex"), _formula),
        "comment": lambda call, content: "",
    }
)
