"""What each command of the table does: its id, and the function that does it. The table itself is in `commands`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from tui_reader.plain import article, house, marking, outward, saving, shelf
from tui_reader.plain.commands import GO_ON, OPEN
from tui_reader.plain.sitting import Sitting

Action = Callable[[Sitting, str], None]
"""Takes what is open and what was typed behind the command; raises ReaderError for what can't be done."""

ACTIONS: Mapping[str, Action] = MappingProxyType(
    {
        OPEN: article.open_number,
        GO_ON: article.go_on,
        "list": shelf.list_posts,
        "back": article.go_back,
        "categories": shelf.categories,
        "search": shelf.search,
        "saved": shelf.saved,
        "all": shelf.all_posts,
        "view": shelf.view,
        "sort": shelf.order,
        "next": article.next_post,
        "previous": article.previous_post,
        "unread": article.next_unread,
        "again": article.again,
        "top": article.top,
        "headings": article.headings,
        "find": article.find_words,
        "links": outward.links,
        "images": outward.images,
        "source": outward.source,
        "save": saving.save,
        "export": saving.export,
        "read": marking.toggle_read,
        "star": marking.toggle_star,
        "tags": marking.tags,
        "undo": marking.undo,
        "where": house.where,
        "libraries": house.libraries,
        "refresh": house.refresh,
        "problems": house.problems,
        "help": house.help_lines,
        "quit": house.leave,
    }
)
"""One function a command."""
