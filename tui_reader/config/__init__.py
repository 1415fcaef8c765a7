"""The user's settings, and where the program keeps its things. What is said of them is imported on demand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tui_reader.config.libraries import ALL_LIBRARIES, library_at, library_options, named_library
from tui_reader.config.loading import default_settings, load_settings
from tui_reader.config.settings import (
    SETTINGS,
    Macro,
    NamedLibrary,
    OwnProgram,
    Places,
    Setting,
    Settings,
    places,
    sample_path,
)

if TYPE_CHECKING:
    from tui_reader.config.report import (
        ConfigProblem,
        SettingInForce,
        config_problems,
        documented,
        line_of,
        settings_in_force,
        starting_file,
    )

_LATER = (
    "ConfigProblem",
    "SettingInForce",
    "config_problems",
    "documented",
    "line_of",
    "settings_in_force",
    "starting_file",
)

__all__ = [
    "ALL_LIBRARIES",
    "SETTINGS",
    "ConfigProblem",
    "Macro",
    "NamedLibrary",
    "OwnProgram",
    "Places",
    "Setting",
    "SettingInForce",
    "Settings",
    "config_problems",
    "default_settings",
    "documented",
    "library_at",
    "library_options",
    "line_of",
    "load_settings",
    "named_library",
    "places",
    "sample_path",
    "settings_in_force",
    "starting_file",
]


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from tui_reader.config import report

    return getattr(report, name)
