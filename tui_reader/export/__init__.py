"""Articles as files: formats, names, writing."""

from tui_reader.export.ansi import ansi
from tui_reader.export.atomic import FolderError, failures_told
from tui_reader.export.batches import Batches
from tui_reader.export.citation import Citable, markdown_link, plain_citation, standard_citation
from tui_reader.export.exporters import EXPORTERS, Exporter
from tui_reader.export.header import shown_date
from tui_reader.export.markdown import markdown
from tui_reader.export.names import Field, Template, file_name, name_template, parse_template, short_id
from tui_reader.export.options import (
    NARROWEST,
    ExportOptions,
    HeaderLanguage,
    ImageMention,
    LinkPlacement,
    Packed,
    PictureFile,
)
from tui_reader.export.sheet import is_chinese, layout_options
from tui_reader.export.text import text
from tui_reader.export.writing import ExportFolder, State, Written, is_stream, write_export, write_into

__all__ = [
    "EXPORTERS",
    "NARROWEST",
    "Batches",
    "Citable",
    "ExportFolder",
    "ExportOptions",
    "Exporter",
    "Field",
    "FolderError",
    "HeaderLanguage",
    "ImageMention",
    "LinkPlacement",
    "Packed",
    "PictureFile",
    "State",
    "Template",
    "Written",
    "ansi",
    "failures_told",
    "file_name",
    "is_chinese",
    "is_stream",
    "layout_options",
    "markdown",
    "markdown_link",
    "name_template",
    "parse_template",
    "plain_citation",
    "short_id",
    "shown_date",
    "standard_citation",
    "text",
    "write_export",
    "write_into",
]
