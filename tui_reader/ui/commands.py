"""Every command of the reader, once: bindings, footer, help, palette, `tui-reader keys` and the README come from here.

Strings only: no widget, no Textual, so that the command line can print the table without loading the screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Where(StrEnum):
    """The place in which a command's keys are heard."""

    PANES = "panes"
    """In each of the three panes."""
    TREE = "tree"
    FACETS = "facets"
    """In the pane that stands in the tree's place while something is searched for."""
    LIST = "list"
    LISTS = "lists"
    """In each pane but the article."""
    ARTICLE = "article"
    READER = "reader"
    """Anywhere on the reading screen."""
    APP = "app"
    """Everywhere, dialogs included."""


class Group(StrEnum):
    """The headings under which the help and the README show the commands."""

    MOVE = "Moving"
    PANES = "Panes and history"
    LIST = "The list"
    ARTICLE = "The article"
    FIND = "Finding"
    ACT = "Doing something with an article"
    MARKS = "Marks"
    APP = "The reader itself"
    OWN = "Your own"
    """Macros and programs of the configuration."""


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that the reader can do."""

    id: str
    """What a user's keymap calls it; never changed once released."""
    keys: tuple[str, ...]
    """In Textual's spelling, the shown one first; empty for commands of the palette alone."""
    action: str
    """The action of the widget, screen or app that hears the keys."""
    title: str
    """Two or three words, for footer and palette."""
    help: str
    """One sentence for the help screen and the README."""
    where: Where
    group: Group
    footer: tuple[Where, ...] = ()
    """The panes in whose footer it stands."""
    label: str = ""
    """What the footer says, where the title is too long for it."""

    @property
    def is_own(self) -> bool:
        """Whether it is none of the table, but the user's: `macros.NAME`, `programs.NAME`."""
        return "." in self.id


_TREE, _FACETS, _LIST, _ARTICLE = Where.TREE, Where.FACETS, Where.LIST, Where.ARTICLE
_ALL = (_TREE, _FACETS, _LIST, _ARTICLE)

