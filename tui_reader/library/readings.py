"""How characters may be typed in Latin letters: Han characters by their readings in pinyin, letters without accents.

Knows no title and no pattern. The readings come from the table of `pypinyin`, of which only the file is read: importing
the package would load a hundred thousand phrases too.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterable

_DIAERESIS = "u\u0308"
_VOWEL = re.compile("[aeiouv]")
_CLUSTERS = ("zh", "ch", "sh")
"""What a character is begun with, where its syllable isn't typed in full."""


class Readings:
    """The letters for a set of characters that grows. May be used by several threads at once."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._table: dict[str, str] = {}
        self._known: set[str] = set()
        self._read: dict[str, set[str]] = {}
        self._begun: dict[str, set[str]] = {}
        self._accented: dict[str, set[str]] = {}

    def add(self, characters: Iterable[str]) -> None:
        """Know these characters too. Reads the table at its first use: tens of milliseconds."""
        with self._guard:
            table = self._table = self._table or _table()
            for character in set(characters) - self._known:
                self._known.add(character)
                if character in table:
                    self._add_han(character, table[character])
                elif not character.isascii():
                    self._add_accented(character)

    def _add_han(self, character: str, readings: str) -> None:
        for syllable in _syllables(readings):
            self._read.setdefault(syllable, set()).add(character)
            for end in range(1, len(syllable) + 1):
                self._begun.setdefault(syllable[:end], set()).add(character)

    def _add_accented(self, character: str) -> None:
        letter = unicodedata.normalize("NFD", character)[0].casefold()
        if letter.isascii() and letter.isalpha():
            self._accented.setdefault(letter, set()).add(character)

    def is_whole(self, letters: str) -> bool:
        """Whether letters stand for a character wherever they are typed: a syllable, or `zh`, `ch`, `sh`."""
        return letters in self._read or (letters in _CLUSTERS and letters in self._begun)

    def is_begun(self, letters: str) -> bool:
        """Whether a syllable begins so."""
        return letters in self._begun

    def read(self, letters: str) -> str:
        """The characters that are meant by letters with others after them; of one letter, all that begin so."""
        known = self._begun if len(letters) == 1 or letters in _CLUSTERS else self._read
        return self._joined(known, letters)

    def begun(self, letters: str) -> str:
        """The characters of which a reading begins so."""
        return self._joined(self._begun, letters)

    def accented(self, letter: str) -> str:
        """The accented forms of a letter."""
        return self._joined(self._accented, letter)

    def _joined(self, known: dict[str, set[str]], letters: str) -> str:
        with self._guard:
            return "".join(sorted(known.get(letters, ())))


def _syllables(readings: str) -> set[str]:
    """`lǜ,lù` as `lv` and `lu`: without tones, and ü both as it is typed and as it looks."""
    plain = unicodedata.normalize("NFD", readings)
    both = f"{plain.replace(_DIAERESIS, 'v')},{plain}" if _DIAERESIS in plain else plain
    found = ("".join(filter(str.isascii, one)) for one in both.split(","))
    return {syllable for syllable in found if _VOWEL.search(syllable)}  # `ng` is a grunt


def _table() -> dict[str, str]:
    """By character of the basic plane, its readings with tones, the usual one first, between commas."""
    from importlib.util import find_spec
    from pathlib import Path

    import orjson

    spec = find_spec("pypinyin")
    folders = (spec.submodule_search_locations if spec else None) or ()
    files = (Path(folder) / "pinyin_dict.json" for folder in folders)
    file = next((file for file in files if file.is_file()), None)
    if file is not None:
        points = orjson.loads(file.read_bytes())
    else:  # packed otherwise than as a folder
        from pypinyin.pinyin_dict import pinyin_dict as points
    return {chr(int(point)): readings for point, readings in points.items() if int(point) <= 0xFFFF}
