"""Tells counters and placeholders from pictures, by their addresses.

Nothing is fetched to find out, and nothing is left out: they are pictures that nobody wants to see, and are said to be.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

COUNTER = "counter"
"""Counts who reads: a tracking pixel, a statistics badge."""
PLACEHOLDER = "placeholder"
"""Stands in until the real picture is loaded, or is another one each time."""

_SMALLEST = 400
"""Characters of an embedded picture below which it is a blank one that holds a place."""
_DRAWN = re.compile(r"<(?:path|rect|circle|ellipse|line|poly|text|image|use|g)\b", re.IGNORECASE)
_COUNTERS = re.compile(
    r"//(?:[^/?#]+\.)?(?:"
    r"hm\.baidu\.com/|google-analytics\.com/|googletagmanager\.com/|doubleclick\.net/|stats\.wordpress\.com/"
    r"|pixel\.wp\.com/|feeds\.wordpress\.com/1\.0/|feedburner\.com/~|feedsportal\.com/|statcounter\.com/|histats\.com/"
    r"|quantserve\.com/|scorecardresearch\.com/|amazon-adsystem\.com/e/ir|assoc-amazon\.[a-z.]+/e/ir"
    r"|blogger\.googleusercontent\.com/tracker/|cnzz\.com/|mc\.yandex\.ru/watch|counter\.yadro\.ru/|facebook\.com/tr\b"
    r"|bat\.bing\.com/|hits\.seeyoufarm\.com/|visitor-badge\.[a-z.]+/|komarev\.com/ghpvc|count\.getloli\.com/"
    r"|hitwebcounter\.com/|busuanzi\.[a-z.]+/|medium\.com/_/stat|pixel\.[a-z0-9-]+\.[a-z]+/|51\.la/|nr-data\.net/"
    r"|freehostedscripts\.net/|flagcounter\.com/|whos\.amung\.us/|mf\.gd/|pi\.wp\.com/"
    r")|/(?:matomo|piwik)\.php\b",
    re.IGNORECASE,
)
_RANDOM = re.compile(
    r"//(?:[^/?#]+\.)?(?:"
    r"picsum\.photos|source\.unsplash\.com|unsplash\.it|placehold\.(?:it|co|jp)|placeholder\.(?:com|pics)|placekitten\.com"
    r"|via\.placeholder\.com|dummyimage\.com|fakeimg\.pl|loremflickr\.com|lorempixel\.com|placeimg\.com|placebear\.com"
    r"|fillmurray\.com|placecage\.com|api\.ixiaowai\.cn|api\.btstu\.cn|api\.mtyqx\.cn|api\.dujin\.org/bing"
    r")(?:[/?#]|$)|/rand(?:om)?(?:\.php)?/?(?:[?#]|$)|/random_?(?:img|image|pic)\w*(?:\.php)?/?(?:[?#]|$)",
    re.IGNORECASE,
)
_SPACER = re.compile(
    r"(?:^|/)(?:lazy-?load(?:er|ing)?|loading|loader|blank|spacer|transparent|pixel|1x1|grey|gray|placeholder)"
    r"(?:[-_]\d+)*\.(?:gif|svg)(?:[?#]|$)|(?:^|/)(?:spacer|1x1|transparent|blank)\.png(?:[?#]|$)",
    re.IGNORECASE,
)


def aside(source: str) -> str:
    """Tell whether nobody wants to see the picture at `source`: `counter`, `placeholder`, or nothing for a picture."""
    if source[:5].lower() == "data:":
        return PLACEHOLDER if _is_blank(source) else ""
    source = source[:2_000]
    if "//" in source and _COUNTERS.search(source):
        return COUNTER
    return PLACEHOLDER if _SPACER.search(source) or ("//" in source and _RANDOM.search(source)) else ""


def _is_blank(source: str) -> bool:
    """Whether an embedded picture shows nothing: a GIF or PNG of one pixel, a drawing without a line."""
    if len(source) >= _SMALLEST:
        return False
    head, _, data = source.partition(",")
    if "svg" not in head.lower():
        return True
    if head.lower().endswith("base64"):
        import base64
        import binascii

        try:
            data = base64.b64decode(data + "==").decode("utf-8", "replace")
        except (ValueError, binascii.Error):
            return True
    return _DRAWN.search(unquote(data)) is None
