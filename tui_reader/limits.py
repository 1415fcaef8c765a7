"""How much of a post, an address or a picture is taken: the one table of bounds that all rooms share.

It does nothing by itself; what happens beyond a bound is decided where the bound is met, and always told.
"""

from __future__ import annotations

from typing import Final

KIBIBYTE: Final = 1024
MEBIBYTE: Final = 1024 * KIBIBYTE

POST_BYTES: Final = 20 * MEBIBYTE
"""A larger file is shown from its beginning."""

FRONT_MATTER_BYTES: Final = 64 * KIBIBYTE
FRONT_MATTER_DEPTH: Final = 32
FRONT_MATTER_KEYS: Final = 1_000
FRONT_MATTER_ALIASES: Final = 32
FRONT_MATTER_EVENTS: Final = 20_000
"""How many scalars, opened and closed collections a YAML head may hold, those that aliases repeat included."""
VALUE_CHARACTERS: Final = 20_000
NUMBER_DIGITS: Final = 400
"""Digits in a row in a TOML or JSON head: Python's conversion is quadratic, and no date or number needs more."""

TITLE_CHARACTERS: Final = 500
TAGS: Final = 100
TAG_CHARACTERS: Final = 500
CATEGORIES: Final = 100
CATEGORY_DEPTH: Final = 32
COVERS: Final = 100
OTHER_FIELDS: Final = 100
"""Keys of a head that have no meaning here and are kept for the Markdown export."""
OTHER_DEPTH: Final = 16
"""Lists and tables in one another under such a key."""

SITE_PARENTS: Final = 2
"""Folders above a library that are asked for the marks of its site."""
SITE_FOLDERS: Final = 64
"""Folders below a library that are asked for the marks of sites of their own."""
SITE_ENTRIES: Final = 1_000
"""Entries of one folder that are looked at for that."""

ADDRESS_BYTES: Final = 8_192

RECENT_LIBRARIES: Final = 20
"""Libraries that are remembered, each with the place where one was."""
SESSION_BYTES: Final = MEBIBYTE
QUERY_HISTORY: Final = 100
QUERY_CHARACTERS: Final = 1_000
QUERY_HISTORY_BYTES: Final = MEBIBYTE

SAVED_SEARCHES: Final = 200
"""Searches that are saved in one library."""
SAVED_SEARCHES_BYTES: Final = 4 * MEBIBYTE
"""A larger file of them is neither read nor written."""
SEARCH_NAME_CHARACTERS: Final = 100
SEARCH_CHARACTERS: Final = 2_000
"""The words of a saved search."""
COUNT_SECONDS: Final = 1.0
"""So long at most the posts that one saved search finds are counted, behind the screen."""

STATE_LINE_BYTES: Final = 64 * KIBIBYTE
"""A line of a dump of marks: a path, a tag, and room for what a newer version may add."""

PARSE_SECONDS: Final = 2.0
"""Processor time for formatting a body; what takes longer is shown as plain text."""
PARSE_WAIT_SECONDS: Final = 15.0
"""A net under it by the clock, for a machine on which other programs take most of the time."""
WORKER_BYTES: Final = 1024 * MEBIBYTE
WORKER_START_SECONDS: Final = 30.0
"""A net under the start of a worker process on a busy machine; formatting is timed from when it is ready."""
DIRECT_PARSE_CHARACTERS: Final = 64 * KIBIBYTE
"""A body up to this size that nests little is parsed where it is asked for, a larger one in a worker process."""

BEGINNING_CHARACTERS: Final = 12 * KIBIBYTE
"""Of a larger body that are shown while the whole is parsed: a screen or some."""

FETCH_CONNECT_SECONDS: Final = 10.0
FETCH_SECONDS: Final = 30.0
"""One address from its look-up to its last byte, redirects and the second try included."""
FETCH_WIRE_BYTES: Final = 20 * MEBIBYTE
FETCH_DECODED_BYTES: Final = 40 * MEBIBYTE
FETCH_REDIRECTS: Final = 5
FETCHES_AT_ONCE: Final = 4
FETCHES_PER_HOST: Final = 2
FETCH_RETRY_SECONDS: Final = 0.5
"""Before a busy server is asked once more, where it doesn't say when."""
FETCH_RETRY_AFTER_SECONDS: Final = 5.0
"""A server that wants to be left alone longer is."""
HOST_FAILURES: Final = 3
"""Connections in a row that fail before a host isn't asked for the other pictures either."""
FAILED_SECONDS: Final = 7 * 24 * 3600
"""For so long a picture that a server no longer has isn't asked for again by itself."""
FAILED_PASSING_SECONDS: Final = 600
"""The same after a failure that may pass: of the network, of a busy server."""

PICTURE_PIXELS: Final = 40_000_000
PICTURE_CACHE_BYTES: Final = 500 * MEBIBYTE
PICTURE_CACHE_DAYS: Final = 90
PICTURE_NAME_CELLS: Final = 40
EXPORT_PICTURE_BYTES: Final = 256 * MEBIBYTE
"""A larger picture is not copied beside an exported article."""
EMBEDDED_PICTURE_BYTES: Final = 32 * MEBIBYTE
"""A larger picture is only named in a page or a book."""
VIEWER_WORDS: Final = 500
"""Characters of what a failing viewer wrote that are shown."""
ARGUMENT_BYTES: Final = 100_000
"""One argument of a program of the user's; Linux takes 128 KiB."""

TERMINAL_CLIPBOARD_BYTES: Final = 74_994
"""UTF-8 bytes that a terminal is asked to copy (OSC 52): in base64 and with the sequence's frame 100,000 bytes, where
the strictest of the terminals stop listening, without a word."""
CLIPBOARD_SECONDS: Final = 2.0
"""A program that should take a text into the clipboard."""
CLIPBOARD_SHELL_SECONDS: Final = 10.0
"""The same for PowerShell, which alone needs a second to begin."""

WATCH_BEGIN_SECONDS: Final = 3.0
"""So long at most the first look waits for the watch, lest all be looked at twice."""
WATCH_QUIET_SECONDS: Final = 0.15
"""Changes that follow one another more quickly are one."""
WATCH_BURST_SECONDS: Final = 5.0
"""So long at most a burst of changes is waited out."""
WATCH_BATCH_PATHS: Final = 50_000
"""More changes at once are not told one by one: the whole folder is looked at."""
WATCH_POLLED_POSTS: Final = 20_000
"""Where the system tells of no changes, larger libraries are not searched for them all the time."""
WATCH_POLL_SECONDS: Final = 2.0
"""Between two such searches; a second more for each thousand posts beyond two thousand."""
WATCH_LOOK_SECONDS: Final = 300.0
"""Between two refreshes where the system tells of no changes, or may miss some."""
WATCHER_RESTARTS: Final = 3

FAILURES_NAMED: Final = 1_000
"""Failures that the summary of a long work names; more are counted."""
