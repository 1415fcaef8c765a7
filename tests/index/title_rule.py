"""How well a title fits what is typed, by the rule as `title_patterns` tells it, without a regular expression: slow."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache

from pypinyin.pinyin_dict import pinyin_dict

from tui_reader.library.search import folded
from tui_reader.library.title_patterns import Fit


def is_letter(character: str) -> bool:
    """Whether words are made of it: no ideograph, no sign."""
    return character.isalnum() and ord(character) < 0x1100


def is_between(character: str) -> bool:
    return character == "_" or not (character.isalnum() or unicodedata.category(character) in ("Lm", "Nl", "No"))


@cache
def readings(character: str) -> frozenset[str]:
    """Its syllables in pinyin, ü as `v` and as `u`."""
    found: set[str] = set()
    for reading in pinyin_dict.get(ord(character), "").split(","):
        plain = unicodedata.normalize("NFD", reading)
        for each in (plain.replace("u\u0308", "v"), plain):
            letters = "".join(letter for letter in each if letter.isascii())
            if set(letters) & set("aeiouv"):
                found.add(letters)
    return frozenset(found)


def types(part: str, character: str, *, is_last: bool) -> bool:
    """Whether a part of what is typed stands for a character."""
    if part == character:
        return True
    if len(part) == 1:
        base = unicodedata.normalize("NFD", character)[0]
        return base == part or any(reading.startswith(part) for reading in readings(character))
    if is_last or part in ("zh", "ch", "sh"):
        return any(reading.startswith(part) for reading in readings(character))
    return part in readings(character)


def begins(title: str, place: int) -> bool:
    """Whether a word begins there."""
    return not (place and is_letter(title[place]) and is_letter(title[place - 1]))


def _over(title: str, place: int) -> int:
    while place < len(title) and is_between(title[place]):
        place += 1
    return place


def _follows(title: str, place: int, typed: str) -> bool:
    """Whether characters that follow one another, from a place on, are typed so."""
    if not typed:
        return True
    place = _over(title, place)
    return place < len(title) and any(
        types(typed[:end], title[place], is_last=end == len(typed)) and _follows(title, place + 1, typed[end:])
        for end in range(1, len(typed) + 1)
    )


def _initials(title: str, place: int, typed: str) -> bool:
    """Whether the beginnings of words that follow one another are typed so."""
    for letter in typed:
        if place >= len(title) or not begins(title, place) or not types(letter, title[place], is_last=False):
            return False
        if is_letter(title[place]):
            while place < len(title) and is_letter(title[place]):
                place += 1
        else:
            place += 1
        place = _over(title, place)
    return True


def _is_read(title: str, place: int, typed: str) -> bool:
    if is_between(title[place]) and title[place] != typed[0]:
        return False
    return begins(title, place) and (_follows_at(title, place, typed) or _initials(title, place, typed))


def _follows_at(title: str, place: int, typed: str) -> bool:
    return any(
        types(typed[:end], title[place], is_last=end == len(typed)) and _follows(title, place + 1, typed[end:])
        for end in range(1, len(typed) + 1)
    )


def _is_scattered(title: str, typed: str) -> bool:
    characters = iter(title)
    return len(typed) > 1 and all(
        any(types(letter, character, is_last=False) for character in characters) for letter in typed
    )


def distance(one: str, other: str) -> int:
    """How many letters are wrong, missing, too many, or in the place of their neighbour."""
    rows: dict[tuple[int, int], int] = {}
    for i in range(len(one) + 1):
        for j in range(len(other) + 1):
            if not (i and j):
                rows[i, j] = i + j
                continue
            ways = [rows[i - 1, j] + 1, rows[i, j - 1] + 1, rows[i - 1, j - 1] + (one[i - 1] != other[j - 1])]
            if i > 1 and j > 1 and one[i - 2 : i] == other[j - 2 : j][::-1]:
                ways.append(rows[i - 2, j - 2] + 1)
            rows[i, j] = min(ways)
    return rows[len(one), len(other)]


def words_of(title: str) -> Iterator[str]:
    word = ""
    for character in f"{title} ":
        if is_letter(character):
            word += character
        elif word:
            yield word
            word = ""


def _is_typo(title: str, typed: str) -> bool:
    slips = 0 if len(typed) < 4 or not all(map(is_letter, typed)) else 2 if len(typed) >= 8 else 1
    sizes = range(len(typed) - slips, len(typed) + slips + 1)
    return slips > 0 and any(
        distance(typed, word[:size]) <= slips for word in words_of(title) if len(word) > 2 for size in sizes
    )


def _fits(title: str, typed: str) -> Iterable[Fit]:
    places = [place for place in range(len(title)) if title.startswith(typed, place)]
    if any(begins(title, place) for place in places):
        yield Fit.WORD
    if places:
        yield Fit.INSIDE
    read = next((place for place in range(len(title)) if _is_read(title, place, typed)), None)
    if read is not None:
        yield Fit.READ_FIRST if read <= _over(title, 0) else Fit.READ
    if _is_scattered(title, typed):
        yield Fit.SCATTERED
    if _is_typo(title, typed):
        yield Fit.TYPO


def fit(title: str, typed: str) -> Fit | None:
    """How well a title fits; None where it doesn't, or nothing was typed."""
    line, words = folded(title), folded(typed).split()
    if not words:
        return None
    if line == " ".join(words):
        return Fit.WHOLE
    if line.startswith(" ".join(words)):
        return Fit.BEGINNING
    best = [min(_fits(line, word), default=None) for word in words]
    return None if None in best else max(each for each in best if each is not None)
