"""The failures that are told to the user, and nothing else.

An expected failure inside the program is a return type (`Problem`, `Refusal`); these exceptions end a command or
become a dialog, with a sentence that says what to do.
"""

from __future__ import annotations


class ReaderError(Exception):
    """A failure with a title and a message, both one line, cleaned, and ready to be shown."""

    def __init__(self, title: str, message: str) -> None:
        """Keep the two texts.

        Args:
            title: What could not be done, in a few words: "Can't open the library".
            message: Which file, why, and what the user can do about it.
        """
        super().__init__(f"{title}: {message}")
        self.title = title
        self.message = message


class UsageError(ReaderError):
    """The user asked for something that isn't there or can't be meant; exit status 2."""


class LibraryError(ReaderError):
    """The folder of posts, or what is kept about it, can't be used."""


class PictureError(ReaderError):
    """A picture can't be fetched, saved or opened."""


class ProgramError(ReaderError):
    """Another program can't be chosen or started, or must not be given what it was to open."""


class ExportError(ReaderError):
    """An export can't be written."""


class ConfigError(ReaderError):
    """The configuration can't be used; the message names the file and the line where one is known."""


class CancelledError(ReaderError):
    """What was asked for was given up; whoever did so need not be told."""

    def __init__(self) -> None:
        """There is nothing to say."""
        super().__init__("Stopped", "It was cancelled.")
