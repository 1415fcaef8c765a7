"""All libraries that are meant by `all`: what the user's settings name, and what this machine knows besides."""

from __future__ import annotations

from collections.abc import Iterable

from tui_reader.config import Places, Settings, sample_path
from tui_reader.library import Member, all_libraries


def known_members(settings: Settings, places: Places, others: Iterable[str] = ()) -> tuple[Member, ...]:
    """The libraries that have names, the configured one, those that were read, those with an index or marks.

    Args:
        settings: The names.
        places: Where indexes, marks and sessions are.
        others: More folders that are meant, such as that of an open library.
    """
    return all_libraries(
        {named.name: named.path for named in settings.libraries.values()},
        [*([settings.library] if settings.library else []), *others],
        state_dir=places.state_dir,
        cache_dir=places.cache_dir,
        data_dir=places.data_dir,
        sample=sample_path(),
    )