COMMANDS: tuple[Command, ...] = (
    Command("down", ("j", "down"), "move(1)", "Down", "One row or line down.", Where.PANES, Group.MOVE),
    Command("up", ("k", "up"), "move(-1)", "Up", "One row or line up.", Where.PANES, Group.MOVE),
    Command("first", ("g", "home"), "move_first", "First", "To the first row or line.", Where.PANES, Group.MOVE),
    Command("last", ("G", "end"), "move_last", "Last", "To the last row or line.", Where.PANES, Group.MOVE),
    Command("half-down", ("ctrl+d",), "half_page(1)", "Half a page down", "Half a page down.", Where.PANES, Group.MOVE),
    Command("half-up", ("ctrl+u",), "half_page(-1)", "Half a page up", "Half a page up.", Where.PANES, Group.MOVE),
    Command("page-down", ("pagedown", "ctrl+f"), "page(1)", "Page down", "A page down.", Where.PANES, Group.MOVE),
    Command("page-up", ("pageup", "ctrl+b"), "page(-1)", "Page up", "A page up.", Where.PANES, Group.MOVE),
    Command(
        "in",
        ("l", "right", "enter"),
        "go_in",
        "Go in",
        "From the tree into its posts, from the list into the article, which marks it read.",
        Where.READER,
        Group.PANES,
        footer=(_TREE, _LIST),
        label="open",
    ),
    Command(
        "out",
        ("h", "left"),
        "go_out",
        "Go out",
        "From the article to the list, from the list to the tree.",
        Where.READER,
        Group.PANES,
        footer=(_ARTICLE,),
        label="back",
    ),
    Command("next-pane", ("tab", "f6"), "next_pane(1)", "Next pane", "To the next pane.", Where.READER, Group.PANES),
    Command(
        "previous-pane",
        ("shift+tab",),
        "next_pane(-1)",
        "Previous pane",
        "To the pane before.",
        Where.READER,
        Group.PANES,
    ),
    Command("tree", ("1",), "pane('categories')", "Categories", "To the categories.", Where.READER, Group.PANES),
    Command("list", ("2",), "pane('posts')", "List", "To the list of posts.", Where.READER, Group.PANES),
    Command("article", ("3",), "pane('article')", "Article", "To the article.", Where.READER, Group.PANES),
    Command(
        "next-article",
        ("J",),
        "step_article(1)",
        "Next article",
        "The next article of the list, from any pane.",
        Where.READER,
        Group.PANES,
        footer=(_ARTICLE,),
        label="next",
    ),
    Command(
        "previous-article",
        ("K",),
        "step_article(-1)",
        "Previous article",
        "The article before, from any pane.",
        Where.READER,
        Group.PANES,
    ),
    Command(
        "back",
        ("H", "alt+left"),
        "history(-1)",
        "Back in history",
        "Back to the article that was read before this one.",
        Where.READER,
        Group.PANES,
    ),
    Command(
        "forward",
        ("L", "alt+right"),
        "history(1)",
        "Forward in history",
        "Forward again in the history.",
        Where.READER,
        Group.PANES,
    ),
    Command(
        "previous-part",
        ("left_square_bracket",),
        "part(-1)",
        "Day or heading before",
        "In the list the day before in reading order, in the article the heading before.",
        Where.READER,
        Group.PANES,
    ),
    Command(
        "next-part",
        ("right_square_bracket",),
        "part(1)",
        "Next day or heading",
        "In the list the next day, in the article the next heading.",
        Where.READER,
        Group.PANES,
    ),
    Command(
        "select",
        ("space",),
        "select",
        "Select",
        "Selects the post and goes down; marks, stars and exports then touch all that is selected.",
        Where.LIST,
        Group.LIST,
    ),
    Command(
        "select-all", ("ctrl+a",), "select_all", "Select all", "Selects every post of the list.", Where.LIST, Group.LIST
    ),
    Command(
        "sort",
        ("comma",),
        "next_sort",
        "Order",
        "The next order: newest, oldest, title, author, longest, path.",
        Where.READER,
        Group.LIST,
    ),
    Command(
        "two-lines",
        ("w",),
        "two_lines",
        "One or two lines a row",
        "Rows of one line or of two, with the whole width for the title.",
        Where.LIST,
        Group.LIST,
    ),
    Command("fold", ("space",), "fold", "Fold", "Opens or folds a category.", Where.TREE, Group.PANES, footer=(_TREE,)),
    Command(
        "space",
        ("space",),
        "page_or_next",
        "Page, then next",
        "A page down; at the end of the article, the next unread one.",
        Where.ARTICLE,
        Group.ARTICLE,
        footer=(_ARTICLE,),
        label="page",
    ),
    Command(
        "code-left",
        ("less_than_sign",),
        "shift_code(-1)",
        "Code to its beginning",
        "Shifts long lines of code back, where they are not wrapped.",
        Where.ARTICLE,
        Group.ARTICLE,
    ),
    Command(
        "code-right",
        ("greater_than_sign",),
        "shift_code(1)",
        "Code to its end",
        "Shifts long lines of code towards their ends, where they are not wrapped (`wrap_code`).",
        Where.ARTICLE,
        Group.ARTICLE,
    ),
    Command(
        "outline",
        ("T",),
        "outline",
        "Outline",
        "Lists the headings of the article; Enter goes to one.",
        Where.READER,
        Group.ARTICLE,
    ),
    Command(
        "next-link",
        ("right_parenthesis",),
        "screen.step_link(1)",
        "Next link",
        "Chooses the next link of the article, or the next call of a footnote; Enter follows it.",
        Where.ARTICLE,
        Group.ARTICLE,
    ),
    Command(
        "previous-link",
        ("left_parenthesis",),
        "screen.step_link(-1)",
        "Link before",
        "Chooses the link before.",
        Where.ARTICLE,
        Group.ARTICLE,
    ),
    Command(
        "next-picture",
        ("right_curly_bracket",),
        "screen.step_picture(1)",
        "Next picture",
        "To the next picture of the article.",
        Where.ARTICLE,
        Group.ARTICLE,
    ),
    Command(
        "previous-picture",
        ("left_curly_bracket",),
        "screen.step_picture(-1)",
        "Picture before",
        "To the picture before.",
        Where.ARTICLE,
        Group.ARTICLE,
    ),
    Command(
        "next-note",
        ("semicolon",),
        "screen.step_note(1)",
        "Next footnote",
        "Chooses the next call of a footnote; Enter leads to the note, and from the note back.",
        Where.ARTICLE,
        Group.ARTICLE,
    ),
    Command(
        "jump-back",
        ("apostrophe",),
        "screen.jump_back(-1)",
        "Back in the article",
        "Back to where one was before the last jump to a heading, link, hit, note or end.",
        Where.ARTICLE,
        Group.ARTICLE,
    ),
    Command(
        "jump-forward",
        ("quotation_mark",),
        "screen.jump_back(1)",
        "Forward in the article",
        "Forward again over a jump that was gone back over.",
        Where.ARTICLE,
        Group.ARTICLE,
    ),
    Command(
        "hints",
        ("f",),
        "screen.hints",
        "Open by a letter",
        "Lets letters stand over links and pictures; the letter opens what it stands over.",
        Where.ARTICLE,
        Group.ACT,
        footer=(_ARTICLE,),
        label="links",
    ),
    Command(
        "link-number",
        ("number_sign",),
        "screen.link_number",
        "Open a link by its number",
        "Shows the numbers of the links, and opens the one whose number is typed.",
        Where.ARTICLE,
        Group.ACT,
    ),
    Command(
        "backlinks",
        ("at",),
        "backlinks",
        "Posts with a link to this",
        "Lists the posts of the library that have a link to this one; Enter opens one.",
        Where.READER,
        Group.ACT,
    ),
    Command(
        "select-text",
        ("V",),
        "screen.select_text",
        "Select text",
        "Selects text of the article by keys; y copies it.",
        Where.ARTICLE,
        Group.ACT,
    ),
    Command("page-back", ("b",), "page(-1)", "Page back", "A page back.", Where.ARTICLE, Group.ARTICLE),
    Command(
        "zen", ("m",), "zen", "Article alone", "The article alone on the screen, and back.", Where.READER, Group.ARTICLE
    ),
    Command("wider", ("plus",), "text_width(4)", "Wider text", "A wider text column.", Where.READER, Group.ARTICLE),
    Command(
        "narrower",
        ("minus",),
        "text_width(-4)",
        "Narrower text",
        "A narrower text column.",
        Where.READER,
        Group.ARTICLE,
    ),
    Command(
        "default-width",
        ("equals_sign",),
        "text_width(0)",
        "Default text width",
        "The text column as wide as the settings say.",
        Where.READER,
        Group.ARTICLE,
    ),
    Command(
        "find",
        ("slash", "f3"),
        "find",
        "Find",
        "In the tree a category's name, in the list words of the posts, in the article words of its text.",
        Where.READER,
        Group.FIND,
        footer=_ALL,
        label="search",
    ),
    Command(
        "go-to",
        ("ctrl+o",),
        "go_to_post",
        "Go to a post",
        "Opens a post by a few letters of its title, or of how it reads in pinyin.",
        Where.READER,
        Group.FIND,
    ),
    Command(
        "everywhere",
        ("F",),
        "search_everywhere",
        "Search all libraries",
        "Searches all libraries that are known here as one; Enter opens the post in its library.",
        Where.READER,
        Group.FIND,
    ),
    Command(
        "facets",
        ("f",),
        "screen.facets",
        "Facets",
        "What is listed, counted by category, date, tag, author, language and state; and back.",
        Where.LISTS,
        Group.FIND,
    ),
    Command(
        "narrow",
        ("enter", "space"),
        "choose",
        "Narrow",
        "Narrows the list to the value, takes one off that is in force, or shows more values.",
        Where.FACETS,
        Group.FIND,
        footer=(_FACETS,),
        label="narrow",
    ),
    Command(
        "widen",
        ("backspace",),
        "widen",
        "Widen again",
        "Takes off what the list was narrowed to last.",
        Where.READER,
        Group.FIND,
        footer=(_FACETS,),
        label="widen",
    ),
    Command(
        "next",
        ("n",),
        "next(1)",
        "Next hit or unread",
        "The next hit while something is searched for, else the next unread post.",
        Where.READER,
        Group.FIND,
    ),
    Command(
        "previous",
        ("N",),
        "next(-1)",
        "Hit or unread before",
        "The hit before, else the unread post before.",
        Where.READER,
        Group.FIND,
    ),
    Command(
        "previous-unread",
        ("p",),
        "next_unread(-1)",
        "Unread before",
        "The unread post before this one.",
        Where.READER,
        Group.FIND,
    ),
    Command(
        "save-search",
        ("ctrl+s",),
        "save_search",
        "Save the search",
        "Saves the search that is shown under a name: it stands in the tree, with counts that follow.",
        Where.READER,
        Group.FIND,
    ),
    Command(
        "edit-search",
        ("E",),
        "screen.edit_search",
        "Edit a saved search",
        "Edits the words of the saved search under the cursor.",
        Where.TREE,
        Group.FIND,
    ),
    Command(
        "rename-search",
        ("c",),
        "screen.rename_search",
        "Rename a saved search",
        "Gives the saved search under the cursor another name.",
        Where.TREE,
        Group.FIND,
    ),
    Command(
        "remove-search",
        ("d", "delete"),
        "screen.remove_search",
        "Remove a saved search",
        "Removes the saved search under the cursor, after asking; posts stay as they are.",
        Where.TREE,
        Group.FIND,
    ),
    Command(
        "clear",
        ("escape",),
        "clear",
        "Clear",
        "Clears the search, the selection, or leaves the article alone on the screen.",
        Where.READER,
        Group.FIND,
    ),
    Command(
        "source",
        ("o", "f7"),
        "open_source",
        "Open the source",
        "Opens the page that the post came from in the browser.",
        Where.READER,
        Group.ACT,
    ),
    Command(
        "image",
        ("i", "f4"),
        "open_image",
        "Open a picture",
        "Opens the picture on the screen in a viewer, or asks which.",
        Where.READER,
        Group.ACT,
        footer=(_LIST, _ARTICLE),
        label="picture",
    ),
    Command(
        "images",
        ("I",),
        "open_images",
        "Open all pictures",
        "Opens all pictures of the article in a viewer, in order, named by their captions.",
        Where.READER,
        Group.ACT,
    ),
    Command(
        "retry-images",
        (),
        "retry_images",
        "Try failed pictures again",
        "Opens all pictures of the article, and asks anew for those that could not be fetched before.",
        Where.READER,
        Group.ACT,
    ),
    Command(
        "keep-images",
        ("P",),
        "keep_images",
        "Keep pictures for good",
        "Fetches the pictures of the post, or of all that is selected, and keeps them for good; or releases them.",
        Where.READER,
        Group.ACT,
    ),
    Command(
        "open-with",
        ("O",),
        "open_with",
        "Open with…",
        "Asks what to open, the pictures, a video, the source, and what with; the choice is remembered.",
        Where.READER,
        Group.ACT,
    ),
    Command(
        "media",
        ("v",),
        "screen.open_media",
        "Video and audio",
        "Plays or opens the videos, audio pieces and pages that the article embeds.",
        Where.ARTICLE,
        Group.ACT,
    ),
    Command(
        "links",
        ("u",),
        "links",
        "Links",
        "Lists the links of the article; Enter opens one.",
        Where.READER,
        Group.ACT,
    ),
    Command(
        "copy",
        ("y",),
        "copy",
        "Copy…",
        "Copies the address, a link, a citation, the path, the text or a command; of several posts a line each.",
        Where.READER,
        Group.ACT,
    ),
    Command(
        "save",
        ("s", "f2"),
        "save",
        "Save as text",
        "Writes the article, or all that is selected, to plain text files.",
        Where.READER,
        Group.ACT,
        footer=(_LIST, _ARTICLE),
        label="save",
    ),
    Command(
        "export",
        ("S",),
        "export",
        "Export…",
        "Writes the article, all that is selected or the whole list as files of any format, after asking how.",
        Where.READER,
        Group.ACT,
    ),
    Command(
        "editor",
        ("e",),
        "editor",
        "Edit the file",
        "Opens the post's file in $VISUAL or $EDITOR.",
        Where.READER,
        Group.ACT,
    ),
    Command(
        "read",
        ("r", "f9"),
        "toggle_read",
        "Read or unread",
        "Marks the post, or all that is selected, read or unread.",
        Where.READER,
        Group.MARKS,
    ),
    Command(
        "all-read",
        ("A",),
        "all_read",
        "Mark all read",
        "Marks every post of the list read, after saying how many.",
        Where.READER,
        Group.MARKS,
    ),
    Command(
        "star",
        ("asterisk", "f8"),
        "toggle_star",
        "Star",
        "Stars the post, or all that is selected, or takes the star away.",
        Where.READER,
        Group.MARKS,
        footer=(_LIST,),
        label="star",
    ),
    Command(
        "tags",
        ("t",),
        "edit_tags",
        "Tags",
        "Edits your own tags of the post, or of all that is selected; the file's stay as they are.",
        Where.READER,
        Group.MARKS,
    ),
    Command(
        "undo",
        ("U",),
        "undo",
        "Undo",
        "Takes the last marking back, as often as you like, over restarts too.",
        Where.READER,
        Group.MARKS,
    ),
    Command(
        "view",
        ("a",),
        "next_view",
        "All, unread, starred",
        "Shows all posts, the unread ones, the starred ones.",
        Where.READER,
        Group.MARKS,
        footer=(_TREE, _LIST),
        label="view",
    ),
    Command(
        "help",
        ("question_mark", "f1"),
        "help",
        "Help",
        "All keys; typed text filters them.",
        Where.READER,
        Group.APP,
        footer=_ALL,
        label="keys",
    ),
    Command(
        "palette",
        ("colon", "ctrl+p"),
        "app.command_palette",
        "Commands",
        "Any command by a part of its name.",
        Where.READER,
        Group.APP,
    ),
    Command(
        "problems",
        ("exclamation_mark",),
        "problems",
        "Problems",
        "Lists what is wrong in the files of the library.",
        Where.READER,
        Group.APP,
    ),
    Command(
        "refresh",
        ("R", "f5"),
        "refresh_library",
        "Refresh",
        "Reads what has changed in the folder.",
        Where.READER,
        Group.APP,
    ),
    Command(
        "open-folder",
        ("B", "f12"),
        "library(False)",
        "Libraries…",
        "Opens another library: one of those that have names or were read last, or any folder.",
        Where.READER,
        Group.APP,
    ),
    Command(
        "last-library",
        ("ctrl+circumflex_accent", "ctrl+6"),
        "library(True)",
        "Library before",
        "Back to the library that was read before this one, at the place where one left it.",
        Where.READER,
        Group.APP,
    ),
    Command(
        "dark",
        (),
        "app.toggle_dark",
        "Light or dark",
        "Changes between the light and the dark theme.",
        Where.READER,
        Group.APP,
    ),
    Command("redraw", ("ctrl+l",), "app.redraw", "Redraw", "Draws the whole screen again.", Where.READER, Group.APP),
    Command(
        "quit-or-back",
        ("q",),
        "back_or_quit",
        "Back or quit",
        "Out of a search, the article or the list; from the outermost pane, quits.",
        Where.READER,
        Group.APP,
    ),
    Command("quit", ("Q", "f10", "ctrl+q"), "app.quit", "Quit", "Quits at once.", Where.APP, Group.APP),
    Command(
        "copy-selection",
        ("ctrl+c", "super+c"),
        "copy_selection",
        "Copy the selection",
        "Copies the text selected with the mouse; without one it says how to quit.",
        Where.READER,
        Group.APP,
    ),
    Command(
        "suspend",
        ("ctrl+z",),
        "app.suspend_process",
        "Suspend",
        "Stops the reader until the shell's `fg`.",
        Where.APP,
        Group.APP,
    ),
)

