"""The maintainers' desk, one module a noun. What a change does to the README is said at the field."""

from papers.admin import papers, revisions, sections, tags, terms

__all__ = ["papers", "revisions", "sections", "tags", "terms"]
