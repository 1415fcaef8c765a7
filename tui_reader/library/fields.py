"""What the keys of a head mean: title, date, categories, tags and the rest of a post.

It takes plain fields, whatever they were written in; every text that leaves here is clean.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tui_reader import limits
from tui_reader.document import Refusal, checked_link, clean_line, clean_text
from tui_reader.library.dates import date_in_path, parse_date
from tui_reader.library.head import Fault, Field
from tui_reader.library.site import SiteKind
from tui_reader.model import CategoryPath, OtherField, OtherValue, PostDate, Table

Values = Mapping[str, Field]

_DATE_KEYS = (
    "date", "pubdate", "pub_date", "publishdate", "publish_date", "published_at", "publishedat", "date_published",
    "published", "created", "created_at", "createdat", "created_date", "posted", "timestamp",
    "updated", "updated_at", "lastmod", "modified", "last_modified_at",
)  # fmt: skip
_SOURCE_KEYS = ("source", "original", "link", "url", "canonical_url", "permalink")
_COVER_KEYS = (
    "headimg", "head_img", "header-img", "thumbnail", "thumbnail-img", "thumb", "cover", "cover_image", "coverimage",
    "cover-image", "cover-img", "cover_img", "cover_url", "coverurl", "banner", "banner_img", "banner_image",
    "bannerimage", "image", "images", "img", "image_url", "imageurl", "featured_image", "featuredimage",
    "featured-image", "featuredimg", "feature_image", "feature_img", "featureimage", "feature", "hero_image",
    "heroimage", "hero", "top_img", "top_image", "index_img", "og_image", "ogimage", "og:image", "twitter_image",
    "social_image", "socialimage", "share-img", "share_image", "header", "header_image", "headerimage",
    "background-image", "splash_image", "teaser", "poster", "preview_image", "post_image", "lead_image", "photo",
    "photos", "gallery", "resources",
)  # fmt: skip
_MEANT = frozenset((
    "title", "date", "author", "authors", "by", "source", "lang", "language", "locale", "draft", "published",
    "categories", "category", "tags", "tag", "taxonomies", *_COVER_KEYS,
))  # fmt: skip
"""Keys whose meaning is a field of a post; the rest is kept as it is."""
_TAGS = "a|abbr|b|br|cite|code|del|div|em|font|h[1-6]|i|img|ins|kbd|mark|p|q|rt|ruby|s|small|span|strong|sub|sup|tt|u"
_MARKUP = re.compile(rf"</?(?:{_TAGS})(?:\s[^<>]{{0,300}})?/?>|<!--.{{0,300}}?-->", re.IGNORECASE)
"""The tags of formatted titles; `List<String>` is none of them."""
_MARKDOWN = re.compile(
    r"(\*\*|`)(?=\S)(.{1,500}?)(?<=\S)\1|(?<!!)\[([^\[\]]{1,300})\]\((?:https?:|/|#)[^()\s]{0,500}\)"
)
_SPACES = re.compile(r"\s+")
_DATE_FOLDER = re.compile(r"(?:\d{4}|\d{1,2}|\d{4}[-_]\d{1,2}(?:[-_]\d{1,2}.*)?|\d{6}|\d{8})$", re.ASCII)
_ROOT_FOLDERS = frozenset({"_posts", "_drafts", "content", "source", "posts", "post", "src"})
_TRUE = frozenset({"true", "yes", "on", "1", "y"})
_FALSE = frozenset({"false", "no", "off", "0", "n"})


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the head of one post says, clean."""

    title: str
    """Empty where the head has none."""
    date: PostDate | None
    author: str | None
    source: str | None
    categories: tuple[CategoryPath, ...]
    tags: tuple[str, ...]
    language: str | None
    draft: bool
    covers: tuple[str, ...]
    others: tuple[OtherField, ...]
    faults: tuple[Fault, ...]


def understand(values: Values, lines: Mapping[str, int], path: str, kind: SiteKind) -> Meaning:
    """What `values`, the head of the post at `path` in a site of this kind, says."""
    faults: list[Fault] = []
    return Meaning(
        title=_title(values.get("title", "")),
        date=_date(values, lines, path, faults),
        author=_author(values),
        source=_source(values),
        categories=_categories(values, path, kind),
        tags=_tags(values, lines, kind, faults),
        language=_language(values),
        draft=_is_draft(values, path),
        covers=_covers(values),
        others=_others(values),
        faults=tuple(faults),
    )


def one_line(text: str, limit: int) -> str:
    """`text` cleaned, its white space folded, at most `limit` characters."""
    return _SPACES.sub(" ", clean_line(text[: 4 * limit])).strip()[:limit].rstrip()


