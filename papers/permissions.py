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
