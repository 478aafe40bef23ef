"""The order of texts: by their bytes, on both databases.

A migration that adds a column of text, or a table with one, ends with `RunPython(sort_by_bytes, RunPython.noop)`, in a
migration of its own where it also changes rows. `tests/test_models.py` fails on PostgreSQL where one is missing.
"""


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
