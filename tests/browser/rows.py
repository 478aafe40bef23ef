"""`python -m tests.browser.rows`: fills the database that the environment names; `--enriched` adds to some papers."""

from __future__ import annotations

import datetime
import sys

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


def main(*options: str) -> None:
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("import_readme", settings.SURVEY_README, date=ADDED, verbosity=0)
    if "--enriched" in options:
        enrich()


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


if __name__ == "__main__":
    main(*sys.argv[1:])
