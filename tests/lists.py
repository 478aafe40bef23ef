"""A small list, and ways to change it and the rows, for tests of imports and exports."""

from __future__ import annotations

from typing import Any

from papers.exporter import render
from papers.importer import Options, Prefer, Report, import_readme
from papers.models import Listing, Paper, PaperLink, Section

ALPHA = "- (**ICLR'21**)[Empirical] Alpha learns in context [[Paper](https://arxiv.org/abs/2101.00001)]\n"
BETA = "- (**ICML'22**)[Theoretical] Beta explains regression [[Paper](https://arxiv.org/abs/2202.00002)]\n"
GAMMA = "- (**ACL'23**)[Empirical] Gamma retrieves examples [[Paper](https://arxiv.org/abs/2303.00003)]\n"
DELTA = "- (**KDD'24**)[Empirical] Delta composes skills [[Paper](https://arxiv.org/abs/2404.00004)]\n"
OMEGA = "- (**KDD'20**)[Theoretical] Omega bounds errors [[Paper](https://arxiv.org/abs/2005.00005)]\n"

DERIVED = ("modified", "search_text")

LIST = f"# A list\n\n## One\n\n{ALPHA}{BETA}{GAMMA}\n## Two\n\nAbout two.\n\n{DELTA}\n## Three\n\n{OMEGA}"


def imported(text: str = LIST, **options: Any) -> Report:
    if isinstance(options.get("prefer"), str):
        options["prefer"] = Prefer(options["prefer"])
    return import_readme(text.encode(), Options(**options))


def exported() -> str:
    return render().decode()


def paper(word: str) -> Any:
    """The one whose title starts with a word."""
    return Paper.objects.get(title__startswith=word)


def listing(word: str) -> Any:
    return Listing.objects.get(paper__title__startswith=word)


def section(title: str) -> Any:
    return Section.objects.get(title=title)


def edit(word: str, **values: Any) -> Any:
    """A maintainer changes columns of a paper."""
    found = paper(word)
    for name, value in values.items():
        setattr(found, name, value)
    found.save()
    return found


def relink(word: str, url: str) -> None:
    PaperLink.objects.filter(paper=paper(word)).update(url=url)


def order(title: str) -> list[str]:
    """The first words of a section's papers, in README order."""
    rows = Listing.objects.filter(section__title=title).in_readme_order()
    return [row.paper.title.split()[0] for row in rows.select_related("paper")]


def reorder(title: str, *words: str) -> None:
    for position, word in enumerate(words):
        Listing.objects.filter(section__title=title, paper__title__startswith=word).update(position=position)


def snapshot() -> dict[str, Any]:
    """All that an import could change, rows by their keys."""
    return {
        "sections": list(Section.objects.order_by("pk").values()),
        "papers": [
            {
                **{key: value for key, value in row.items() if key not in DERIVED},
                "links": list(PaperLink.objects.filter(paper=row["id"]).values_list("label", "url")),
            }
            for row in Paper.objects.order_by("pk").values()
        ],
        "evidence": sorted(Paper.objects.values_list("pk", "evidence_types__name", "evidence__position"), key=str),
        "tags": sorted(Paper.objects.values_list("pk", "tags__name"), key=str),
        "listings": list(Listing.objects.order_by("pk").values()),
    }
