"""Makes a page around a drawing (SVG), so that a browser shows it as a picture and runs nothing that stands in it.

It opens no browser.
"""

from __future__ import annotations

import base64
import html
import os
from pathlib import Path

from tui_reader.errors import PictureError
from tui_reader.images import FetchedPicture, PictureCache, names
from tui_reader.limits import FETCH_DECODED_BYTES

# A drawing inside <img> runs no scripts and loads nothing, in every browser; the policy says so once more, and as
# data, the drawing has no address of its own that could be opened past the page.
_PAGE = """<!doctype html>
<html>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>{caption}</title>
<style>
body {{ margin: 1em; background: #fff; color: #222; text-align: center; font-family: sans-serif }}
img {{ max-width: 100%; max-height: 90vh; min-width: 50% }}
</style>
</head>
<body>
<img alt="{caption}" src="data:image/svg+xml;base64,{data}">
<p>{caption}</p>
</body>
</html>
"""


def drawing_page(fetched: FetchedPicture, directory: Path) -> Path:
    """Write the page of a drawing into a fresh folder, which is kept as long as a viewer's.

    Args:
        fetched: A picture with `for_browser`.
        directory: The folder of a `PictureCache`.

    Raises:
        PictureError: It can't be read or written.
    """
    source = fetched.for_browser
    if source is None:
        raise PictureError("Can't open the drawing", "There is no drawing.")
    folder = PictureCache(directory).view_folder()
    page = folder / f"{names([fetched])[0].removesuffix('.svg')}.html"
    try:
        with source.open("rb") as file:
            data = file.read(FETCH_DECODED_BYTES + 1)
        if len(data) > FETCH_DECODED_BYTES:
            raise PictureError("Can't open the drawing", f"It is larger than {FETCH_DECODED_BYTES:,} bytes.")
        caption = html.escape(fetched.resolved.picture.caption or page.stem)
        text = _PAGE.format(caption=caption, data=base64.b64encode(data).decode("ascii"))
        handle = os.open(page, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(handle, "w", encoding="utf-8", errors="replace") as file_out:  # noqa: PTH123  # A handle, no path.
            file_out.write(text)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise PictureError("Can't open the drawing", f"Its page can't be written: {reason}.") from error
    return page
