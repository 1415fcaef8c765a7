"""The command `export`: posts as files, or one after another to standard output."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui_reader.cli.common import desk_of, examples, shared_options
from tui_reader.cli.output import ProgressLine, emit, say, tell
from tui_reader.cli.posts import DEFAULT_WIDTH, Width, shown_width
from tui_reader.document.clean import shown_path
from tui_reader.errors import LibraryError, ReaderError, UsageError
from tui_reader.model import Progress, Query

if TYPE_CHECKING:
    from tui_reader.cli.finding import Finder, Found
    from tui_reader.export import Exporter, ExportFolder, ExportOptions, Template
    from tui_reader.library import Listing

_WINDOW = 200
_TITLE = "Can't export"


@click.command(
    "export",
    short_help="Write posts as files.",
    epilog=examples(
        "tui-reader export --to articles/",
        "tui-reader export --to articles/ --name '{category}/{date}-{slug}'",
        "tui-reader export --post POST --to article.txt",
        "tui-reader export --post POST --to - --links inline --width 0",
    ),
)
@click.argument("query", nargs=-1)
@click.option("--post", "posts", multiple=True, metavar="POST", help="This post; may be given several times.")
@click.option("--to", "target", required=True, metavar="PATH", help="A folder, a file, or - for standard output.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "ansi", "markdown"]),
    default="text",
    show_default=True,
    help="The format; width, links and images matter to text and ansi.",
)
@click.option("--width", type=Width(), metavar="N", help="Cells a line may have; 0 for one paragraph a line.  [80]")
@click.option("--name", "template", metavar="TEMPLATE", help="Names of files: date title slug category id lang.")
@click.option(
    "--images", type=click.Choice(["none", "list"]), default="list", show_default=True, help="Mention of pictures."
)
@click.option(
    "--links",
    type=click.Choice(["end", "inline", "none"]),
    default="end",
    show_default=True,
    help="Where the addresses of links stand.",
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
    query: tuple[str, ...],
    posts: tuple[str, ...],
    target: str,
    form: str,
    width: int | None,
    template: str | None,
    images: str,
    links: str,
    header: str,
    bom: bool,
    force: bool,
) -> int:
    """Write the posts that QUERY finds as files; all without QUERY, or those named by --post.

    PATH is a folder if it exists as one, ends in /, or several posts are meant; else a file. Nothing is overwritten
    without --force: where another content is there, the name gets -2, -3 and so on. Each file is named on standard
    output. Exit status 1 when nothing is found, or when a part failed; what failed is named.
    """
    from tui_reader.export import (
        EXPORTERS,
        ExportOptions,
        HeaderLanguage,
        ImageMention,
        LinkPlacement,
        name_template,
    )

    desk = desk_of(context)
    options = ExportOptions(
        width=_width(width, shown_width(desk, width) if target == "-" else DEFAULT_WIDTH),
        links=LinkPlacement(links),
        images=ImageMention(images),
        header=HeaderLanguage(header),
        bom=bom,
        force=force,
    )
    names = name_template(template if template is not None else options.name)
    if not target or "\0" in target:
        raise UsageError(_TITLE, "--to needs a folder, a file, or - for standard output.")
    from tui_reader.cli.finding import Finder

    with ExitStack() as stack:
        chosen = _Chosen(Finder(desk, stack), posts, query)
        return _Run(chosen, target, EXPORTERS[form], options, names).run()


def _width(asked: int | None, otherwise: int) -> int:
    return otherwise if asked is None else asked


@dataclass(slots=True)
class _Chosen:
    """The posts that were asked for, in order; those that can't be read are named and counted."""

    finder: Finder
    posts: tuple[str, ...]
    query: tuple[str, ...]
    failed: int = 0
    _made: Listing | None = field(default=None)

    def total(self) -> int:
        """How many there may be; 0 where it isn't known yet."""
        return 0 if self.posts else len(self._listing())

    def several(self) -> bool:
        """Whether more than one post is meant."""
        named = (*self.posts, *self.query)
        return (len(named) > 1 or "-" in named) if self.posts else len(self._listing()) > 1

    def found(self) -> Iterator[Found]:
        """The posts, read from their files one after another."""
        if self.posts:
            from tui_reader.cli.finding import expanded

            for name in expanded((*self.posts, *self.query)):
                yield self.finder.find(name)
            return
        listing = self._listing()
        for start in range(0, len(listing), _WINDOW):
            for row in listing.rows(start, min(start + _WINDOW, len(listing))):
                try:
                    yield self.finder.of_row(row)
                except LibraryError as error:
                    self.failed += 1
                    tell(f"{error.title}: {error.message}")

    def _listing(self) -> Listing:
        if self._made is None:
            from tui_reader.cli.finding import typed

            self._made = self.finder.library.listing(Query(words=typed(self.query)))
        return self._made


@dataclass(slots=True)
class _Run:
    """One export from beginning to end."""

    chosen: _Chosen
    target: str
    exporter: Exporter
    options: ExportOptions
    names: Template
    written: int = 0
    same: int = 0
    done: int = 0

    def run(self) -> int:
        """Write everything; the exit status."""
        if self.target == "-":
            for found in self.chosen.found():
                if self.done:
                    emit("\n")
                emit(self._rendered(found))
                self.done += 1
        elif self._is_folder():
            self._into_folder()
        else:
            self._into_file()
        if not self.done and not self.chosen.failed:
            tell("nothing matched; nothing was written.")
        return 0 if self.done and not self.chosen.failed else 1

    def _is_folder(self) -> bool:
        return self.target.endswith(("/", "\\")) or Path(self.target).is_dir() or self.chosen.several()

    def _rendered(self, found: Found) -> str | bytes:
        return self.exporter.render(found.post, self.chosen.finder.document(found), self.options)

    def _into_file(self) -> None:
        from tui_reader.export import write_export

        for found in self.chosen.found():
            done = write_export(Path(self.target), self._rendered(found), force=self.options.force)
            self._count(done.path, same=done.state == "same")

    def _into_folder(self) -> None:
        from tui_reader.export import ExportFolder

        line = ProgressLine()
        total = self.chosen.total()
        try:
            with ExportFolder(Path(self.target), force=self.options.force) as folder:
                for found in self.chosen.found():
                    self._write(found, folder)
                    if line.wanted is not None and total > 1:
                        line.show(Progress(self.done + self.chosen.failed, total, "exporting"))
        finally:
            line.clear()
            if self.done + self.chosen.failed > 1:
                tell(f"{self.written} written, {self.same} the same as before, {self.chosen.failed} failed.")

    def _write(self, found: Found, folder: ExportFolder) -> None:
        """Write one post; if only this one can't be, name it and go on."""
        from tui_reader.export import FolderError, file_name

        try:
            name = file_name(found.post, self.names, self.exporter.suffix)
            done = folder.write(name, self._rendered(found))
        except FolderError:
            raise
        except ReaderError as error:
            self.chosen.failed += 1
            tell(f"{shown_path(found.post.path)}: {error.message}")
            return
        self._count(done.path, same=done.state == "same")

    def _count(self, path: Path, *, same: bool) -> None:
        self.done += 1
        self.written += not same
        self.same += same
        say(shown_path(str(path)) + (" (already there)" if same else ""))
