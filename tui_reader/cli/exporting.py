"""The command `export`: which posts are meant, where they go, how they are to look. `export_run` does it."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tui_reader.cli.common import desk_of, examples, shared_options
from tui_reader.cli.desk import Desk
from tui_reader.cli.posts import DEFAULT_WIDTH, Width, shown_width
from tui_reader.cli.saved import saved_option, saved_query
from tui_reader.errors import UsageError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from tui_reader.export import ExportOptions

TITLE = "Can't export"


class Format(click.ParamType[str]):
    """A format of the table; the table is looked at when it is needed."""

    name = "format"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str | None:
        """All formats, for the help."""
        from tui_reader.export import EXPORTERS

        return f"[{'|'.join(EXPORTERS)}]"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The format's name, or a usage error that says which there are."""
        from tui_reader.export import EXPORTERS

        name = str(value)
        if name not in EXPORTERS:
            self.fail(f"there is no format {name!r}; choose from {', '.join(EXPORTERS)}.", param, ctx)
        return name

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
        """The formats that begin as `incomplete` does."""
        from click.shell_completion import CompletionItem

        from tui_reader.export import EXPORTERS

        return [CompletionItem(name) for name in EXPORTERS if name.startswith(incomplete)]


@click.command(
    "export",
    short_help="Write posts as files.",
    epilog=examples(
        "tui-reader export --to articles/",
        "tui-reader export --to articles/ --name '{category}/{date}-{slug}'",
        "tui-reader export --to articles/ --format markdown --images copy",
        "tui-reader export --post POST --to article.txt",
        "tui-reader list --limit 3 | tui-reader export --post - --to -",
    ),
)
@click.argument("query", nargs=-1)
@click.option(
    "--post",
    "posts",
    multiple=True,
    metavar="POST",
    help="This post; may be given several times. - reads posts from standard input, one a line.",
)
@saved_option
@click.option("--to", "target", required=True, metavar="PATH", help="A folder, a file, or - for standard output.")
@click.option("--format", "form", type=Format(), default="text", show_default=True, help="What the files are.")
@click.option("--width", type=Width(), metavar="N", help="Cells a line may have; 0 for one paragraph a line.  [80]")
@click.option(
    "--name",
    metavar="TEMPLATE",
    help="Names of files in a folder: date title slug category id lang, in braces; a / makes folders.",
)
@click.option(
    "--images",
    type=click.Choice(["none", "list", "copy"]),
    default="list",
    show_default=True,
    help="Pictures: not at all, their addresses, or also copies of those that are on this computer.",
)
@click.option(
    "--links",
    type=click.Choice(["end", "inline", "none"]),
    default="end",
    show_default=True,
    help="Where the addresses of links stand, in text and ansi.",
)
@click.option(
    "--header",
    type=click.Choice(["auto", "zh", "en", "none"]),
    default="auto",
    show_default=True,
    help="The language of the header.",
)
@click.option("--bom", is_flag=True, help="Begin with a byte order mark.")
@click.option("--force", is_flag=True, help="Replace files that are there.")
@shared_options
@click.pass_context
def export(
    context: click.Context,
    /,
    query: tuple[str, ...],
    posts: tuple[str, ...],
    saved: str | None,
    target: str,
    form: str,
    **look: Any,
) -> int:
    """Write the posts that QUERY finds as files; all without QUERY, or those named by --post.

    PATH is a folder if it exists as one, ends in /, or several posts are meant; else a file. Several posts go into one
    file where the format can hold them and PATH ends as its files do. Nothing is overwritten without --force: where
    another content is there, the name gets -2, -3 and so on; the same content is not written twice. Nothing is fetched:
    --images copy takes the library's own pictures and those that `images --fetch` has brought.

    Each file is named on standard output. Exit status 1 when nothing is found, or when a part failed; what failed is
    named. Ctrl-C ends it between two posts, with status 130; what is written by then stays.
    """
    from tui_reader.cli.choosing import Chosen
    from tui_reader.cli.export_run import Place, run_export
    from tui_reader.cli.finding import Finder
    from tui_reader.export import EXPORTERS, failures_told, name_template

    desk = desk_of(context)
    target = os.path.expanduser(target)  # noqa: PTH111 - shells leave --to=~/x as it is; a slash at the end counts
    options = _options(desk, target, **look)
    name_template(options.name)
    if not target or "\0" in target:
        raise UsageError(TITLE, "--to needs a folder, a file, or - for standard output.")
    if posts and saved is not None:
        raise UsageError(TITLE, "--post names posts, --saved finds some: give one of them.")
    with ExitStack() as stack:
        chosen = Chosen(Finder(desk, stack), posts, query, saved_query(desk, saved))
        with failures_told(Path(target)):
            place = Place.of(target, chosen, EXPORTERS[form])
        return run_export(chosen, place, target, EXPORTERS[form], options, desk)


def _options(
    desk: Desk, target: str, *, width: int | None, name: str | None, images: str, links: str, header: str, **flags: bool
) -> ExportOptions:
    """How the articles are to look."""
    from tui_reader.export import ExportOptions, HeaderLanguage, ImageMention, LinkPlacement

    if width is None:
        width = shown_width(desk, width) if target == "-" else DEFAULT_WIDTH
    return ExportOptions(
        width=width,
        links=LinkPlacement(links),
        images=ImageMention(images),
        header=HeaderLanguage(header),
        bom=flags["bom"],
        force=flags["force"],
        name=ExportOptions().name if name is None else name,
    )
