"""A README into the database: what came in since the last import, merged with what was edited here."""

from papers.importer.choices import Prefer
from papers.importer.imports import ImportRefusedError, Options, import_readme
from papers.importer.report import Conflict, Report
from papers.importer.review import Review, review

__all__ = ["Conflict", "ImportRefusedError", "Options", "Prefer", "Report", "Review", "import_readme", "review"]