def plain_title(text: str) -> str:
    """A title without the entities, tags and Markdown that some are written with."""
    text = text[: 4 * limits.TITLE_CHARACTERS]
    if "<" in text:
        text = _MARKUP.sub("", text)
    if "`" in text or "**" in text or "](" in text:
        text = _MARKDOWN.sub(lambda found: found.group(2) or found.group(3), text)
    if "&" in text:
        from html import unescape  # its tables take longer to import than most titles to read

        text = unescape(text)
    return one_line(text, limits.TITLE_CHARACTERS)


def _texts(field: Field | None) -> Iterator[str]:
    """Every text in a field, depth first; of tables their values."""
    stack = [field]
    while stack:
        here = stack.pop()
        if isinstance(here, str):
            yield here
        elif isinstance(here, list):
            stack.extend(reversed(here))
        elif isinstance(here, dict):
            stack.extend(reversed(here.values()))


def _title(field: Field) -> str:
    return plain_title(field if isinstance(field, str) else " ".join(_texts(field)))


def _date(values: Values, lines: Mapping[str, int], path: str, faults: list[Fault]) -> PostDate | None:
    fault: Fault | None = None
    for key in _DATE_KEYS:
        if key not in values:
            continue
        text = next(_texts(values[key]), "").strip()
        found = parse_date(text) if text else None
        if found is not None:
            return found
        if text and fault is None and text.lower() not in _TRUE | _FALSE:
            shown = one_line(text, 60)
            fault = Fault(lines.get(key), f"“{shown}” is no date that can be read.", "date")
    found = date_in_path(path)
    for key in ("path", "slug", "url", "permalink"):
        field = values.get(key)
        if found is None and isinstance(field, str):
            found = date_in_path(field)
    if fault is not None:
        faults.append(fault)
    return found


def _author(values: Values) -> str | None:
    for key in ("author", "authors", "by"):
        field = values.get(key)
        names = [name for name in (_name(item) for item in (field if isinstance(field, list) else [field])) if name]
        if names:
            return one_line(", ".join(names), limits.TITLE_CHARACTERS) or None
    return None


def _name(field: Field | None) -> str:
    if isinstance(field, dict):
        field = field.get("name") or field.get("title") or next(iter(field.values()), "")
    return one_line(next(_texts(field), ""), limits.TAG_CHARACTERS)


def _source(values: Values) -> str | None:
    for key in _SOURCE_KEYS:
        for text in _texts(values.get(key)):
            address = text.strip()
            if address[:8].lower().startswith(("http://", "https://")):
                checked = checked_link(address)
                if not isinstance(checked, Refusal):
                    return checked
    return None


def _language(values: Values) -> str | None:
    for key in ("lang", "language", "locale"):
        code = re.match(r"\s*([A-Za-z]{2,3})(?:[-_]|\s*$)", next(_texts(values.get(key)), ""))
        if code:
            return code.group(1).lower()
    return None


def _is_draft(values: Values, path: str) -> bool:
    draft = next(_texts(values.get("draft")), "").strip().lower()
    published = next(_texts(values.get("published")), "").strip().lower()
    return draft in _TRUE or published in _FALSE or path.startswith("_drafts/") or "/_drafts/" in path


def _covers(values: Values) -> tuple[str, ...]:
    found: dict[str, None] = {}
    nested = [table for table in map(values.get, ("extra", "params", "seo", "og")) if isinstance(table, dict)]
    for table in (values, *nested):
        for key in filter(table.__contains__, _COVER_KEYS):
            for text in _cover_texts(table[key]):
                address = clean_line(text.strip())
                if len(address) <= limits.ADDRESS_BYTES and _names_picture(address, key):
                    found[address] = None
    return tuple(found)[: limits.COVERS]


def _names_picture(address: str, key: str) -> bool:
    """Whether a text can be the address of a picture: no switch, no bare word, and of Hugo's resources no other file.

    In places that themes use otherwise too, it must end as a picture does.
    """
    if key in ("resources", "header", "feature", "hero", "teaser", "gallery"):
        return _PICTURE_NAME.search(address) is not None and "*" not in address
    return ("." in address or "/" in address) and not address.endswith(".")


_PICTURE_NAME = re.compile(r"\.(?:png|jpe?g|gif|webp|svg|avif|bmp)(?:[?#!].*)?$|^(?:https?:)?//", re.IGNORECASE)
_COVER_PARTS = ("src", "url", "image", "path", "file", "feature", "overlay_image", "teaser", "image_url")


