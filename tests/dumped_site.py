"""A site that is dumped, and made anew from the dump: `python -m tests.dumped_site NEW_DUMP OLD_DUMP OPTION...`.

Without an old dump (`-`) it is filled with all that people do. Prints as JSON what the site says.
"""

from __future__ import annotations

import json
import re
import sys
from typing import Any

import django

PATHS = ("/", "/papers/", "/papers/?q=retitled", "/papers/?tag=zebra", "/papers/former/", "/papers.bib", "/feed.atom")


def fill() -> None:
    """Leave gaps in the numbers, and names in another order: a dump must not rest on numbers that it leaves out."""
    from django.contrib.auth.models import Group, User

    from papers import search
    from papers.importer import import_readme
    from papers.models import DismissedPair, FetchedValue, Paper, SlugRedirect, Venue
    from tests.lists import LIST, edit, paper

    for name in ("gone", "zoe", "adam"):
        User.objects.create_user(name, password="a long password")
    User.objects.get(username="gone").delete()
    zoe = User.objects.get(username="zoe")
    zoe.groups.add(Group.objects.get(name="Maintainers"))
    Group.objects.get(name="Editors").permissions.clear()
    import_readme(LIST.encode(), user=zoe)
    alpha, beta = paper("Alpha"), paper("Beta")
    beta.tags.add("passing", "zebra")
    beta.tags.get(name="passing").delete()
    alpha.tags.add("zebra", "Ant")
    edit("Alpha", title="Alpha, retitled", _history_user=zoe)
    FetchedValue.objects.create(paper=alpha, field="abstract", value="Une étude.", source="arxiv")
    DismissedPair.objects.create(first=alpha, second=beta, reason="two works", user=zoe)
    SlugRedirect.objects.create(old_slug="former", paper=beta)
    paper("Gamma").delete()
    Venue.objects.filter(papers=None).delete()
    search.index(Paper.objects.all())


def describe() -> dict[str, Any]:
    from django.test import Client

    from papers import search
    from papers.exporter import render
    from papers.models import Catalogue, Paper

    client = Client(headers={"host": "127.0.0.1"})
    answers = {}
    for path in PATHS:
        response = client.get(path)
        # Django's dumps have times to the millisecond.
        body = re.sub(r"(:\d\d\.\d{3})\d{3}\b", r"\1", b"".join(response).decode())
        answers[path] = response.status_code, response.get("Location", ""), body
    said = {
        "readme": render().decode(),
        "answers": answers,
        "found": slugs(search.matching(Paper.objects.all(), "retitled")),
        "tags": {each.slug: sorted(each.tags.names()) for each in Paper.objects.all()},
        "history": [
            (each.slug, each.title, each.history_type, each.history_user and each.history_user.username)
            for each in Paper.history.order_by("history_id")
        ],
    }
    before = Catalogue.objects.current().version
    text = " sparrows count \n"
    Paper.objects.create(title="Sparrows count", slug="sparrows", citation_key="sparrows", search_text=text)
    found = slugs(search.matching(Paper.objects.all(), "sparrows"))
    return said | {"is new version": Catalogue.objects.current().version > before, "found new": found}


def slugs(papers: Any) -> list[str]:
    return list(papers.order_by("slug").values_list("slug", flat=True))


def main(new: str, old: str, *options: str) -> None:
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    if old == "-":
        fill()
    else:
        call_command("loaddata", old, verbosity=0)
    call_command("dumpdata", *options, output=new, verbosity=0)
    json.dump(describe(), sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
