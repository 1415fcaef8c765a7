"""What the index keeps of a post."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tui_reader.library.entry import _storable, bare_entry
from tui_reader.library.files import Stamp


@given(st.text(alphabet=st.characters(categories=("Cs", "Ll", "Lo", "Cc")), max_size=8))
def test_an_entry_is_made_fit_to_be_stored(text: str) -> None:
    """Whatever slips through the cleaning of a text, the index takes it."""
    entry = replace(
        bare_entry("a.md", Stamp(0, 0), text, variants=True),
        title=text,
        author=text,
        source=text,
        categories=((text,),),
        tags=(text,),
        excerpt=text,
        language=text,
        search=(text, text, text, text),
    )
    for value in _storable(entry).to_list()[1:]:
        json.dumps(value, ensure_ascii=False).encode()
