"""Brings identifiers and search texts of papers in line with how addresses are read and text is folded now.

Both are made of other columns by the present code, which is asked for them: what it would store at the next save is
stored at once. So no import takes the new spelling of an identifier for an edit.
"""

from collections import defaultdict

from django.db import migrations

from papers.identifiers import identify, normalize_identifier
from papers.migrations._identifiers import FIELDS, formerly_linked
from papers.search import document

BATCH = 2_000
COLUMNS = ("pk", "title", "name", "authors", "venue__name", "track", "year", "abstract", "search_text", *FIELDS)


def read_again(apps, schema_editor):
    model = apps.get_model("papers", "Paper")
    keys = list(model.objects.order_by("pk").values_list("pk", flat=True))
    for batch in (keys[at : at + BATCH] for at in range(0, len(keys), BATCH)):
        rows = list(model.objects.filter(pk__in=batch).values(*COLUMNS))
        links = _by_paper(apps.get_model("papers", "PaperLink"), batch, "paper", "url", ("position", "pk"))
        tags = _by_paper(apps.get_model("papers", "PaperTag"), batch, "content_object", "tag__name", ("pk",))
        _store(apps, schema_editor, [_reread(row, links[row["pk"]], tags[row["pk"]]) for row in rows])


def _by_paper(model, papers, owner, column, order):
    found = defaultdict(list)
    rows = model.objects.filter(**{f"{owner}__in": papers}).order_by(*order)
    for paper, value in rows.values_list(owner, column):
        found[paper].append(value)
    return found


def _reread(row, urls, tags):
    """The row before, and what it is now."""
    before, now = formerly_linked(urls), identify(urls)
    after = dict(row)
    for field in FIELDS:
        is_linked = row[field] == before[field]
        after[field] = getattr(now, field) if is_linked else normalize_identifier(field, row[field]) or row[field]
    after["search_text"] = document(
        title=row["title"],
        name=row["name"],
        authors=row["authors"],
        appeared=f"{row['venue__name'] or ''} {row['track']} {row['year'] or ''}",
        identifiers=[after[field] for field in FIELDS],
        tags=tags,
        abstract=row["abstract"],
    )
    return row, after


def _store(apps, schema_editor, rows):
    """History says the same as the rows, or the next edit would seem to have changed the identifiers."""
    history = apps.get_model("papers", "HistoricalPaper").objects
    fetched = apps.get_model("papers", "FetchedValue").objects
    names = (*FIELDS, "search_text")
    changed = [(before, after) for before, after in rows if before != after]
    with schema_editor.connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE papers_paper SET {', '.join(f'{name} = %s' for name in names)} WHERE id = %s",
            [[after[name] for name in (*names, "pk")] for _, after in changed],
        )
    for before, after in changed:
        for field in FIELDS:
            if before[field] != after[field]:
                history.filter(**{"id": before["pk"], field: before[field]}).update(**{field: after[field]})
                fetched.filter(paper=before["pk"], field=field, value=before[field]).update(value=after[field])


class Migration(migrations.Migration):
    """The former spellings are of no use to anybody: there is nothing to undo."""

    dependencies = [("papers", "0010_tag_redirects")]

    operations = [migrations.RunPython(read_again, migrations.RunPython.noop, elidable=True)]
