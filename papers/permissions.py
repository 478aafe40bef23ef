"""Who may do what, by group; a migration makes the groups, and a site may change them afterwards."""

from __future__ import annotations

from typing import Final

MAINTAINERS: Final = "Maintainers"
EDITORS: Final = "Editors"

_WRITTEN: Final = ("paper", "paperlink", "paperevidence", "listing", "papertag")
_LOOKED_AT: Final = ("section", "evidencetype", "venue", "revision", "slugredirect")

EDITORS_MAY: Final = frozenset(
    {
        *(f"papers.{action}_{model}" for model in _WRITTEN for action in ("add", "change", "delete", "view")),
        *(f"papers.view_{model}" for model in _LOOKED_AT),
        "taggit.view_tag",
        "taggit.add_tag",
    }
)
"""Papers and listings; no import, no merge, no users."""
MAINTAINERS_MAY: Final = ("papers", "taggit")
"""All permissions of these applications. Users and groups are the superusers'."""

_PARTS: Final = ("paperlink", "paperevidence", "papertag")

ADDING_PAPERS: Final = ("papers.add_paper", "papers.add_listing", *(f"papers.add_{part}" for part in _PARTS))
"""What somebody needs for a page that makes papers with all that belongs to them, and lists them."""
RESTORING_PAPERS: Final = (
    "papers.change_paper",
    *(f"papers.{action}_{part}" for action in ("add", "delete") for part in _PARTS),
)
"""What somebody needs to give a paper another version's values, which are written anew."""
BRINGING_BACK: Final = {"paper": ADDING_PAPERS, "section": ("papers.add_section",), "listing": ("papers.add_listing",)}
"""What somebody needs to bring a deleted row back, by its kind."""
MOVING_CONTENT: Final = ("papers.change_listing", "papers.change_section")
"""What somebody needs to put what stands in a section somewhere else."""
DELETING_CONTENT: Final = ("papers.delete_listing", "papers.delete_section")
CHANGING_SEVERAL: Final = {
    "add_evidence_types": ("papers.add_paperevidence",),
    "remove_evidence_types": ("papers.delete_paperevidence",),
    "add_tags": ("papers.add_papertag",),
    "remove_tags": ("papers.delete_papertag",),
    "section": ("papers.add_listing", "papers.change_listing"),
}
"""By what is changed of several papers, what that needs besides the right to change papers."""
EDITING_TAGS: Final = ("papers.add_papertag", "papers.delete_papertag")
ADDING_TAGS: Final = "taggit.add_tag"
"""For a tag that no paper has yet."""
