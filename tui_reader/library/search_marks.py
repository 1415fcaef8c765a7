"""What of a search can be shown in the posts that it finds: the words to be marked in titles and in bodies."""

from __future__ import annotations

from dataclasses import dataclass

from tui_reader.document import Wanted
from tui_reader.query import Field, expressions_of, parse, texts_of


@dataclass(frozen=True, slots=True)
class Searched:
    """What to look for where."""

    titles: Wanted
    bodies: Wanted


def searched(words: str, *, typing: bool = False, variants: bool = False) -> Searched | None:
    """What to mark for a query; None where it looks for no words.

    Args:
        words: The query.
        typing: Whether its last word may be the beginning of a longer one.
        variants: Whether simplified and traditional characters are taken for one another.

    Raises:
        QueryError: They are no query.
    """
    term = parse(words, typing=typing).term
    texts, expressions = tuple(texts_of(term)), tuple(expressions_of(term))
    both = [
        Wanted(
            [(text.words, text.goes_on) for text in texts if text.field in (Field.ANYWHERE, field)],
            expressions,
            variants=variants,
        )
        for field in (Field.TITLE, Field.BODY)
    ]
    return Searched(*both) if any(both) else None
