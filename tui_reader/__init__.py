"""A terminal reader for an archive of posts."""

__version__ = "0.1.0"
