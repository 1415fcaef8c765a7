"""The query language: what a person asks of an archive, as text and as values. It finds nothing itself."""

from tui_reader.query.days import Ago, Day, Named, Span, Written
from tui_reader.query.forms import FORMS, Form
from tui_reader.query.parser import QueryError, parse
from tui_reader.query.spelling import spelled
from tui_reader.query.terms import (
    And,
    Asked,
    CategoryIs,
    Content,
    DateIn,
    Field,
    Has,
    Is,
    LanguageIs,
    Matches,
    Measure,
    Not,
    Or,
    Single,
    State,
    Term,
    Text,
    Undated,
    texts_of,
)

__all__ = [
    "FORMS",
    "Ago",
    "And",
    "Asked",
    "CategoryIs",
    "Content",
    "DateIn",
    "Day",
    "Field",
    "Form",
    "Has",
    "Is",
    "LanguageIs",
    "Matches",
    "Measure",
    "Named",
    "Not",
    "Or",
    "QueryError",
    "Single",
    "Span",
    "State",
    "Term",
    "Text",
    "Undated",
    "Written",
    "parse",
    "spelled",
    "texts_of",
]