_SHOWN = {
    "question_mark": "?",
    "apostrophe": "'",
    "at": "@",
    "quotation_mark": '"',
    "semicolon": ";",
    "number_sign": "#",
    "left_parenthesis": "(",
    "right_parenthesis": ")",
    "left_curly_bracket": "{",
    "right_curly_bracket": "}",
    "less_than_sign": "<",
    "tilde": "~",
    "dollar_sign": "$",
    "underscore": "_",
    "greater_than_sign": ">",
    "exclamation_mark": "!",
    "asterisk": "*",
    "circumflex_accent": "^",
    "slash": "/",
    "colon": ":",
    "comma": ",",
    "plus": "+",
    "minus": "-",
    "equals_sign": "=",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "space": "Space",
    "enter": "Enter",
    "escape": "Esc",
    "backspace": "Backspace",
    "tab": "Tab",
    "home": "Home",
    "end": "End",
    "delete": "Del",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
}


def shown_key(key: str) -> str:
    """A key as people write it: `question_mark` is `?`, `ctrl+d` stays, `f10` is `F10`.

    Of keys that are pressed one after another, `g g` is `gg`, and `ctrl+w h` is `ctrl+w,h`.
    """
    first, *more = key.split(" ")
    if more:
        parts = [_shown_single(part) for part in (first, *more)]
        return ("" if max(map(len, parts)) == 1 else ",").join(parts)
    return _shown_single(first)


def _shown_single(key: str) -> str:
    *modifiers, last = key.split("+")
    if last in _SHOWN:
        last = _SHOWN[last]
    elif last.startswith("f") and last[1:].isdigit():
        last = last.upper()
    return "+".join([*modifiers, last])


def shown_keys(command: Command) -> str:
    """All keys of a command as people write them, separated by spaces."""
    return " ".join(shown_key(key) for key in command.keys)
