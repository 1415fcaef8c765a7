"""The face is cheap to import, and knows no screen."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ["urllib3", "textual", "apsw", "markdown_it", "selectolax", "pygments", "html2text", "ssl", "webbrowser"]


def test_importing_images_loads_nothing_heavy() -> None:
    code = f"import sys, tui_reader.images; print([name for name in {HEAVY} if name in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout == "[]\n"


def test_every_name_of_the_face_is_there() -> None:
    import tui_reader.images as face

    assert sorted(face.__all__) == face.__all__
    assert all(hasattr(face, name) for name in face.__all__)
