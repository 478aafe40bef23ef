"""`python -m tests.browser.rows`: fills the database that the environment names; `--enriched` adds to some papers, and
`--proposing` leaves an import that waits for a review, and a maintainer."""

from __future__ import annotations

import datetime
import sys
from typing import Any

import django
from django.conf import settings

ADDED = datetime.date(2024, 9, 2)

AUTHORS = {
    "An Explanation of In-context Learning": "Sang Michael Xie|Aditi Raghunathan|Percy Liang|Tengyu Ma",
    "Function vectors in large": (
        "Eric Todd|Millicent L. Li|Arnab Sen Sharma|Aaron Mueller|Byron C. Wallace|David Bau|A Seventh Author"
    ),
    "What learning algorithm is": "Ekin Akyürek|Dale Schuurmans|Jacob Andreas|Tengyu Ma|Denny Zhou",
}
ABSTRACT = "We ask *what* in-context learning computes. On linear problems, $y = Wx$, it agrees with ridge regression."
TAGS = {"Function vectors in large": ["Mechanisms", "Heads"], "What learning algorithm is": ["Mechanisms"]}
CODE = "https://example.org/code"

MAINTAINER, PASSWORD = "ada", "a long enough secret"
ADDED_LINE = b"- (**ICLR'25**)[Empirical] Lists that keep their bytes[[Paper]](https://arxiv.org/abs/2501.00001)\n"
RETITLED = b"Function vectors in large language models", b"Function Vectors in Large Language Models"


def main(*options: str) -> None:
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("import_readme", settings.SURVEY_README, date=ADDED, verbosity=0)
    if "--enriched" in options:
        enrich()
    if "--proposing" in options:
        propose()


def enrich() -> None:
    from papers import search
    from papers.models import Paper, PaperLink

    for title, names in AUTHORS.items():
        paper = Paper.objects.get(title__startswith=title)
        paper.authors, paper.abstract = names.split("|"), ABSTRACT
        paper.save()
        paper.tags.add(*TAGS.get(title, ()))
        PaperLink.objects.create(paper=paper, label="Code", url=CODE, position=1)
    search.index(Paper.objects.all())


def propose() -> None:
    """The repository's next README: it takes back an edit that the repository had, adds a paper, and spells a title in
    another way. One more edit is pending."""
    from django.contrib.auth.models import User

    from papers.exporter import render
    from papers.importer import Options, import_readme
    from papers.models import Content, ProposedImport, Venue

    user = User.objects.create_superuser(MAINTAINER, password=PASSWORD)
    first = settings.SURVEY_README.read_bytes()
    edit(user, "The learnability of in-context", venue=Venue.objects.get(name="NeurIPS"))
    import_readme(render(), Options(), source="survey/README.md", user=user)
    edit(user, "What learning algorithm is", year=2022)
    at = first.index(b"\n", first.index(b"The learnability of in-context")) + 1
    text = (first[:at] + ADDED_LINE + first[at:]).replace(*RETITLED)
    ProposedImport.objects.create(content=Content.objects.keep(text), source="survey/README.md", user=user)


def edit(user: Any, title: str, **values: Any) -> None:
    from papers import history
    from papers.models import Paper

    paper = Paper.objects.get(title__startswith=title)
    history.keep_baseline([paper])
    for name, value in values.items():
        setattr(paper, name, value)
    paper.save()
    history.note([paper], user=user, reason="edited")


if __name__ == "__main__":
    main(*sys.argv[1:])
