from django.db import migrations

from papers.migrations._collation import sort_by_bytes
from papers.migrations._fulltext import drop_index, make_index


def forget_capitals(apps, schema_editor):
    """Search texts with capital letters, as of a sign for a trade mark, are made anew at the next start."""
    has_capital = "~ '[A-Z]'" if schema_editor.connection.vendor == 'postgresql' else "GLOB '*[A-Z]*'"
    schema_editor.execute(f"UPDATE papers_paper SET search_text = '' WHERE search_text {has_capital}")


class Migration(migrations.Migration):

    dependencies = [('papers', '0006_catalogue_triggers')]

    operations = [
        migrations.RunPython(sort_by_bytes, migrations.RunPython.noop),
        migrations.RunPython(forget_capitals, migrations.RunPython.noop),
        migrations.RunPython(make_index, drop_index),
    ]
