"""The name of this device, under which it writes its marks.

Drawn once and kept; says nothing of the marks.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
from pathlib import Path


def device_name(data_dir: Path) -> str:
    """This device's name, drawn once and kept in `data_dir/device`.

    Raises:
        OSError: It can't be kept.
    """
    place = data_dir / "device"
    with contextlib.suppress(FileNotFoundError, UnicodeDecodeError):
        name = place.read_text("utf-8").strip()
        if re.fullmatch(r"[a-z0-9][a-z0-9-]{0,63}", name):
            return name
    import platform

    host = re.sub(r"[^a-z0-9]+", "-", platform.node().lower()).strip("-")[:32] or "device"
    name = f"{host}-{secrets.token_hex(3)}"
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = data_dir / f"device.{secrets.token_hex(4)}"
    temporary.write_text(f"{name}\n", "utf-8")
    with contextlib.suppress(FileExistsError, OSError):
        os.link(temporary, place)
        temporary.unlink()
        return place.read_text("utf-8").strip()
    temporary.replace(place)
    return name
