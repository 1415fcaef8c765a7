"""The user's settings, and where the program keeps its things."""

from tui_reader.config.loading import default_settings, load_settings
from tui_reader.config.settings import SETTINGS, Places, Setting, Settings, places

__all__ = ["SETTINGS", "Places", "Setting", "Settings", "default_settings", "load_settings", "places"]
