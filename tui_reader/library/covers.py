"""The pictures that a head names for its post.

It looks at addresses alone and fetches nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tui_reader import limits
from tui_reader.document import clean_line
from tui_reader.library.head import Field, Values

COVER_KEYS = (
    "headimg", "head_img", "header-img", "thumbnail", "thumbnail-img", "thumb", "cover", "cover_image", "coverimage",
    "cover-image", "cover-img", "cover_img", "cover_url", "coverurl", "banner", "banner_img", "banner_image",
    "bannerimage", "image", "images", "img", "image_url", "imageurl", "featured_image", "featuredimage",
    "featured-image", "featuredimg", "feature_image", "feature_img", "featureimage", "feature", "hero_image",
    "heroimage", "hero", "top_img", "top_image", "index_img", "og_image", "ogimage", "og:image", "twitter_image",
    "social_image", "socialimage", "share-img", "share_image", "header", "header_image", "headerimage",
    "background-image", "splash_image", "teaser", "poster", "preview_image", "post_image", "lead_image", "photo",
    "photos", "gallery", "resources",
)  # fmt: skip
"""Where themes look for the picture of a post, in lower case."""
_PLACES = {key: place for place, key in enumerate(COVER_KEYS)}
_PICTURE_NAME = re.compile(r"\.(?:png|jpe?g|gif|webp|svg|avif|bmp)(?:[?#!].*)?$|^(?:https?:)?//", re.IGNORECASE)
_COVER_PARTS = ("src", "url", "image", "path", "file", "feature", "overlay_image", "teaser", "image_url")


def covers_of(values: Values) -> tuple[str, ...]:
    """The addresses of pictures under the keys that themes use, in order, each once."""
    found: dict[str, None] = {}
    nested = [table for table in map(values.get, ("extra", "params", "seo", "og")) if isinstance(table, dict)]
    for table in (values, *nested):
        for key in sorted(_PLACES.keys() & table.keys(), key=_PLACES.__getitem__):
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


def _cover_texts(field: Field) -> Iterator[str]:
    for item in field if isinstance(field, list) else [field]:
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            yield from (value for value in map(item.get, _COVER_PARTS) if isinstance(value, str))
