"""A README into the database: the repository's, or somebody's proposal, merged with what was edited here."""

from papers.importer.choices import Prefer, Role
from papers.importer.imports import ImportRefusedError, Options, compare, import_readme
from papers.importer.pending import Preview, preview
from papers.importer.report import Conflict, Report
from papers.importer.review import Review, review
from papers.importer.sending import write_file
from papers.importer.undoing import undo_import

__all__ = [
    "Conflict",
    "ImportRefusedError",
    "Options",
    "Prefer",
    "Preview",
    "Report",
    "Review",
    "Role",
    "compare",
    "import_readme",
    "preview",
    "review",
    "undo_import",
    "write_file",
]
