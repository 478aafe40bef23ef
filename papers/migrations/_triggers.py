"""Triggers that advance the catalogue's version, for the migrations that make a table they stand on.

On SQLite a migration that alters a table may make it anew, and its triggers are gone: it then ends with
`RunPython(make_triggers, RunPython.noop)`. `tests/test_catalogue.py` fails where one is missing.
"""

TABLES = [
    'papers_evidencetype',
    'papers_listing',
    'papers_paper',
    'papers_paperevidence',
    'papers_paperlink',
    'papers_papertag',
    'papers_section',
    'papers_slugredirect',
    'papers_tagredirect',
    'papers_venue',
    'taggit_tag',
]
EVENTS = ['INSERT', 'UPDATE', 'DELETE']

# A version that was rolled back, or that a restored backup does not know, must not come back with other content.
STEP = 2 ** 24

ON_SQLITE = """
CREATE TRIGGER catalogue_{table}_{event} AFTER {event} ON {table} BEGIN
  INSERT INTO papers_catalogue (id, version, changed)
  VALUES (1, 1 + abs(random() % {step}), strftime('%Y-%m-%d %H:%M:%f000', 'now'))
  ON CONFLICT (id) DO UPDATE SET version = version + excluded.version, changed = excluded.changed;
END
"""

# Before the statement, so that a writer waits for another one while it has no row of these tables itself. A thousand
# updates of one row in one transaction are slow, as none of its versions can be reused before the commit. So there is
# one for the first change, and one more only where the transaction has read the version in between: before the change
# that follows, or before a reading that follows further changes. The sequence counts readings, as a savepoint that is
# rolled back takes none back; the settings are taken back with what they tell of.
ON_POSTGRESQL = """
CREATE SEQUENCE IF NOT EXISTS papers_catalogue_read;
SELECT setval('papers_catalogue_read', 1);

CREATE OR REPLACE FUNCTION papers_catalogue_renew() RETURNS void LANGUAGE sql AS $$
  INSERT INTO papers_catalogue AS catalogue (id, version, changed)
  VALUES (1, 1 + floor(random() * {step})::bigint, clock_timestamp())
  ON CONFLICT (id) DO UPDATE SET version = catalogue.version + excluded.version, changed = excluded.changed;
$$;

CREATE OR REPLACE FUNCTION papers_catalogue_advance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  readings text := (SELECT last_value FROM papers_catalogue_read);
BEGIN
  IF readings IS DISTINCT FROM current_setting('survey.catalogue_advanced', true) THEN
    PERFORM papers_catalogue_renew(), set_config('survey.catalogue_advanced', readings, true),
      set_config('survey.catalogue_outdated', 'no', true);
  ELSE
    PERFORM set_config('survey.catalogue_outdated', 'yes', true);
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION papers_catalogue_current() RETURNS TABLE (version bigint, changed timestamptz)
LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('transaction_read_only') = 'off' THEN
    IF current_setting('survey.catalogue_outdated', true) = 'yes' THEN
      PERFORM papers_catalogue_renew(), set_config('survey.catalogue_outdated', 'no', true);
    END IF;
    PERFORM nextval('papers_catalogue_read');
  END IF;
  RETURN QUERY SELECT catalogue.version, catalogue.changed FROM papers_catalogue AS catalogue;
END $$
"""


def make_triggers(apps, schema_editor):
    """Can be run again. Tables that a later migration makes get theirs there."""
    drop_triggers(apps, schema_editor)
    tables = _tables(schema_editor)
    if schema_editor.connection.vendor == 'sqlite':
        for table in tables:
            for event in EVENTS:
                schema_editor.execute(ON_SQLITE.format(table=table, event=event, step=STEP), params=None)
        return
    schema_editor.execute(ON_POSTGRESQL.format(step=STEP), params=None)
    for table in tables:
        schema_editor.execute(
            f'CREATE TRIGGER catalogue_advance BEFORE {" OR ".join(EVENTS)} OR TRUNCATE ON {table} '
            'FOR EACH STATEMENT EXECUTE FUNCTION papers_catalogue_advance()',
            params=None,
        )


def drop_triggers(apps, schema_editor):
    if schema_editor.connection.vendor == 'sqlite':
        for table in TABLES:
            for event in EVENTS:
                schema_editor.execute(f'DROP TRIGGER IF EXISTS catalogue_{table}_{event}')
        return
    for table in _tables(schema_editor):
        schema_editor.execute(f'DROP TRIGGER IF EXISTS catalogue_advance ON {table}')


def _tables(schema_editor):
    known = set(schema_editor.connection.introspection.table_names())
    return [table for table in TABLES if table in known]
