"""Under which hosts a site is published, as its configuration says: links to them may mean posts of the library.

Only one line of a file is looked for; nothing of a site is executed or obeyed.
"""

from __future__ import annotations

import re
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

from tui_reader import limits
from tui_reader.library.contents import FileContent, read_bytes

_FILES = (
    *("_config.yml", "_config.yaml", "hugo.toml", "hugo.yaml", "config.toml", "config.yaml", "config.yml"),
    *("zola.toml", "pelicanconf.py", "publishconf.py", "astro.config.mjs", "astro.config.ts"),
    *("config/_default/hugo.toml", "config/_default/config.toml", "docusaurus.config.js"),
)
_ADDRESS = re.compile(
    rb"""^[ \t]*(?:url|baseurl|base_url|siteurl|site|domain)["']?[ \t]*[:=][ \t]*["']?(https?://[^\s"'#,]+)""",
    re.IGNORECASE | re.MULTILINE,
)


def site_hosts(root: Path) -> frozenset[str]:
    """The hosts of the site that a folder of posts belongs to, without `www.`; none where nothing says them."""
    hosts: set[str] = set()
    for folder in (root, *islice(root.parents, limits.SITE_PARENTS)):
        for name in _FILES:
            found = read_bytes(folder, name, limit=64 * limits.KIBIBYTE)
            addresses = _ADDRESS.findall(found.data) if isinstance(found, FileContent) else []
            hosts.update(map(_host, addresses))
        if hosts or (folder / ".git").exists():
            break
    return frozenset(hosts - {""})


def _host(address: bytes) -> str:
    try:
        return (urlsplit(address.decode("utf-8", "replace")).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
