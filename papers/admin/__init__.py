"""The maintainers' desk, one module a noun. What a change does to the README is said at the field."""

from django.contrib import admin

from papers.admin import papers, revisions, sections, terms

__all__ = ["papers", "revisions", "sections", "terms"]

admin.site.site_header = "Living Survey"
admin.site.site_title = "Living Survey"
admin.site.index_title = "The survey"
