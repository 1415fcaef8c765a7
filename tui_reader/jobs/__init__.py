"""Work that takes several rooms, done alike for the command line and the screen."""

from __future__ import annotations

__all__: list[str] = []
