from django.db import migrations

from papers.migrations._fulltext import drop_index, make_index


def sort_by_bytes(apps, schema_editor):
    """Texts of PostgreSQL are compared and sorted as SQLite does it, whatever the database's own language is."""
    connection = schema_editor.connection
    if connection.vendor != 'postgresql':
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, data_type, character_maximum_length FROM information_schema.columns"
            " WHERE table_schema = current_schema() AND data_type IN ('text', 'character varying')"
            " AND collation_name IS DISTINCT FROM 'C' AND (table_name LIKE 'papers\\_%' OR table_name = 'taggit_tag')"
        )
        columns = cursor.fetchall()
    for table, column, kind, length in columns:
        kind = f'{kind}({length})' if length else kind
        schema_editor.execute(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" TYPE {kind} COLLATE "C"')


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