def _cover_texts(field: Field) -> Iterator[str]:
    for item in field if isinstance(field, list) else [field]:
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            yield from (value for value in map(item.get, _COVER_PARTS) if isinstance(value, str))


def _others(values: Values) -> tuple[OtherField, ...]:
    """What the head says besides, for who writes the post anew."""
    found: list[OtherField] = []
    for key, field in values.items():
        name = one_line(key, limits.TAG_CHARACTERS)
        if key in _MEANT or not name:
            continue
        value = _kept(field)
        if value is not None:
            found.append((name, value))
    return tuple(found)[: limits.OTHER_FIELDS]


def _kept(field: Field, depth: int = 0) -> OtherValue | None:
    """A value, clean; None for what is nested too deeply."""
    if isinstance(field, str):
        return clean_text(field).strip()
    if depth == limits.OTHER_DEPTH:
        return None
    if isinstance(field, list):
        items = [_kept(item, depth + 1) for item in field]
        return tuple(item for item in items if item is not None)
    entries = [(one_line(key, limits.TAG_CHARACTERS), _kept(item, depth + 1)) for key, item in field.items()]
    return Table(tuple((key, item) for key, item in entries if key and item is not None))


def _cleaned(names: Iterable[str]) -> CategoryPath:
    cleaned = (one_line(name, limits.TAG_CHARACTERS) for name in names)
    return tuple(name for name in cleaned if name)[: limits.CATEGORY_DEPTH]


def _categories(values: Values, path: str, kind: SiteKind) -> tuple[CategoryPath, ...]:
    taxonomies = values.get("taxonomies")
    tables = [values, taxonomies] if isinstance(taxonomies, dict) else [values]
    folders = _folder_category(path)
    for table in tables:
        for key in ("categories", "category"):
            found = _paths(table.get(key, ""), kind)
            if len(folders) > 1 and tuple(name for (name, *_) in found) == folders:
                return (folders,)  # a list that repeats the folders is a hierarchy, whatever the generator
            if found:
                if kind is SiteKind.JEKYLL:
                    found += [(name,) for name in _above_posts(path)]
                return tuple(dict.fromkeys(found))[: limits.CATEGORIES]
    return (folders,) if folders else ()


def _paths(field: Field, kind: SiteKind) -> list[CategoryPath]:
    if isinstance(field, str):
        names = field.split() if kind is SiteKind.JEKYLL else [field]
        return [path for path in (_cleaned([name]) for name in names) if path]
    items: list[Field] = list(field.values()) if isinstance(field, dict) else field
    if any(isinstance(item, list) for item in items):
        return [path for path in (_cleaned(_texts(item)) for item in items) if path]
    if kind in (SiteKind.HEXO, SiteKind.UNKNOWN):
        path = _cleaned(_texts(items))
        return [path] if path else []
    return [path for path in (_cleaned([text]) for text in _texts(items)) if path]


def _above_posts(path: str) -> CategoryPath:
    """In Jekyll the folders above `_posts` are categories too."""
    folders, found, _ = path.partition("_posts/")
    return _cleaned(folders.split("/")) if found else ()


def _folder_category(path: str) -> CategoryPath:
    folders = path.split("/")[:-1]
    name = path.rpartition("/")[2].lower()
    while folders and folders[0].lower() in _ROOT_FOLDERS:
        folders.pop(0)
    if folders and name.startswith(("index.", "_index.")):
        folders.pop()
    return _cleaned(
        folder for folder in folders if not _DATE_FOLDER.match(folder) and folder not in ("_posts", "_drafts")
    )


def _tags(values: Values, lines: Mapping[str, int], kind: SiteKind, faults: list[Fault]) -> tuple[str, ...]:
    taxonomies = values.get("taxonomies")
    tables = [values, taxonomies] if isinstance(taxonomies, dict) else [values]
    found: dict[str, None] = {}
    for table in tables:
        for key in ("tags", "tag"):
            for text in _tag_texts(table.get(key, ""), kind):
                name = one_line(text, limits.TAG_CHARACTERS)
                if name:
                    found[name] = None
    if len(found) > limits.TAGS:
        message = f"This post has {len(found)} tags: the first {limits.TAGS} are kept."
        faults.append(Fault(lines.get("tags", lines.get("tag")), message, "limit"))
    return tuple(found)[: limits.TAGS]


def _tag_texts(field: Field, kind: SiteKind) -> Iterator[str]:
    if not isinstance(field, str):
        yield from _texts(field)
    elif "," in field or "，" in field:
        yield from re.split("[,，]", field)
    elif kind is SiteKind.JEKYLL:
        yield from field.split()
    else:
        yield field
