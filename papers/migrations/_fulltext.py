"""The index of the papers' search text and the triggers that keep it; `papers.fulltext` asks it.

On SQLite a migration that alters `papers_paper` may make it anew, and its triggers are gone: it then ends with
`RunPython(make_triggers, RunPython.noop)`.
"""

# A paper's words in two columns: the title's line, and the others with a mark between them, which is no word's.
# The tokens are the words as they stand, as nothing of ASCII but blanks is between them.
TITLE = "substr({row}.search_text, 1, instr({row}.search_text, char(10)))"
OTHERS = "replace(substr({row}.search_text, instr({row}.search_text, char(10)) + 1), char(10), '¶')"
COLUMNS = f"{{row}}.id, {TITLE}, {OTHERS}"
OLD, NEW = COLUMNS.format(row='old'), COLUMNS.format(row='new')

# With an index of first letters, as one letter is the beginning of thousands of words.
ON_SQLITE = [
    """
CREATE VIRTUAL TABLE IF NOT EXISTS papers_fulltext
USING fts5(title, others, content='', tokenize='ascii', prefix='1')
    """,
]
REMOVE = f"INSERT INTO papers_fulltext (papers_fulltext, rowid, title, others) VALUES ('delete', {OLD});"
ADD = f"INSERT INTO papers_fulltext (rowid, title, others) VALUES ({NEW});"
SQLITE_TRIGGERS = {
    'fulltext_insert': f"AFTER INSERT ON papers_paper BEGIN {ADD} END",
    'fulltext_delete': f"AFTER DELETE ON papers_paper BEGIN {REMOVE} END",
    'fulltext_update': (
        "AFTER UPDATE OF search_text ON papers_paper WHEN old.search_text <> new.search_text"
        f" BEGIN {REMOVE} {ADD} END"
    ),
}
FILL_SQLITE = f"INSERT INTO papers_fulltext (rowid, title, others) SELECT {COLUMNS.format(row='papers_paper')} FROM papers_paper"

# The table is narrow, its words are kept elsewhere: to find half of the papers is to read a thousand pages. PostgreSQL
# moves values out of a row only where that has more than 2 kB, so each begins with as many blanks, which are
# compressed to some 40 bytes. Without FASTUPDATE a search never has to look through what edits have left for later.
ON_POSTGRESQL = [
    """
CREATE TABLE papers_fulltext (
  paper_id bigint PRIMARY KEY, words tsvector NOT NULL, padding text COLLATE "C" NOT NULL DEFAULT repeat(' ', 2100)
) WITH (toast_tuple_target = 128)
    """,
    "ALTER TABLE papers_fulltext ALTER words SET STORAGE EXTERNAL",
    """
CREATE FUNCTION papers_words(search_text text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT coalesce(array_to_tsvector(array_agg(lexeme)), '') FROM (
    SELECT left(word, 200) FROM unnest(string_to_array(translate(search_text, E'\\n', ' '), ' ')) AS word WHERE word <> ''
    UNION ALL
    SELECT '^' || left(word, 200) FROM unnest(string_to_array(split_part(search_text, E'\\n', 1), ' ')) AS word
    WHERE word <> ''
  ) AS words (lexeme)
$$
    """,
    """
CREATE FUNCTION papers_fulltext_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'TRUNCATE' THEN
    TRUNCATE papers_fulltext;
  ELSIF TG_OP = 'DELETE' THEN
    DELETE FROM papers_fulltext WHERE paper_id = OLD.id;
  ELSE
    INSERT INTO papers_fulltext (paper_id, words) VALUES (NEW.id, papers_words(NEW.search_text))
    ON CONFLICT (paper_id) DO UPDATE SET words = excluded.words;
  END IF;
  RETURN NULL;
END $$
    """,
    "INSERT INTO papers_fulltext (paper_id, words) SELECT id, papers_words(search_text) FROM papers_paper",
    "CREATE INDEX papers_fulltext_words ON papers_fulltext USING gin (words) WITH (fastupdate = off)",
]
POSTGRESQL_TRIGGERS = {
    'fulltext_insert': "AFTER INSERT OR DELETE ON papers_paper FOR EACH ROW",
    'fulltext_update': (
        "AFTER UPDATE OF search_text ON papers_paper FOR EACH ROW"
        " WHEN (OLD.search_text IS DISTINCT FROM NEW.search_text)"
    ),
    'fulltext_truncate': "AFTER TRUNCATE ON papers_paper FOR EACH STATEMENT",
}


def make_index(apps, schema_editor):
    if schema_editor.connection.vendor == 'sqlite':
        statements = [*ON_SQLITE, FILL_SQLITE]
    else:
        statements = ON_POSTGRESQL
    for statement in statements:
        schema_editor.execute(statement, params=None)
    make_triggers(apps, schema_editor)


def make_triggers(apps, schema_editor):
    """Can be run again."""
    drop_triggers(apps, schema_editor)
    if schema_editor.connection.vendor == 'sqlite':
        statements = [f'CREATE TRIGGER {name} {what}' for name, what in SQLITE_TRIGGERS.items()]
    else:
        statements = [
            f'CREATE TRIGGER {name} {what} EXECUTE FUNCTION papers_fulltext_keep()'
            for name, what in POSTGRESQL_TRIGGERS.items()
        ]
    for statement in statements:
        schema_editor.execute(statement, params=None)


def drop_triggers(apps, schema_editor):
    for name in SQLITE_TRIGGERS if schema_editor.connection.vendor == 'sqlite' else POSTGRESQL_TRIGGERS:
        of_table = '' if schema_editor.connection.vendor == 'sqlite' else ' ON papers_paper'
        schema_editor.execute(f'DROP TRIGGER IF EXISTS {name}{of_table}')


def drop_index(apps, schema_editor):
    drop_triggers(apps, schema_editor)
    schema_editor.execute('DROP TABLE papers_fulltext')
    if schema_editor.connection.vendor == 'postgresql':
        schema_editor.execute('DROP FUNCTION papers_words(text)')
        schema_editor.execute('DROP FUNCTION papers_fulltext_keep()')


def remake_index(apps, schema_editor):
    """As it is made now, whatever it was made like."""
    drop_index(apps, schema_editor)
    make_index(apps, schema_editor)
