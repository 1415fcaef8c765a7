"""The category tree with its counts, as a pane of rows: places and saved searches above, categories below.

Knows names and numbers; what is shown for a place is the screen's business.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual.binding import BindingType
from textual.strip import Strip

from tui_reader.document import cut, spans
from tui_reader.document import width as cells
from tui_reader.model import Category, CategoryPath, Counts, SavedSearch, View
from tui_reader.ui.bindings import bindings_for
from tui_reader.ui.commands import Where
from tui_reader.ui.widgets.row_pane import RowPane

UNKNOWN = "…"
"""Told of a place where nothing is counted, or nothing yet."""
MISTAKEN = "!"
"""Told of a place that can't be shown."""


@dataclass(frozen=True, slots=True)
class Place:
    """A row of the tree: something that the list can show."""

    label: str
    category: CategoryPath | None
    view: View | None
    """The view it stands for, None where it leaves the view as it is."""
    depth: int
    total: int
    unread: int
    parent: bool = False
    """Whether categories stand below it."""
    open: bool = False
    search: SavedSearch | None = None
    """The saved search that it stands for."""
    told: str = ""
    """What stands in the place of the counts."""

    @property
    def identity(self) -> object:
        """What two rows have in common that stand for one place, before and after something has changed."""
        return self.category, self.view, self.search.name if self.search else None


class CategoryTree(RowPane):
    """All posts, the starred ones, saved searches, the categories from the top down, and posts without one."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Where.PANES, Where.LISTS, Where.TREE)
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *("row--cursor", "row--cursor-blurred", "row--unread", "row--dim", "row--star"),
    }

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._categories: Sequence[Category] = ()
        self._counts = Counts(0, 0, 0, 0, 0)
        self._searches: Sequence[Place] = ()
        self._open: set[CategoryPath] = set()
        self._places: list[Place] = []
        self._generation = 0

    def show(self, categories: Sequence[Category], counts: Counts) -> None:
        """Take new categories and counts; cursor and open branches stay where they are.

        Args:
            categories: Depth first, each parent before its children.
            counts: Of the whole library.
        """
        if not self._categories and len(categories) > 1:
            tops = [category for category in categories if len(category.path) == 1]
            if len(tops) <= 12:
                self._open = {category.path for category in tops}
        self._categories, self._counts = categories, counts
        self._rebuild()

    def show_searches(self, places: Sequence[Place]) -> None:
        """Take the saved searches anew; the cursor stays where it is."""
        self._searches = places
        self._rebuild()

    def go_to_search(self, name: str) -> None:
        """Put the cursor on the saved search that is called `name`; nothing happens where there is none."""
        for row, place in enumerate(self._places):
            if place.search and place.search.name == name:
                self.rows_changed(row)

    @property
    def current(self) -> Place | None:
        """The place under the cursor."""
        return self._places[self.cursor] if self._places else None

    def go_to(self, category: CategoryPath | None, view: View | None = None) -> None:
        """Put the cursor on a category, opening the branches above it; nothing happens where there is none."""
        if category:
            self._open.update(category[:depth] for depth in range(1, len(category)))
            self._rebuild()
        for row, place in enumerate(self._places):
            if place.category == category and place.view == view:
                self.rows_changed(row)
                return

    def _rebuild(self) -> None:
        before = self.current
        self._places = list(self._all_places())
        self._generation += 1
        row = next(
            (number for number, place in enumerate(self._places) if before and place.identity == before.identity),
            None,
        )
        self.rows_changed(row)

    def _all_places(self) -> list[Place]:
        counts = self._counts
        places = [Place("All posts", None, None, 0, counts.total, counts.unread)]
        if counts.starred:
            places.append(Place("★ Starred", None, View.STARRED, 0, counts.starred, 0))
        places.extend(self._searches)
        parents = {category.path[:-1] for category in self._categories}
        for category in self._categories:
            path = category.path
            if all(path[:depth] in self._open for depth in range(1, len(path))):
                places.append(
                    Place(
                        path[-1],
                        path,
                        None,
                        len(path) - 1,
                        category.total,
                        category.unread,
                        parent=path in parents,
                        open=path in self._open,
                    )
                )
        if counts.uncategorised and self._categories:
            places.append(Place("Without a category", (), None, 0, counts.uncategorised, counts.uncategorised_unread))
        return places

    # Drawing.

    def row_total(self) -> int:
        """How many places are to be seen."""
        return len(self._places)

    def row_key(self, row: int) -> object:
        """A place is drawn anew whenever the tree was built anew."""
        return (self._generation, row)

    def draw_row(self, row: int, part: int, width: int) -> Strip:
        """One place: its name, indented by depth; the unread, bright, and the total, dim, at the right."""
        place = self._places[row]
        base = self.row_style(row)
        twig = ("▾ " if place.open else "▸ ") if place.parent else "  " if place.category else ""
        indent = " " + "  " * min(place.depth, 8) + twig
        unread = f"{place.unread:,}" if place.unread and place.unread != place.total else ""
        total = place.told or f"{place.total:,}"
        tail = cells(unread) + cells(total) + (1 if unread else 0) + 1
        if unread and width - tail - len(indent) - 1 < cells(place.label):
            # The unread are what one looks for; they take the total's place where both would cut the name.
            total, unread, tail = unread, "", len(unread) + 1
        room = max(1, width - tail - len(indent) - 1)
        label = cut(place.label, room)
        padding = " " * max(0, width - len(indent) - cells(label) - tail)
        bright = total == MISTAKEN if place.told else total != f"{place.total:,}" or 0 < place.unread == place.total
        segments = [
            Segment(indent, self.row_style(row, "row--dim")),
            Segment(label, self.row_style(row, *(["row--unread"] if place.unread else []))),
            Segment(padding, base),
            *([Segment(unread + " ", self.row_style(row, "row--star"))] if unread else []),
            Segment(total, self.row_style(row, "row--star" if bright else "row--dim")),
            Segment(" ", base),
        ]
        return Strip(segments).adjust_cell_length(width, base)

    # Keys.

    def action_fold(self) -> None:
        """Open the category under the cursor, or fold it."""
        place = self.current
        if place and place.parent and place.category:
            self._open ^= {place.category}
            self._rebuild()

    def open_branch(self) -> bool:
        """Open the category under the cursor; tells whether it was folded."""
        place = self.current
        if place and place.parent and not place.open:
            self.action_fold()
            return True
        return False

    def fold_branch(self) -> bool:
        """Fold the category under the cursor, or go to the one above it; tells whether either was possible."""
        place = self.current
        if place is None or not place.category:
            return False
        if place.parent and place.open:
            self.action_fold()
            return True
        if len(place.category) > 1:
            parent = place.category[:-1]
            self.cursor = next(row for row, other in enumerate(self._places) if other.category == parent)
            return True
        return False

    def seek(self, text: str, *, variants: bool = True) -> bool:
        """Go to the first category from here on, folded ones too, with `text` in its name; tells whether one has it.

        Args:
            text: A part of the name, whatever case, width or accents it has.
            variants: Whether simplified and traditional characters are taken for one another.
        """
        paths = [one.path for one in self._categories if any(spans(one.path[-1], text, variants=variants))]
        if not paths:
            return False
        order = [category.path for category in self._categories]
        here = self.current.category if self.current else None
        begin = order.index(here) if here in order else 0
        target = next((path for path in paths if order.index(path) >= begin), paths[0])
        self.go_to(target)
        self.post_message(self.Moved(self, self.cursor))
        return True
